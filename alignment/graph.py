"""What two notices share as RDF: ``az:Alignment`` of duties with its differences, ``az:wordingFrom`` between duties of
like words, and each ``az:Passage``. Left out is what the graph has otherwise: who answers for either duty, which tasks
they are of, which words both have; and of what class a node is, since each has properties of one class alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import RdfFormat, serialize

from alignment.comparison import Comparison, verdict
from alignment.records import Aligned, Difference, Passage
from ontology.ids import BASE, code_iri, digest, span_iri
from ontology.statements import Statement, az, iri, parsed, text, triple
from ontology.terms import PREFIXES

#: Kinds of which the second has its words from the first.
LIKE_WORDS = frozenset({"identical", "edited"})


def alignment_iri(first: str, second: str) -> str:
    """IRI of the alignment of two duties, by their IRIs."""
    return f"{BASE}id/alignment/{digest(f'{first} {second}', 20)}"


def alignment_statements(aligned: Iterable[Aligned], stands: str) -> Iterator[Statement]:
    """What is said of the alignments, each alignment's together; ``stands``: how the places of the two notices stand to
    each other (``relations.relation``)."""
    for each in aligned:
        first, second = each.pair.first, each.pair.second
        node = alignment_iri(first.iri, second.iri)
        yield triple(node, az("alignedFrom"), iri(first.iri))
        yield triple(node, az("alignedTo"), iri(second.iri))
        yield triple(node, az("alignmentKind"), _code("alignment-kind", each.kind))
        yield triple(node, az("uptake"), _code("uptake", verdict(each, stands)))
        told = (difference for difference in each.differences if difference.kind != "owner")
        for number, difference in enumerate(told, 1):
            yield from _difference(node, f"{node}/difference/{number}", difference)
        if each.kind in LIKE_WORDS:
            yield triple(second.iri, az("wordingFrom"), iri(first.iri))


def _comparison(made: Comparison) -> Iterator[Statement]:
    """All that two notices share."""
    aligned = (each for row in made.rows for each in row.aligned)
    yield from alignment_statements(aligned, made.relation)
    yield from passage_statements(made.passages, (made.first.source, made.second.source))


def comparison_turtle(steps: Iterable[Comparison]) -> bytes:
    """All that the notices of one comparison or several share, as Turtle."""
    found = (statement for step in steps for statement in _comparison(step))
    return serialize(parsed(found), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def passage_statements(found: Iterable[Passage], sources: tuple[str, str]) -> Iterator[Statement]:
    """What is said of the passages that two notices share; ``sources``: the IRIs of their files."""
    for each in found:
        (before, *was), (after, *now) = each.first, each.second
        spans = span_iri(sources[0], was[0], was[1]), span_iri(sources[1], now[0], now[1])
        node = f"{BASE}id/passage/{digest(' '.join(spans), 20)}"
        yield triple(node, az("sharedText"), text(each.words))
        yield triple(node, az("sectionFrom"), iri(before.iri))
        yield triple(node, az("sectionTo"), iri(after.iri))


def _difference(alignment: str, node: str, each: Difference) -> Iterator[Statement]:
    yield triple(alignment, az("hasDifference"), iri(node))
    yield triple(node, az("differenceKind"), _code("difference-kind", each.kind))
    yield triple(node, az("differenceWay"), _code("difference-way", each.way))
    if each.first:
        yield triple(node, az("wordsFrom"), text(each.first))
    if each.second:
        yield triple(node, az("wordsTo"), text(each.second))


@cache
def _code(scheme: str, notation: str) -> str:
    return iri(code_iri(scheme, notation))
