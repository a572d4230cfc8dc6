"""The pools that check drafts: one for short checks, one for long ones."""

from __future__ import annotations

import asyncio

from ingest.read.office import find_office
from service.checking.lengths import is_long, to_split
from service.checking.uploads import Files
from service.errors import MemoryExceeded, TimedOut
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.jobs.pool import Pool
from service.settings import Settings
from service.store.layout import DataDir

_WORDS = Words("检查", "check", "", "")  # what to do is told by the kind of file


#: Times ``check_short_time`` that a short check may take by the clock: on a busy machine, or waiting for LibreOffice.
_SLACK = 5.0
#: Seconds after which a check that is known to be long goes over to the long ones.
_AT_ONCE = 0.05
#: Bytes beyond what it begins with that a process may hold after a check: twice what ordinary notices leave.
_KEPT = 96 << 20


class Checker:
    """Reports on notices that were uploaded.

    Every check starts among the short ones. One that is not done after ``check_short_time`` of a processor goes over to the
    long ones, one that is known to be long at once, with its process where a lane is free there, else to begin again, until
    ``check_time``: so however long a draft is, another finds a process. Those for long ones come with the first long one, and stay."""

    def __init__(self, settings: Settings) -> None:
        self._data = DataDir(settings.data_dir.resolve())
        options = {"characters": settings.check_characters}
        self._long = Pool(self._kind(settings, 15), _long_limits(settings), options)
        self._short = Pool(self._kind(settings, 10), _short_limits(settings), options, self._long)

    def _kind(self, settings: Settings, nice: int) -> Kind:
        walls = Walls(
            memory=settings.memory_limit << 20,
            cpu=settings.check_time + 5,
            programs=find_office() is not None,
            read=(str(self._data.snapshots),),
            nice=nice,
            kept=_KEPT,
        )
        return Kind(
            "check", "service.checking.check_job", _WORDS, walls, loads="service.store.sources"
        )

    async def warm(self) -> None:
        """Have the processes ready for the first notice."""
        await self._short.start()

    async def stop(self) -> None:
        await asyncio.gather(self._short.stop(), self._long.stop())

    def status(self) -> dict[str, int]:
        return self._short.status()

    async def report(
        self, files: Files, form: str, profile: str | None, lang: str, client: str, above: str = ""
    ) -> bytes:
        """The report on ``files["file"]`` in the form of that name, beside the superior's notice ``above`` (IRI) of the
        graph, if one is given."""
        names = [(field, name) for field, (name, _) in files.items()]
        snapshot = self._data.current()
        head = {
            "files": names,
            "form": form,
            "profile": profile,
            "lang": lang,
            "above": above,
            "snapshot": str(snapshot.path) if snapshot is not None else "",
        }
        contents = [content for _, content in files.values()]
        time = _AT_ONCE if any(is_long(*each) for each in files.values()) else 0.0
        try:
            result = await self._short.run(head, contents, client, time)
        except (MemoryExceeded, TimedOut) as error:
            zh, en = to_split(files.get("file", ("", b""))[0])
            raise type(error)(error.zh + zh, f"{error.en.strip()} {en}", **error.extra) from None
        try:
            return result.read()
        finally:
            result.close()


def _short_limits(settings: Settings) -> Limits:
    return Limits(
        lanes=settings.check_lanes,
        queue=settings.check_queue,
        queue_time=settings.check_time,
        time=min(settings.check_short_time, settings.check_time / _SLACK),
        slack=_SLACK,
    )


def _long_limits(settings: Settings) -> Limits:
    return Limits(
        lanes=settings.check_long_lanes,
        queue=settings.check_queue,
        queue_time=settings.check_time,
        time=settings.check_time,
    )
