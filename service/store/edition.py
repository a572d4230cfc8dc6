"""Whether another edition of the program made a snapshot: then the next change draws inferences anew, counts or lists all
notices, beside its own."""

from __future__ import annotations

from contextlib import closing

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH
from service.store import figures, index, inferred
from service.store.layout import Snapshot
from service.store.manifest import open_rows, read_manifest


def is_earlier(snapshot: Snapshot | None) -> bool:
    """Whether the rules by which was inferred, the figures or the index are others than today's, or rows of notices stand in the
    manifest. What an update by hand has left is nobody's edition."""
    if snapshot is None:
        return False
    with closing(open_rows(snapshot)) as rows:
        if not len(rows):
            return False
    manifest = read_manifest(snapshot)
    by_rules = manifest.vocabulary.get(INFERRED_GRAPH)
    if by_rules not in (inferred.key(manifest.vocabulary), manifest.by_hand):
        return True
    there = snapshot.said.is_dir() and snapshot.rows.is_file()
    if not (there and index.is_of_today(snapshot.index)):
        return True
    store = ox.Store.read_only(str(snapshot.store))
    return not figures.are_of_today(store)
