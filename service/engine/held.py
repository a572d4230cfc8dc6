"""The default graph of one snapshot in memory, where joins are several times faster than on disk.

Named graphs are read from disk: with both in memory, what is looked up in one would be searched for
among the quads of the other, at twice the memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import IO

import pyoxigraph as ox

from service.store.layout import Snapshot, take_lease
from service.store.manifest import Manifest, read_manifest
from service.store.quads import DEFAULT, in_graph

#: Bytes a triple takes in memory, measured on a graph of two million.
TRIPLE = 380

#: The graph is loaded anew once more than so large a part of it was removed.
REMOVED = 0.25

#: Marks, in a difference, what is no longer there.
_GONE = ox.NamedNode("urn:anze:gone")


class HeldGraph:
    """The default graph of ``store`` is that of the snapshot at ``path``."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.store = ox.Store()
        self._removed = 0
        self._lease = take_lease(Path(path))
        self._manifest = _manifest(path)
        with _written_by(partial(_write_default, path)) as triples:
            # not bulk_load, which gives blank nodes other labels than they have on disk
            whole = ox.parse(triples, ox.RdfFormat.N_TRIPLES, lenient=True)
            _apart(lambda: self.store.bulk_extend(whole))

    def follow(self, path: str) -> bool:
        """Move to the snapshot at ``path`` by its difference; False, and nothing done, where that
        is not known because somebody updated the graph by hand, or where much was removed before:
        the engine keeps in memory what is removed."""
        now, before = _manifest(path), self._manifest
        if now.by_hand != before.by_hand or self._removed > before.quads * REMOVED:
            return False
        lease = take_lease(Path(path))
        names = {name for name, _ in _digests(before) ^ _digests(now)}
        with _written_by(partial(_write_difference, self.path, path, names)) as quads:
            _apart(lambda: self._change(ox.parse(quads, ox.RdfFormat.N_QUADS, lenient=True)))
        os.close(self._lease)
        self.path, self._manifest, self._lease = path, now, lease
        return True

    def _change(self, difference: Iterator[ox.Quad]) -> None:
        for quad in difference:
            if quad.graph_name == _GONE:
                self.store.remove(in_graph(quad.triple))
                self._removed += 1
            else:
                self.store.add(quad)


def _apart(work: Callable[[], object]) -> None:
    """Do ``work`` in a thread, for which the C library keeps a heap of its own. In one heap with the
    graph, small requests would search among millions of holes left by loading it: queries took
    twice as long, and every worker wrote to pages that it shares."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def memory_needed(manifest: Manifest, processes: int) -> int:
    """Bytes the default graph, the union of all, takes at most in ``processes`` that share it: a query that reads
    all of it makes a copy of its own, because the engine counts references in the pages it reads."""
    return manifest.quads * TRIPLE * processes


def _manifest(path: str) -> Manifest:
    return read_manifest(Snapshot(Path(path).name, Path(path)))


def _digests(manifest: Manifest) -> set[tuple[str, object]]:
    """The graphs of the union, each with what tells one state of it from another."""
    notices = {(row.graph, (row.sha256, row.reader)) for row in manifest.notices}
    return notices | set(manifest.vocabulary.items())


@contextmanager
def _written_by(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What ``work`` writes, in a process of its own: a store on disk starts threads, and a process
    with threads cannot be forked."""
    end, beginning = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(end)
        os._exit(_exit_code(work, beginning))
    os.close(beginning)
    try:
        with open(end, "rb") as stream:  # noqa: PTH123
            yield stream
    finally:
        _, status = os.waitpid(child, 0)
    if status != 0:
        raise OSError("reading the snapshot failed")


def _exit_code(work: Callable[[IO[bytes]], None], descriptor: int) -> int:
    try:
        with open(descriptor, "wb") as out:
            work(out)
    except Exception:  # none may go on in this process as if it were the one it was forked from
        return 1
    return 0


def _write_default(path: str, out: IO[bytes]) -> None:
    """Write the snapshot's default graph as N-Triples."""
    _store(path).dump(out, ox.RdfFormat.N_TRIPLES, from_graph=DEFAULT)


def _write_difference(before: str, after: str, names: set[str], out: IO[bytes]) -> None:
    """Write as N-Quads by what the default graphs of two snapshots differ that differ in the named
    graphs ``names``: what is gone, as if in the graph ``_GONE``, and what is new, in the default one."""
    old, new = _store(before), _store(after)
    for name in names:
        graph = ox.NamedNode(name)
        for one, other in ((old, new), (new, old)):
            for quad in one.quads_for_pattern(None, None, None, graph):
                if quad not in other:
                    there = in_graph(quad.triple) in new
                    change = in_graph(quad.triple, DEFAULT if there else _GONE)
                    out.write(f"{change} .\n".encode())


def _store(path: str) -> ox.Store:
    return ox.Store.read_only(str(Path(path) / "store"))
