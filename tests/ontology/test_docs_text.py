"""What docs/ontology says is so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
from rdflib import OWL, Graph
from rdflib.namespace import DCTERMS

from ontology import codes
from ontology.checks import checks, union
from ontology.load import codes_graph, ontology_graph
from ontology.released import released
from ontology.rules import rules

DOCS = Path(__file__).parents[2] / "docs" / "ontology"
SAMPLE = Path(__file__).parent / "data" / "sample.ttl"


def test_status_counts() -> None:
    text = (DOCS / "sources.md").read_text(encoding="utf-8")
    said = {
        name: int(number)
        for name, number in re.findall(r"^\| `([\w-]+)` .*\| (\d+) \|$", text, re.M)
    }
    assert said == Counter(m.status for m in codes.mechanisms())
    sourced = {row["mechanism"] for row in codes.rows("mechanism-sources")}
    parted = {row["mechanism"] for row in codes.rows("mechanism-parts")}
    assert f"{len(sourced)} mechanisms have a legal source" in text
    assert f"{len(parted)} have their parts in order" in text


def test_every_table_has_its_source_written_down() -> None:
    text = (DOCS / "sources.md").read_text(encoding="utf-8")
    folder = Path(codes.__file__).parent / "codes"
    tables = {path.stem for path in folder.glob("*.tsv")} - {"lists", "schemes"}
    assert len(tables) >= 15
    assert all(f"`{table}`" in text for table in tables)


def test_every_check_and_rule_is_named() -> None:
    pitfalls = (DOCS / "pitfalls.md").read_text(encoding="utf-8")
    assert all(f"`{check.name}`" in pitfalls for check in checks())
    reasoning = (DOCS / "reasoning.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in reasoning for name in {rule.name for rule in rules()})


def test_who_is_bound_by_each_part_of_the_principle() -> None:
    readme = (DOCS / "README.md").read_text(encoding="utf-8")
    parts = [r for r in codes.rows("mechanism-parts") if r["mechanism"] == "sanguan-sanbixu"]
    assert len(parts) == 3
    for part in parts:
        bound = ", ".join(f"`{name}`" for name in part["operator"].split("|"))
        assert f"| {part['zh']} | {bound} | {part['duty_zh']} |" in readme


def test_every_principle_with_parts_says_who_is_bound() -> None:
    principles = {m.notation for m in codes.mechanisms() if m.term_kind == "principle"}
    parts = [r for r in codes.rows("mechanism-parts") if r["mechanism"] in principles]
    assert len(parts) >= 20
    assert all(row["operator"] and row["duty_zh"] and row["duty_en"] for row in parts)


def test_what_became_of_each_term_is_told() -> None:
    text = (DOCS / "migration.md").read_text(encoding="utf-8")
    new = {
        t for t, (since, _) in released().items() if t.startswith("ontology#") and since == "0.2.0"
    }
    graph = ontology_graph()
    old = {str(t).partition("/anze/")[2] for t in graph.subjects(OWL.deprecated, None)}
    assert len(new) > 40
    assert len(old) == 26
    named = set(re.findall(r"az:(\w+)", text))
    assert {t.partition("#")[2] for t in new | old} - named == set()
    for term in graph.subjects(OWL.deprecated, None):
        assert graph.value(term, DCTERMS.isReplacedBy) is not None, term


def test_the_query_on_the_closed_loop() -> None:
    readme = (DOCS / "README.md").read_text(encoding="utf-8")
    query = re.search(r"```sparql\n(.*?)```", readme, re.S)
    assert query
    sample = Graph().parse(SAMPLE, format="turtle")
    sample.update(
        "PREFIX az: <https://w3id.org/anze/ontology#> "
        "INSERT { ?t az:invokes ?m } WHERE { ?t az:hasTerm/az:denotes ?m }"
    )
    answers = union((codes_graph(), sample)).query(query[1])
    assert isinstance(answers, ox.QuerySolutions)
    rows = [[str(getattr(cell, "value", cell)) for cell in row] for row in answers]
    assert [row[1] for row in rows] == ["排查", "登记", "整改", "复查", "销号"]
    assert all("企业" in row[2] and row[3] == "孝政发〔2026〕1号" for row in rows)
    assert "负有安全监管职责的部门" in rows[-1][2]
