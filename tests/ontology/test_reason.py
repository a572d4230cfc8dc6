"""HermiT finds the ontology consistent, with data too, and would say so if it were not.

HermiT needs Java: where it is missing the run says which tests were left out, and CI fails.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from ontology import codes, reason
from ontology.code_types import FORMULA_CLASSES
from ontology.errors import ReasonerMissingError
from ontology.load import codes_graph, module_graph, ontology_graph
from ontology.namespaces import az
from ontology.terms import CLASSES
from ontology.turtle import MODULES

pytestmark = pytest.mark.needs("java")
SAMPLE = Path(__file__).parent / "data" / "sample.ttl"


@pytest.fixture(autouse=True)
def short_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Java compiles as for a run of a second, which takes half of the processor time."""
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


def sample() -> Graph:
    return Graph().parse(SAMPLE, format="turtle")


def test_ontology_with_codes_and_data_is_consistent() -> None:
    verdict = reason.check_consistency(ontology_graph(), codes_graph(), sample())
    assert verdict.sound, verdict
    assert verdict.classes == reason.class_count(ontology_graph())
    assert verdict.classes > len(CLASSES) > 30


def test_the_sample_uses_every_class_that_reading_yields() -> None:
    used = set(sample().objects(None, RDF.type))
    coded = {row["class"] for row in codes.rows("schemes")}
    formulas = {*FORMULA_CLASSES.values(), "Arrangement"}
    above = {"Agent", "Quantity", "Section", "TimeSpec", "Topic"}
    described = {"Comparator", "LegalSource", "MechanismPart", "ProcessStep", "UsualName"}
    lookup = coded | formulas | above | described
    assert {az(name) for name in CLASSES - lookup} <= used


CONTRADICTIONS = {
    "a task that is an organisation": "n:task1 a az:Unit .",
    "two assignees": """n:assignment1 az:assignee u:finance .
        u:finance owl:differentFrom u:emergency-management .""",
    "a sector as a role": "n:assignment1 az:role code:sector\\/coal-mine .",
    "a role as a basis": "n:note1 az:basis code:role\\/lead .",
    "an organisation its own superior": "u:finance az:superiorUnit u:finance .",
    "two organisations each other's superior": """u:finance az:superiorUnit u:emergency-management .
        u:emergency-management az:superiorUnit u:finance .""",
    "a jurisdiction its own superior": "<urn:j> az:superiorJurisdiction <urn:j> .",
    "a step its own next": "<urn:step> az:nextStep <urn:step> .",
    "a collective part of itself": "u:enterprise az:subgroupOf u:enterprise .",
    "two values": "n:target1 az:value 5.0 .",
    "two periods": 'n:time2 az:period "P1M" .',
    "two comparators": "n:target1 az:comparator odrl:lteq .",
    "two positions": "n:task1 az:position 2 .",
    "two articles": "n:task1 az:article n:item1 . n:item1 owl:differentFrom n:article10 .",
    "a mention of an organisation": "n:mention1 az:denotes u:emergency-management .",
    "an offence that is invoked": "n:task1 az:invokes code:mechanism\\/sanwei .",
    "a principle that is combated": "n:task1 az:combats code:mechanism\\/sanguan-sanbixu .",
    "a post that is an organisation": "u:enterprise-head a az:Unit .",
    "two organisations of one function": """<urn:a> a az:Unit ; az:function code:function\\/finance ;
        az:jurisdiction <https://w3id.org/anze/id/jurisdiction/141100> ;
        owl:differentFrom <https://w3id.org/anze/id/unit/141100/finance> .""",
    "a duty that is a section": "n:duty1 a az:Section .",
}
PREFIXES = """
@prefix az: <https://w3id.org/anze/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix odrl: <http://www.w3.org/ns/odrl/2/> . @prefix code: <https://w3id.org/anze/code/> .
@prefix n: <https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1/> .
@prefix u: <https://w3id.org/anze/id/unit/141181/> .
"""


@pytest.mark.parametrize("broken", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_a_contradiction_is_found(broken: str) -> None:
    wrong = Graph().parse(data=PREFIXES + broken, format="turtle")
    kinds = Graph()
    for triple in codes_graph().triples((None, RDF.type, None)):
        kinds.add(triple)
    verdict = reason.check_consistency(module_graph(*MODULES), kinds, sample(), wrong)
    assert not verdict.consistent


def test_an_impossible_class_is_found() -> None:
    broken = module_graph(*MODULES)
    broken.parse(
        data="""
        @prefix az: <https://w3id.org/anze/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <urn:x> a owl:Class ; rdfs:subClassOf az:DueDate , az:Recurrence .""",
        format="turtle",
    )
    verdict = reason.check_consistency(broken)
    assert verdict.consistent
    assert verdict.unsatisfiable == ("urn:x",)


def test_missing_java_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owlready2.JAVA_EXE", "no-such-java")
    with pytest.raises(ReasonerMissingError, match="no-such-java"):
        reason.check_consistency(Graph())


def test_foreign_datatypes_become_strings() -> None:
    view = reason.owl_view([sample()])
    kinds = {getattr(value, "datatype", None) for value in view.objects()} - {None}
    assert kinds <= reason.OWL2_DATATYPES
    assert (None, URIRef("http://www.w3.org/2002/07/owl#imports"), None) not in view
