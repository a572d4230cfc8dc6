"""Every property of every node: removed, doubled, of a wrong type or code, it is found by both engines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from shapes.check import judge
from shapes.reference import run_reference
from shapes.rulebook import load_rulebook, shapes_graph
from shapes.terms import AZC

WHOLE = Path(__file__).parent / "examples" / "whole.ttl"
FORM = [rule.id for rule in load_rulebook().rules.values() if rule.subject == "form"]


@cache
def whole() -> tuple[tuple[Node, Node, Node], ...]:
    return tuple(Graph().parse(WHOLE))


def changed(rule: str) -> Iterator[tuple[str, Graph]]:
    """The whole graph with one value of the shape's property spoilt, in every way the shape forbids."""
    shapes = load_rulebook().graph
    shape = URIRef(AZC + rule)
    path = shapes.value(shape, SH.path)
    assert path is not None
    kinds = set(shapes.objects(shape, SH.targetClass))
    of_kind = {s for s, p, o in whole() if p == RDF.type and o in kinds}
    s, p, o = min(t for t in whole() if t[0] in of_kind and t[1] == path)
    if (shape, SH.minCount, None) in shapes:
        yield "removed", _graph(without=[t for t in whole() if t[:2] == (s, p)])
    if (shape, SH.maxCount, None) in shapes:
        yield "doubled", _graph(extra=[(s, p, _other(o))])
    bad = URIRef("urn:x:wrong") if isinstance(o, Literal) else Literal("错")
    yield "wrong kind", _graph(without=[(s, p, o)], extra=[(s, p, bad)])
    if isinstance(o, Literal) and o.datatype and not o.datatype.endswith("string"):
        ill = Literal("二〇二六年二月三十日", datatype=o.datatype)
        yield "ill-typed", _graph(without=[(s, p, o)], extra=[(s, p, ill)])
    if (shape, SH.pattern, None) in shapes or shapes.value(shape, SH["in"]):
        strange = URIRef("https://w3id.org/anze/code/colour/red")
        yield "wrong code", _graph(without=[(s, p, o)], extra=[(s, p, strange)])


def _other(value: Node) -> Node:
    shapes = load_rulebook().graph
    for listed in shapes.objects(None, SH["in"]):
        members = list(Collection(shapes, listed))
        if value in members:
            return next(m for m in members if m != value)
    if isinstance(value, Literal):
        return Literal(str(value) + "0", datatype=value.datatype, lang=value.language)
    return URIRef(str(value) + "0")


def _graph(
    without: list[tuple[Node, Node, Node]] = [],  # noqa: B006
    extra: list[tuple[Node, Node, Node]] = [],  # noqa: B006
) -> Graph:
    graph = Graph()
    for triple in (*(t for t in whole() if t not in without), *extra):
        graph.add(triple)
    return graph


def test_the_whole_graph_conforms() -> None:
    assert len(FORM) >= 70
    found = {
        r.rule.removeprefix(AZC) for r in run_reference(shapes_graph("issued", True), _graph())
    }
    assert not found & set(FORM)


@pytest.mark.parametrize("rule", FORM)
def test_a_spoilt_value_is_found(rule: str) -> None:
    ways = 0
    for way, graph in changed(rule):
        ways += 1
        found = judge(list(graph), "compiled")
        assert AZC + rule in {result.rule for result in found}, way
    assert ways >= 1


def test_pyshacl_finds_the_same_in_spoilt_graphs() -> None:
    looped = 0
    for rule in FORM[::3]:
        for way, graph in changed(rule):
            looped += 1
            assert judge(list(graph), "compiled") == judge(list(graph), "pyshacl"), (rule, way)
    assert looped >= 40
