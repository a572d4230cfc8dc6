"""The process that answers queries from snapshots of the data directory: it reads, never writes, and
has no network."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox

from service.engine.evaluate import Source, evaluate
from service.engine.job import job_of
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

#: Tasks that a search may write into a query; for more of them the engine reads the sentences.
FOUND = 5_000


def prepare(options: Options) -> Handler:
    """Answers from the snapshot that each order names, which ``job`` by the graph or which ``list`` by the index;
    the graph at the path ``hold`` is read from memory. An order
    that itself names a path to ``hold`` has the copy made that of the snapshot there, of which the graphs
    ``touched`` alone are other than in the one at the path ``since``.
    ``union`` as the setting ``union_default``; ``service_allow``: endpoints that SERVICE may call."""
    reader = Reader(options["hold"], options["union"])
    allow = tuple(options["service_allow"])

    def answer(head: Head, _: Sequence[bytes], send: Send) -> Head:
        if "hold" in head:
            reader.bring_up(head["hold"], head["since"], head["touched"])
            return {}
        if "list" in head:
            send(orjson.dumps(reader.listed(head["snapshot"], head["list"]), default=tuple))
            return {}
        job = job_of(head["job"])
        text = without_silent_services(job.text, allow)
        job = replace(job, text=searched(text, reader.solver(head["snapshot"])))
        plan = plan_query(job.text, job.accept, job.format, allow)
        try:
            source = reader.at(head["snapshot"])
        except OSError as error:
            raise EngineFailed(
                f"读取图谱失败：{error}", f"Reading the graph failed: {error}"
            ) from None
        try:
            return asdict(evaluate(source, job, plan, send))
        except SyntaxError as error:
            raise syntax_error(str(error), job.text) from None
        except LimitReached as reached:
            raise result_too_large(reached.what, reached.limit) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryFailed(
                f"查询无法执行：{error}", f"The query cannot be evaluated: {error}"
            ) from None

    return answer


class Reader:
    """The graph that a job asks for: held in memory, where joins are several times faster, or the
    snapshot on disk. Its default graph is the union of the named ones unless, without ``union``, updates
    have made it something of their own."""

    def __init__(self, hold: str, union: bool) -> None:
        self._union = union
        self._held, self._memory = "", Source(ox.Store())
        with suppress(FileNotFoundError):  # newer ones came meanwhile; answers are read from disk
            if hold:
                self._memory = self._source(_in_memory(hold), hold)
                self._held = hold
        self._path = ""
        self._disk = Source(ox.Store())
        self._lease = -1
        self._index: tuple[str, Index | None] = ("", None)

    def solver(self, path: str) -> Solve:
        """Answers searches for words by the index of the snapshot at ``path``."""

        def solve(variable: str, text: str) -> str:
            index = self.index(path)
            tasks = index.having(text) if index is not None else None
            if tasks is None or len(tasks) > FOUND:
                return by_reading(variable, text)
            return f"VALUES {variable} {{ {' '.join(f'<{task}>' for task in sorted(tasks))} }}"

        return solve

    def index(self, path: str) -> Index | None:
        """The index of tasks of the snapshot; None for one of an earlier version, which has none."""
        if self._index[0] != path:
            folder = Snapshot("", Path(path)).index
            if self._index[1] is not None:
                self._index[1].close()
            self._index = (path, Index(folder) if folder.is_dir() else None)
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

    def bring_up(self, path: str, since: str, touched: Sequence[str]) -> None:
        """Make the copy in memory of the snapshot at ``since`` that of the one at ``path``, by reading the graphs
        ``touched``. EngineFailed where it holds no copy of that one: it came too late for it, or failed to
        read a difference before."""
        if self._held != since:
            raise EngineFailed("不是上一个快照的副本。", "It holds no copy of the snapshot before.")
        store = self._memory.store
        lease = take_lease(Path(path))
        self._held = ""
        try:
            with sandbox.memory_lifted():
                disk = ox.Store.read_only(str(Path(path) / "store"))
            for name in touched:
                graph = ox.NamedNode(name)
                store.remove_graph(graph)
                if disk.contains_named_graph(graph):
                    store.add_graph(graph)
                    store.bulk_extend(disk.quads_for_pattern(None, None, None, graph))
        finally:
            os.close(lease)
        self._held = path

    def at(self, path: str) -> Source:
        """The snapshot at ``path``."""
        if path == self._held:
            return self._memory
        if path != self._path:
            self._open(path)
        return self._disk

    def _source(self, store: ox.Store, path: str) -> Source:
        own = not self._union and read_manifest(Snapshot("", Path(path))).default_graph == "own"
        return Source(store, not own and not has_stored_union(store))

    def _open(self, path: str) -> None:
        lease = take_lease(Path(path))
        try:
            with sandbox.memory_lifted():  # the stacks of the threads that it starts
                self._disk = self._source(ox.Store.read_only(str(Path(path) / "store")), path)
        except OSError:
            os.close(lease)
            raise
        if self._lease >= 0:
            os.close(self._lease)
        self._path, self._lease = path, lease


def _in_memory(path: str) -> ox.Store:
    """A copy in memory of the snapshot at ``path``."""
    lease = take_lease(Path(path))
    memory = ox.Store()
    memory.bulk_extend(ox.Store.read_only(str(Path(path) / "store")))
    os.close(lease)
    return memory
