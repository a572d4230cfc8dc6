"""Every rule fails its failing example and passes its passing one, in both engines alike."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import BNode, Graph

from shapes.check import Options, check, checked_graph
from shapes.engine import run
from shapes.index import Index
from shapes.policy import LocalRules, make_policy
from shapes.records import Report
from shapes.reference import run_reference
from shapes.rulebook import load_rulebook, shape_files
from tests.shapes.mutation import RULES

#: What is told with its cause alone.
TOLD_WITH = {"deadline-none": "notice-plan-year-missing"}
EXAMPLES = Path(__file__).parent / "examples"


def test_the_rulebook_has_what_rdflib_reads_of_the_shapes() -> None:
    graph = Graph()
    for path in shape_files():
        graph.parse(data=path.read_text("utf-8"), format="turtle")
    assert len(graph) > 4000
    assert said(graph) == said(load_rulebook().graph)


def said(graph: Graph) -> Counter[tuple[str, ...]]:
    """The triples, one blank node like the other."""
    return Counter(
        tuple("_:" if isinstance(term, BNode) else term.n3() for term in triple) for triple in graph
    )


@cache
def load(name: str) -> Graph:
    return Graph().parse(EXAMPLES / f"{name}.ttl")


def superior_for(rule: str) -> Graph | None:
    return load("superior") if rule.startswith("superior-") else None


def source_of(rule: str, outcome: str) -> str | None:
    """The text of the example's file, for the rules that look at the print."""
    path = EXAMPLES / f"{rule}.{outcome}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else None


def report(rule: str, outcome: str) -> Report:
    graph, source = load(f"{rule}.{outcome}"), source_of(rule, outcome)
    return check(
        graph, source=source, superior=superior_for(rule), options=Options(profile="strict")
    )


def test_every_rule_has_both_examples() -> None:
    names = {path.name for path in EXAMPLES.glob("*.*.ttl")}
    assert len(RULES) == 137
    assert names == {f"{rule}.{outcome}.ttl" for rule in RULES for outcome in ("fail", "pass")}


@pytest.mark.parametrize("rule", RULES)
def test_failing_example_fails(rule: str) -> None:
    made = report(rule, "fail")
    found = [each for each in made.findings if each.rule == TOLD_WITH.get(rule, rule)]
    assert found, f"{rule} did not fire"
    label = next(each.label.zh for each in made.rules if each.id == rule)
    assert rule not in TOLD_WITH or label in found[0].what.zh
    assert all("［缺］" not in finding.what.zh for finding in found), "a text has an unknown {name}"


@pytest.mark.parametrize("rule", RULES)
def test_passing_example_passes(rule: str) -> None:
    assert rule not in {finding.rule for finding in report(rule, "pass").findings}


@pytest.mark.parametrize("rule", RULES)
def test_compiled_engine_agrees_with_pyshacl(rule: str) -> None:
    book = load_rulebook()
    for outcome in ("fail", "pass"):
        graph = checked_graph(
            load(f"{rule}.{outcome}"), superior_for(rule), source_of(rule, outcome)
        )
        assert run(book.shapes, Index(graph)) == run_reference(book.graph, graph)


def test_severities_of_the_shapes_are_those_of_an_issued_notice() -> None:
    issued = {
        rule: ruling.severity
        for rule, ruling in make_policy("issued", LocalRules()).rulings.items()
    }
    shown = {rule: "info" if severity == "off" else severity for rule, severity in issued.items()}
    assert shown == {rule.id: rule.severity for rule in load_rulebook().rules.values()}
