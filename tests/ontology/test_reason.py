"""HermiT finds the ontology consistent, with data too, and would say so if it were not.

HermiT needs Java: where it is missing the run says which tests were left out, and CI fails.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from ontology import reason
from ontology.errors import ReasonerMissingError
from ontology.load import MODULES, codes_graph, module_graph, ontology_graph
from ontology.terms import CLASSES, az

pytestmark = pytest.mark.needs("java")
SAMPLE = Path(__file__).parent / "data" / "sample.ttl"


def sample() -> Graph:
    return Graph().parse(SAMPLE, format="turtle")


def test_ontology_with_codes_and_data_is_consistent() -> None:
    verdict = reason.check_consistency(ontology_graph(), codes_graph(), sample())
    assert verdict.sound, verdict
    assert verdict.classes == reason.class_count(ontology_graph())
    assert verdict.classes > len(CLASSES) > 30


def test_the_sample_uses_every_class_that_reading_yields() -> None:
    used = set(sample().objects(None, RDF.type))
    lookup = {"AccidentKind", "AccidentLevel", "Comparator", "DisasterClass", "Function", "Hazard"}
    lookup |= {"IndustrySection", "LegalSource", "Measure", "Mechanism", "MechanismPart"}
    lookup |= {"ProcessStep", "Quantity", "Section", "Sector", "TimeSpec", "UsualName"}
    assert {az(name) for name in CLASSES - lookup} <= used


def test_a_contradiction_is_found() -> None:
    broken = sample()
    task = next(broken.subjects(RDF.type, az("Task")))
    broken.add((task, RDF.type, az("Unit")))
    assert not reason.check_consistency(module_graph(*MODULES), broken).consistent


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
