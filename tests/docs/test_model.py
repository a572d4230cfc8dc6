"""The worked example of docs/model.md stands in the graph word for word, and is whole."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from ontology.terms import az
from tests.docs.running import ROOT, Running

NOTICE = "https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1"
TEXT = (ROOT / "docs" / "model.md").read_text("utf-8")


@pytest.fixture(scope="module")
def example() -> Graph:
    (block,) = re.findall(r"```turtle\n(.*?)```", TEXT, re.DOTALL)
    return Graph().parse(data=block, format="turtle")


def test_every_subject_has_exactly_its_triples_of_the_notice(
    service: Running, example: Graph
) -> None:
    subjects = set(example.subjects())
    assert len(subjects) == 6
    for subject in subjects:
        pattern = f"<{subject}> ?p ?o"
        query = f"CONSTRUCT {{ {pattern} }} WHERE {{ GRAPH <{NOTICE}> {{ {pattern} }} }}"
        found = Graph().parse(data=service.graph(query), format="nt")
        assert set(found) == set(example.triples((subject, None, None))), subject


def test_sentence_is_quoted_and_cut_by_its_offsets(example: Graph) -> None:
    source = (ROOT / "data" / "notices" / "xiaoyi-2026.txt").read_text("utf-8")
    (sentence,) = example.objects(None, az("text"))
    assert f"> {sentence}\n" in TEXT
    (evidence,) = example.subjects(RDF.type, az("Evidence"))
    start, end = (_number(example, evidence, name) for name in ("start", "end"))
    assert source[start:end] == str(example.value(evidence, az("exact")))
    assert source.count(str(sentence)) == 1


def _number(graph: Graph, node: object, name: str) -> int:
    assert isinstance(node, URIRef)
    value = graph.value(node, az(name))
    assert isinstance(value, Literal)
    return int(value)


def test_what_is_said_to_follow_does(service: Running) -> None:
    task = f"{NOTICE}/article/16/item/3/task/3"
    query = f"""PREFIX az: <https://w3id.org/anze/ontology#>
    SELECT ?wider ?time ?number WHERE {{ GRAPH <https://w3id.org/anze/graph/inferred> {{
      <{task}> az:hazardOrBroader ?wider .
      <{task}/time/1> a ?time . <{task}/target/2> a ?number }} }} ORDER BY ?wider"""
    _, rows = service.ask(query)
    names = [tuple(value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for value in row) for row in rows]
    assert ("natural", "TimeSpec", "Quantity") in names
