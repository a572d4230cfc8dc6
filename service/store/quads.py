"""Triples to quads. Apart from the rest of the store, so that a worker process starts with
pyoxigraph alone and quickly."""

from __future__ import annotations

import pyoxigraph as ox

DEFAULT = ox.DefaultGraph()


def in_graph(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph = DEFAULT) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def lexical(term: object) -> str:
    """The IRI of a node, the characters of a literal."""
    return str(getattr(term, "value", term))


def node_of(value: str) -> ox.NamedNode | None:
    """The node of an IRI; None for what is none, since updates by hand may have words where IRIs are expected."""
    try:
        return ox.NamedNode(value)
    except ValueError:
        return None


def has_stored_union(store: ox.Store) -> bool:
    """Whether the default graph is stored beside the named ones."""
    return next(store.quads_for_pattern(None, None, None, DEFAULT), None) is not None
