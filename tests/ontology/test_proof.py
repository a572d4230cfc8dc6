"""Every inferred triple is proved from asserted ones."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from ontology import ids
from ontology.load import codes_graph
from ontology.materialise import Inference, infer
from ontology.proof import lines, prove
from ontology.terms import ONTOLOGY

SAMPLE = Path(__file__).parent / "data" / "sample.ttl"


def triples(graph: Graph) -> list[ox.Triple]:
    data = graph.serialize(format="nt", encoding="utf-8")
    return [quad.triple for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES)]


@pytest.fixture(scope="module")
def filled() -> tuple[ox.Store, Inference]:
    store = ox.Store()
    data = triples(Graph().parse(SAMPLE, format="turtle"))
    codes = triples(codes_graph())
    for name, found in (("urn:notice", data), (ids.CODES_GRAPH, codes)):
        store.extend(ox.Quad(*triple, ox.NamedNode(name)) for triple in found)
    inference = infer([*data, *codes])
    store.extend(ox.Quad(*t, ox.NamedNode(ids.INFERRED_GRAPH)) for t in inference.triples)
    return store, inference


def of(inference: Inference, name: str) -> list[ox.Triple]:
    return [t for t in inference.triples if t.predicate.value == ONTOLOGY + name]


def test_each_inferred_triple_of_the_notice_is_proved(
    filled: tuple[ox.Store, Inference],
) -> None:
    store, inference = filled
    proved = 0
    for triple in inference.triples:
        if "/id/" in str(triple.subject):
            proof = prove(store, triple)
            assert proof.holds, triple
            assert proof.facts
            assert not proof.asserted_in
            proved += 1
    assert proved > 30


def test_a_proof_of_several_steps(filled: tuple[ox.Store, Inference]) -> None:
    store, inference = filled
    row = next(
        t
        for t in of(inference, "superiorUnitTransitive")
        if "141181/emergency" in str(t.subject) and "140000" in str(t.object)
    )
    proof = prove(store, row)
    text = lines(proof)
    assert "prp-trp: superiorUnitTransitive transitive" in text[0]
    assert len(proof.facts) == 2
    assert sum("[urn:notice]" in line for line in text) == 2


def test_an_asserted_triple_names_its_graph(filled: tuple[ox.Store, Inference]) -> None:
    store, _ = filled
    triple = next(
        iter(store.quads_for_pattern(None, None, None, ox.NamedNode("urn:notice")))
    ).triple
    assert prove(store, triple).asserted_in == ("urn:notice",)


def test_what_does_not_follow_is_not_proved(filled: tuple[ox.Store, Inference]) -> None:
    store, _ = filled
    node = ox.NamedNode("urn:x")
    proof = prove(store, ox.Triple(node, ox.NamedNode(ONTOLOGY + "owner"), node))
    assert not proof.holds
