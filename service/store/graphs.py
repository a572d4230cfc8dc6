"""Named graphs, of which the default graph of a query is the union.

No triple stands in two graphs that this project makes, so that the engine's union, which does not look for
doubles, has each once; where somebody's own graph repeats one, the union is stored
(``store_union``). Blank nodes get labels that depend on the graph's content alone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeGuard, TypeVar

import pyoxigraph as ox

from ontology import ids
from ontology.statements import Statement, parsed
from service.store.quads import DEFAULT, has_stored_union, in_graph

#: Who published what when: the same notices may have another one.
HISTORY_GRAPH = ids.BASE + "graph/history"
#: How many there are of what, by ``service.store.figures``.
FIGURES_GRAPH = ids.BASE + "graph/figures"
#: Graphs that stay here when the graph is dumped or pushed.
UNSENT = frozenset({HISTORY_GRAPH})

_SHARED = "ASK { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER(STR(?g) < STR(?h)) }"

#: Hexadecimal digits of a state.
_DIGITS = 32

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
    if not any(
        isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode) for t in unique
    ):
        return list(unique)
    dataset = ox.Dataset(in_graph(triple) for triple in unique)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    prefix = "g" + hashlib.sha256(name.encode()).hexdigest()[:10]

    return [
        ox.Triple(_own(q.subject, prefix), q.predicate, _own(q.object, prefix)) for q in dataset
    ]


def graph_state(triples: Iterable[ox.Triple]) -> str:
    """The state of a graph: the same for the same triples, in whatever order and however its blank nodes are called.

    >>> a, b = (ox.NamedNode(f"http://example.org/{name}") for name in "ab")
    >>> blank = [[ox.Triple(a, b, ox.BlankNode(name)), ox.Triple(ox.BlankNode(name), b, a)] for name in "xy"]
    >>> graph_state(blank[0]) == graph_state(reversed(blank[1])) != graph_state(blank[0][:1])
    True
    """
    lines = sorted(str(triple).encode() for triple in label_blanks(triples, ""))
    return hashlib.sha256(b"\n".join(lines)).hexdigest()[:_DIGITS]


_Node = TypeVar("_Node")


def _own(node: _Node, prefix: str) -> _Node | ox.BlankNode:
    return ox.BlankNode(prefix + node.value) if isinstance(node, ox.BlankNode) else node


def put_graph(store: ox.Store, name: str, triples: Iterable[ox.Triple]) -> int:
    """Make ``triples`` the whole content of the named graph ``name``; by how many it grew."""
    change = put_whole(store, name, triples)
    store.add_graph(ox.NamedNode(name))
    return len(change.added) - len(change.removed)


class Change(NamedTuple):
    """Triples that a graph has and did not have, and that it had and has no more."""

    added: set[ox.Triple]
    removed: set[ox.Triple]


def put_whole(store: ox.Store, name: str, triples: Iterable[ox.Triple]) -> Change:
    """Make ``triples`` all that stands in the named graph ``name``; an empty one is none."""
    return _exchange(store, ox.NamedNode(name), set(triples_of(store, name)), triples)


def put_about(
    store: ox.Store,
    name: str,
    subjects: Iterable[ox.NamedNode | ox.BlankNode],
    triples: Iterable[ox.Triple],
) -> Change:
    """Make ``triples`` all that the named graph ``name`` says of ``subjects``."""
    graph = ox.NamedNode(name)
    old = {q.triple for each in subjects for q in store.quads_for_pattern(each, None, None, graph)}
    return _exchange(store, graph, old, triples)


def _exchange(
    store: ox.Store, graph: ox.NamedNode, old: set[ox.Triple], triples: Iterable[ox.Triple]
) -> Change:
    """Have a graph say ``triples`` in place of the ``old`` ones."""
    new = as_stored(triples)
    found = Change(new - old, old - new)
    add_quads(store, [in_graph(triple, graph) for triple in found.added])
    _remove(store, [in_graph(triple, graph) for triple in found.removed])
    return found


def lines(name: str, statements: Iterable[Statement]) -> bytes:
    """The statements in the named graph as N-Quads, sorted, each once, as the store gives them back."""
    found = {
        " ".join((subject, predicate, _kept(said))).encode()
        for subject, predicate, said in statements
    }
    return f" <{name}> .\n".encode().join([*sorted(found), b""])


def _kept(said: str) -> str:
    return _term_kept(said) if '"^^<' in said else said


@lru_cache(maxsize=1 << 12)
def _term_kept(said: str) -> str:
    """The term, as N-Triples writes it, as the store gives it back."""
    (triple,) = as_stored(parsed([("<x:s>", "<x:p>", said)]))
    return str(triple.object)


def drop_graph(store: ox.Store, name: str) -> int:
    """Remove the named graph ``name``; by how many triples the store grew, a number not above 0."""
    size = graph_size(store, name)
    store.remove_graph(ox.NamedNode(name))
    return -size


def take_out(store: ox.Store, name: str, triples: Iterable[ox.Triple]) -> int:
    """Take triples that are there out of the named graph ``name``, which goes with its last; by how many the store grew, a number
    not above 0."""
    graph = ox.NamedNode(name)
    gone = {in_graph(triple, graph) for triple in triples}
    _remove(store, gone)
    if next(store.quads_for_pattern(None, None, None, graph), None) is None:
        store.remove_graph(graph)
    return -len(gone)


def triples_of(store: ox.Store, name: str) -> list[ox.Triple]:
    """The triples of a named graph."""
    return [q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(name))]


def union_triples(store: ox.Store, without: frozenset[str] = UNSENT) -> Iterator[ox.Triple]:
    """The triples of all named graphs but those ``without``, each once."""
    found = (
        quad.triple
        for quad in store
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value not in without
    )
    return iter(dict.fromkeys(found)) if has_stored_union(store) else found


def store_union(store: ox.Store, keep: bool = False) -> None:
    """Store the union of the named graphs as the default graph, each triple once; what is there is to
    ``keep`` or goes."""
    if not keep:
        store.clear_graph(DEFAULT)
    store.bulk_extend(in_graph(quad.triple) for quad in store)


def drop_union(store: ox.Store) -> bool:
    """Leave the union to the engine, unless named graphs share a triple: then store it, and say so."""
    store.clear_graph(DEFAULT)
    shared = bool(store.query(_SHARED))
    if shared:
        store_union(store)
    return shared


def count_named(store: ox.Store) -> int:
    """Quads in named graphs, counted by the engine."""
    return _count(store, "GRAPH ?g { ?s ?p ?o }")


def _count(store: ox.Store, pattern: str) -> int:
    """How often the pattern is found; no term is looked up for it."""
    answer = store.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert isinstance(answer, ox.QuerySolutions)
    return int(next(answer)["n"].value)


def subjects(store: ox.Store, graph: str) -> set[ox.NamedNode | ox.BlankNode]:
    """The nodes that named graphs, or one (as SPARQL writes it), say anything of."""
    answer = store.query(f"SELECT DISTINCT ?s {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(answer, ox.QuerySolutions)
    return {row["s"] for row in answer if isinstance(row["s"], (ox.NamedNode, ox.BlankNode))}


def named_graphs(store: ox.Store) -> Iterator[str]:
    for graph in store.named_graphs():
        if isinstance(graph, ox.NamedNode):
            yield graph.value


def graph_size(store: ox.Store, name: str | None) -> int:
    """Triples in a named graph, or in the default graph for None."""
    pattern = f"GRAPH {ox.NamedNode(name)} {{ ?s ?p ?o }}" if name is not None else "?s ?p ?o"
    return _count(store, pattern)


def as_stored(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """The triples as the store gives them back: it keeps numbers, dates and durations by value, so
    that PT24H comes back as P1D."""
    return set(map(_stored, triples))


def _stored(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if _has_value(value):
        return ox.Triple(triple.subject, triple.predicate, _by_value(value))
    return triple


@lru_cache(maxsize=1 << 12)
def _by_value(value: ox.Literal) -> ox.Literal:
    """The literal as the store gives it back."""
    graph = ox.NamedNode(ids.BASE)
    store = ox.Store()
    store.add(ox.Quad(graph, graph, value))
    found = next(iter(store)).object
    assert isinstance(found, ox.Literal)
    return found


def _has_value(node: object) -> TypeGuard[ox.Literal]:
    return isinstance(node, ox.Literal) and node.datatype.value not in _TEXT


def add_quads(store: ox.Store, quads: list[ox.Quad]) -> None:
    """Many at once go past the engine's log, which would keep them a second time."""
    store.bulk_extend(quads) if len(quads) > 1_000 else store.extend(quads)


def _remove(store: ox.Store, quads: Collection[ox.Quad]) -> None:
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
