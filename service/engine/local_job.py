"""The process that answers queries from snapshots of the data directory: it reads, never writes, and
has no network."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox

from service.engine.evaluate import Source, evaluate
from service.engine.job import Ending, job_of
from service.engine.walk import Walk, told_by, walk_of
from service.errors import EngineFailed, QueryFailed
from service.jobs import sandbox
from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.sparql.counting import LimitReached
from service.sparql.fault import result_too_large, syntax_error
from service.sparql.mending import without_silent_services
from service.sparql.plan import plan_query
from service.sparql.search import Solve, by_reading, searched
from service.store.finding import Index
from service.store.layout import Snapshot, take_lease
from service.store.manifest import read_manifest
from service.store.quads import has_stored_union
from service.store.words import words_of

#: Tasks that a search may write into a query; for more of them the engine reads the sentences.
FOUND = 5_000


def prepare(options: Options) -> Handler:
    """Answers from the snapshot that each order names, which ``job`` or ``walk`` by the graph or which ``list`` by the index;
    ``open``: it is only opened, for those to come.
    ``union`` as the setting ``union_default``; ``service_allow``: endpoints that SERVICE may call."""
    reader = Reader(options["union"])
    allow = tuple(options["service_allow"])

    def answer(head: Head, _: Sequence[bytes], send: Send) -> Head:
        if "open" in head:
            reader.open(head["snapshot"])
            return {}
        if "list" in head:
            send(orjson.dumps(reader.listed(head["snapshot"], head["list"]), default=tuple))
            return {}
        if "walk" in head:
            return asdict(_walked(reader.source(head["snapshot"]), walk_of(head["walk"]), send))
        job = job_of(head["job"])
        text = without_silent_services(job.text, allow)
        job = replace(job, text=searched(text, reader.solver(head["snapshot"])))
        plan = plan_query(job.text, job.accept, job.format, allow)
        source = reader.source(head["snapshot"])
        try:
            return asdict(evaluate(source, job, plan, send))
        except SyntaxError as error:
            raise syntax_error(str(error), job.text, with_prefixes=job.with_prefixes) from None
        except LimitReached as reached:
            raise result_too_large(reached.what, reached.limit) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise _not_evaluated(error) from None

    return answer


def _walked(source: Source, walk: Walk, send: Send) -> Ending:
    """The end of what is told on a walk, which goes to ``send`` as JSON."""
    start = time.perf_counter()
    try:
        told = told_by(source, walk)
    except (RuntimeError, ValueError, OSError) as error:
        raise _not_evaluated(error) from None
    content = orjson.dumps(told)
    send(content)
    seconds = time.perf_counter() - start
    return Ending("WALK", "application/json", len(told), len(content), seconds, True, "", "")


def _not_evaluated(error: Exception) -> QueryFailed:
    return QueryFailed(f"查询无法执行：{error}", f"The query cannot be evaluated: {error}")


class Reader:
    """The snapshot that a job asks for. Its default graph is the union of the named ones unless, without ``union``,
    updates have made it something of their own."""

    def __init__(self, union: bool) -> None:
        self._union = union
        self._path = ""
        self._source = Source(ox.Store())
        self._lease = -1
        self._index: tuple[str, Index | None] = ("", None)

    def solver(self, path: str) -> Solve:
        """Answers searches for words by the index of the snapshot at ``path``."""

        def solve(variable: str, text: str) -> str:
            index = self.index(path)
            tasks = index.having(text) if index is not None else None
            if tasks is None or len(tasks) > FOUND:
                return by_reading(variable, words_of(text))
            return f"VALUES {variable} {{ {' '.join(f'<{task}>' for task in sorted(tasks))} }}"

        return solve

    def index(self, path: str) -> Index | None:
        """The index of tasks of the snapshot; None for one of an earlier version, which has none."""
        if self._index[0] != path:
            folder = Snapshot("", Path(path)).index
            _, before = self._index
            self._index = (path, Index(folder) if folder.is_dir() else None)
            if before is not None:
                before.close()
        return self._index[1]

    def listed(self, path: str, order: Head) -> Any:
        """What the index of the snapshot at ``path`` lists (``service.store.finding.Index.answer``)."""
        try:
            index = self.index(path)
            assert index is not None
            return index.answer(order)
        except (OSError, sqlite3.Error) as error:
            raise EngineFailed(
                f"读取索引失败：{error}", f"Reading the index failed: {error}"
            ) from None

    def open(self, path: str) -> None:
        """Have the snapshot at ``path`` and its index open."""
        try:
            self.at(path)
            self.index(path)
        except (OSError, sqlite3.Error) as error:
            raise EngineFailed(
                f"打开图谱失败：{error}", f"Opening the graph failed: {error}"
            ) from None

    def source(self, path: str) -> Source:
        """The snapshot at ``path``; raises what is wrong with it."""
        try:
            return self.at(path)
        except OSError as error:
            raise EngineFailed(
                f"读取图谱失败：{error}", f"Reading the graph failed: {error}"
            ) from None

    def at(self, path: str) -> Source:
        """The snapshot at ``path``."""
        if path != self._path:
            self._open(path)
        return self._source

    def _open(self, path: str) -> None:
        lease = take_lease(Path(path))
        try:
            with sandbox.memory_lifted():  # the stacks of the threads that it starts
                store = ox.Store.read_only(str(Path(path) / "store"))
            default = read_manifest(Snapshot(Path(path).name, Path(path))).default_graph
            own = default == "own" and not self._union
            self._source = Source(store, not own and not has_stored_union(store))
        except BaseException:
            os.close(lease)
            raise
        if self._lease >= 0:
            os.close(self._lease)
        self._path, self._lease = path, lease
