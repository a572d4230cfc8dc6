"""The same service over a SPARQL 1.1 server that somebody already runs (Fuseki, Virtuoso, GraphDB,
QLever, Neptune, Oxigraph's own …), asked by the standard protocol alone.

What it cannot promise, because only the other server could: that a query past its limit stops there
(the request is dropped and the client gets its 504; ``remote_limit`` asks engines that can to stop),
and a ceiling on memory."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import IO

import httpx

from service.engine import foreign
from service.engine.api import Answer, spool
from service.engine.jobs import Ending, Job
from service.errors import Busy, EngineFailed, QueryFailed, TimedOut
from service.settings import Settings
from service.sparql.counting import CountingFile, LimitReached
from service.sparql.fault import failure

#: Formats that every server writes well; what is asked of us is made from these.
_GRAPHS = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_ROWS = "application/sparql-results+json"


class RemoteEngine:
    """``snapshot`` cannot be known of a foreign server: it stands for a span of ``FRESH`` seconds,
    so that entity tags expire."""

    FRESH = 30
    lender = None

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.short_lanes + settings.long_lanes)
        self._waiting = 0
        self.counts: Counter[str] = Counter()
        auth = (settings.remote_user, settings.remote_password) if settings.remote_user else None
        self._http = httpx.AsyncClient(
            auth=httpx.DigestAuth(*auth) if auth and settings.remote_digest else auth,
            timeout=httpx.Timeout(settings.time_limit, connect=5),
            follow_redirects=False,
        )

    async def start(self) -> None:
        """Nothing is opened before the first query."""

    async def stop(self) -> None:
        await self._http.aclose()

    def refresh(self) -> None:
        self.counts["writes"] += 1

    def snapshot(self) -> str:
        url = hashlib.sha256(self._settings.remote_query_url.encode()).hexdigest()[:8]
        return f"remote-{url}-{self.counts['writes']}-{int(time.time()) // self.FRESH}"

    def status(self) -> dict[str, int]:
        return {"waiting": self._waiting, **self.counts}

    async def run(self, job: Job) -> Answer:
        if self._waiting >= self._settings.queue:
            raise Busy("排队的请求已满，请稍后再试。", "The queue is full; try again shortly.")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.queue_time):
                await self._places.acquire()
        except TimeoutError:
            raise Busy(
                "排队超时，请稍后再试。", "Waited too long for a place; try again."
            ) from None
        finally:
            self._waiting -= 1
        try:
            async with asyncio.timeout(self._settings.time_limit):
                return await self._ask(job)
        except TimeoutError:
            self.counts["timed_out"] += 1
            limit = self._settings.time_limit
            raise TimedOut(
                f"查询运行超过 {limit:g} 秒，没有结果。",
                f"The query ran past {limit:g} s; no result.",
            ) from None
        except httpx.TransportError as error:
            raise EngineFailed(
                f"远程引擎没有应答：{error!r}", f"The remote engine does not answer: {error!r}"
            ) from None
        except LimitReached as reached:
            report: Mapping[str, object] = {
                "kind": "limit",
                "what": reached.what,
                "limit": reached.limit,
            }
            raise failure(dict(report), job) from None
        finally:
            self._places.release()

    async def _ask(self, job: Job) -> Answer:
        start = time.perf_counter()
        graphs = job.form in ("CONSTRUCT", "DESCRIBE")
        form: dict[str, str | list[str]] = {"query": job.text, **self._limit()}
        if job.default_graphs:
            form["default-graph-uri"] = list(job.default_graphs)
        if job.named_graphs:
            form["named-graph-uri"] = list(job.named_graphs)
        headers = {"Accept": _GRAPHS if graphs else _ROWS}
        url = self._settings.remote_query_url
        async with self._http.stream("POST", url, data=form, headers=headers) as answer:
            if answer.status_code != 200:
                raise _refusal(answer.status_code, await answer.aread(), job)
            foreign.refuse_partial(answer.headers)
            content = await (_read_graph(answer, job) if graphs else _read_rows(answer, job))
        body = spool()
        rows, size = await asyncio.to_thread(_rewrite, content, answer.headers, job, body)
        self.counts["answered"] += 1
        return Answer(body, Ending(rows, size, time.perf_counter() - start))

    def _limit(self) -> dict[str, str]:
        """The parameter that tells the engine our time limit."""
        name, _, value = self._settings.remote_limit.partition("=")
        seconds = self._settings.time_limit
        value = value.replace("{ms}", f"{seconds * 1000:.0f}")
        return {name: value.replace("{s}", f"{seconds:.0f}")} if name else {}


async def _read_rows(answer: httpx.Response, job: Job) -> bytes:
    """The JSON of an answer to SELECT or ASK, no more of it than may be passed on."""
    whole = bytearray()
    file = CountingFile(whole.extend, "json", job.max_rows, job.max_bytes)
    async for chunk in answer.aiter_bytes():
        file.write(chunk)
    return bytes(whole)


async def _read_graph(answer: httpx.Response, job: Job) -> bytes:
    whole = bytearray()
    async for chunk in answer.aiter_bytes():
        whole += chunk
        if len(whole) > job.max_bytes:
            raise LimitReached("bytes", job.max_bytes)
    return bytes(whole)


def _rewrite(
    content: bytes, headers: Mapping[str, str], job: Job, body: IO[bytes]
) -> tuple[int, int]:
    """Write the answer to ``body`` in the format that was asked of us; rows and bytes."""
    kind = headers.get("content-type", "")
    if job.form in ("CONSTRUCT", "DESCRIBE"):
        rows, written = foreign.write_triples(content, kind, job)
        body.write(written)
        return rows, len(written)
    if "json" not in kind:
        raise EngineFailed(
            f"远程引擎给出的是 {kind}，要的是 JSON。",
            f"The remote engine sent {kind}; JSON was asked for.",
        )
    rows, size = foreign.write_rows(content, job, _into(body))
    foreign.refuse_cut(headers, rows)
    return rows, size


def _refusal(status: int, text: bytes, job: Job) -> Exception:
    """What a refusal of the remote engine means to our client."""
    if status >= 500 and foreign.tells_of_time(text):
        return foreign.stopped()
    shown = text[:2000].decode("utf-8", "replace").strip()[:500]
    if status == 400:
        from service.sparql.fault import syntax_error
        from service.sparql.grammar import find_fault

        if find_fault(job.text) is not None:
            return syntax_error(shown, job.text)
        return QueryFailed(
            f"远程引擎不接受此查询：{shown}", f"The remote engine refuses it: {shown}"
        )
    if status in (429, 503):
        return Busy("远程引擎繁忙，请稍后再试。", "The remote engine is busy; try again.", 5)
    if status in (408, 504):
        return TimedOut("远程引擎超时。", "The remote engine timed out.")
    return EngineFailed(
        f"远程引擎返回 {status}：{shown}", f"The remote engine answered {status}: {shown}"
    )


def _into(body: IO[bytes]) -> Callable[[bytes], None]:
    def send(chunk: bytes) -> None:
        body.write(chunk)

    return send
