"""Notice files read by several processes at once, behind the same walls as what is uploaded: a file
that takes too long or too much memory is a file that was not read, and nothing else."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.read.office import find_office
from service.errors import ServiceError
from service.jobs.kinds import Kind, Limits, Walls, Words
from service.store.folders import Where
from service.store.parcel import Parcel, from_message
from service.store.sources import ReadNotice

if TYPE_CHECKING:
    from service.jobs.pool import Pool

#: What reads a file, in a process of its own.
READ_JOB = "service.store.read_job"
#: Files for which a process of its own is worth its start.
_WORTH = 4
_WORDS = Words(
    "读取",
    "reading",
    "请拆分文件、去掉图片，或另存为 DOCX 或 TXT 后再读。",
    "Split the file, leave out pictures, or save it as DOCX or TXT, and read it again.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file: its notice, made ready for the store, or the reason why there is none."""

    path: Where
    parcel: Parcel | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Effort:
    """What reading may take: processes at once, bytes of memory for each, seconds for a file."""

    jobs: int = 1
    memory: int = 1 << 30
    seconds: float = 60.0


def read_files(
    paths: Sequence[Where], read: ReadNotice, effort: Effort
) -> Generator[Reading, None, None]:
    """The files' readings in the order of ``paths``."""
    if not paths:
        return
    from service.jobs.ordered import in_order  # not at the top: few processes set others to work

    lanes = max(1, min(effort.jobs, -(-len(paths) // _WORTH)))
    pool = _pool(read, lanes, effort)
    yield from in_order(pool, (_read(pool, path) for path in paths))


def _pool(read: ReadNotice, lanes: int, effort: Effort) -> Pool:
    from service.jobs.ordered import AHEAD
    from service.jobs.pool import Pool

    walls = Walls(effort.memory, effort.seconds + 5, programs=find_office() is not None)
    kind = Kind("read", READ_JOB, _WORDS, walls)
    limits = Limits(lanes, 2 * AHEAD * lanes, effort.seconds * AHEAD * lanes, effort.seconds)
    return Pool(kind, limits, {"read": f"{read.__module__}:{read.__qualname__}"})


async def _read(pool: Pool, path: Where) -> Reading:
    try:
        content = path.read_bytes()
        result = await pool.run({"name": path.name}, [content])
        with closing(result):
            return Reading(path, from_message(result.report, result.read()))
    except OSError as error:
        why = error.strerror or str(error)
        return Reading(
            path,
            reason=f"{path.name}：{why}，请检查路径和权限。\n{why}: check path and permissions.",
        )
    except ServiceError as error:
        return Reading(path, reason=str(error))
