"""Named graphs and the default graph that is their union, each triple once.

The default graph is kept in Oxigraph's real default graph: a triple leaves it only with the last
named graph that has it. Blank nodes get labels that depend on the graph's content alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

import pyoxigraph as ox

from ontology import ids
from service.store.quads import DEFAULT, in_graph

#: Graphs outside the union: who published what when. Same input, same union.
HISTORY_GRAPH = ids.BASE + "graph/history"
OUTSIDE_UNION = frozenset({HISTORY_GRAPH})

#: Datatypes of text, which is kept as written.
_TEXT = frozenset(
    {
        "http://www.w3.org/2001/XMLSchema#string",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    }
)


def label_blanks(triples: Iterable[ox.Triple], name: str) -> list[ox.Triple]:
    """The same triples, their blank nodes canonical (RDFC-1.0) and unique to graph ``name``."""
    unique = set(triples)
    if not any(isinstance(node, ox.BlankNode) for triple in unique for node in triple):
        return list(unique)
    dataset = ox.Dataset(in_graph(triple) for triple in unique)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    prefix = "g" + hashlib.sha256(name.encode()).hexdigest()[:10]

    return [
        ox.Triple(_own(q.subject, prefix), q.predicate, _own(q.object, prefix)) for q in dataset
    ]


_Node = TypeVar("_Node")


def _own(node: _Node, prefix: str) -> _Node | ox.BlankNode:
    return ox.BlankNode(prefix + node.value) if isinstance(node, ox.BlankNode) else node


def put_graph(store: ox.Store, name: str, triples: Iterable[ox.Triple]) -> int:
    """Make ``triples`` the whole content of the named graph ``name``; by how many it grew."""
    graph = ox.NamedNode(name)
    new = _as_stored(triples)
    old = {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
    added = new - old
    _add(store, [in_graph(triple, graph) for triple in added])
    if name not in OUTSIDE_UNION:
        _add(store, [in_graph(triple) for triple in added])
    _take_out(store, graph, old - new)
    store.add_graph(graph)
    return len(new) - len(old)


def put_new_graphs(store: ox.Store, graphs: Iterable[tuple[str, Iterable[ox.Triple]]]) -> int:
    """Load graphs that the store does not have yet, all at once; by how many triples it grew."""
    quads: list[ox.Quad] = []
    count = 0
    for name, triples in graphs:
        graph = ox.NamedNode(name)
        unique = _as_stored(triples)
        count += len(unique)
        quads += [in_graph(triple, graph) for triple in unique]
        quads += [in_graph(triple) for triple in unique if name not in OUTSIDE_UNION]
        store.add_graph(graph)
    store.bulk_extend(quads)
    return count


def drop_graph(store: ox.Store, name: str) -> int:
    """Remove the named graph ``name`` and what only it brought to the union; by how many triples
    the named graphs grew, a number not above 0."""
    graph = ox.NamedNode(name)
    old = {q.triple for q in store.quads_for_pattern(None, None, None, graph)}
    _take_out(store, graph, old)
    store.remove_graph(graph)
    return -len(old)


def count_named(store: ox.Store) -> int:
    """Quads in named graphs, counted by the engine."""
    answer = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(answer, ox.QuerySolutions)
    return int(next(answer)["n"].value)


def named_graphs(store: ox.Store) -> Iterator[str]:
    for graph in store.named_graphs():
        if isinstance(graph, ox.NamedNode):
            yield graph.value


def graph_size(store: ox.Store, name: str | None) -> int:
    """Triples in a named graph, or in the default graph for None."""
    graph = ox.NamedNode(name) if name is not None else DEFAULT
    return sum(1 for _ in store.quads_for_pattern(None, None, None, graph))


def _as_stored(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """The triples as the store gives them back: it keeps numbers, dates and durations by value, so
    that PT24H comes back as P1D."""
    unique = set(triples)
    by_value = [in_graph(t) for t in unique if _has_value(t.object)]
    store = ox.Store()
    store.extend(by_value)
    return unique.difference(quad.triple for quad in by_value) | {quad.triple for quad in store}


def _has_value(node: object) -> bool:
    return isinstance(node, ox.Literal) and node.datatype.value not in _TEXT


def _add(store: ox.Store, quads: list[ox.Quad]) -> None:
    store.bulk_extend(quads) if len(quads) > 50_000 else store.extend(quads)


def _take_out(store: ox.Store, graph: ox.NamedNode, triples: set[ox.Triple]) -> None:
    """Remove triples from a graph, and from the union where no other graph has them."""
    _remove(store, [in_graph(triple, graph) for triple in triples])
    if graph.value not in OUTSIDE_UNION:
        _remove(store, [in_graph(t) for t in triples if not _elsewhere(store, t)])


def _remove(store: ox.Store, quads: list[ox.Quad]) -> None:
    """Remove quads in one transaction; the few with blank nodes, which SPARQL cannot name, singly."""
    lines = []
    for quad in quads:
        triple = quad.triple
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            store.remove(quad)
        elif isinstance(quad.graph_name, ox.NamedNode):
            lines.append(f"GRAPH {quad.graph_name} {{ {triple} }}")
        else:
            lines.append(f"{triple} .")
    if lines:
        store.update("DELETE DATA {" + "\n".join(lines) + "}")


def _elsewhere(store: ox.Store, triple: ox.Triple) -> bool:
    return any(
        isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value not in OUTSIDE_UNION
        for quad in store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    )
