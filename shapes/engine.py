"""SHACL Core compiled to closures over an :class:`~shapes.index.Index`.

pySHACL is the reference (``shapes.reference``); this engine gives the same results for the
constraint components that the shapes of this package use and refuses every other one. A test
compares the two over all shapes and over corrupted notices.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from shapes.errors import ShapeError
from shapes.index import Index

Path = Callable[[Index, Node], list[Node]]
Test = Callable[[Index, Node], list[Node | None]]  # offending values; None = the focus as a whole
Values = Callable[[Index, Node, list[Node]], list[Node | None]]


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result: shape, focus node, offending value (None if there is none)."""

    rule: str
    focus: Node
    value: Node | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A compiled shape with its targets: classes, and properties whose subjects it is for."""

    iri: str
    classes: tuple[str, ...]
    properties: tuple[str, ...]
    test: Test

    def focus_nodes(self, index: Index) -> list[str]:
        found = {node for kind in self.classes for node in index.instances(kind)}
        found.update(node for name in self.properties for node in index.holders(name))
        return sorted(found)


ANNOTATIONS = frozenset(
    str(SH[name])
    for name in (
        "targetClass",
        "targetSubjectsOf",
        "path",
        "severity",
        "message",
        "name",
        "description",
        "flags",
    )
)
HANDLED_WITH_OTHERS = frozenset(
    str(SH[name]) for name in ("qualifiedMinCount", "qualifiedMaxCount")
)


def compile_shapes(graph: Graph) -> tuple[Shape, ...]:
    """The shapes of ``graph`` that have targets, in order of their IRIs."""
    targeted = {
        shape
        for target in (SH.targetClass, SH.targetSubjectsOf)
        for shape in graph.subjects(target)
        if isinstance(shape, URIRef)
    }
    return tuple(
        Shape(
            str(shape),
            tuple(map(str, graph.objects(shape, SH.targetClass))),
            tuple(map(str, graph.objects(shape, SH.targetSubjectsOf))),
            _compiled(graph, shape),
        )
        for shape in sorted(targeted)
    )


def run(shapes: Iterable[Shape], index: Index) -> list[Result]:
    """All results over the index, ordered by shape, focus node and value."""
    results = [
        Result(shape.iri, focus, value)
        for shape in shapes
        for focus in map(_node_of, shape.focus_nodes(index))
        for value in shape.test(index, focus)
    ]
    return sorted(results, key=lambda r: (r.rule, str(r.focus), str(r.value or "")))


def _node_of(iri: str) -> URIRef:
    # of the index, so it was looked at; rdflib would once more, character by character
    return str.__new__(URIRef, iri)


def _compiled(graph: Graph, shape: Node) -> Test:
    """All constraints of a node or property shape; a property shape tests its path's values."""
    path_node = graph.value(shape, SH.path)
    path: Path = _path(graph, path_node) if path_node is not None else (lambda _i, focus: [focus])
    checks = _constraints(graph, shape, is_property=path_node is not None)
    if len(checks) == 1:
        (only,) = checks
        return lambda index, focus: only(index, focus, path(index, focus))

    def test(index: Index, focus: Node) -> list[Node | None]:
        values = path(index, focus)
        return [hit for check in checks for hit in check(index, focus, values)]

    return test


def _constraints(graph: Graph, shape: Node, is_property: bool) -> list[Values]:
    made: list[Values] = []
    for predicate, value in sorted(
        graph.predicate_objects(shape), key=lambda po: (str(po[0]), str(po[1]))
    ):
        name = str(predicate)
        if not name.startswith(str(SH)) or name in ANNOTATIONS or name in HANDLED_WITH_OTHERS:
            continue
        local = name.removeprefix(str(SH))
        maker = MAKERS.get(local)
        if maker is None:
            raise ShapeError(
                f"形状 {shape} 用了 sh:{local}，内置引擎不支持；请改用已支持的约束，或用 pySHACL。"
                f" / Shape {shape} uses sh:{local}, which the compiled engine does not know;"
                f" use one of {', '.join(sorted(MAKERS))} or the pySHACL engine."
            )
        made.append(maker(graph, shape, value))
        if local in ("minCount", "maxCount") and not is_property:
            raise ShapeError(f"sh:{local} on a node shape: {shape}")
    return made


def _path(graph: Graph, node: Node) -> Path:
    if isinstance(node, URIRef):
        name = str(node)
        return lambda index, focus: index.values(str(focus), name)
    if graph.value(node, RDF.first) is not None:
        steps = [_path(graph, step) for step in Collection(graph, node)]

        def follow(index: Index, focus: Node) -> list[Node]:
            nodes = [focus]
            for step in steps:
                nodes = _distinct([value for at in nodes for value in step(index, at)])
            return nodes

        return follow
    inverse, either = graph.value(node, SH.inversePath), graph.value(node, SH.alternativePath)
    if isinstance(inverse, URIRef):
        backwards = str(inverse)
        return lambda index, focus: index.subjects(backwards, focus)
    if either is not None:
        ways = [_path(graph, way) for way in Collection(graph, either)]
        return lambda index, focus: _distinct([at for way in ways for at in way(index, focus)])
    raise ShapeError(
        f"Only predicate, inverse, alternative and sequence paths are compiled, not {node} ({graph.identifier})"
    )


def _distinct(nodes: Iterable[Node]) -> list[Node]:
    found = list(nodes)
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def _each(holds: Callable[[Index, Node], bool]) -> Values:
    """A constraint on every value by itself."""
    return lambda index, _focus, values: [value for value in values if not holds(index, value)]


def _min_count(_graph: Graph, _shape: Node, value: Node) -> Values:
    least = int(str(value))
    return lambda _i, _f, values: [None] if len(values) < least else []


def _max_count(_graph: Graph, _shape: Node, value: Node) -> Values:
    most = int(str(value))
    return lambda _i, _f, values: [None] if len(values) > most else []


def _unique_lang(_graph: Graph, _shape: Node, value: Node) -> Values:
    if str(value) != "true":
        return lambda _i, _f, _values: []

    def repeated(_index: Index, _focus: Node, values: list[Node]) -> list[Node | None]:
        tags = Counter(v.language for v in values if isinstance(v, Literal) and v.language)
        return [None for count in tags.values() if count > 1]

    return repeated


def _has_value(_graph: Graph, _shape: Node, value: Node) -> Values:
    return lambda _i, _f, values: [] if value in values else [None]


def _in(graph: Graph, _shape: Node, value: Node) -> Values:
    allowed = set(Collection(graph, value))
    return _each(lambda _i, node: node in allowed)


def _class(_graph: Graph, _shape: Node, value: Node) -> Values:
    kind = str(value)
    return _each(lambda index, node: index.is_a(str(node), kind))


def _node_kind(_graph: Graph, shape: Node, value: Node) -> Values:
    if value != SH.IRI:
        raise ShapeError(f"sh:nodeKind {value}: {shape}; only sh:IRI is compiled")
    return _each(lambda _i, node: isinstance(node, URIRef))


def _datatype(_graph: Graph, _shape: Node, value: Node) -> Values:
    if value == RDF.langString:
        return _each(lambda _i, node: isinstance(node, Literal) and bool(node.language))
    return _each(
        lambda _i, node: (
            isinstance(node, Literal)
            and (node.datatype or (None if node.language else XSD.string)) == value
            and not node.ill_typed
        )
    )


def _pattern(graph: Graph, shape: Node, value: Node) -> Values:
    flags = str(graph.value(shape, SH.flags) or "")
    pattern = re.compile(str(value), re.IGNORECASE if "i" in flags else 0)
    return _each(lambda _i, node: not isinstance(node, BNode) and bool(pattern.search(str(node))))


def _bound(holds: Callable[[float, float], bool]) -> Callable[[Graph, Node, Node], Values]:
    def make(_graph: Graph, _shape: Node, value: Node) -> Values:
        limit = float(str(value))
        return _each(lambda _i, node: isinstance(node, Literal) and holds(float(str(node)), limit))

    return make


def _pair(holds: Callable[[object, object], bool]) -> Callable[[Graph, Node, Node], Values]:
    """sh:lessThan and sh:lessThanOrEquals: every value against every value of the property."""

    def make(_graph: Graph, _shape: Node, value: Node) -> Values:
        other = str(value)

        def test(index: Index, focus: Node, values: list[Node]) -> list[Node | None]:
            others = index.values(str(focus), other)
            return [a for a in values for b in others if not _compare(holds, a, b)]

        return test

    return make


def _compare(holds: Callable[[object, object], bool], a: Node, b: Node) -> bool:
    if not (isinstance(a, Literal) and isinstance(b, Literal)):
        return False
    try:
        return holds(a.value, b.value)
    except TypeError:
        return False


def _equals(_graph: Graph, _shape: Node, value: Node) -> Values:
    other = str(value)

    def test(index: Index, focus: Node, values: list[Node]) -> list[Node | None]:
        others = index.values(str(focus), other)
        missing: list[Node | None] = [v for v in values if v not in others]
        return missing + [o for o in others if o not in values]

    return test


def _list_of(graph: Graph, value: Node) -> list[Test]:
    return [_compiled(graph, member) for member in Collection(graph, value)]


def _or(graph: Graph, _shape: Node, value: Node) -> Values:
    tests = _list_of(graph, value)

    def holds(index: Index, node: Node) -> bool:
        for test in tests:  # noqa: SIM110 - a generator takes longer than most tests
            if not test(index, node):
                return True
        return False

    return _each(holds)


def _and(graph: Graph, _shape: Node, value: Node) -> Values:
    tests = _list_of(graph, value)
    return _each(lambda index, node: all(not test(index, node) for test in tests))


def _not(graph: Graph, _shape: Node, value: Node) -> Values:
    test = _compiled(graph, value)
    return _each(lambda index, node: bool(test(index, node)))


def _node(graph: Graph, _shape: Node, value: Node) -> Values:
    test = _compiled(graph, value)
    return _each(lambda index, node: not test(index, node))


def _property(graph: Graph, _shape: Node, value: Node) -> Values:
    """A nested property shape; its results count as results of the shape around it."""
    test = _compiled(graph, value)
    return lambda index, _f, values: [hit for node in values for hit in test(index, node)]


def _qualified(graph: Graph, shape: Node, value: Node) -> Values:
    test = _compiled(graph, value)
    least = int(str(graph.value(shape, SH.qualifiedMinCount, default=Literal(0))))
    most = graph.value(shape, SH.qualifiedMaxCount)

    def count(index: Index, _focus: Node, values: list[Node]) -> list[Node | None]:
        fitting = sum(not test(index, node) for node in values)
        return [None] if fitting < least or (most is not None and fitting > int(str(most))) else []

    return count


MAKERS: Mapping[str, Callable[[Graph, Node, Node], Values]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "uniqueLang": _unique_lang,
    "hasValue": _has_value,
    "in": _in,
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "minInclusive": _bound(lambda a, b: a >= b),
    "minExclusive": _bound(lambda a, b: a > b),
    "maxInclusive": _bound(lambda a, b: a <= b),
    "lessThan": _pair(lambda a, b: a < b),  # type: ignore[operator]
    "lessThanOrEquals": _pair(lambda a, b: a <= b),  # type: ignore[operator]
    "equals": _equals,
    "or": _or,
    "and": _and,
    "not": _not,
    "node": _node,
    "property": _property,
    "qualifiedValueShape": _qualified,
}
