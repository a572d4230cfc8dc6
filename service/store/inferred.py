"""The graph of what follows from all others, renewed where these have changed.

Inference runs over the vocabulary and some notices at a time, so that its memory does not grow with
their number. What notices say of organisations goes with each of them, because rules join
organisations of different notices (a county's office and its city's).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH
from ontology.materialise import NOT_READ, infer
from ontology.terms import az
from service.store.graphs import OUTSIDE_UNION
from service.store.manifest import Manifest
from service.store.writer import Draft

#: Triples of notices inferred over at a time.
MOST = 250_000
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def renew(draft: Draft) -> int | None:
    """Number of inferred triples now in the draft, or None where nothing had to be inferred anew."""
    key = premises_digest(draft.manifest)
    if draft.manifest.vocabulary.get(INFERRED_GRAPH) == key:
        return None
    skipped = NOT_READ | OUTSIDE_UNION
    shared = [
        t
        for name in draft.manifest.vocabulary
        if name not in skipped
        for t in _graph(draft.store, name)
    ]
    shared += _organisations(draft)
    found: set[ox.Triple] = set()
    for some in _portions(draft):
        found.update(infer([*shared, *some]).triples)
    draft.put_vocabulary(INFERRED_GRAPH, sorted(found, key=str), key)
    return len(found)


def _portions(draft: Draft) -> Iterator[list[ox.Triple]]:
    """The notices' triples, whole notices, about ``MOST`` at a time; one empty portion for none."""
    some: list[ox.Triple] = []
    for row in draft.manifest.notices:
        some += _graph(draft.store, row.graph)
        if len(some) >= MOST:
            yield some
            some = []
    if some or not draft.manifest.notices:
        yield some


def _graph(store: ox.Store, name: str) -> list[ox.Triple]:
    return [q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(name))]


def _organisations(draft: Draft) -> list[ox.Triple]:
    """What all notices say of their units; nothing where one portion holds every notice."""
    if sum(row.quads for row in draft.manifest.notices) < MOST:
        return []
    units = {
        quad.subject
        for name in ("Unit", "UnitGroup", "Post")
        for quad in draft.store.quads_for_pattern(None, _RDF_TYPE, ox.NamedNode(az(name)), None)
    }
    default = ox.DefaultGraph()
    return [q.triple for u in units for q in draft.store.quads_for_pattern(u, None, None, default)]


def premises_digest(manifest: Manifest) -> str:
    """SHA-256 (hex) of what inference reads: the notices, the vocabulary, the reader's code."""
    vocabulary = {k: v for k, v in manifest.vocabulary.items() if k != INFERRED_GRAPH}
    notices = [(row.graph, row.sha256, row.reader) for row in manifest.notices]
    premises = json.dumps([manifest.revision, vocabulary, notices], sort_keys=True)
    return hashlib.sha256(premises.encode()).hexdigest()
