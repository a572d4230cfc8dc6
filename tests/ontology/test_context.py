"""The JSON-LD context carries data there and back without a loss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from ontology.context import FOREIGN, context, context_document
from ontology.terms import CLASSES, PREFIXES, PROPERTIES

SAMPLE = Path(__file__).parent / "data" / "sample.ttl"


def test_every_term_is_in_the_context() -> None:
    assert set(context()) == CLASSES | PROPERTIES | set(PREFIXES) | set(FOREIGN)


def test_values_outside_the_owl_2_map_are_typed() -> None:
    assert context()["due"] == {"@id": "az:due", "@type": "xsd:date"}
    assert context()["planYear"] == {"@id": "az:planYear", "@type": "xsd:gYear"}
    assert context()["period"] == {"@id": "az:period", "@type": "xsd:duration"}
    assert context()["owner"] == {"@id": "az:owner", "@type": "@id"}
    assert context()["text"] == "az:text"


# rdflib 7 uses its own deprecated class inside the JSON-LD plugin.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_round_trip() -> None:
    graph = Graph().parse(SAMPLE, format="turtle")
    text = graph.serialize(format="json-ld", context=json.loads(context_document())["@context"])
    assert '"due": "2026-10-31"' in text
    assert isomorphic(Graph().parse(data=text, format="json-ld"), graph)


def test_same_bytes_each_time() -> None:
    assert context_document() == context_document()
    assert json.loads(context_document())["@context"]["@version"] == 1.1
