"""What is inferred is what OWL 2 RL says, nothing asserted is repeated, and everything has a reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from unittest import mock

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef

from ontology import ids
from ontology.load import codes_graph
from ontology.materialise import Inference, explain, infer, infer_store
from ontology.namespaces import az
from ontology.rules import axioms, rules
from ontology.terms import CLASSES, ONTOLOGY, PROPERTIES

SAMPLE = Path(__file__).parent / "data" / "sample.ttl"
NOTICE = "https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1/"


def small() -> Graph:
    """The sample notice and those codes it speaks of, with all above them."""
    graph = Graph().parse(SAMPLE, format="turtle")
    wanted = {o for o in graph.objects() if str(o).startswith(ids.BASE + "code/")}
    while more := {o for s in wanted for o in codes_graph().objects(s, SKOS.broader)} - wanted:
        wanted |= more
    for subject in wanted:
        for triple in codes_graph().triples((subject, None, None)):
            graph.add(triple)
    return graph


def triples(graph: Graph) -> set[ox.Triple]:
    data = graph.serialize(format="nt", encoding="utf-8")
    return {quad.triple for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES)}


@pytest.fixture(scope="module")
def inference() -> Inference:
    return infer(triples(small()))


def pairs(inference: Inference, name: str) -> set[tuple[str, str]]:
    wanted = ONTOLOGY + name
    return {
        (t.subject.value, t.object.value)  # type: ignore[union-attr]
        for t in inference.triples
        if t.predicate.value == wanted
    }


def test_shortcuts_and_broader(inference: Inference) -> None:
    task = NOTICE + "task1"
    code, unit = ids.BASE + "code/", ids.BASE + "id/unit/"
    assert pairs(inference, "sectorOrBroader") == {
        (task, code + "sector/coal-mine"),
        (task, code + "sector/mine"),
    }
    assert (task, code + "hazard/accident") in pairs(inference, "hazardOrBroader")
    assert (NOTICE + "duty1", unit + "141181/emergency-management") in pairs(inference, "owner")
    assert (NOTICE + "row1", unit + "141181/safety-committee-members") in pairs(inference, "owner")
    assert (unit + "141181/emergency-management", unit + "140000/emergency-management") in pairs(
        inference, "superiorUnitTransitive"
    )


def test_a_zone_answers_to_its_government() -> None:
    unit, function = ids.BASE + "id/unit/", ids.BASE + "code/function/"
    place = ids.BASE + "id/jurisdiction/"
    named = [("141181/zone", "development-zone"), ("141100/zone", "development-zone"),
             ("141181/people-government", "people-government"),
             ("141100/people-government", "people-government")]  # fmt: skip
    facts = [
        ox.Triple(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o))
        for key, what in named
        for s, p, o in (
            (unit + key, ONTOLOGY + "function", function + what),
            (unit + key, ONTOLOGY + "jurisdiction", place + key[:6]),
            (function + what, str(SKOS.broader), function + "government"),
            (place + "141181", ONTOLOGY + "superiorJurisdiction", place + "141100"),
        )
    ]
    assert pairs(infer(facts), "superiorUnit") == {
        (unit + "141181/zone", unit + "141181/people-government"),
        (unit + "141100/zone", unit + "141100/people-government"),
        (unit + "141181/people-government", unit + "141100/people-government"),
    }


def test_superior_jurisdictions_at_any_level(inference: Inference) -> None:
    place = ids.BASE + "id/jurisdiction/"
    assert (place + "141181", place + "140000") in pairs(
        inference, "superiorJurisdictionTransitive"
    )


def test_deprecated_terms_license_nothing(inference: Inference) -> None:
    for name in ("ownerOf", "hasTask", "invokedBy", "subordinateUnit", "ownerOrMember"):
        assert not pairs(inference, name)


def test_a_department_answers_to_its_like_one_level_up(inference: Inference) -> None:
    unit = ids.BASE + "id/unit/"
    assert (unit + "141100/finance", unit + "140000/finance") in pairs(inference, "superiorUnit")
    assert not any("enterprise" in one for one, _ in pairs(inference, "superiorUnit"))


def test_nothing_asserted_is_repeated_and_it_is_a_fixpoint(inference: Inference) -> None:
    before = triples(small())
    assert inference.triples
    assert not before & set(inference.triples)
    assert not infer(before | set(inference.triples)).triples
    assert infer(sorted(before, key=str, reverse=True)).triples == inference.triples


def test_each_inferred_triple_has_a_reason_that_rests_on_facts(inference: Inference) -> None:
    store = ox.Store()
    asserted = triples(small())
    store.extend(ox.Quad(*t, ox.NamedNode("urn:asserted")) for t in asserted)
    store.extend(ox.Quad(*t, ox.NamedNode(ids.INFERRED_GRAPH)) for t in inference.triples)
    known = asserted | set(inference.triples)
    asked = 0
    for triple in inference.triples:
        reasons = explain(store, triple)
        assert reasons, triple
        assert all(set(reason.premises) <= known for reason in reasons)
        asked += 1
    assert asked == len(inference.triples) > 60


def test_a_fact_that_follows_from_nothing_has_no_reason() -> None:
    triple = ox.Triple(*(ox.NamedNode("urn:x") for _ in range(3)))
    assert explain(ox.Store(), triple) == ()


def test_store_is_read_without_the_graphs_of_inference_and_axioms() -> None:
    store = ox.Store()
    task = next(t for t in triples(small()) if t.predicate.value == ONTOLOGY + "sector")
    store.add(ox.Quad(*task, ox.NamedNode(ids.INFERRED_GRAPH)))
    assert infer_store(store).read == 0
    store.add(ox.Quad(*task, ox.NamedNode("urn:notice")))
    assert infer_store(store).read == 1
    assert infer_store(store).triples


def test_agrees_with_owlrl() -> None:
    """The same closure as the OWL 2 RL reasoner owlrl, on all that speaks of the data. What only
    the project's own rules give is in the data from the start."""
    own = tuple(rule for rule in rules() if rule.name.startswith("az-"))
    seed = triples(small()) | set(infer(triples(small()), own).triples)
    data, ours = as_graph(seed), as_graph(infer(seed).triples)
    closure = data + as_graph(axioms())
    # owlrl merges what shares one property of a key; keys are for HermiT
    closure.remove((None, OWL.hasKey, None))
    # owlrl makes rdflib refuse --06 as a month, for the rest of the process
    with mock.patch.dict("rdflib.term._toPythonMapping"):
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    theirs = about_data(closure, data) - set(data)
    assert about_data(ours, data) == theirs
    assert len(theirs) > 40


def as_graph(found: Iterable[ox.Triple]) -> Graph:
    return Graph().parse(data="\n".join(f"{triple} ." for triple in found), format="nt")


def about_data(graph: Graph, data: Graph) -> set[tuple[URIRef, URIRef, URIRef]]:
    """Triples on nodes of the data with the project's, SKOS's or Dublin Core's terms."""
    nodes = {s for s in data.subjects() if isinstance(s, URIRef)}
    nodes |= {o for o in data.objects() if isinstance(o, URIRef)}
    nodes -= {az(name) for name in CLASSES | PROPERTIES}
    kept = set()
    for s, p, o in graph:
        typed = p == RDF.type and str(o).startswith((ONTOLOGY, str(SKOS)))
        related = str(p).startswith((ONTOLOGY, str(SKOS), "http://purl.org/dc/terms/"))
        if s in nodes and (typed or related) and isinstance(o, URIRef):
            kept.add((s, p, o))
    return kept  # type: ignore[return-value]


def test_rules_come_from_the_axioms() -> None:
    names = {rule.name for rule in rules()}
    assert names == {
        "cax-sco",
        "prp-spo1",
        "prp-inv1",
        "prp-inv2",
        "prp-trp",
        "prp-symp",
        "prp-spo2",
        "prp-dom",
        "prp-rng",
        "az-superior-unit",
        "az-superior-of-zone",
    }
    assert len(rules()) > 200
