"""Graphs of what notices have in common, kept in step with the notices: one for each later notice.

A change sets the notices that changed beside the few that they are related to (``alignment.relations``), so
that it costs as much in a large archive as in a small one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from alignment.comparison import aligned_duties
from alignment.graph import alignment_triples
from alignment.pairs import Index, index
from alignment.reading import PREDICATES, read_side, triple_of
from alignment.relations import Place, related
from ontology.ids import BASE, ONTOLOGY
from service.store.draft import Draft
from service.store.graphs import triples_of
from service.store.quads import lexical

#: Notices whose duties are kept while others are set beside them: those of a province in three years.
AT_HAND = 64

GRAPHS = BASE + "graph/alignment/"
_FROM = ox.NamedNode(ONTOLOGY + "alignedFrom")
_TAKES_UP = ox.NamedNode(ONTOLOGY + "takesUp")
_PLACE, _YEAR = ox.NamedNode(ONTOLOGY + "jurisdiction"), ox.NamedNode(ONTOLOGY + "year")


def alignment_graph(notice: str) -> str:
    """The graph of what the notice takes up of others.

    >>> alignment_graph("https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1")
    'https://w3id.org/anze/graph/alignment/141181-2026-xiaozhengfa-1'
    """
    return GRAPHS + notice.removeprefix(f"{BASE}id/notice/")


def renew(
    draft: Draft,
    changed: Iterable[str],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Align the ``changed`` notices (put, replaced or withdrawn) with those that they are related to;
    the number of pairs of notices that were set side by side."""
    touched = set(changed)
    places = {place.notice: place for place in _places(draft)}
    for notice in sorted(touched):
        _forget(draft, notice)
    pairs = {
        pair
        for notice in touched & places.keys()
        for pair in related(places[notice], places.values())
    }
    by_later: dict[str, list[str]] = {}
    for first, second in sorted(pairs):
        by_later.setdefault(second, []).append(first)
    sides = _Sides(draft.store)
    done = 0
    for second in sorted(by_later):  # by place, so that few notices are at hand at once
        graph = alignment_graph(second)
        triples = triples_of(draft.store, graph)
        for first in by_later[second]:
            years = (places[first].year, places[second].year)
            triples += alignment_triples(aligned_duties(sides.of(first), sides.of(second), years))
        draft.put_graph(graph, triples)
        done += len(by_later[second])
        progress(done, len(pairs))
    return len(pairs)


@dataclass(slots=True)
class _Sides:
    """The duties of notices, those of the last ``AT_HAND`` read once."""

    store: ox.Store
    known: dict[str, Index] = field(default_factory=dict)

    def of(self, notice: str) -> Index:
        found = self.known.pop(notice, None) or self._read(notice)
        self.known[notice] = found
        if len(self.known) > AT_HAND:
            del self.known[next(iter(self.known))]
        return found

    def _read(self, notice: str) -> Index:
        graph = ox.NamedNode(notice)
        found = (
            triple_of(q)
            for name in PREDICATES
            for q in self.store.quads_for_pattern(None, ox.NamedNode(name), None, graph)
        )
        return index(read_side(found).duties)


def _places(draft: Draft) -> Iterable[Place]:
    for row in draft.manifest.notices:
        node = ox.NamedNode(row.graph)
        place = next(draft.store.quads_for_pattern(node, _PLACE, None, node), None)
        year = next(draft.store.quads_for_pattern(node, _YEAR, None, node), None)
        if place is not None and year is not None:
            yield Place(
                row.graph, lexical(place.object).rsplit("/", 1)[-1], int(lexical(year.object))
            )


def _forget(draft: Draft, notice: str) -> None:
    """Take out what the notice, as it was, has in common with any other."""
    draft.put_graph(alignment_graph(notice), ())
    gone: dict[str, set[object]] = {}
    for duty in draft.former.get(notice, ()):
        for quad in draft.store.quads_for_pattern(None, _FROM, duty, None):
            gone.setdefault(lexical(quad.graph_name), set()).add(quad.subject)
    for graph, alignments in gone.items():
        there = triples_of(draft.store, graph)
        kept = [triple for triple in there if not _about(triple, alignments, notice)]
        draft.put_graph(graph, kept)


def _about(triple: ox.Triple, gone: Collection[object], notice: str) -> bool:
    """Whether the triple belongs to one of the alignments ``gone``, which are with ``notice``."""
    if triple.predicate == _TAKES_UP:
        return lexical(triple.object).startswith(f"{notice}/")
    return (
        triple.subject in gone
        or ox.NamedNode(lexical(triple.subject).partition("/difference/")[0]) in gone
    )
