"""Which notices are set beside which: the superior's, last year's, and those of sister places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ontology.ids import place_and_year_of

#: How many plan years may lie between a notice and one that it may have taken up.
YEARS = 1


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


@dataclass(frozen=True, slots=True)
class Kin:
    """Where notices are, by code; and which codes lie directly below which."""

    at: dict[str, list[Place]] = field(default_factory=dict)
    below: dict[str, set[str]] = field(default_factory=dict)

    def near(self, one: Place) -> list[Place]:
        """The notices of its place, of those above and below, and of sister places: all that ``related`` may choose
        from, however many there are elsewhere.

        >>> whole = [Place("a", "141100", 2025), Place("b", "141181", 2026), Place("c", "140200", 2026)]
        >>> [each.notice for each in kin(whole).near(whole[1])]
        ['a', 'b']
        """
        codes = self._beside(one)
        above = superior_code(one.code)
        while above is not None:
            codes.add(above)
            above = superior_code(above)
        for code in self.below.get(one.code, ()):
            codes |= {code, *self.below.get(code, ())}
        return self._in(codes)

    def beside(self, one: Place) -> list[Place]:
        """The notices of its place and of sister places: all that ``level`` may choose from."""
        return self._in(self._beside(one))

    def _beside(self, one: Place) -> set[str]:
        above = superior_code(one.code)
        return {one.code} | (self.below.get(above, set()) if above is not None else set())

    def _in(self, codes: Iterable[str]) -> list[Place]:
        return [place for code in sorted(codes) for place in self.at.get(code, ())]


def kin(places: Iterable[Place]) -> Kin:
    """The places, to be asked for those near one."""
    found = Kin()
    for place in places:
        found.at.setdefault(place.code, []).append(place)
        code = place.code
        while (above := superior_code(code)) is not None:
            found.below.setdefault(above, set()).add(code)
            code = above
    return found


def superior_code(code: str) -> str | None:
    """The code of the place above: of a county its city, of a city its province (GB/T 2260).

    >>> superior_code("141181"), superior_code("141100"), superior_code("140000")
    ('141100', '140000', None)
    """
    if code.endswith("0000"):
        return None
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


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
    below = all(codes) and (_above(codes[0], codes[1]) or _above(codes[1], codes[0]))
    return "below" if below else "peers"


def related(one: Place, others: Collection[Place]) -> Iterator[tuple[str, str]]:
    """The notices that ``one`` is set beside, as (earlier or superior, later or subordinate): of places above and below
    (``upright``), of its own and of sister places (``level``)."""
    yield from upright(one, others)
    yield from level(one, others)


def upright(one: Place, others: Iterable[Place]) -> Iterator[tuple[str, str]]:
    """The notices of places above and below of which one can have taken up the other: at most ``YEARS`` lie between."""
    for other in others:
        gap = one.year - other.year
        if _above(other.code, one.code) and 0 <= gap <= YEARS:
            yield other.notice, one.notice
        elif _above(one.code, other.code) and 0 <= -gap <= YEARS:
            yield one.notice, other.notice


def level(one: Place, others: Iterable[Place]) -> Iterator[tuple[str, str]]:
    """The notices of the same place that are nearest in time before and after; and those of sister places that are
    nearest to it within ``YEARS``, or to which it is."""
    by_code: dict[str, list[Place]] = {}
    for other in others:
        if other.notice != one.notice:
            by_code.setdefault(other.code, []).append(other)
    own = by_code.pop(one.code, [])
    before = [each for each in own if each.year < one.year]
    after = [each for each in own if each.year > one.year]
    if before:
        yield max(before, key=lambda each: (each.year, each.notice)).notice, one.notice
    if after:
        yield one.notice, min(after, key=lambda each: (each.year, each.notice)).notice
    own_years = {one.year, *(each.year for each in own)}
    for code, there in by_code.items():
        if superior_code(code) is None or superior_code(code) != superior_code(one.code):
            continue
        nearest = _nearest(one.year, {each.year for each in there})
        for other in there:
            if other.year == nearest or _nearest(other.year, own_years) == one.year:
                pair = sorted([(other.year, other.notice), (one.year, one.notice)])
                yield pair[0][1], pair[1][1]


def _nearest(year: int, years: Iterable[int]) -> int | None:
    """Of the years, the one nearest to ``year`` within ``YEARS``, of two the earlier; None if none is."""
    near = [each for each in years if abs(each - year) <= YEARS]
    return min(near, key=lambda each: (abs(each - year), each), default=None)


def _above(superior: str, code: str) -> bool:
    above = superior_code(code)
    return above is not None and (above == superior or _above(superior, above))
