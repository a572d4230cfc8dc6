"""``/sparql``: the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from service.engine.api import Answer
from service.engine.job import Ending, Job
from service.errors import BadRequest
from service.lookup.ask import Asker
from service.lookup.description import describe
from service.sparql import negotiate
from service.sparql.examples import read_examples
from service.sparql.formats import GRAPHS
from service.sparql.serialise import graph_bytes
from service.web import etag, openapi
from service.web.auth import require
from service.web.disconnect import until_gone
from service.web.logs import digest
from service.web.protocol import Asked, one_query, read_request
from service.web.results import wants_workbook, workbook
from service.web.state import State, base_url, client_of, state_of
from service.web.writing import committed

router = APIRouter(tags=["SPARQL"])


@router.get("/sparql", summary="SPARQL 查询", description=openapi.SPARQL, openapi_extra=openapi.GET)
@router.post(
    "/sparql", summary="SPARQL 查询与更新", description=openapi.SPARQL, openapi_extra=openapi.POST
)
async def sparql(request: Request) -> Response:
    state = state_of(request)
    if request.method in ("GET", "HEAD") and not request.scope["query_string"]:
        return await _landing(request, state)
    asked = await read_request(request, state.settings)
    if asked.update and request.method == "POST":
        return await run_update(request, asked)
    job = query_job(request, state, asked)
    if wants_workbook(job):
        return await workbook(request, job)
    return await answer_query(request, state, job)


async def _landing(request: Request, state: State) -> Response:
    """Without a query: a browser is sent to the query page, a program gets the description."""
    accept = request.headers.get("accept")
    offered = [*(each.media_type for each in GRAPHS), "text/html"]
    if negotiate.choose(accept, offered) == "text/html":
        return RedirectResponse("/query", 303)
    anything = not accept or "*/*" in accept
    chosen = GRAPHS[0] if anything else negotiate.choose_format(accept, GRAPHS)
    writable = state.tokens.path.is_file()
    mark = etag.tag(state.engine.snapshot(), "description", chosen.name, writable)
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    settings = state.settings
    triples = await describe(
        Asker(state.engine, settings, client_of(request)),
        base_url(request),
        read_examples(settings.queries_dir),
        settings.union_default,
        writable,
    )
    headers = {"ETag": mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    return Response(graph_bytes(triples, chosen.name), 200, headers, chosen.content_type)


async def run_update(request: Request, asked: Asked) -> Response:
    """204 once the update is committed."""
    token = require(request, "admin")
    if len(asked.update) != 1 or asked.query:
        raise BadRequest(
            "更新请求应有且只有一个 update 参数，没有 query 参数。",
            "An update request has exactly one parameter `update` and no `query`.",
        )
    report = await committed(
        request,
        "update",
        asked.update[0].encode(),
        by=token.name,
        base=f"{base_url(request)}/sparql",
        using=asked.other.get("using-graph-uri", ()),
        using_named=asked.other.get("using-named-graph-uri", ()),
    )
    return Response(status_code=204, headers={"X-Snapshot": report["snapshot"]})


def query_job(request: Request, state: State, asked: Asked) -> Job:
    """The job of a query request."""
    explicit = bool(asked.default_graphs or asked.named_graphs)
    return Job(
        text=one_query(asked),
        accept=request.headers.get("accept"),
        format=asked.format,
        default_graphs=asked.default_graphs if explicit else None,
        named_graphs=asked.named_graphs if explicit else None,
        max_rows=state.settings.row_limit,
        max_bytes=state.settings.byte_limit << 20,
        base=f"{base_url(request)}/sparql",
    )


async def answer_query(request: Request, state: State, job: Job) -> Response:
    """The answer to ``job``, or 304 where the client has it: only answers that last have a tag."""
    request.state.query = digest(job.text)
    mark = etag.tag(state.engine.snapshot(), *job.head().values())
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    answer = await until_gone(request, state.engine.run(job, client_of(request)))
    request.state.rows = answer.ending.rows
    return send(request, answer, mark)


def send(request: Request, answer: Answer, mark: str) -> Response:
    """A response with a known length: the answer is whole before its first byte is sent."""
    ending = answer.ending
    headers = {
        "Content-Length": str(ending.bytes),
        "X-Result-Rows": str(ending.rows),
        "Server-Timing": f"query;dur={ending.seconds * 1000:.2f}",
        "Cache-Control": etag.CACHE if ending.lasting else "no-store",
        "Vary": etag.VARY,
        **({"ETag": mark} if ending.lasting else {}),
        **_hints(ending),
    }
    if ending.bytes <= 1 << 20 or request.method == "HEAD":
        content = answer.read()
        answer.close()
        return Response(content, 200, headers, ending.content_type)
    return StreamingResponse(_stream(answer), 200, headers, ending.content_type)


def _hints(ending: Ending) -> dict[str, str]:
    """What may be wrong with the query, in English and Chinese."""
    told = {"X-Hint": ending.hint, "X-Hint-Zh": ending.hint_zh}
    return {name: quote(words, safe=_ASCII) for name, words in told.items() if words}


#: What stands in a header as it is; anything else is percent-encoded.
_ASCII = "".join(chr(each) for each in range(32, 127) if chr(each) != "%")


async def _stream(answer: Answer) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.chunks():
            yield chunk
    finally:
        answer.close()
