"""Measured facts: what the shapes judge beside the notice's own graph.

SHACL Core cannot count brackets or compare two sentences. The modules of ``shapes.measure`` do
that and say what they saw as triples in the ``azc:`` vocabulary: plain values
(``azc:dueYear 2026``) or observations (``azc:unpairedMark [ azc:found "〔" ]``). The shapes in
``shapes/measured.ttl`` state which of these are wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from ontology import ids
from shapes.index import Triple
from shapes.terms import azc
from shapes.view import Place

Says = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured fact about ``subject``; either ``value`` or the words of an observation."""

    subject: str
    name: str
    value: Literal | None = None
    says: Says = ()
    place: Place = field(default_factory=Place)


def measured(subject: str, name: str, value: object) -> Fact:
    """A plain value."""
    return Fact(subject, name, Literal(value))


def seen(subject: str, name: str, place: Place = Place(), **says: str) -> Fact:  # noqa: B008
    """An observation; ``found`` are the words to mark, ``sentence`` the sentence they stand in."""
    return Fact(subject, name, says=tuple(sorted(says.items())), place=place)


def triples(facts: Iterable[Fact]) -> Iterator[Triple]:
    """The facts as triples; observations are named after subject, fact and count. Words that many of them say (a
    sentence at fault in many places) are kept once."""
    counts: Counter[tuple[str, str]] = Counter()
    written = cache(Literal)
    for fact in facts:
        subject, predicate = URIRef(fact.subject), URIRef(azc(fact.name))
        if fact.value is not None:
            yield subject, predicate, fact.value
            continue
        counts[fact.subject, fact.name] += 1
        node = URIRef(
            ids.node_iri(fact.subject, f"check/{fact.name}", counts[fact.subject, fact.name])
        )
        yield subject, predicate, node
        yield node, RDF.type, URIRef(azc("Observation"))
        yield from ((node, URIRef(azc(name)), written(words)) for name, words in fact.says)
        spans = (("start", fact.place.start), ("end", fact.place.end), ("page", fact.place.page))
        yield from ((node, URIRef(azc(name)), Literal(at)) for name, at in spans if at is not None)
