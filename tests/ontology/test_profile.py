"""The axioms stay within OWL 2 DL and OWL 2 RL."""

from __future__ import annotations

from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef

from ontology.load import module_graph
from ontology.reason import OWL2_DATATYPES
from ontology.terms import ONTOLOGY
from ontology.turtle import ALIGNMENT_MODULE, MODULES

#: Constructs that both OWL 2 DL and OWL 2 RL allow wherever they stand here: no class expressions.
ALLOWED = {
    OWL[name]
    for name in [
        "AllDifferent",
        "AllDisjointClasses",
        "AnnotationProperty",
        "AsymmetricProperty",
        "Class",
        "DatatypeProperty",
        "FunctionalProperty",
        "IrreflexiveProperty",
        "NamedIndividual",
        "ObjectProperty",
        "Ontology",
        "SymmetricProperty",
        "TransitiveProperty",
        "deprecated",
        "disjointWith",
        "distinctMembers",
        "hasKey",
        "imports",
        "inverseOf",
        "members",
        "priorVersion",
        "propertyChainAxiom",
        "versionIRI",
        "versionInfo",
    ]
}


def axioms() -> Graph:
    return module_graph(*MODULES, ALIGNMENT_MODULE)


def test_only_allowed_constructs() -> None:
    used = {t for triple in axioms() for t in triple if str(t).startswith(str(OWL))}
    assert used <= ALLOWED
    assert len(used) > 10


def test_blank_nodes_are_lists_or_disjointness_only() -> None:
    graph = axioms()
    blank = {s for s in graph.subjects() if not isinstance(s, URIRef)}
    assert blank
    for node in blank:
        predicates = set(graph.predicates(node))
        assert predicates in (
            {RDF.first, RDF.rest},
            {RDF.type, OWL.members},
            {RDF.type, OWL.distinctMembers},
        )


def test_ranges_of_data_are_in_the_owl_2_map() -> None:
    graph = axioms()
    ranges = {
        graph.value(p, RDFS.range) for p in graph.subjects(RDF.type, OWL.DatatypeProperty)
    } - {None}
    assert XSD.string in ranges
    assert ranges <= OWL2_DATATYPES


def test_complex_properties_are_simple_nowhere_else() -> None:
    """Transitive and chained properties are neither functional nor disjoint (DL restriction)."""
    graph = axioms()
    complex_ones = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    complex_ones |= set(graph.subjects(OWL.propertyChainAxiom))
    simple = {
        prop
        for kind in ("FunctionalProperty", "IrreflexiveProperty", "AsymmetricProperty")
        for prop in graph.subjects(RDF.type, OWL[kind])
    }
    assert len(complex_ones) == 7
    assert len(simple) > 60
    assert not complex_ones & simple


def test_chains_are_regular() -> None:
    """A chain may start with the property it implies, and otherwise uses only lower ones."""
    graph = axioms()
    for prop, head in graph.subject_objects(OWL.propertyChainAxiom):
        links = list(graph.items(head))
        assert prop not in links[1:]
        for link in links:
            if link != prop:
                assert (prop, RDFS.subPropertyOf, link) not in graph
                assert graph.value(link, OWL.propertyChainAxiom) is None


def test_every_module_has_a_version_iri_of_the_ontology_version() -> None:
    graph = axioms()
    version = str(graph.value(URIRef(ONTOLOGY[:-1]), OWL.versionInfo))
    found = list(graph.subject_objects(OWL.versionIRI))
    assert len(found) == len(MODULES) + 1
    assert all(f"/ontology/{version}" in str(value) for _, value in found)
