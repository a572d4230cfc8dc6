"""The process that answers queries from snapshots of the data directory: it reads, never writes, and
has no network."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pyoxigraph as ox

from service.engine.evaluate import evaluate
from service.engine.job import Job, job_of
from service.errors import EngineFailed, QueryFailed
from service.jobs import sandbox
from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.sparql.counting import LimitReached
from service.sparql.fault import result_too_large, syntax_error
from service.sparql.plan import plan_query
from service.store.layout import take_lease
from service.store.quads import DEFAULT

#: A hint of named graphs. It counts in a string or behind code, too: where those end depends on the
#: reading (of ``?x<'>'…``). Only a line that begins with # is never code.
_NAMING = re.compile(r"GRAPH|(?<![\w:?$.-])FROM")
_COMMENT = re.compile(r"(?m)^[ \t]*#[^\r\n]*")


def prepare(options: Options) -> Handler:
    """Answers from the snapshot that each order names; that at the path ``hold`` is read from memory
    where a query names no graphs. ``service_allow``: endpoints that SERVICE may call."""
    reader = Reader(options["hold"])
    allow = tuple(options["service_allow"])

    def answer(head: Head, _: Sequence[bytes], send: Send) -> Head:
        job = job_of(head["job"])
        plan = plan_query(job.text, job.accept, job.format, allow)
        try:
            store = reader.at(head["snapshot"], job)
        except OSError as error:
            raise EngineFailed(
                f"读取图谱失败：{error}", f"Reading the graph failed: {error}"
            ) from None
        try:
            return asdict(evaluate(store, job, plan, send))
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
    """The graph that a job asks for: the default graph held in memory, where joins are several times
    faster, or the snapshot on disk."""

    def __init__(self, hold: str) -> None:
        self._held = hold
        self._memory = _default_graph(hold) if hold else ox.Store()
        self._path = ""
        self._disk = ox.Store()
        self._lease = -1

    def at(self, path: str, job: Job) -> ox.Store:
        """The store for ``job`` in the snapshot at ``path``."""
        if path == self._held and not names_graphs(job):
            return self._memory
        if path != self._path:
            self._open(path)
        return self._disk

    def _open(self, path: str) -> None:
        lease = take_lease(Path(path))
        try:
            with sandbox.memory_lifted():  # the stacks of the threads that it starts
                self._disk = ox.Store.read_only(str(Path(path) / "store"))
        except OSError:
            os.close(lease)
            raise
        if self._lease >= 0:
            os.close(self._lease)
        self._path, self._lease = path, lease


def _default_graph(path: str) -> ox.Store:
    """A copy in memory of the default graph of the snapshot at ``path``."""
    lease = take_lease(Path(path))
    disk = ox.Store.read_only(str(Path(path) / "store"))
    memory = ox.Store()
    memory.bulk_extend(disk.quads_for_pattern(None, None, None, DEFAULT))
    os.close(lease)
    return memory


def names_graphs(job: Job) -> bool:
    """Whether the answer may rest on more than the default graph."""
    if (job.default_graphs, job.named_graphs) != (None, None):
        return True
    text = job.text.upper()
    return _NAMING.search(text) is not None and bool(_NAMING.search(_COMMENT.sub("", text)))
