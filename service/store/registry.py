"""What notices share, the units they name and the instruments they cite, in one graph of its own: so each
triple stands in the default graph once, whichever notices say it.

What each notice says of them is kept in a store beside the graph (``said``), a graph a notice. A notice that
is replaced or withdrawn takes along what only it said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ingest.units import best_label
from ontology.ids import BASE
from ontology.statements import Statement
from ontology.terms import PREFIXES
from service.store import graphs
from service.store.heaps import Heaps
from service.store.quads import lexical

REGISTRY_GRAPH = BASE + "graph/registry"
#: Nodes, of some 50,000 triples, that are put together.
_TOGETHER = 10_000

_SOURCE = BASE + "id/source/"
_LABEL, _ALSO = (ox.NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))


def split(notice: str, statements: Iterable[Statement]) -> tuple[list[Statement], list[Statement]]:
    """What is said about the notice, its parts and its file; and about what it shares with others."""
    within = (f"<{notice}>", f"<{notice}/", f"<{_SOURCE}", "_:")
    own: list[Statement] = []
    shared: list[Statement] = []
    for statement in statements:
        (own if statement[0].startswith(within) else shared).append(statement)
    return own, shared


def say(said: ox.Store, notice: str, shared: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Note all that a notice says of what it shares; the triples that it says now and did not, or no more."""
    before = set(graphs.triples_of(said, notice))
    graphs.put_graph(said, notice, shared)
    return before ^ set(graphs.triples_of(said, notice))


def renew(
    store: ox.Store, said: ox.Store, nodes: Iterable[ox.NamedNode | ox.BlankNode]
) -> Iterator[graphs.Change]:
    """Make the registry say what the notices say of the nodes, some after the others, as this is gone through; nothing of those
    without a name."""
    wanted = list(nodes)
    for start in range(0, len(wanted), _TOGETHER):
        some = wanted[start : start + _TOGETHER]
        triples = [
            triple
            for node in some
            if isinstance(node, ox.NamedNode)
            for triple in _entry(node, _told(said, node))
        ]
        yield graphs.put_about(store, REGISTRY_GRAPH, some, triples)


def renew_all(store: ox.Store, told: Heaps, kept: Heaps) -> Iterator[graphs.Change]:
    """Make the registry say what the notices have ``told`` of all nodes, some after the others, as this is gone through;
    ``kept`` gets what it says then."""
    gone = graphs.subjects(store, f"<{REGISTRY_GRAPH}>")
    for about in told:
        triples = [
            triple
            for node, found in about.items()
            if isinstance(node, ox.NamedNode)
            for triple in _entry(node, set(found))
        ]
        kept.add(f"{triple} .\n".encode() for triple in triples)
        yield graphs.put_about(store, REGISTRY_GRAPH, gone & about.keys(), triples)
        gone -= about.keys()
    yield graphs.put_about(store, REGISTRY_GRAPH, gone, ())


def _told(said: ox.Store, node: ox.NamedNode) -> set[ox.Triple]:
    return {quad.triple for quad in said.quads_for_pattern(node, None, None, None)}


def _entry(node: ox.NamedNode, found: set[ox.Triple]) -> set[ox.Triple]:
    """What notices say of a node, under one label: the others are other names of it."""
    labels = {t.object for t in found if t.predicate == _LABEL and isinstance(t.object, ox.Literal)}
    if len(labels) < 2:
        return found
    best = best_label(sorted(label.value for label in labels))
    names = {t.object for t in found if t.predicate in (_LABEL, _ALSO)}
    others = {t for t in found if t.predicate not in (_LABEL, _ALSO)}
    return others | {
        ox.Triple(node, _LABEL if lexical(name) == best else _ALSO, name) for name in names
    }
