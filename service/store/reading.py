"""Notice files read one after the other, or by several processes at once."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox

from ontology.errors import AnzeError
from service.store import graphs
from service.store.manifest import NoticeRow
from service.store.sources import Sources

log = logging.getLogger(__name__)

#: Files under way a process: enough to keep it busy, few enough to keep memory flat.
_AHEAD = 3
#: Files for which a process of its own is worth its start.
_WORTH = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file: its row and triples, or the reason why it has none."""

    path: Path
    row: NoticeRow | None = None
    triples: tuple[ox.Triple, ...] = ()
    reason: str = ""


def read_one(content: bytes, name: str, sources: Sources) -> tuple[NoticeRow, list[ox.Triple]]:
    """Manifest row and triples of one notice file."""
    start = time.perf_counter()
    facts, found = sources.read(content, name)
    triples = graphs.label_blanks(found, facts.graph)
    row = replace(facts, quads=len(triples), seconds=round(time.perf_counter() - start, 3))
    return row, triples


def read_files(paths: Sequence[Path], sources: Sources, jobs: int = 1) -> Iterator[Reading]:
    """The files' readings in the order of ``paths``; up to ``jobs`` processes read them, one for
    every few files, because a process takes a second to start."""
    jobs = min(jobs, len(paths) // _WORTH)
    if jobs <= 1:
        yield from (_read(path, sources) for path in paths)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[Path, Future[Reading]]] = deque()
        for path in paths:
            waiting.append((path, pool.submit(_read, path, sources)))
            if len(waiting) >= _AHEAD * jobs:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _read(path: Path, sources: Sources) -> Reading:
    try:
        row, triples = read_one(path.read_bytes(), path.name, sources)
    except (AnzeError, OSError) as error:
        return Reading(path, reason=str(error))
    except Exception as error:  # one file must not stop the others
        log.exception("reading %s", path)
        return Reading(
            path,
            reason=f"{path.name}：程序出错（{type(error).__name__}: {error}），请附上文件报告。"
            f" / A fault of the program, not of the file ({type(error).__name__}: {error}); please"
            " report it with the file.",
        )
    return Reading(path, row, tuple(triples))


def _result(path: Path, future: Future[Reading]) -> Reading:
    try:
        return future.result()
    except BrokenProcessPool:
        return Reading(
            path,
            reason=f"{path.name}：读取进程被系统终止（多半是内存不足）。请用 -j 1 再读，或拆分文件。"
            f" / The process reading {path.name} was killed, most likely for lack of memory; read it"
            " with -j 1, or split the file.",
        )
