"""Whether another edition of the program made a snapshot: then the next change draws inferences anew, counts or lists all
notices, beside its own."""

from __future__ import annotations

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH
from service.store import figures, index, inferred
from service.store.layout import Snapshot
from service.store.manifest import read_manifest


def is_earlier(snapshot: Snapshot | None) -> bool:
    """Whether the rules by which was inferred, the figures or the index are others than today's. What an update by hand has
    left is nobody's edition."""
    manifest = read_manifest(snapshot)
    if snapshot is None or not manifest.notices:
        return False
    by_rules = manifest.vocabulary.get(INFERRED_GRAPH)
    if by_rules not in (inferred.key(manifest.vocabulary), manifest.by_hand):
        return True
    if not (snapshot.said.is_dir() and index.is_of_today(snapshot.index)):
        return True
    store = ox.Store.read_only(str(snapshot.store))
    return figures.kept(store, "edition") != figures.edition()
