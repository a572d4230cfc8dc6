"""The five notices and the vocabulary in one store; its default graph is the union."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ingest.graph import notice_quads
from ingest.pipeline import read_notice
from ontology.load import graphs
from tests.queries.questions import NOTICES


@pytest.fixture(scope="session")
def store() -> ox.Store:
    """Each graph under its name and, each triple once, in the default graph."""
    store = ox.Store()
    for path in sorted(NOTICES.glob("*.txt")):
        store.extend(notice_quads(read_notice(path, path.name)))
    for name, graph in graphs():
        data = graph.serialize(format="nt", encoding="utf-8")
        store.load(data, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))
    named = store.quads_for_pattern(None, None, None, None)
    union = {(quad.subject, quad.predicate, quad.object) for quad in named}
    store.extend(ox.Quad(*triple, ox.DefaultGraph()) for triple in union)
    return store
