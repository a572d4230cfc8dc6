"""What is read of the five notices, together, breaks no axiom of the ontology: HermiT says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph

from ingest.graph import notice_graph
from ingest.pipeline import read_notice
from ontology import reason
from ontology.load import codes_graph, ontology_graph

pytestmark = pytest.mark.needs("java")
NOTICES = Path(__file__).parents[2] / "data" / "notices"


def test_the_five_notices_are_consistent_with_the_ontology() -> None:
    read = [
        notice_graph(read_notice(path.read_bytes(), path.name)) for path in NOTICES.glob("*.txt")
    ]
    assert [len(graph) > 2500 for graph in read] == [True] * 5
    kinds = Graph()
    for triple in codes_graph().triples((None, RDF.type, None)):
        kinds.add(triple)
    assert reason.check_consistency(ontology_graph(), kinds, *read).sound
