"""The embedded engine: Oxigraph snapshots of the data directory, read by two pools of processes.

Every query starts in the pool for short ones. One that is not done after ``short_time`` of a processor goes over to the
pool for long ones, with its process where a lane is free there, else to begin again, until ``time_limit``: so however many
long queries there are, short ones find a process.

Each process holds a copy of the graph in memory where all copies fit into ``graph_memory``. A
new snapshot is answered from disk at once, by whichever processes there are, until they hold it: they read
the graphs that have changed, where that is known; where it is not, others come that have read it whole."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from service.engine.api import WORDS, Answer, Lister, answer_of
from service.engine.cache import AnswerCache
from service.engine.job import Job
from service.jobs.frames import Head
from service.jobs.kinds import Kind, Limits, Options, Walls
from service.jobs.pool import Pool
from service.settings import Settings
from service.store.layout import DataDir, Snapshot
from service.store.manifest import read_manifest, touched_since

log = logging.getLogger(__name__)

#: Times ``short_time`` that a short query may take by the clock: on a busy machine, or waiting for others (SERVICE).
SLACK = 5.0
#: Seconds of a processor after which what the index lists is long; how much that is is known, other than of a query. All times of
#: 1,000 notices take 0.2.
LISTED = 2.0
#: Bytes that a triple takes in memory, measured on a graph of two million.
TRIPLE = 380


class LocalEngine:
    """Notices a new snapshot, whoever made it, within ``CHECK`` seconds."""

    CHECK = 0.2
    keeps_figures = True

    def __init__(self, settings: Settings) -> None:
        self.data = DataDir(settings.data_dir.resolve())
        self._settings = settings
        options = self._options("")
        self._long = Pool(_kind(settings, 5), _long_limits(settings), options)
        self._short = Pool(_kind(settings, 0), _short_limits(settings), options, self._long)
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._prepared: str | None = None  # nothing before the start
        self._holding = False
        self._renewing: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._cache = AnswerCache(settings.cache_bytes << 20)
        self._hits = 0

    async def start(self) -> None:
        self._snapshot = self.data.current()
        self._prepared = ""
        if self._snapshot is not None:
            await self._prepare(self._snapshot)
        await self._short.start()
        self._warming = asyncio.ensure_future(self._long.start())

    async def stop(self) -> None:
        for task in (self._renewing, self._warming):
            if task is not None:
                task.cancel()
        await asyncio.gather(self._short.stop(), self._long.stop())

    async def run(self, job: Job, client: str = "") -> Answer:
        snapshot = self.current()
        kept = self._cache.get(job, snapshot.id)
        if kept is not None:
            self._hits += 1
            return kept
        order = {"snapshot": str(snapshot.path), "job": job.head()}
        answer = answer_of(await self._short.run(order, client=client))
        self._cache.put(job, snapshot.id, answer)
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
        long = {f"long_{name}": count for name, count in self._long.status().items()}
        held = self._snapshot is not None and self._prepared == str(self._snapshot.path)
        return {**self._short.status(), **long, "cached": self._hits, "in_memory": int(held)}

    def current(self) -> Snapshot:
        """The current snapshot; raises what is wrong with the data directory."""
        now = time.monotonic()
        if self._snapshot is None or now - self._checked > self.CHECK:
            self._snapshot, self._checked = self.data.require_current(), now
            self._renew_soon()
        return self._snapshot

    def refresh(self) -> None:
        """Look for a new snapshot with the next query."""
        self._checked = 0.0

    # Processes that hold the snapshot

    def _options(self, hold: str) -> Options:
        settings = self._settings
        union, allow = settings.union_default, settings.service_allow
        return {"hold": hold, "union": union, "service_allow": allow}

    def _renew_soon(self) -> None:
        idle = self._renewing is None or self._renewing.done()
        if (
            idle
            and self._prepared
            and self._snapshot is not None
            and str(self._snapshot.path) != self._prepared
        ):
            self._renewing = asyncio.ensure_future(self._renew())

    async def _renew(self) -> None:
        """Have processes come that hold the current snapshot, as long as there are newer ones."""
        while self._snapshot is not None and str(self._snapshot.path) != self._prepared:
            start = time.monotonic()
            await self._prepare(self._snapshot)
            # somebody may be updating by hand, time and again: leave half of the time for answers
            await asyncio.sleep(time.monotonic() - start)

    async def _prepare(self, snapshot: Snapshot) -> None:
        """Have all processes, and those to come, hold ``snapshot`` where it fits, and no older one."""
        fits = await asyncio.to_thread(fits_in_memory, snapshot, self._settings)
        path = str(snapshot.path)
        options = self._options(path if fits else "")
        order = await asyncio.to_thread(self._difference, snapshot) if fits else None
        await self._short.renew(options, order)
        await self._long.renew(options, order)
        self._prepared, self._holding = path, fits

    def _difference(self, snapshot: Snapshot) -> Head | None:
        """What a process that holds the snapshot before has to be told so that it holds this one."""
        if not self._holding or not self._prepared:
            return None
        touched = touched_since(snapshot, Path(self._prepared).name)
        if not touched:
            return None
        return {"hold": str(snapshot.path), "since": self._prepared, "touched": sorted(touched)}


def fits_in_memory(snapshot: Snapshot, settings: Settings) -> bool:
    """Whether a copy of the graph for each process fits into ``graph_memory``."""
    lanes = (_short_limits(settings), _long_limits(settings))
    processes = sum(limits.lanes + limits.spare for limits in lanes)
    return read_manifest(snapshot).quads * TRIPLE * processes <= settings.graph_memory << 20


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
