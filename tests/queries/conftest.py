"""The five notices, the vocabulary and what follows from them in one store."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.graph import notice_quads
from ingest.pipeline import read_notice
from ontology.ids import INFERRED_GRAPH
from ontology.load import graphs
from ontology.materialise import infer_store
from tests.queries.questions import NOTICES
from tests.shared import once


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """Each graph under its name; the default graph is their union, each triple once."""
    dump = once(tmp_path_factory, "five-notices.nq", _dump)
    store = ox.Store()
    store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
    return store


def _dump(path: Path) -> None:
    _filled().dump(path, format=ox.RdfFormat.N_QUADS)


def _filled() -> ox.Store:
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
