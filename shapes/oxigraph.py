"""Triples of pyoxigraph as rdflib terms, IRIs converted once each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from shapes.index import Triple


def from_oxigraph(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[Triple]:
    """The triples; equal IRIs, and equal literals, are one object."""
    known: dict[str, URIRef] = {}
    literals: dict[tuple[str, str], Literal] = {}

    def iri(value: str) -> URIRef:
        found = known.get(value)
        if found is None:
            # the engine has looked at it; rdflib would once more, character by character
            found = known[value] = str.__new__(URIRef, value)
        return found

    def node(term: object) -> Node:
        if isinstance(term, ox.NamedNode):
            return iri(term.value)
        if isinstance(term, ox.Literal):
            if term.language:
                return Literal(term.value, lang=term.language)
            key = (term.value, term.datatype.value)
            found = literals.get(key)
            if found is None:
                found = literals[key] = Literal(term.value, datatype=iri(key[1]))
            return found
        return BNode(str(term).removeprefix("_:"))

    for triple in triples:
        yield node(triple.subject), iri(triple.predicate.value), node(triple.object)
