"""What pySHACL is handed: graphs that remember their answers."""

from __future__ import annotations

from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF

from shapes.reference import Remembering

A, B, C, P = (URIRef(f"http://example.org/{each}") for each in "abcp")


def test_the_same_is_told_twice_and_what_is_added_too() -> None:
    graph, plain = Remembering([(A, P, B)]), Graph()
    plain.add((A, P, B))
    for added in ((A, P, B), (A, P, C), (C, P, B)):
        for each in (graph, plain):
            each.add(added)
        for _ in range(2):
            assert set(graph.objects(A, P)) == set(plain.objects(A, P))
            assert set(graph.subjects(P, B)) == set(plain.subjects(P, B))
            assert set(graph.predicates(A, unique=True)) == {P}
            assert list(graph.predicates(A)) == list(plain.predicates(A))
            assert set(graph.predicate_objects(A)) == set(plain.predicate_objects(A))
    assert len(graph) == len(plain) == 3


def test_lists_are_told_in_order() -> None:
    graph, head = Remembering([]), BNode()
    Collection(graph, head, [C, A, B])
    assert [list(graph.items(head)) for _ in range(2)] == [[C, A, B]] * 2
    assert graph.value(head, RDF.first) == C
