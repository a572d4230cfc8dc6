"""The pool of one process that writes."""

from __future__ import annotations

from ingest.read.office import find_office
from service.errors import NotImplementedHere
from service.jobs.frames import Head
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.jobs.pool import Pool
from service.settings import Settings

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
        kind = Kind("write", "service.store.write_job", _WORDS, walls)
        limits = Limits(1, settings.write_queue, settings.write_time, settings.write_time)
        options = {
            "data": data,
            "keep": settings.keep_snapshots,
            "union": settings.union_default,
            "load_allow": settings.load_allow,
            "service_allow": settings.service_allow,
        }
        self.pool = Pool(kind, limits, options)

    async def warm(self) -> None:
        """Have the process ready for the first notice."""
        if not self._remote:
            await self.order("warm")

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
        result = await self.pool.run({"do": what, **details}, [content], client)
        result.close()
        return result.report
