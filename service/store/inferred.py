"""The graph of what follows from the vocabulary and from what notices say of their units, renewed where
these have changed.

Nothing is inferred of what a notice says else: its graph has what a query needs, and a notice more costs
as much among ten thousand as among five."""

from __future__ import annotations

import hashlib
import json

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH
from ontology.materialise import NOT_READ, infer
from ontology.terms import az
from service.store.draft import Draft
from service.store.graphs import OUTSIDE_UNION
from service.store.manifest import Manifest

_UNIT_CLASSES = tuple(ox.NamedNode(az(name)) for name in ("Unit", "UnitGroup", "Post"))
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def renew(draft: Draft) -> int | None:
    """Number of inferred triples now in the draft, or None where nothing had to be inferred anew."""
    key = premises_digest(draft.manifest)
    if draft.manifest.vocabulary.get(INFERRED_GRAPH) == key:
        return None
    skipped = NOT_READ | OUTSIDE_UNION
    premises = [
        t
        for name in draft.manifest.vocabulary
        if name not in skipped
        for t in _graph(draft.store, name)
    ]
    found = infer([*premises, *_units(draft)]).triples
    draft.put_vocabulary(INFERRED_GRAPH, sorted(found, key=str), key)
    return len(found)


def _graph(store: ox.Store, name: str) -> list[ox.Triple]:
    return [q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(name))]


def _units(draft: Draft) -> list[ox.Triple]:
    """What the notices say of their units, each triple once."""
    found: dict[ox.Triple, None] = {}
    for row in draft.manifest.notices:
        graph = ox.NamedNode(row.graph)
        for kind in _UNIT_CLASSES:
            for unit in draft.store.quads_for_pattern(None, _RDF_TYPE, kind, graph):
                said = draft.store.quads_for_pattern(unit.subject, None, None, graph)
                found |= dict.fromkeys(quad.triple for quad in said)
    return list(found)


def premises_digest(manifest: Manifest) -> str:
    """SHA-256 (hex) of what inference reads: the notices, the vocabulary, the reader's code."""
    vocabulary = {k: v for k, v in manifest.vocabulary.items() if k != INFERRED_GRAPH}
    notices = [(row.graph, row.sha256, row.reader) for row in manifest.notices]
    premises = json.dumps([manifest.revision, vocabulary, notices], sort_keys=True)
    return hashlib.sha256(premises.encode()).hexdigest()
