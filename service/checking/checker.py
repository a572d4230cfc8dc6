"""The pool that checks drafts."""

from __future__ import annotations

from ingest.read.office import find_office
from service.checking.uploads import Files
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.jobs.pool import Pool
from service.settings import Settings
from service.store.layout import DataDir

_WORDS = Words(
    "检查",
    "check",
    "请拆分文件、去掉图片或另存为 DOCX 后再试。",
    "Split the file, leave out pictures, or save it as DOCX, and try again.",
)


class Checker:
    """Reports on notices that were uploaded."""

    def __init__(self, settings: Settings) -> None:
        self._data = DataDir(settings.data_dir.resolve())
        walls = Walls(
            memory=settings.memory_limit << 20,
            cpu=settings.check_time + 5,
            programs=find_office() is not None,
            read=(str(self._data.snapshots),),
            nice=10,
        )
        kind = Kind(
            "check", "service.checking.check_job", _WORDS, walls, loads="service.store.sources"
        )
        limits = Limits(
            lanes=settings.check_lanes,
            queue=settings.check_queue,
            queue_time=settings.check_time,
            time=settings.check_time,
        )
        self.pool = Pool(kind, limits)

    async def warm(self) -> None:
        """Have the processes ready for the first notice."""
        await self.pool.start()

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
        result = await self.pool.run(head, [content for _, content in files.values()], client)
        try:
            return result.read()
        finally:
            result.close()
