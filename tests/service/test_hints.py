"""A query that asks what nothing can answer is told so."""

from __future__ import annotations

import pytest

from service.sparql.hints import hint_of
from tests.service.conftest import Server

AZ = "PREFIX az: <https://w3id.org/anze/ontology#> "
SECTOR = "PREFIX sector: <https://w3id.org/anze/code/sector/> "
TOLD = [
    ("SELECT ?n { ?n az:planYear ?y FILTER(?y < 2026) }", "year-number"),
    ("SELECT ?n { ?n az:planYear ?y FILTER(2024 <= ?y) }", "year-number"),
    ("SELECT ?n { ?n az:planYear 2026 }", "year-number"),
    ("SELECT ?n { ?n az:planYear ?y FILTER(?y IN (2025, 2026)) }", "year-number"),
    ('SELECT ?c { ?c skos:prefLabel "煤矿" }', "label-language"),
    ('SELECT ?c { ?c skos:prefLabel ?l FILTER(?l = "煤矿") }', "label-language"),
    ('SELECT ?t { ?t az:text "开展排查。"@zh }', "text-without-language"),
    ('SELECT ?n { ?n dcterms:title ?t FILTER(?t = "通知"@zh) }', "text-without-language"),
    (SECTOR + "SELECT ?t { ?t az:sector sector:hazardous-chemicals }", "unknown-code"),
    ("SELECT ?t { ?t az:sector <https://w3id.org/anze/code/sector/none> }", "unknown-code"),
    ("PREFIX az: <http://w3id.org/anze/ontology#> SELECT ?t { ?t a az:Task }", "other-namespace"),
    ("PREFIX a: <https://w3id.org/anze/ontology/> SELECT ?t { ?t a a:Task }", "other-namespace"),
    (
        "PREFIX dcterms: <http://purl.org/dc/elements/1.1/> SELECT * { ?n dcterms:title ?t }",
        "other-namespace",
    ),
    ("SELECT ?t { ?t a az:Taks }", "unknown-term"),
    (AZ.replace("az:", "a:") + "SELECT ?t { ?t a a:Taks }", "unknown-term"),
    ("SELECT ?t { ?t a <https://w3id.org/anze/ontology#Taks> }", "unknown-term"),
    ("SELECT ?task ?titel { ?task az:text ?title }", "unbound-variable"),
    ("SELECT DISTINCT ?x WHERE { ?t az:text ?y { SELECT ?y { ?y ?p ?o } } }", "unbound-variable"),
]
SILENT = [
    'SELECT ?n { ?n az:planYear "2026"^^xsd:gYear }',
    'SELECT ?n { ?n az:planYear ?y FILTER(?y < "2026"^^xsd:gYear) }',
    'SELECT ?n { ?n az:planYear ?y FILTER(STR(?y) = "2026") }',
    "SELECT ?n { ?n az:year ?y FILTER(?y < 2026) }",
    'SELECT ?c { ?c skos:prefLabel "煤矿"@zh }',
    'SELECT ?c { ?c skos:prefLabel ?l FILTER(LANG(?l) = "zh" && STR(?l) = "煤矿") }',
    'SELECT ?t { ?t az:text ?x FILTER(CONTAINS(?x, "排查")) }',
    '# skos:prefLabel "煤矿"\nSELECT ?t { ?t az:text ?x }',
    SECTOR + "SELECT ?t { ?t az:sector sector:hazchem }",
    "SELECT (COUNT(?t) AS ?n) { ?t a az:Task }",
    "SELECT ?n ($t AS ?u) { $t az:text ?n }",
    "PREFIX other: <http://example.org/az:Taks#> ASK { ?s a other:Taks }",
    "SELECT ?t { ?t az:comparator az:between ; az:within ?old }",
    'SELECT ?t { ?t az:text "az:Taks ?x" }',
    "SELECT ?t { ?t a <https://w3id.org/anze/ontology#Task> }",
]


@pytest.mark.parametrize(("query", "name"), TOLD)
def test_told(query: str, name: str) -> None:
    hint = hint_of(query)
    assert hint is not None
    assert hint.name == name
    assert hint.text.isascii()


@pytest.mark.parametrize(
    ("word", "near"),
    [("Tsk", ["az:Task"]), ("hasTaget", ["az:hasTarget"]), ("xyz", [])],
)
def test_a_misspelt_term_is_told_what_is_like_it(word: str, near: list[str]) -> None:
    hint = hint_of(f"SELECT ?x {{ ?x ?p az:{word} }}")
    assert hint is not None
    assert hint.text.partition("near it are ")[2].split(", ")[:1] == (near or [""])


@pytest.mark.parametrize("query", SILENT)
def test_silent(query: str) -> None:
    assert hint_of(query) is None


def test_the_answer_bears_the_hint(server: Server) -> None:
    wrong = server.http.get("/sparql", params={"query": AZ + "SELECT ?n { ?n az:planYear 2026 }"})
    assert wrong.headers["x-hint"].startswith("year-number; ")
    right = server.http.get("/sparql", params={"query": AZ + "SELECT ?n { ?n az:year 2026 }"})
    assert "x-hint" not in right.headers
    assert int(right.headers["x-result-rows"]) == 1
