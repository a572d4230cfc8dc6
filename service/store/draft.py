"""One change of the store: copy the current snapshot, change the copy, make it current.

The copy is made of hard links and takes milliseconds; nothing of a change that fails or is killed
is ever seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pyoxigraph as ox

from service.store import graphs
from service.store.layout import DataDir, Snapshot
from service.store.manifest import Manifest, NoticeRow, read_manifest, write_manifest


@dataclass(slots=True)
class Draft:
    """A snapshot being made; ``manifest`` is written with it on commit."""

    store: ox.Store
    manifest: Manifest
    before: Snapshot | None
    result: Snapshot | None = None

    def changed_by_hand(self) -> None:
        """Make the commit a new snapshot, and every notice and vocabulary graph another than it was, so
        that the next build makes it anew."""
        quads = graphs.count_named(self.store)
        revision = self.manifest.revision + 1
        change = uuid4().hex
        notices = tuple(replace(row, reader=change) for row in self.manifest.notices)
        self.manifest = replace(
            self.manifest,
            notices=notices,
            vocabulary=dict.fromkeys(self.manifest.vocabulary, change),
            revision=revision,
            quads=quads,
            by_hand=change,
        )

    def _grow(self, quads: int) -> None:
        self.manifest = replace(self.manifest, quads=self.manifest.quads + quads)

    def put_notice(self, row: NoticeRow, triples: list[ox.Triple]) -> None:
        self._grow(graphs.put_graph(self.store, row.graph, triples))
        self.manifest = self.manifest.with_notice(row)

    def put_notices(self, read: Sequence[tuple[NoticeRow, Sequence[ox.Triple]]]) -> None:
        """Put several notices; those that are new go in together, which is faster."""
        known = {row.graph for row in self.manifest.notices}
        new = [(row, triples) for row, triples in read if row.graph not in known]
        self._grow(graphs.put_new_graphs(self.store, ((r.graph, t) for r, t in new)))
        for row, _ in new:
            self.manifest = self.manifest.with_notice(row)
        for row, triples in read:
            if row.graph in known:
                self.put_notice(row, list(triples))

    def drop_notice(self, graph: str) -> None:
        self._grow(graphs.drop_graph(self.store, graph))
        self.manifest = self.manifest.without(graph)

    def put_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Make ``triples`` the whole of a graph that is neither a notice nor vocabulary; without any the
        graph goes."""
        found = list(triples)
        self._grow(
            graphs.put_graph(self.store, graph, found)
            if found
            else graphs.drop_graph(self.store, graph)
        )

    def put_vocabulary(self, graph: str, triples: list[ox.Triple], digest: str) -> None:
        self._grow(graphs.put_graph(self.store, graph, triples))
        vocabulary = {**self.manifest.vocabulary, graph: digest}
        self.manifest = replace(self.manifest, vocabulary=vocabulary)

    def drop_vocabulary(self, graph: str) -> None:
        self._grow(graphs.drop_graph(self.store, graph))
        vocabulary = {k: v for k, v in self.manifest.vocabulary.items() if k != graph}
        self.manifest = replace(self.manifest, vocabulary=vocabulary)


@contextmanager
def change(data: DataDir, keep: int = 3, wait: float = 30.0) -> Iterator[Draft]:
    """A draft of the next snapshot; it becomes current on leaving without an exception, unless its
    manifest is the one it began with."""
    with data.writing(wait), data.fresh() as directory:
        before = data.current()
        manifest = read_manifest(before)
        draft = Draft(_copy(before, directory / "store"), manifest, before)
        yield draft
        if before is not None and draft.manifest == manifest:
            draft.result = before
            return
        draft.store.flush()
        write_manifest(directory, draft.manifest)
        del draft.store
        draft.result = data.commit(directory, draft.manifest.digest())
        data.forget_old(keep)


def _copy(before: Snapshot | None, target: Path) -> ox.Store:
    if before is not None:
        ox.Store.read_only(str(before.store)).backup(str(target))
    return ox.Store(str(target))
