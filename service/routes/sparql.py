"""``/sparql``: the query part of the SPARQL 1.1 Protocol."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from service import etag, negotiate, problem
from service.auth import require
from service.description import describe
from service.engine.api import Answer
from service.engine.formats import GRAPHS, RESULTS, Format, for_form
from service.engine.guard import Inspection, refuse_calls
from service.engine.jobs import Job
from service.engine.process import syntax_error
from service.engine.run import write_graph
from service.engine.using import add_using
from service.errors import BadRequest, TooLarge, UnsupportedMedia
from service.examples import read_examples
from service.lookup.ask import Asker
from service.settings import Settings
from service.state import State, base_url, state_of

router = APIRouter(tags=["SPARQL"])

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

NO_FORM = "error at 1:1: expected SELECT, ASK, CONSTRUCT, DESCRIBE"

_DOC = """SPARQL 1.1 查询端点。`query` 为查询文本；结果格式由 `Accept` 头（或 `format` 参数：json、xml、csv、tsv、
ttl、nt、rdf、jsonld、trig、nq）决定。

SPARQL 1.1 Protocol: GET with `query`, POST of a form, or POST of `application/sparql-query`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a protocol request, each list in the order given."""

    query: tuple[str, ...]
    update: tuple[str, ...]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str
    other: Mapping[str, tuple[str, ...]]


_GRAPHS: dict[str, object] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS: dict[str, dict[str, object]] = {
    "query": {"type": "string", "example": "SELECT * WHERE { ?s ?p ?o } LIMIT 10"},
    "default-graph-uri": _GRAPHS,
    "named-graph-uri": _GRAPHS,
    "format": {"type": "string", "example": "csv"},
}
_RESPONSES: dict[str, object] = {
    "200": {
        "description": "结果 The result",
        "content": {each.media_type: {} for each in (*RESULTS, *GRAPHS)},
    },
    **{str(code): answer for code, answer in problem.RESPONSES.items()},
}
_GET: dict[str, object] = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in _FIELDS.items()
    ],
    "responses": _RESPONSES,
}
_POST: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {**_FIELDS, "update": {"type": "string"}},
                }
            },
            QUERY: {"schema": {"type": "string"}},
            UPDATE: {"schema": {"type": "string"}},
        },
    },
    "responses": _RESPONSES,
}


@router.get("/sparql", summary="SPARQL 查询", description=_DOC, openapi_extra=_GET)
@router.post("/sparql", summary="SPARQL 查询与更新", description=_DOC, openapi_extra=_POST)
async def sparql(request: Request) -> Response:
    state = state_of(request)
    if request.method in ("GET", "HEAD") and not request.url.query:
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


async def read_request(request: Request, settings: Settings) -> Asked:
    """The protocol parameters from URL and body."""
    pairs = parse_pairs(request.scope.get("query_string", b"").decode("latin-1"))
    if request.method == "POST":
        media = request.headers.get("content-type", "").split(";")[0].strip().lower()
        most = settings.upload_bytes << 20 if media == UPDATE else settings.query_bytes << 10
        body = await read_body(request, most)
        if media == FORM:
            pairs = pairs + parse_pairs(text_of(body))
        elif media == QUERY:
            pairs = [*pairs, ("query", text_of(body))]
        elif media == UPDATE:
            pairs = [*pairs, ("update", text_of(body))]
        else:
            raise UnsupportedMedia(
                f"Content-Type“{media or '（无）'}”不受支持；请用 {FORM}、{QUERY} 或 {UPDATE}。",
                f"Content-Type {media or '(none)'!r} is not supported; send {FORM}, {QUERY} or {UPDATE}.",
            )
    return _asked(pairs)


def _asked(pairs: list[tuple[str, str]]) -> Asked:
    def all_of(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    keys = dict.fromkeys(key for key, _ in pairs)
    return Asked(
        all_of("query"),
        all_of("update"),
        all_of("default-graph-uri"),
        all_of("named-graph-uri"),
        next(iter(all_of("format") or all_of("output")), ""),
        {key: all_of(key) for key in keys},
    )


def parse_pairs(text: str) -> list[tuple[str, str]]:
    """Form or URL parameters, percent-decoded once."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        raise BadRequest(
            "参数不是有效的 UTF-8 编码。", "The parameters are not percent-encoded UTF-8."
        ) from None


def text_of(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(
            f"请求正文不是 UTF-8（第 {error.start} 字节）。",
            f"The body is not UTF-8 (byte {error.start}).",
        ) from None


async def read_body(request: Request, limit: int) -> bytes:
    """The body; refused as soon as it is known to be longer than ``limit`` bytes."""
    declared = request.headers.get("content-length", "")
    size = int(declared) if declared.isdigit() else 0
    whole = bytearray()
    if size <= limit:
        async for chunk in request.stream():
            whole += chunk
            if len(whole) > limit:
                break
    if max(size, len(whole)) > limit:
        raise TooLarge(
            f"请求正文超过 {limit:,} 字节的上限。",
            f"The request body is over {limit:,} bytes.",
            limit=limit,
        )
    return bytes(whole)


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


def using_graphs(asked: Asked) -> str:
    """The update with the protocol's using-graph-uri parameters written into it."""
    text = asked.update[0]
    default = asked.other.get("using-graph-uri", ())
    named = asked.other.get("using-named-graph-uri", ())
    if not default and not named:
        return text
    return add_using(text, default, named)


def one_query(asked: Asked) -> str:
    if asked.update:
        raise BadRequest(
            "查询请求里不能有 update 参数。",
            "A query request must not carry the parameter `update`.",
        )
    if len(asked.query) != 1:
        raise BadRequest(
            f"应有且只有一个 query 参数，收到 {len(asked.query)} 个。",
            f"Exactly one parameter `query` is needed; {len(asked.query)} were sent.",
        )
    return asked.query[0]


def make_job(
    text: str, settings: Settings, asked: Asked, chosen: Format, found: Inspection, base: str
) -> Job:
    explicit = bool(asked.default_graphs or asked.named_graphs)
    return Job(
        text=text,
        form=found.form,
        format=chosen.name,
        default_graphs=asked.default_graphs if explicit else None,
        named_graphs=asked.named_graphs if explicit else None,
        prologue=found.prologue,
        from_default=found.from_default,
        from_named=found.from_named,
        max_rows=settings.row_limit,
        max_bytes=settings.byte_limit << 20,
        base=base,
    )


async def answer_query(request: Request, state: State, text: str, asked: Asked) -> Response:
    """The answer to ``text``, or 304 where the client has it."""
    settings = state.settings
    request.state.query = hashlib.sha256(text.encode()).hexdigest()[:12]
    found = refuse_calls(text, settings.service_allow, settings.load_allow)
    if not found.form:
        raise await asyncio.to_thread(syntax_error, NO_FORM, text)
    chosen = negotiate.choose_format(
        request.headers.get("accept"), for_form(found.form), asked.format
    )
    job = make_job(text, settings, asked, chosen, found, f"{base_url(request)}/sparql")
    mark = etag.tag(
        state.engine.snapshot(), text, chosen.name, asked.default_graphs, asked.named_graphs
    )
    if job.lasting and (same := etag.unchanged(request, mark)) is not None:
        return same
    answer = await until_gone(request, state, job)
    request.state.rows = answer.ending.rows
    return send(request, answer, chosen, mark)


async def until_gone(request: Request, state: State, job: Job) -> Answer:
    """The answer; the query is stopped if the client hangs up first."""
    work = asyncio.ensure_future(state.engine.run(job))
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait([work, gone], return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            raise BadRequest("客户端已断开。", "The client hung up.")
        return work.result()
    finally:
        gone.cancel()
        work.cancel()


async def _disconnected(request: Request) -> None:
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


def send(request: Request, answer: Answer, chosen: Format, mark: str) -> Response:
    """A response with a known length: the answer is whole before its first byte is sent."""
    headers = {
        "ETag": mark,
        "Cache-Control": etag.CACHE,
        "Vary": etag.VARY,
        "Content-Length": str(answer.ending.bytes),
        "X-Result-Rows": str(answer.ending.rows),
    }
    if answer.ending.bytes <= 1 << 20 or request.method == "HEAD":
        content = answer.read()
        answer.close()
        return Response(content, 200, headers, chosen.content_type)
    return StreamingResponse(_stream(answer), 200, headers, chosen.content_type)


async def _stream(answer: Answer) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.chunks():
            yield chunk
    finally:
        answer.close()
