"""What two notices share as RDF: ``az:Alignment`` of duties with its differences, ``az:wordingFrom`` between duties of
like words, and each ``az:Passage``. Left out is what the graph has otherwise: who answers for either duty, which tasks
they are of, which words both have; and of what class a node is, since each has properties of one class alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from alignment.comparison import Comparison, verdict
from alignment.records import Aligned, Difference, Passage
from ontology.ids import BASE, ONTOLOGY, code_iri, digest, span_iri
from ontology.terms import PREFIXES

#: Kinds of which the second has its words from the first.
LIKE_WORDS = frozenset({"identical", "edited"})


def alignment_iri(first: str, second: str) -> str:
    """IRI of the alignment of two duties, by their IRIs."""
    return f"{BASE}id/alignment/{digest(f'{first} {second}', 20)}"


def alignment_triples(aligned: Iterable[Aligned], stands: str) -> Iterator[Triple]:
    """The triples of the alignments, each alignment's together; ``stands``: how the places of the two notices stand to
    each other (``relations.relation``)."""
    for each in aligned:
        first, second = each.pair.first, each.pair.second
        iri = alignment_iri(first.iri, second.iri)
        yield _triple(iri, _az("alignedFrom"), NamedNode(first.iri))
        yield _triple(iri, _az("alignedTo"), NamedNode(second.iri))
        yield _triple(iri, _az("alignmentKind"), _code("alignment-kind", each.kind))
        yield _triple(iri, _az("uptake"), _code("uptake", verdict(each, stands)))
        told = (difference for difference in each.differences if difference.kind != "owner")
        for number, difference in enumerate(told, 1):
            yield from _difference(iri, f"{iri}/difference/{number}", difference)
        if each.kind in LIKE_WORDS:
            yield _triple(second.iri, _az("wordingFrom"), NamedNode(first.iri))


def comparison_triples(made: Comparison) -> Iterator[Triple]:
    """All that two notices share."""
    aligned = (each for row in made.rows for each in row.aligned)
    yield from alignment_triples(aligned, made.relation)
    yield from passage_triples(made.passages, (made.first.source, made.second.source))


def comparison_turtle(steps: Iterable[Comparison]) -> bytes:
    """All that the notices of one comparison or several share, as Turtle."""
    triples = (triple for step in steps for triple in comparison_triples(step))
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def passage_triples(found: Iterable[Passage], sources: tuple[str, str]) -> Iterator[Triple]:
    """The triples of the passages that two notices share; ``sources``: the IRIs of their files."""
    for each in found:
        (before, *was), (after, *now) = each.first, each.second
        spans = span_iri(sources[0], was[0], was[1]), span_iri(sources[1], now[0], now[1])
        iri = f"{BASE}id/passage/{digest(' '.join(spans), 20)}"
        yield _triple(iri, _az("sharedText"), Literal(each.words))
        yield _triple(iri, _az("sectionFrom"), NamedNode(before.iri))
        yield _triple(iri, _az("sectionTo"), NamedNode(after.iri))


def _difference(alignment: str, iri: str, each: Difference) -> Iterator[Triple]:
    yield _triple(alignment, _az("hasDifference"), NamedNode(iri))
    yield _triple(iri, _az("differenceKind"), _code("difference-kind", each.kind))
    yield _triple(iri, _az("differenceWay"), _code("difference-way", each.way))
    if each.first:
        yield _triple(iri, _az("wordsFrom"), Literal(each.first))
    if each.second:
        yield _triple(iri, _az("wordsTo"), Literal(each.second))


def _triple(subject: str, predicate: NamedNode, value: NamedNode | Literal) -> Triple:
    return Triple(_node(subject), predicate, value)


@lru_cache(maxsize=64)
def _node(iri: str) -> NamedNode:
    """The subject of several triples in a row."""
    return NamedNode(iri)


@cache
def _az(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)


@cache
def _code(scheme: str, notation: str) -> NamedNode:
    return NamedNode(code_iri(scheme, notation))
