"""The pool of one process that writes.

A graph that another edition of the program made is brought up to date before the first write, beside the pool: that
takes a processor up to minutes, more than a write may, and no client is kept waiting for it."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace

from ingest.read.office import find_office
from service.errors import Busy, NotImplementedHere, ServiceError
from service.jobs.frames import Head
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.jobs.pool import Pool
from service.settings import Settings

log = logging.getLogger(__name__)

#: Seconds, by the clock and of a processor, that bringing a graph up to date may take; how nice it is to who asks.
RENEWAL, NICE = 3600.0, 5
#: Seconds after which a client may try again meanwhile.
AGAIN = 10
_WORDS = Words(
    "写入",
    "write",
    "图谱没有变化；请拆小后再试。",
    "The graph is unchanged; try again in smaller parts.",
)


class Writer:
    """Has orders carried out and committed, one after the other."""

    def __init__(self, settings: Settings) -> None:
        self._remote = bool(settings.remote_query_url)
        data = str(settings.data_dir.resolve())
        walls = Walls(
            memory=settings.write_memory << 20,
            cpu=settings.write_time + 5,
            network=bool(settings.load_allow or settings.service_allow),
            programs=find_office() is not None,
            write=(data,),
        )
        kind = Kind(
            "write", "service.store.write_job", _WORDS, walls, loads="service.store.sources"
        )
        limits = Limits(1, settings.write_queue, settings.write_time, settings.write_time)
        options = {
            "data": data,
            "keep": settings.keep_snapshots,
            "union": settings.union_default,
            "load_allow": settings.load_allow,
            "service_allow": settings.service_allow,
        }
        self.pool = Pool(kind, limits, options)
        patient = replace(kind, walls=replace(walls, cpu=RENEWAL, nice=NICE))
        self._beside = Pool(patient, Limits(1, 1, RENEWAL, RENEWAL), options)
        self._looking: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._since = 0.0

    async def warm(self) -> None:
        """Have the process ready for the first notice, and the graph for the first change."""
        if not self._remote:
            await self._look()

    async def stop(self) -> None:
        for task in (self._looking, self._renewing):
            if task is not None:
                task.cancel()
        await asyncio.gather(self.pool.stop(), self._beside.stop())

    @property
    def renewing(self) -> bool:
        """Whether the graph is being brought up to date."""
        return self._renewing is not None and not self._renewing.done()

    async def _look(self) -> None:
        """See, once, whether another edition made the graph, and have it brought up to date then."""
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._renew_if_earlier())
        await asyncio.shield(self._looking)

    async def _renew_if_earlier(self) -> None:
        try:
            result = await self.pool.run({"do": "look"})
        except ServiceError as error:  # whatever is wrong is told to who writes
            log.warning("%s", error)
            return
        result.close()
        if result.report["earlier"]:
            self._since = time.monotonic()
            self._renewing = asyncio.ensure_future(self._renew())

    async def _renew(self) -> None:
        log.warning(
            "图谱由程序的另一版本建成，正在更新，其间照常查询，不能写入。"
            "The graph was made by another edition of the program and is being brought up to date; it answers "
            "meanwhile, and is not written to."
        )
        try:
            (await self._beside.run({"do": "renew"}, [b""])).close()
            took = time.monotonic() - self._since
            log.warning(
                "图谱已更新，用时 %.0f 秒。The graph is up to date after %.0f s.", took, took
            )
        except ServiceError as error:
            log.error(
                "图谱未能更新，下次写入时再做 not up to date, the next write does it: %s", error
            )
        finally:
            await self._beside.stop()

    async def order(
        self, what: str, content: bytes = b"", client: str = "", **details: object
    ) -> Head:
        """The report of a carried-out and committed order; raises what was wrong with it."""
        if self._remote:
            raise NotImplementedHere(
                "本服务接的是远程引擎，不在此写入；请在本地 anze build 后用 anze push 推送。",
                "This service reads a remote engine and does not write to it: `anze build`, then "
                "`anze push`.",
            )
        await self._look()
        if self.renewing:
            took = time.monotonic() - self._since
            raise Busy(
                f"图谱由程序的另一版本建成，正在更新（已 {took:.0f} 秒），其间不能写入；请稍后再试。",
                f"The graph was made by another edition of the program and is being brought up to date (for {took:.0f} s "
                "so far); nothing is written meanwhile. Try again shortly.",
                AGAIN,
            )
        result = await self.pool.run({"do": what, **details}, [content], client)
        result.close()
        return result.report
