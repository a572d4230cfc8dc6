"""Which notices are set beside which: the superior's, last year's, and those of sister places."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from ontology.ids import place_and_year_of

#: How many plan years may lie between a notice and one that it may have taken up.
YEARS = 1

#: Two notices by their IRIs: the earlier or superior, the later or subordinate.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where and for when a notice is: ``code`` by GB/T 2260."""

    notice: str
    code: str
    year: int


def place_of(notice: str) -> Place | None:
    """Where and for when a notice is, as its IRI says; None where it does not say both."""
    code, year = place_and_year_of(notice)
    return Place(notice, code, year) if code and year else None


#: Years from that of a notice to those that are near it, the nearest first, of two the earlier.
_NEAR = sorted(range(-YEARS, YEARS + 1), key=abs)


@dataclass(frozen=True, slots=True)
class Kin:
    """Where and for when notices are, by code and year; and which codes lie directly below which. What is asked of it for a
    notice takes as long as there are places near its own, however many notices there are."""

    at: dict[str, dict[int, list[Place]]] = field(default_factory=dict)
    below: dict[str, set[str]] = field(default_factory=dict)

    def related(self, one: Place) -> Iterator[Pair]:
        """The notices that ``one``, which is among them, is set beside, as (earlier or superior, later or subordinate).

        >>> whole = [Place("a", "141100", 2025), Place("b", "141181", 2026), Place("c", "140200", 2026)]
        >>> list(kin(whole).related(whole[0]))
        [('a', 'b'), ('a', 'c')]
        """
        yield from self.upright(one)
        yield from self.level(one)

    def upright(self, one: Place) -> Iterator[Pair]:
        """Those of places above and below of which one can have taken up the other: at most ``YEARS`` lie between."""
        for other in self._of(superiors(one.code), range(one.year - YEARS, one.year + 1)):
            yield other.notice, one.notice
        for other in self._of(self._all_below(one.code), range(one.year, one.year + YEARS + 1)):
            yield one.notice, other.notice

    def level(self, one: Place) -> Iterator[Pair]:
        """Those of the same place that are nearest in time before and after; and those of sister places that are
        nearest to it within ``YEARS``, or to which it is."""
        own = self.at[one.code]
        if before := [year for year in own if year < one.year]:
            yield max(each.notice for each in own[max(before)]), one.notice
        if after := [year for year in own if year > one.year]:
            yield one.notice, min(each.notice for each in own[min(after)])
        sisters = self.below.get(superior_code(one.code) or "", set()) - {one.code}
        for other in self._of(sisters, [one.year + each for each in _NEAR]):
            years = self.at[other.code]
            if other.year == _nearest(one.year, years) or one.year == _nearest(other.year, own):
                first, second = sorted((one, other), key=attrgetter("year", "notice"))
                yield first.notice, second.notice

    def _all_below(self, code: str) -> Iterator[str]:
        for each in self.below.get(code, ()):
            yield each
            yield from self._all_below(each)

    def _of(self, codes: Iterable[str], years: Collection[int]) -> Iterator[Place]:
        for code in codes:
            there = self.at.get(code, {})
            for year in years:
                yield from there.get(year, ())


def kin(places: Iterable[Place]) -> Kin:
    """The places, to be asked for those near one."""
    found = Kin()
    for place in places:
        found.at.setdefault(place.code, {}).setdefault(place.year, []).append(place)
        code = place.code
        for above in superiors(code):
            found.below.setdefault(above, set()).add(code)
            code = above
    return found


def _nearest(year: int, years: Container[int]) -> int | None:
    """Of the years, the one nearest to ``year`` within ``YEARS``, of two the earlier; None if none is."""
    return next((year + each for each in _NEAR if year + each in years), None)


def superior_code(code: str) -> str | None:
    """The code of the place above: of a county its city, of a city its province (GB/T 2260).

    >>> superior_code("141181"), superior_code("141100"), superior_code("140000")
    ('141100', '140000', None)
    """
    if code.endswith("0000"):
        return None
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


def superiors(code: str) -> Iterator[str]:
    """The codes of the places above, the nearest first.

    >>> list(superiors("141181"))
    ['141100', '140000']
    """
    while (above := superior_code(code)) is not None:
        yield above
        code = above


def province_of(notice: str) -> str:
    """The digits by which GB/T 2260 has all places of a province begin, of the place that a notice's IRI names.

    >>> province_of("https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1")
    '14'
    """
    return notice.rpartition("/")[2][:2]


def relation(first: str | None, second: str | None) -> str:
    """How two places (IRIs that end in their codes) stand: one lies ``below`` the other, they are the ``same``, or
    neither (``peers``).

    >>> relation("division/141181", "division/141100"), relation("division/141181", "division/140200")
    ('below', 'peers')
    """
    codes = [(each or "").rpartition("/")[2] for each in (first, second)]
    if all(codes) and codes[0] == codes[1]:
        return "same"
    below = all(codes) and (codes[0] in superiors(codes[1]) or codes[1] in superiors(codes[0]))
    return "below" if below else "peers"
