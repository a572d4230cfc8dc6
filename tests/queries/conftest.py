"""The five notices, the vocabulary and what follows from them in one store."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ingest.graph import notice_quads
from ingest.pipeline import read_notice
from ontology.ids import INFERRED_GRAPH
from ontology.load import graphs
from ontology.materialise import infer_store
from tests.queries.questions import NOTICES


@pytest.fixture(scope="session")
def store() -> ox.Store:
    """Each graph under its name; the default graph is their union, each triple once."""
    store = ox.Store()
    for path in sorted(NOTICES.glob("*.txt")):
        store.extend(notice_quads(read_notice(path, path.name)))
    for name, graph in graphs():
        data = graph.serialize(format="nt", encoding="utf-8")
        store.load(data, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))
    inferred = ox.NamedNode(INFERRED_GRAPH)
    follows = infer_store(store).triples
    store.extend(ox.Quad(t.subject, t.predicate, t.object, inferred) for t in follows)
    named = store.quads_for_pattern(None, None, None, None)
    union = {(quad.subject, quad.predicate, quad.object) for quad in named}
    store.extend(ox.Quad(*triple, ox.DefaultGraph()) for triple in union)
    return store
