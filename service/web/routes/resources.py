"""The project's IRIs under this host: ``/id/…``, ``/code/…``, ``/ontology``, ``/graph/…``."""

from __future__ import annotations

import asyncio
from typing import Annotated

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from ontology import ids
from ontology.context import context_document
from ontology.docs_kept import kept_page
from ontology.load import version
from ontology.turtle import ALIGNMENT_MODULE, MODULES, module_text
from service.errors import NotFound, Unprocessable
from service.lookup.ask import Asker
from service.lookup.describe import about_node, is_pointed_at, page_of
from service.lookup.spans import words_at
from service.lookup.withdrawn import withdrawal_of
from service.sparql.formats import GRAPHS
from service.sparql.negotiate import choose, choose_format, refusal
from service.sparql.serialise import graph_bytes
from service.web import etag
from service.web.disconnect import WhileThere
from service.web.filters import Ask
from service.web.negotiate import choose_type
from service.web.pages import render, top_bar
from service.web.parameters import matching
from service.web.routes.store import answer_graph
from service.web.state import base_url

Format = Annotated[
    str, Query(max_length=60, description="格式：ttl、nt、rdf、jsonld、trig、nq、html")
]

_DOC = """w3id.org/anze/ 下的 IRI 在本服务同一路径可取：浏览器得网页，程序按 Accept 得 RDF。

The IRIs under https://w3id.org/anze/ answer here under the same path, as a page or as RDF."""
_TYPES = (*(each.media_type for each in GRAPHS), "text/html", "application/xhtml+xml")

#: Modules with an IRI of their own; the head is /ontology itself.
PUBLISHED = frozenset({*MODULES, ALIGNMENT_MODULE} - {"anze"})

router = APIRouter(
    route_class=WhileThere,
    tags=["资源 Resources"],
)


@router.get("/id/source/{sha256}", summary="文件及其中的字句 A file, and words in it")
async def source(
    request: Request,
    ask: Ask,
    sha256: Annotated[str, Path(description="文件的 SHA-256")],
    char: Annotated[
        str,
        Query(description="第几到第几个字符，含头不含尾 Characters"),
        matching(r"\d{1,9},\d{1,9}", "应为两个数（5,7）", "should be two numbers (5,7)"),
    ] = "",
    format: Format = "",  # noqa: A002
) -> Response:
    """图谱中出处的 IRI 以 `#char=5,7` 结尾；浏览器不发送 # 之后的部分，所以这里写作 `?char=5,7`：得原词、页码和上下文。

    Evidence IRIs end in `#char=5,7`; no client sends what is behind the #, so ask with `?char=5,7` for the words,
    the page and their surroundings."""
    node = f"{ids.BASE}id/source/{sha256}"
    if not char:
        return await _node(request, ask, node, format)
    if format not in ("", "json", "html"):
        raise refusal(format, ["json", "html"])
    start, end = (int(each) for each in char.split(","))
    if start >= end:
        raise Unprocessable(
            f"参数 char 的第一个数应小于第二个（收到“{char}”），例如 5,7 为第 5、6 个字符，从 0 数起。",
            f"The first number of char should be below the second (got {char!r}); 5,7 are the characters "
            "5 and 6, counted from 0.",
        )
    found = await words_at(ask, node, start, end, base_url(request))
    if found is None:
        raise NotFound(
            f"图谱中没有从该文件第 {start} 至 {end} 个字符读出的内容。",
            f"Nothing in the graph was read from characters {start} to {end} of that file.",
        )
    page = choose(request.headers.get("accept"), ("application/json", "text/html")) == "text/html"
    if page or format == "html":
        return render("span.html", span=found)
    return JSONResponse(found)


@router.get("/id/{name:path}", summary="实例 An instance", description=_DOC)
async def instance(request: Request, ask: Ask, name: str, format: Format = "") -> Response:  # noqa: A002
    return await _node(request, ask, f"{ids.BASE}id/{name}", format)


@router.get("/code/{name:path}", summary="代码 A code list or concept", description=_DOC)
async def concept(request: Request, ask: Ask, name: str, format: Format = "") -> Response:  # noqa: A002
    return await _node(request, ask, f"{ids.BASE}code/{name}", format)


@router.get("/context.jsonld", summary="JSON-LD 上下文 The JSON-LD context")
async def json_ld_context(request: Request) -> Response:
    """把 JSON-LD 的键对应到本体的类和属性。Maps JSON-LD keys to the ontology's terms."""
    choose_type(request, "application/ld+json", "application/json")
    return Response(context_document(), 200, {"Cache-Control": etag.CACHE}, "application/ld+json")


@router.get(
    "/ontology/{name}", summary="类、属性、模块或版本 A term, module or version", description=_DOC
)
async def term(request: Request, ask: Ask, name: str, format: Format = "") -> Response:  # noqa: A002
    """模块与属性同名时，网页给属性，RDF 给模块（其中有该属性的定义）。

    Where a module and a property share a name, the page is the property's, the RDF the module's."""
    if name == version():
        return await whole_ontology(request, format)
    if name in PUBLISHED and not _wants_page(request, format):
        return _module(request, name, format)
    return await _node(request, ask, f"{ids.ONTOLOGY}{name}", format)


@router.get("/ontology/{release}/{name}", summary="某一版本的模块 A module of a version")
async def module_of_version(
    request: Request,
    release: str,
    name: str,
    format: Format = "",  # noqa: A002
) -> Response:
    """现行版本的模块；此前的版本不在此处。The module of the version in force; older ones are not here."""
    if release != version() or name not in PUBLISHED:
        iri = f"{ids.BASE}ontology/{release}/{name}"
        raise NotFound(
            f"没有 {iri}；现行版本为 {version()}。",
            f"No {iri}; the version in force is {version()}.",
        )
    return _module(request, name, format)


@router.get("/ontology", summary="本体 The ontology", description=_DOC)
async def whole_ontology(request: Request, format: Format = "") -> Response:  # noqa: A002
    if _wants_page(request, format):
        page = await asyncio.to_thread(kept_page, top_bar())
        return HTMLResponse(page, headers={"Vary": etag.VARY})
    return await answer_graph(request, ids.ONTOLOGY_GRAPH, format)


@router.get("/graph/{name}", summary="一个图的全部 A whole graph", description=_DOC)
async def graph(request: Request, name: str, format: Format = "") -> Response:  # noqa: A002
    return await answer_graph(request, f"{ids.BASE}graph/{name}", format)


def _wants_page(request: Request, asked: str) -> bool:
    accept = request.headers.get("accept")
    return asked == "html" or (not asked and choose(accept, _TYPES) in _TYPES[-2:])


def _module(request: Request, name: str, asked: str) -> Response:
    chosen = choose_format(request.headers.get("accept"), GRAPHS, asked)
    text = module_text(name).encode()
    triples = (quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE))
    content = text if chosen.name == "ttl" else graph_bytes(sorted(triples, key=str), chosen.name)
    headers = {"Cache-Control": etag.CACHE, "Vary": etag.VARY}
    return Response(content, 200, headers, chosen.content_type)


async def _node(request: Request, ask: Asker, node: str, asked: str) -> Response:
    accept = request.headers.get("accept")
    page = asked == "html" or (not asked and choose(accept, _TYPES) in _TYPES[-2:])
    mark = etag.tag(ask.engine.snapshot(), node, page, accept, asked)
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    found = await about_node(ask, node)
    if not found.triples:
        if (gone := await withdrawal_of(ask, node)) is not None:
            raise gone
        if not await is_pointed_at(ask, node):
            raise NotFound(f"图谱中没有 {node}。", f"Nothing is said of {node}.")
    headers = {"ETag": mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    if page:
        response = render(
            "node.html", node=node, page=await page_of(ask, found, node, base_url(request))
        )
        response.headers.update(headers)
        return response
    chosen = choose_format(accept, GRAPHS, asked)
    content = graph_bytes(sorted(found.triples, key=str), chosen.name)
    return Response(content, 200, headers, chosen.content_type)
