"""``/sparql``: the query part of the SPARQL 1.1 Protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from service.engine.api import Answer
from service.engine.jobs import Job
from service.engine.run import write_graph
from service.errors import BadRequest, Forbidden
from service.lookup.ask import Asker
from service.lookup.description import describe
from service.settings import Settings
from service.sparql import negotiate
from service.sparql.answer import head_of, make_job, mark_of
from service.sparql.examples import read_examples
from service.sparql.fault import syntax_error
from service.sparql.formats import GRAPHS, Format, for_form
from service.sparql.grammar import find_fault
from service.sparql.inspection import Inspection, refuse_calls
from service.sparql.protocol import Asked, one_query, read_request, using_graphs
from service.web import etag, openapi
from service.web.auth import require
from service.web.logs import digest
from service.web.state import State, base_url, state_of

router = APIRouter(tags=["SPARQL"])

#: Seconds before anybody looks whether the client is still there.
PATIENCE = 0.1
NO_FORM = "error at 1:1: expected SELECT, ASK, CONSTRUCT, DESCRIBE"


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
        return await run_update(request, state, asked)
    return await answer_query(request, state, one_query(asked), asked)


async def _landing(request: Request, state: State) -> Response:
    """Without a query: a browser is sent to the query page, a program gets the description."""
    accept = request.headers.get("accept")
    offered = [*(each.media_type for each in GRAPHS), "text/html"]
    if negotiate.choose(accept, offered) == "text/html":
        return RedirectResponse("/query", 303)
    anything = not accept or "*/*" in accept
    chosen = GRAPHS[0] if anything else negotiate.choose_format(accept, GRAPHS)
    mark = etag.tag(state.engine.snapshot(), "description", chosen.name)
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    settings = state.settings
    triples = await describe(
        Asker(state.engine, settings),
        base_url(request),
        read_examples(settings.queries_dir),
        settings.union_default,
        bool(state.tokens.all()),
    )
    headers = {"ETag": mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    return Response(write_graph(triples, chosen.name), 200, headers, chosen.content_type)


async def run_update(request: Request, state: State, asked: Asked) -> Response:
    """204 once the update is committed."""
    token = require(request, "admin")
    if len(asked.update) != 1 or asked.query:
        raise BadRequest(
            "更新请求应有且只有一个 update 参数，没有 query 参数。",
            "An update request has exactly one parameter `update` and no `query`.",
        )
    text = using_graphs(asked)
    settings = state.settings
    report = await state.writer.order(
        "update",
        text.encode(),
        by=token.name,
        base=f"{base_url(request)}/sparql",
        load_allow=settings.load_allow,
        service_allow=settings.service_allow,
    )
    state.engine.refresh()
    return Response(status_code=204, headers={"X-Snapshot": report["snapshot"]})


async def answer_query(request: Request, state: State, text: str, asked: Asked) -> Response:
    """The answer to ``text``, or 304 where the client has it."""
    settings = state.settings
    request.state.query = digest(text)
    found = await _inspected(text, settings)
    if not found.form:
        raise await asyncio.to_thread(syntax_error, NO_FORM, text)
    chosen = negotiate.choose_format(
        request.headers.get("accept"), for_form(found.form), asked.format
    )
    base, most = base_url(request), settings.byte_limit << 20
    job = make_job(text, asked, chosen, found, base, settings.row_limit, most)
    mark = mark_of(state.engine.snapshot(), job)
    if job.lasting and (same := etag.unchanged(request, mark)) is not None:
        return same
    answer = await until_gone(request, state, job)
    request.state.rows = answer.ending.rows
    return send(request, answer, chosen, mark, text)


async def _inspected(text: str, settings: Settings) -> Inspection:
    """What the query is; one that is refused but would not even parse is told its fault."""
    try:
        return refuse_calls(text, settings.service_allow, settings.load_allow)
    except Forbidden:
        if await asyncio.to_thread(find_fault, text) is not None:
            raise await asyncio.to_thread(syntax_error, NO_FORM, text) from None
        raise


async def until_gone(request: Request, state: State, job: Job) -> Answer:
    """The answer; a query that takes long is stopped if its client hangs up first."""
    task = asyncio.current_task()
    assert task is not None
    watching: list[asyncio.Task[None]] = []

    def watch() -> None:
        gone = asyncio.ensure_future(_disconnected(request))
        gone.add_done_callback(lambda done: done.cancelled() or task.cancel())
        watching.append(gone)

    call = asyncio.get_running_loop().call_later(PATIENCE, watch)
    try:
        return await state.engine.run(job)
    except asyncio.CancelledError:
        if not any(each.done() for each in watching):
            raise
        task.uncancel()
        raise BadRequest("客户端已断开。", "The client hung up.") from None
    finally:
        call.cancel()
        for each in watching:
            each.cancel()


async def _disconnected(request: Request) -> None:
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


class Whole(Response):
    """An answer that is whole, its headers made without looking for what is there already."""

    def __init__(self, content: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = 200
        self.background = None
        self.body = content
        self.raw_headers = headers


def send(request: Request, answer: Answer, chosen: Format, mark: str, text: str) -> Response:
    """A response with a known length: the answer is whole before its first byte is sent."""
    headers = head_of(answer.ending, chosen, mark, text)
    if answer.ending.bytes <= 1 << 20 or request.method == "HEAD":
        content = answer.read()
        answer.close()
        return Whole(content, headers)
    streamed = StreamingResponse(_stream(answer), 200)
    streamed.raw_headers = headers
    return streamed


async def _stream(answer: Answer) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.chunks():
            yield chunk
    finally:
        answer.close()
