"""The graph of one snapshot in memory, where joins are several times faster than on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import IO

import pyoxigraph as ox

from service.store import graphs
from service.store.layout import Snapshot, take_lease
from service.store.manifest import Manifest, read_manifest

#: Bytes a quad takes in memory, measured on graphs of 0.4 to 4 million.
QUAD = 360


class HeldGraph:
    """``store`` has what the snapshot at ``path`` has."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.store = ox.Store()
        self._manifest = _manifest(path)
        with _reading(path, None) as quads:
            # not bulk_load, which gives blank nodes other labels than they have on disk
            whole = ox.parse(quads, ox.RdfFormat.N_QUADS, lenient=True)
            _apart(lambda: self.store.bulk_extend(whole))

    def follow(self, path: str) -> bool:
        """Move to the snapshot at ``path`` by its difference; False, and nothing done, where that
        is not known because somebody updated the graph by hand."""
        now, before = _manifest(path), self._manifest
        if now.by_hand != before.by_hand:
            return False
        old, new = _digests(before), _digests(now)
        for name in old.keys() - new.keys():
            _apart(partial(graphs.drop_graph, self.store, name))
        for name in sorted(name for name, digest in new.items() if old.get(name) != digest):
            with _reading(path, name) as triples:
                _apart(partial(graphs.put_graph, self.store, name, _parsed(triples)))
        self.path, self._manifest = path, now
        return True


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


def memory_needed(manifest: Manifest, union: bool, processes: int) -> int:
    """Bytes the graph takes at most in ``processes`` that share it: a query that reads all of it
    makes a copy of its own, because the engine counts references in the pages it reads."""
    return manifest.quads * (2 if union else 1) * QUAD * processes


def _manifest(path: str) -> Manifest:
    return read_manifest(Snapshot(Path(path).name, Path(path)))


def _digests(manifest: Manifest) -> dict[str, object]:
    """What tells one state of each graph from another."""
    found: dict[str, object] = {row.graph: (row.sha256, row.reader) for row in manifest.notices}
    found.update(manifest.vocabulary)
    found[graphs.HISTORY_GRAPH] = manifest.revision
    return found


def _parsed(stream: IO[bytes]) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(stream, ox.RdfFormat.N_TRIPLES, lenient=True))


@contextmanager
def _reading(path: str, name: str | None) -> Iterator[IO[bytes]]:
    """The graph ``name`` of a snapshot as N-Triples, or for None all of it as N-Quads, by a process
    of its own: a store on disk starts threads, and a process with threads cannot be forked."""
    end, beginning = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(end)
        os._exit(_write(path, name, beginning))
    os.close(beginning)
    try:
        with open(end, "rb") as stream:  # noqa: PTH123
            yield stream
    finally:
        _, status = os.waitpid(child, 0)
    if status != 0:
        raise OSError(f"reading {path} failed")


def _write(path: str, name: str | None, descriptor: int) -> int:
    """The exit code of the process that writes."""
    try:
        take_lease(Path(path))
        store = ox.Store.read_only(str(Path(path) / "store"))
        with open(descriptor, "wb") as out:
            if name is None:
                store.dump(out, ox.RdfFormat.N_QUADS)
            else:
                store.dump(out, ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name))
    except (OSError, ValueError):
        return 1
    return 0
