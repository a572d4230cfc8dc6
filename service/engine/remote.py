"""The same service over a SPARQL 1.1 server that somebody already runs (Fuseki, Virtuoso, GraphDB,
QLever, Neptune, Oxigraph's own …), asked by the standard protocol alone.

What it cannot promise, because only the other server could: that a query past its limit stops there
(the request is dropped and the client gets its 504), and a ceiling on memory."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import IO

import httpx

from service.engine.api import Answer, spool
from service.engine.counting import CountingFile, LimitReached
from service.engine.failure import failure
from service.engine.formats import BY_NAME, GRAPHS, by_media_type
from service.engine.jobs import Ending, Job
from service.errors import Busy, EngineFailed, QueryFailed, TimedOut
from service.settings import Settings

#: Graph formats that every server writes well; others are made from these here.
_ASKED = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"


class RemoteEngine:
    """``snapshot`` cannot be known of a foreign server: it stands for a span of ``FRESH`` seconds,
    so that entity tags expire."""

    FRESH = 30

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
        wanted = _ASKED if graphs else BY_NAME[job.format].media_type
        form: dict[str, str | list[str]] = {"query": job.text}
        if job.default_graphs:
            form["default-graph-uri"] = list(job.default_graphs)
        if job.named_graphs:
            form["named-graph-uri"] = list(job.named_graphs)
        headers = {"Accept": wanted}
        url = self._settings.remote_query_url
        async with self._http.stream("POST", url, data=form, headers=headers) as answer:
            if answer.status_code != 200:
                raise _refusal(answer.status_code, (await answer.aread())[:2000], job)
            kind = answer.headers.get("content-type", "")
            if graphs:
                content = await self._all(answer, job.max_bytes)
                return self._graph(content, kind, job, start)
            return await self._rows(answer, kind, job, start)

    async def _rows(self, answer: httpx.Response, kind: str, job: Job, start: float) -> Answer:
        if BY_NAME[job.format].media_type not in kind and job.form != "ASK":
            raise EngineFailed(
                f"远程引擎给出的是 {kind}，要的是 {job.format}。",
                f"The remote engine sent {kind}; {job.format} was asked for.",
            )
        body = spool()
        counted = job.form == "SELECT"
        file = CountingFile(_into(body), job.format, job.max_rows, job.max_bytes)
        async for chunk in answer.aiter_bytes():
            file.write(chunk)
        self.counts["answered"] += 1
        rows = file.rows if counted else 1
        return Answer(body, Ending(rows, file.bytes, time.perf_counter() - start))

    async def _all(self, answer: httpx.Response, most: int) -> bytes:
        whole = bytearray()
        async for chunk in answer.aiter_bytes():
            whole += chunk
            if len(whole) > most:
                raise LimitReached("bytes", most)
        return bytes(whole)

    def _graph(self, content: bytes, kind: str, job: Job, start: float) -> Answer:
        """The graph in the format that was asked of us, each triple once."""
        import pyoxigraph as ox

        from service.engine.run import write_graph

        sent = by_media_type(kind, GRAPHS)
        if sent is None:
            raise EngineFailed(f"远程引擎给出的是 {kind}。", f"The remote engine sent {kind}.")
        assert isinstance(sent.engine, ox.RdfFormat)
        unique = dict.fromkeys(quad.triple for quad in ox.parse(content, sent.engine))
        if len(unique) > job.max_rows:
            raise LimitReached("rows", job.max_rows)
        written = write_graph(sorted(unique, key=str), job.format)
        body = spool()
        body.write(written)
        self.counts["answered"] += 1
        ending = Ending(len(unique), len(written), time.perf_counter() - start)
        return Answer(body, ending)


def _refusal(status: int, text: bytes, job: Job) -> Exception:
    """What a refusal of the remote engine means to our client."""
    shown = text.decode("utf-8", "replace").strip()[:500]
    if status == 400:
        from service.engine.failure import syntax_error
        from service.engine.grammar import find_fault

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
