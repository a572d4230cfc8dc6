"""``/store``: the SPARQL 1.1 Graph Store HTTP Protocol, direct and indirect."""

from __future__ import annotations

import secrets
from codecs import BOM_UTF8
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from service.engine.api import Answer
from service.engine.job import Job
from service.errors import BadRequest, NotFound, UnsupportedMedia
from service.lookup.terms import iri
from service.sparql import negotiate
from service.sparql.formats import GRAPHS, Format, by_media_type
from service.web import etag, openapi
from service.web.auth import require
from service.web.disconnect import until_gone
from service.web.filters import asker
from service.web.routes.sparql import send
from service.web.state import State, base_url, client_of, state_of
from service.web.uploads import read_uploads
from service.web.writing import committed

router = APIRouter(tags=["图存储 Graph Store"])

_DOC = """SPARQL 1.1 Graph Store Protocol。`?graph=IRI` 或 `?default` 指明图；也可直接以图自己的地址访问
（`/store/名称`）。读取不需令牌；PUT、POST、DELETE 需要 admin 令牌。带上读取时的 `ETag`（`If-Match`），其间有人改过则不写入（412）。"""

Name = Annotated[
    str,
    Path(
        description="图的地址在 /store/ 之后的部分 What stands behind /store/ in the graph's address"
    ),
]


def graph_of(request: Request) -> str | None:
    """IRI of the graph that a request names, None for the default graph."""
    query = request.query_params
    graphs, default = query.getlist("graph"), "default" in query
    if len(graphs) + default != 1:
        raise BadRequest(
            "请用 ?graph=IRI 或 ?default 指明一个图。", "Name one graph: ?graph=IRI or ?default."
        )
    if default:
        return None
    iri(graphs[0])
    return graphs[0]


def graph_at(request: Request, name: str) -> str:
    """IRI of the graph of that address."""
    return f"{base_url(request)}/store/{name}"


@router.get(
    "/store", summary="读取一个图 Read a graph", description=_DOC, openapi_extra=openapi.STORE_READ
)
async def read(request: Request) -> Response:
    asked = request.query_params.get("format", "")
    return await answer_graph(request, graph_of(request), asked)


@router.get(
    "/store/{name:path}",
    summary="读取该地址的图 Read the graph of this address",
    description=_DOC,
    openapi_extra=openapi.DIRECT_READ,
)
async def read_direct(request: Request, name: Name) -> Response:
    asked = request.query_params.get("format", "")
    return await answer_graph(request, graph_at(request, name), asked)


async def answer_graph(request: Request, graph: str | None, asked: str) -> Response:
    """The graph (None: the default graph) in the format ``asked``, or by Accept."""
    state = state_of(request)
    chosen = negotiate.choose_format(request.headers.get("accept"), GRAPHS, asked)
    await _must_exist(request, state, graph)
    where = f"GRAPH {iri(graph)} {{ ?s ?p ?o }}" if graph is not None else "?s ?p ?o"
    if graph is None or state.settings.remote_query_url:
        mark = etag.tag(state.engine.snapshot(), "store", graph, chosen.name)
    else:
        mark = etag.strong(await etag.state(await asker(request), graph), chosen.name)
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    answer = await _run(
        request, state, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}", chosen.name
    )
    return send(request, answer, mark)


async def _must_exist(request: Request, state: State, graph: str | None) -> None:
    if graph is None:
        return
    answer = await _run(request, state, f"ASK {{ GRAPH {iri(graph)} {{ }} }}", "json")
    found = b"true" in answer.read()
    answer.close()
    if not found:
        raise NotFound(f"没有图 {graph}。", f"There is no graph {graph}.")


async def _run(request: Request, state: State, text: str, name: str) -> Answer:
    limits = state.settings
    job = Job(text, format=name, max_rows=limits.row_limit, max_bytes=limits.byte_limit << 20)
    return await until_gone(request, state.engine.run(job, client_of(request)))


@router.put(
    "/store",
    summary="写入一个图 Replace a graph",
    description=_DOC,
    openapi_extra=openapi.STORE_WRITE,
)
async def put(request: Request) -> Response:
    require(request, "admin")
    return await _write(request, graph_of(request), replace=True)


@router.put(
    "/store/{name:path}",
    summary="写入该地址的图 Replace the graph of this address",
    description=_DOC,
    openapi_extra=openapi.DIRECT_WRITE,
)
async def put_direct(request: Request, name: Name) -> Response:
    require(request, "admin")
    return await _write(request, graph_at(request, name), replace=True)


@router.post(
    "/store",
    summary="并入一个图，或新建一个 Merge into a graph, or make one",
    description=_DOC,
    openapi_extra=openapi.STORE_WRITE,
)
async def post(request: Request) -> Response:
    require(request, "admin")
    if request.query_params:
        return await _write(request, graph_of(request), replace=False)
    made = graph_at(request, secrets.token_urlsafe(12))
    answer = await _write(request, made, replace=False)
    answer.headers["Location"] = made
    return answer


@router.post(
    "/store/{name:path}",
    summary="并入该地址的图 Merge into the graph of this address",
    description=_DOC,
    openapi_extra=openapi.DIRECT_WRITE,
)
async def post_direct(request: Request, name: Name) -> Response:
    require(request, "admin")
    return await _write(request, graph_at(request, name), replace=False)


@router.delete(
    "/store",
    summary="删除一个图 Delete a graph",
    description=_DOC,
    openapi_extra=openapi.STORE_DELETE,
)
async def delete(request: Request) -> Response:
    require(request, "admin")
    return await _delete(request, graph_of(request))


@router.delete(
    "/store/{name:path}",
    summary="删除该地址的图 Delete the graph of this address",
    description=_DOC,
)
async def delete_direct(request: Request, name: Name) -> Response:
    require(request, "admin")
    return await _delete(request, graph_at(request, name))


async def _delete(request: Request, graph: str | None) -> Response:
    report = await committed(request, "delete", graph=graph, **etag.conditions(request))
    if not report["found"]:
        raise NotFound(f"没有图 {graph}。", f"There is no graph {graph}.")
    return Response(status_code=204)


async def _write(request: Request, graph: str | None, *, replace: bool) -> Response:
    """201 where the graph is new, with its tag as GET has it. All documents of the body are written as one change."""
    state = state_of(request)
    documents = await _documents(request, state)
    report = await committed(
        request,
        "put",
        b"".join(content for content, _ in documents),
        graph=graph,
        parts=[[chosen.name, len(content)] for content, chosen in documents],
        base=graph or f"{base_url(request)}/store",
        replace=replace,
        **etag.conditions(request),
    )
    tag = etag.strong(report["state"], GRAPHS[0].name) if report["state"] else ""
    return Response(status_code=201 if report["new"] else 204, headers={"ETag": tag} if tag else {})


async def _documents(request: Request, state: State) -> list[tuple[bytes, Format]]:
    """The RDF documents of the body: one, or each part of a form."""
    uploads = await read_uploads(request, state.settings.upload_bytes << 20, most=1000)
    parts = [each for each in uploads if not each.field or each.name]
    if not parts:
        raise BadRequest(
            "表单里没有文件：每个 RDF 文档应是带 filename 的一个部分。",
            "The form has no file: send each RDF document as a part with a filename.",
        )
    return [(each.content.removeprefix(BOM_UTF8), _format(each.type)) for each in parts]


def _format(kind: str) -> Format:
    chosen = by_media_type(kind, openapi.ONE_GRAPH) if kind else openapi.ONE_GRAPH[0]
    if chosen is None:
        names = ", ".join(each.media_type for each in openapi.ONE_GRAPH)
        raise UnsupportedMedia(
            f"Content-Type“{kind}”不受支持；可用：{names}。",
            f"Content-Type {kind!r} is not supported; send one of {names}.",
        )
    return chosen
