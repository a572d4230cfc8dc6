"""Where a body acts: the GB/T 2260 division that its name, or the issuer's, stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ontology import codes
from ontology.codes import Division


@dataclass(frozen=True, slots=True)
class Gazetteer:
    by_name: dict[str, tuple[Division, ...]]
    by_code: dict[str, Division]


@cache
def gazetteer() -> Gazetteer:
    """All divisions by full name, and by code."""
    names: dict[str, tuple[Division, ...]] = {}
    for d in codes.divisions():
        names[d.name] = (*names.get(d.name, ()), d)
    return Gazetteer(names, {d.code: d for d in codes.divisions()})


def short_name(division: Division) -> str:
    """The name without its class: 孝义市 is 孝义, 阳高县 is 阳高; two-character names stay whole."""
    bare = re.sub(r"(?:市|县|区|省|盟|自治州|地区|自治县|自治旗|旗)$", "", division.name)
    return bare if len(bare) >= 2 else division.name


def place_of(name: str, context: str = "") -> Division | None:
    """The division that an organisation's full name starts with (晋城市城区人民政府 → 140502), or
    None; a name that several places share is decided by the superior that ``context`` names."""
    place: Division | None = None
    rest = name
    while True:
        step = _step(rest, place, context)
        if step is None:
            return place
        place, rest = step


_ZONE = re.compile(
    r"(?:[新高]区|开发区|[经高]开区|度假区|示范区|保税区|园区|实验区)(?:管委会|管理委员会)"
)


def place_of_zone(name: str, context: str = "") -> Division | None:
    """The division that a zone lies in, by the short name that its own starts with, or None.

    >>> place = place_of_zone("宜昌高新区管委会")
    >>> place.name if place else None
    '宜昌市'
    """
    if not _ZONE.search(name):
        return None
    for length in range(4, 1, -1):
        found = _by_short_name().get(name[:length], ())
        close = [d for d in found if _named(d, context)]
        if len(found) == 1 or len(close) == 1:
            return (close or found)[0]
    return None


@cache
def _by_short_name() -> dict[str, tuple[Division, ...]]:
    names: dict[str, tuple[Division, ...]] = {}
    for d in codes.divisions():
        names[short_name(d)] = (*names.get(short_name(d), ()), d)
    return names


def is_place(name: str) -> bool:
    """Whether a name is a division's, with or without its class (高平市, 高平)."""
    return name in gazetteer().by_name or name in _by_short_name()


def parent_of(code: str) -> Division | None:
    division = gazetteer().by_code.get(code)
    return gazetteer().by_code.get(division.parent) if division and division.parent else None


def within(code: str, ancestor: str) -> bool:
    """Whether division ``code`` is ``ancestor`` or lies in it."""
    current: str | None = code
    while current:
        if current == ancestor:
            return True
        division = gazetteer().by_code.get(current)
        current = division.parent if division else None
    return False


def _step(rest: str, place: Division | None, context: str) -> tuple[Division, str] | None:
    for length in range(min(len(rest), 12), 1, -1):
        found = gazetteer().by_name.get(rest[:length], ())
        if place:
            found = tuple(d for d in found if within(d.code, place.code) and d.code != place.code)
        if len(found) > 1:
            found = tuple(d for d in found if _named(d, context)) or ()
        if len(found) == 1:
            return found[0], rest[length:]
    return None


def _named(division: Division, context: str) -> bool:
    parent = gazetteer().by_code.get(division.parent or "")
    return parent is not None and (parent.name in context or short_name(parent) in context)
