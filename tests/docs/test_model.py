"""The worked example of docs/model.md stands in the graph word for word, and is whole."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, Graph

from ontology.ids import span_of
from ontology.namespaces import az
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
    assert len(subjects) == 8
    for subject in subjects:
        pattern = f"<{subject}> ?p ?o"
        query = f"CONSTRUCT {{ {pattern} }} WHERE {{ GRAPH <{NOTICE}> {{ {pattern} }} }}"
        found = Graph().parse(data=service.graph(query), format="nt")
        assert set(found) == set(example.triples((subject, None, None))), subject


def test_sentence_is_quoted_and_cut_by_its_offsets(example: Graph) -> None:
    source = (ROOT / "data" / "notices" / "xiaoyi-2026.txt").read_text("utf-8")
    (task,) = example.subjects(RDF.type, az("Task"))
    sentence = example.value(task, az("text"))
    assert f"> {sentence}\n" in TEXT
    (time,) = example.subjects(RDF.type, az("DueDate"))
    span = span_of(str(example.value(time, az("evidence"))))
    assert span is not None
    assert source[slice(*span)] == str(example.value(time, az("asWritten")))
    assert source.count(str(sentence)) == 1


def test_nothing_is_said_to_follow_of_tasks(service: Running) -> None:
    query = """PREFIX az: <https://w3id.org/anze/ontology#>
    SELECT (COUNT(*) AS ?n) WHERE { GRAPH <https://w3id.org/anze/graph/inferred> { ?task ?p ?o }
      ?task a az:Task }"""
    _, rows = service.ask(query)
    assert rows == [("0",)]
