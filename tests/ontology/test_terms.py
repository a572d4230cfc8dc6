"""The constants and the Turtle modules name the same terms."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from ontology import namespaces, terms
from ontology.errors import UnknownTermError
from ontology.load import module_graph
from ontology.turtle import ALIGNMENT_MODULE, MODULES

KINDS = [
    (OWL.Class, terms.CLASSES),
    (OWL.ObjectProperty, terms.OBJECT_PROPERTIES),
    (OWL.DatatypeProperty, terms.DATATYPE_PROPERTIES),
    (OWL.AnnotationProperty, terms.ANNOTATION_PROPERTIES),
]


def named(graph: Graph, kind: URIRef) -> set[str]:
    own = (str(s) for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef))
    return {name.removeprefix(terms.ONTOLOGY) for name in own if name.startswith(terms.ONTOLOGY)}


@pytest.mark.parametrize(("kind", "listed"), KINDS)
def test_constants_and_modules_agree(kind: URIRef, listed: frozenset[str]) -> None:
    assert named(module_graph(*MODULES), kind) == set(listed)


def test_a_term_is_of_one_kind() -> None:
    total = sum(len(listed) for _, listed in KINDS)
    assert len(terms.CLASSES | terms.PROPERTIES) == total == 227


def test_alignment_defines_no_term_of_its_own() -> None:
    graph = module_graph(ALIGNMENT_MODULE)
    assert len(graph) > 50
    assert all(not named(graph, kind) for kind, _ in KINDS)


def test_unknown_name_is_refused() -> None:
    assert str(namespaces.az("Task")).endswith("#Task")
    with pytest.raises(UnknownTermError, match="az:Tusk"):
        namespaces.az("Tusk")
