"""The embedded engine: Oxigraph snapshots of the data directory, read by the pool's workers.

The union of a snapshot's graphs is held in memory as well if it is small enough (setting
``graph_memory``): a second fork server loads it, then workers come from there. Until it is loaded,
where it is too large, and for named graphs, workers read the snapshot on disk, so a new snapshot is
answered from at once in any case."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import deque
from contextlib import suppress

from service.engine.api import Answer
from service.engine.cache import AnswerCache
from service.engine.held import memory_needed
from service.engine.jobs import Job
from service.engine.pool import Pool
from service.engine.process import ForkServer
from service.errors import NothingBuilt, ServiceError
from service.loan.lender import Lender
from service.loan.messages import Terms
from service.settings import Settings
from service.store.layout import DataDir, Snapshot
from service.store.manifest import read_manifest

log = logging.getLogger(__name__)


#: So many times in an hour the graph is loaded into memory again after its process was killed.
DEATHS = 5


class LocalEngine:
    """Notices a new snapshot, whoever made it, within ``CHECK`` seconds."""

    CHECK = 0.2

    def __init__(self, settings: Settings) -> None:
        self.data = DataDir(settings.data_dir.resolve())
        self._settings = settings
        self._pool = Pool(settings, lambda: str(self.current().path), self._origin)
        self._plain: ForkServer | None = None
        self._holder: ForkServer | None = None
        self._starting = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None
        self._followed = ""
        self._loading_time = 0.0
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._ending: set[asyncio.Task[None]] = set()
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._cache = AnswerCache(settings.cache_bytes << 20)
        self._hits = 0
        self.lender = Lender(_terms(settings), _answerers(settings), self._look)

    async def start(self) -> None:
        await self._pool.start()
        self._snapshot = self.data.current()
        self._follow()

    async def stop(self) -> None:
        if self._following is not None:
            self._following.cancel()
        self.lender.stop()
        await self._pool.stop()
        for each in (self._plain, self._holder):
            if each is not None:
                await each.end()
        for task in self._ending:
            task.cancel()

    async def run(self, job: Job) -> Answer:
        snapshot = self.current().id
        kept = self._cache.get(job, snapshot)
        if kept is not None:
            self._hits += 1
            return kept
        answer = await self._pool.run(job)
        self._cache.put(job, snapshot, answer)
        return answer

    def snapshot(self) -> str:
        return self.current().id

    def status(self) -> dict[str, int]:
        now = "" if self._snapshot is None else str(self._snapshot.path)
        held = self._holder is not None and self._holder.held == now
        return {
            **self._pool.status(),
            **self.lender.status(),
            "cached": self._hits,
            "in_memory": int(held),
        }

    def current(self) -> Snapshot:
        now = time.monotonic()
        if self._snapshot is None or now - self._checked > self.CHECK:
            found = self.data.require_current()
            if found != self._snapshot:
                self.lender.recall()
            self._snapshot, self._checked = found, now
            self._follow()
        return self._snapshot

    def refresh(self) -> None:
        """Look for a new snapshot now."""
        self._checked = 0.0
        self._look()

    def _look(self) -> None:
        """Look for a new snapshot if that is due."""
        with suppress(NothingBuilt):
            self.current()

    # The graph in memory

    async def _origin(self) -> ForkServer:
        """The fork server for new workers, started anew if it died."""
        if self._holder is not None and self._holder.alive:
            return self._holder
        async with self._starting:
            if self._plain is None or not self._plain.alive:
                self._plain = await ForkServer.start(self._settings)
            return self._plain

    def _follow(self) -> None:
        """Have the current snapshot in memory soon, if it is not there and fits."""
        if self._holder is not None and not self._holder.alive:
            self._deaths.append(time.monotonic())
            log.error("the process with the graph in memory was killed")
            self._holder, self._followed = None, ""
        idle = self._following is None or self._following.done()
        too_often = len(self._deaths) == DEATHS and time.monotonic() - self._deaths[0] < 3600
        if (
            idle
            and not too_often
            and self._snapshot is not None
            and str(self._snapshot.path) != self._followed
        ):
            self._following = asyncio.ensure_future(self._hold_current())

    async def _hold_current(self) -> None:
        try:
            while self._snapshot is not None and str(self._snapshot.path) != self._followed:
                await self._hold(self._snapshot)
        except ServiceError as error:
            log.error("the graph is read from disk: %s", error.en)

    async def _hold(self, snapshot: Snapshot) -> None:
        path = str(snapshot.path)
        first = not self._followed
        fits = await asyncio.to_thread(fits_in_memory, snapshot, self._settings)
        if fits and self._holder is not None and await self._holder.hold(path):
            self._followed = path
            self._renew(snapshot, self._holder)
            return
        self._let_go()
        self._followed = path
        if not fits:
            if not first:  # what workers have open of older snapshots could not be removed
                self._pool.renew()
            return
        if not first:  # somebody updates by hand, perhaps not only once
            await asyncio.sleep(max(1.0, self._loading_time))
            if self._snapshot != snapshot:
                return
        start = time.monotonic()
        server = await ForkServer.start(self._settings)
        if await server.hold(path):
            self._holder = server
            self._renew(snapshot, server)
        else:
            await server.end()
        self._loading_time = time.monotonic() - start

    def _renew(self, snapshot: Snapshot, server: ForkServer) -> None:
        self._pool.renew()
        if snapshot == self._snapshot:
            self.lender.renew(server)

    def _let_go(self) -> None:
        """Give up what is in memory: no query asks for that snapshot again."""
        if self._holder is not None:
            task = asyncio.ensure_future(_end_when_idle(self._holder))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._holder = None
            self._pool.renew()


def fits_in_memory(snapshot: Snapshot, settings: Settings) -> bool:
    """Whether the union of all graphs, and the pages that processes copy of it, fit into
    ``graph_memory``."""
    processes = 1 + 2 * settings.short_lanes + settings.long_lanes
    try:
        manifest = read_manifest(snapshot)
    except FileNotFoundError:
        return False
    return memory_needed(manifest, processes) <= settings.graph_memory << 20


def _answerers(settings: Settings) -> int:
    """How many answerers; they need packets over Unix sockets, and epoll."""
    return settings.short_lanes if sys.platform == "linux" else 0


def _terms(settings: Settings) -> Terms:
    return Terms(
        settings.row_limit,
        settings.memory_limit << 20,
        (settings.cache_bytes << 20) // max(settings.short_lanes, 1),
        settings.public_url,
        settings.service_allow,
        settings.load_allow,
        settings.log_format,
    )


async def _end_when_idle(server: ForkServer) -> None:
    while server.workers and server.alive:
        await asyncio.sleep(0.2)
    await server.end()
