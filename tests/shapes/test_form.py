"""Every property of every class: removed, doubled, of a wrong kind, type or code, it is found or said to be lawful."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

from ontology import codes
from shapes.check import judge
from shapes.reference import run_reference
from shapes.rulebook import load_rulebook, shapes_graph
from shapes.terms import AZC
from tests.shapes.mutation import STEMS, base
from tests.shapes.spoil import (
    OPEN,
    WHOLE,
    findings,
    name,
    open_by_design,
    outcomes,
    page,
    pairs,
    spoilt,
    whole,
)
from tests.shared import ROOT

FORM = {rule.id for rule in load_rulebook().rules.values() if rule.subject == "form"}
#: Well-formed values in a place where nothing reads them.
MISPLACED = {
    f"form-on-a-duty-{each}" for each in ("hasTime", "hasTarget", "hasCondition", "answeredBy")
}
CODE = "https://w3id.org/anze/code/"
LISTS = {
    "sector": {each.notation for each in codes.sectors()},
    "hazard": {each.notation for each in codes.hazards()},
    "measure": {each.notation for each in codes.measures()},
    "unit-of-measure": {each.notation for each in codes.units_of_measure()},
    "accident-level": {each.notation for each in codes.accident_levels()},
    "aim": {each.notation for each in codes.lists("aim")},
    "grade": {each["notation"] for each in codes.rows("grades")},
}


def test_the_whole_graph_conforms_and_has_all_that_the_notices_have() -> None:
    results = run_reference(shapes_graph("issued", core_only=True), whole())
    assert not {r.rule.removeprefix(AZC) for r in results} & FORM
    had: set[tuple[str, str]] = set()
    for stem in STEMS:
        graph = Graph()
        for triple in base(stem):
            graph.add(triple)
        had |= {(name(kind), name(property_)) for kind, property_ in pairs(graph)}
    assert len(had) >= 160
    assert had <= {(name(kind), name(property_)) for kind, property_ in pairs(whole())}


def test_what_is_spoilt_is_found_or_lawful() -> None:
    found = outcomes()
    assert len(found) >= 500
    missed = {(property_, way) for (_, property_, way), hit in found.items() if not hit}
    assert missed == set(open_by_design()), f"see {OPEN.name}"
    assert {way for _, way in missed} == {"removed", "doubled"}


def test_the_page_of_what_is_found_is_of_today() -> None:
    assert (ROOT / "docs" / "checks" / "form.md").read_text(encoding="utf-8") == page()


def test_every_shape_of_the_form_finds_something() -> None:
    finding = {r.rule.removeprefix(AZC) for results in findings().values() for r in results}
    assert len(FORM) >= 90
    assert FORM - finding - MISPLACED <= {"measured-missing"}


@pytest.mark.parametrize("rule", sorted(MISPLACED))
def test_what_belongs_to_a_duty_is_not_read_at_a_task(rule: str) -> None:
    property_ = URIRef("https://w3id.org/anze/ontology#" + rule.rpartition("-")[2])
    task, duties = URIRef("http://example.org/t1"), ("d1", "d2")
    moved = Graph().parse(WHOLE)
    value = moved.value(URIRef("http://example.org/d1"), property_)
    assert value is not None
    for duty in duties:
        moved.remove((URIRef(f"http://example.org/{duty}"), property_, None))
    moved.add((task, property_, value))
    both = [judge(list(moved), engine) for engine in ("compiled", "pyshacl")]
    assert both[0] == both[1]
    assert (AZC + rule, task) in {(r.rule, r.focus) for r in both[0]}


def test_pyshacl_finds_the_same_in_spoilt_graphs() -> None:
    looped = 0
    for each in list(spoilt())[::5]:
        looped += 1
        compiled, reference = (judge(list(each.triples), e) for e in ("compiled", "pyshacl"))
        assert compiled == reference, each[:3]
    assert looped >= 100


@pytest.mark.parametrize("scheme", sorted(LISTS))
def test_code_lists_in_the_shapes_are_those_of_the_ontology(scheme: str) -> None:
    shapes = load_rulebook().graph
    listed = [list(Collection(shapes, each)) for each in shapes.objects(None, SH["in"])]
    members = {URIRef(f"{CODE}{scheme}/{each}") for each in LISTS[scheme]}
    assert [set(each) for each in listed if members & set(each)] == [members]
