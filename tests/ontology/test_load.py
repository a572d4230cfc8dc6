"""What ships is loaded whole, each triple once, the same each time."""

from __future__ import annotations

from rdflib import OWL, RDF, SKOS, BNode, Graph, URIRef
from rdflib.term import Node

from ontology import codes, ids
from ontology.load import graphs, module_graph, ontology_graph, version
from ontology.namespaces import az
from ontology.skos import codes_graph, divisions_graph
from ontology.turtle import ALIGNMENT_MODULE, MODULES


def test_three_graphs_without_a_common_triple() -> None:
    found = dict(graphs())
    assert list(found) == [ids.ONTOLOGY_GRAPH, ids.CODES_GRAPH, ids.DIVISIONS_GRAPH]
    sets = [set(graph) for graph in found.values()]
    assert [len(one) > 1500 for one in sets] == [True, True, True]
    assert not sets[0] & sets[1]
    assert not sets[1] & sets[2]
    assert not sets[0] & sets[2]


def test_every_module_is_imported_by_the_head() -> None:
    head = module_graph("anze")
    imported = {str(o).rsplit("/", 1)[-1] for o in head.objects(None, OWL.imports)}
    assert imported == set(MODULES) - {"anze"}
    assert ALIGNMENT_MODULE not in imported


def test_the_whole_is_one_document_with_one_header() -> None:
    graph = ontology_graph()
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    assert str(graph.value(header, OWL.versionIRI)) == f"{header}/{version()}"
    assert graph.value(header, OWL.priorVersion) is not None
    assert not list(graph.objects(None, OWL.imports))
    parts = module_graph(*MODULES, ALIGNMENT_MODULE)
    headers = set(parts.subjects(RDF.type, OWL.Ontology))
    assert len(headers) == len(MODULES) + 1
    assert {t for t in parts if t[0] not in headers} <= set(graph) | bnodes(parts)


def bnodes(graph: Graph) -> set[tuple[Node, Node, Node]]:
    return {t for t in graph if any(isinstance(node, BNode) for node in t)}


def test_codes_have_no_blank_nodes_and_are_the_same_each_time() -> None:
    first = codes_graph()
    assert not any(isinstance(node, BNode) for triple in first for node in triple)
    codes_graph.cache_clear()
    assert set(codes_graph()) == set(first)


def test_every_row_has_become_a_concept() -> None:
    graph = codes_graph()
    for kind, found in (
        ("Sector", codes.sectors()),
        ("Hazard", codes.hazards()),
        ("Measure", codes.measures()),
        ("Formula", codes.mechanisms()),
        ("AccidentLevel", codes.accident_levels()),
        ("AccidentKind", codes.accident_kinds()),
    ):
        assert len(set(graph.subjects(RDF.type, az(kind)))) == len(found) > 3
    assert len(set(graph.subjects(RDF.type, SKOS.ConceptScheme))) == len(codes.rows("schemes"))


def test_divisions_lie_within_their_superiors() -> None:
    graph = divisions_graph()
    place = URIRef(ids.jurisdiction_iri("141181"))
    assert graph.value(place, az("superiorJurisdiction")) == URIRef(ids.jurisdiction_iri("141100"))
    assert len(set(graph.subjects(RDF.type, az("Jurisdiction")))) == len(codes.divisions())
