"""The embedded engine: Oxigraph snapshots of the data directory, read by two pools of processes.

Every query starts in the pool for short ones. One that is not done after ``short_time`` of a processor goes over to the
pool for long ones, with its process where a lane is free there, else to begin again, until ``time_limit``: so however many
long queries there are, short ones find a process.

They read the current snapshot from disk, of which the system keeps in memory what is asked for: a new one is answered from
at once."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import closing
from typing import Any

import orjson

from service.engine.api import WORDS, Answer, Lister, Walker, answer_of
from service.engine.cache import AnswerCache
from service.engine.job import Job
from service.engine.walk import Told, Walk
from service.jobs.frames import Head
from service.jobs.kinds import Kind, Limits, Walls
from service.jobs.pool import Pool
from service.settings import Settings
from service.store.layout import DataDir, Snapshot

log = logging.getLogger(__name__)

#: Times ``short_time`` that a short query may take by the clock: on a busy machine, or waiting for others (SERVICE).
SLACK = 5.0
#: Seconds of a processor after which what the index lists is long; how much that is is known, other than of a query. All times of
#: 1,000 notices take 0.2.
LISTED = 2.0


class LocalEngine:
    """Notices a new snapshot, whoever made it, within ``CHECK`` seconds."""

    CHECK = 0.2
    keeps_figures = True
    knows_snapshot = True

    def __init__(self, settings: Settings) -> None:
        self.data = DataDir(settings.data_dir.resolve())
        options = {"union": settings.union_default, "service_allow": settings.service_allow}
        self._long = Pool(_kind(settings, 5), _long_limits(settings), options)
        self._short = Pool(_kind(settings, 0), _short_limits(settings), options, self._long)
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._cache = AnswerCache(settings.cache_bytes << 20)
        self._hits = 0

    async def start(self) -> None:
        self._snapshot = self.data.current()
        await asyncio.gather(self._short.start(), self._long.start())

    async def warm(self) -> None:
        await asyncio.gather(*(self._open() for _ in range(self._short.limits.lanes)))

    async def _open(self) -> None:
        (await self._short.run({"snapshot": str(self.current().path), "open": True})).close()

    async def stop(self) -> None:
        await asyncio.gather(self._short.stop(), self._long.stop())

    async def run(self, job: Job, client: str = "") -> Answer:
        return await self._answer(job, "job", client)

    def walker(self) -> Walker | None:
        return self._walk

    async def _walk(self, walk: Walk, client: str) -> Told:
        with closing(await self._answer(walk, "walk", client)) as answer:
            told: Told = orjson.loads(answer.read())
            return told

    async def _answer(self, asked: Job | Walk, kind: str, client: str) -> Answer:
        snapshot = self.current()
        kept = self._cache.get(asked, snapshot.id)
        if kept is not None:
            self._hits += 1
            return kept
        order = {"snapshot": str(snapshot.path), kind: asked.head()}
        answer = answer_of(await self._short.run(order, client=client))
        self._cache.put(asked, snapshot.id, answer)
        return answer

    def lister(self) -> Lister | None:
        return self._list if self.current().index.is_dir() else None

    async def _list(self, order: Head, client: str) -> Any:
        whole = {"snapshot": str(self.current().path), "list": order}
        with closing(await self._short.run(whole, client=client, time=LISTED)) as result:
            return orjson.loads(result.read())

    def snapshot(self) -> str:
        return self.current().id

    def unchanged(self, snapshot: str) -> bool:
        return self.snapshot() == snapshot

    def status(self) -> dict[str, int]:
        return {**self._short.status(), "cached": self._hits}

    def current(self) -> Snapshot:
        """The current snapshot; raises what is wrong with the data directory."""
        now = time.monotonic()
        if self._snapshot is None or now - self._checked > self.CHECK:
            self._snapshot, self._checked = self.data.require_current(), now
        return self._snapshot

    def refresh(self) -> None:
        """Look for a new snapshot with the next query."""
        self._checked = 0.0


def _kind(settings: Settings, nice: int) -> Kind:
    walls = Walls(
        memory=settings.memory_limit << 20,
        cpu=settings.time_limit + 5,
        network=bool(settings.service_allow),
        read=(str(settings.data_dir.resolve() / "snapshots"),),
        nice=nice,
    )
    return Kind("query", "service.engine.local_job", WORDS, walls)


def _short_limits(settings: Settings) -> Limits:
    return Limits(
        lanes=settings.short_lanes,
        queue=settings.queue,
        queue_time=settings.queue_time,
        time=settings.short_time,
        spare=settings.short_lanes // 2,
        slack=SLACK,
    )


def _long_limits(settings: Settings) -> Limits:
    return Limits(
        lanes=settings.long_lanes,
        queue=settings.long_queue,
        queue_time=settings.time_limit,
        time=settings.time_limit,
    )
