"""Which notices are set beside which: the superior's, last year's, and those of sister places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

#: How many plan years may lie between a notice and one that it may have taken up.
YEARS = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where and for when a notice is: ``code`` by GB/T 2260."""

    notice: str
    code: str
    year: int


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
        codes = {one.code}
        above = superior_code(one.code)
        if above is not None:
            codes |= self.below.get(above, set())
        while above is not None:
            codes.add(above)
            above = superior_code(above)
        for code in self.below.get(one.code, ()):
            codes |= {code, *self.below.get(code, ())}
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
    """The notices that ``one`` is set beside, as (earlier or superior, later or subordinate): those of a
    place above or below or of a sister place within ``YEARS``, and those of the same place that are nearest
    in time before and after."""
    own = [each for each in others if each.code == one.code and each.notice != one.notice]
    before = [each for each in own if each.year < one.year]
    after = [each for each in own if each.year > one.year]
    if before:
        yield max(before, key=lambda each: (each.year, each.notice)).notice, one.notice
    if after:
        yield one.notice, min(after, key=lambda each: (each.year, each.notice)).notice
    for other in others:
        gap = one.year - other.year
        if other.code == one.code or abs(gap) > YEARS:
            continue
        if _above(other.code, one.code) and gap >= 0:
            yield other.notice, one.notice
        elif _above(one.code, other.code) and gap <= 0:
            yield one.notice, other.notice
        elif superior_code(one.code) == superior_code(other.code) is not None:
            pair = sorted([(other.year, other.notice), (one.year, one.notice)])
            yield pair[0][1], pair[1][1]


def _above(superior: str, code: str) -> bool:
    above = superior_code(code)
    return above is not None and (above == superior or _above(superior, above))
