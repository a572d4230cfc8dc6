"""Two notices of a store side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pyoxigraph as ox

from alignment.comparison import aligned_duties
from alignment.graph import alignment_statements, passage_statements
from alignment.kinds import SHARE
from alignment.pairs import Index, candidates, index
from alignment.passages import Wording, passages, wording
from alignment.reading import PREDICATES, Triple, read_side, triple_of
from alignment.relations import relation
from ontology.ids import BASE
from ontology.statements import Statement
from service.store.graphs import lines
from service.store.quads import lexical
from service.store.waiting import Place, read_place

#: Notices whose duties are kept while others are set beside them: those of a province in three years.
AT_HAND = 64

GRAPHS = BASE + "graph/alignment/"

#: Earlier notice, later one, and the years that they plan for.
Pair = tuple[str, str, int, int]


def alignment_graph(notice: str) -> str:
    """The graph of what the notice takes up of others.

    >>> alignment_graph("https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1")
    'https://w3id.org/anze/graph/alignment/141181-2026-xiaozhengfa-1'
    """
    return GRAPHS + notice.removeprefix(f"{BASE}id/notice/")


@dataclass(frozen=True, slots=True)
class _Known:
    duties: Index
    words: Wording
    source: str
    place: str | None


@dataclass(slots=True)
class Sides:
    """The duties and words of notices, those of the last ``AT_HAND`` read once; ``places``: where notices stand that
    the store does not have yet."""

    store: ox.Store
    places: Mapping[str, Place] = field(default_factory=dict)
    known: dict[str, _Known] = field(default_factory=dict)

    def graphs(self, pairs: Iterable[Pair]) -> Iterator[tuple[str, bytes]]:
        """Name and content (N-Quads) of the graph of each later notice; the pairs of one follow one another."""
        for second, beside in groupby(pairs, key=lambda pair: pair[1]):
            name = alignment_graph(second)
            found = (t for first, _, *years in beside for t in self.aligned(first, second, years))
            yield name, lines(name, found)

    def aligned(self, first: str, second: str, years: Sequence[int]) -> Iterator[Statement]:
        """What the second notice takes up of the first, and which passages it has of it; ``years`` are those
        that they plan for."""
        one, other = self._of(first), self._of(second)
        between = years[0], years[1]
        pairs = candidates(one.duties, other.duties, SHARE)
        yield from alignment_statements(
            aligned_duties(pairs, between), relation(one.place, other.place)
        )
        found = passages(one.words, other.words)
        yield from passage_statements(found, (one.source, other.source))

    def _of(self, notice: str) -> _Known:
        found = self.known.pop(notice, None) or self._read(notice)
        self.known[notice] = found
        if len(self.known) > AT_HAND:
            del self.known[next(iter(self.known))]
        return found

    def _read(self, notice: str) -> _Known:
        place = self.places.get(notice)
        side = read_side(self._stored(notice) if place is None else told(read_place(place)))
        return _Known(index(side.duties), wording(side.sections), side.source, side.place)

    def _stored(self, notice: str) -> Iterator[Triple]:
        """By a query each: what a quad has besides subject and object would be looked up for every one."""
        for name in PREDICATES:
            found = self.store.query(f"SELECT ?s ?o {{ GRAPH <{notice}> {{ ?s <{name}> ?o }} }}")
            assert isinstance(found, ox.QuerySolutions)
            yield from ((lexical(row[0]), name, lexical(row[1])) for row in found)


#: The predicates that a comparison needs, by how N-Quads write them.
_WANTED = {f"<{name}>".encode(): name for name in PREDICATES}
#: What an IRI begins with, and a literal.
_IRI, _QUOTE = b'<"'


def needed(quads: bytes) -> bytes:
    """The lines of a graph (N-Quads) that a comparison needs: a third of them."""
    lines = quads.splitlines(keepends=True)
    return b"".join(line for line in lines if line.split(b" ", 2)[1] in _WANTED)


def told(quads: bytes) -> Iterator[Triple]:
    """The triples of a graph (N-Quads) that a comparison needs. Lines that the engine wrote are parted at the
    blanks, a third faster than it reads them; those with blank nodes or characters that are written otherwise it reads."""
    for line in quads.split(b"\n")[:-1]:
        subject, predicate, rest = line.split(b" ", 2)
        if predicate not in _WANTED:
            continue
        plain, name = subject[0] == _IRI and b"\\" not in rest, _WANTED[predicate]
        if plain and rest[0] == _IRI:
            yield subject[1:-1].decode(), name, rest[1 : rest.index(b">")].decode()
        elif plain and rest[0] == _QUOTE:
            yield subject[1:-1].decode(), name, rest[1 : rest.rindex(b'"')].decode()
        else:
            yield from map(triple_of, ox.parse(line, ox.RdfFormat.N_QUADS))
