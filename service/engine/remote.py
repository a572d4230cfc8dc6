"""The same service over a SPARQL 1.1 server that somebody already runs (Fuseki, Virtuoso, GraphDB,
QLever, Neptune, Oxigraph's own …), asked by the standard protocol alone.

What it cannot promise, because only the other server could: that a query past its limit stops there
(the request is dropped and the client gets its 504; ``remote_limit`` asks engines that can to stop)."""

from __future__ import annotations

import hashlib
import time

from service.engine.api import WORDS, Answer, Lister, Walker, answer_of
from service.engine.job import Job
from service.jobs.kinds import Kind, Limits, Options, Walls
from service.jobs.pool import Pool
from service.settings import Settings


class RemoteEngine:
    """``snapshot`` cannot be known of a foreign server: it stands for a span of ``FRESH`` seconds,
    so that entity tags expire."""

    FRESH = 30
    keeps_figures = False
    knows_snapshot = False

    def __init__(self, settings: Settings) -> None:
        self._url = settings.remote_query_url
        self._writes = 0
        walls = Walls(settings.memory_limit << 20, settings.time_limit + 5, network=True)
        kind = Kind("query", "service.engine.remote_job", WORDS, walls)
        lanes = settings.short_lanes + settings.long_lanes
        limits = Limits(lanes, settings.queue, settings.queue_time, settings.time_limit)
        self._pool = Pool(kind, limits, _options(settings))

    async def start(self) -> None:
        await self._pool.start()

    async def warm(self) -> None:
        """Nothing: what a foreign server has open is its own matter."""

    async def stop(self) -> None:
        await self._pool.stop()

    def lister(self) -> Lister | None:
        return None

    def walker(self) -> Walker | None:
        return None

    def refresh(self) -> None:
        self._writes += 1

    def snapshot(self) -> str:
        url = hashlib.sha256(self._url.encode()).hexdigest()[:8]
        return f"remote-{url}-{self._writes}-{int(time.time()) // self.FRESH}"

    def unchanged(self, snapshot: str) -> bool:
        return self.snapshot().rpartition("-")[0] == snapshot.rpartition("-")[0]

    def status(self) -> dict[str, int]:
        return self._pool.status()

    async def run(self, job: Job, client: str = "") -> Answer:
        return answer_of(await self._pool.run({"job": job.head()}, client=client))


def _options(settings: Settings) -> Options:
    return {
        "url": settings.remote_query_url,
        "user": settings.remote_user,
        "password": settings.remote_password,
        "digest": settings.remote_digest,
        "seconds": settings.time_limit,
        "limit": _limit(settings),
    }


def _limit(settings: Settings) -> dict[str, str]:
    """The parameter that tells the engine our time limit."""
    name, _, value = settings.remote_limit.partition("=")
    value = value.replace("{ms}", f"{settings.time_limit * 1000:.0f}")
    return {name: value.replace("{s}", f"{settings.time_limit:.0f}")} if name else {}
