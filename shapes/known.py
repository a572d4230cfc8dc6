"""What is known outside the notice: names of units, registered mechanisms, numbers of instruments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ontology import codes
from shapes.text import fold


@cache
def unit_names(tier: str) -> tuple[str, ...]:
    """Names that units of a tier (市, 县, 区, 省) go by: 市应急局, 市应急管理局 …"""
    return tuple(
        dict.fromkeys(
            name if name[0] in "市县区省各国" else tier + name for name in _of_functions()
        )
    )


@cache
def office_names() -> tuple[str, ...]:
    """Names of offices without their tier: 应急局, 应急管理局 …"""
    names = (re.sub("^(?:[省县区州旗]|市(?!场|政))", "", name) for name in _of_functions())
    return tuple(dict.fromkeys(filter(None, names)))


def _of_functions() -> Iterator[str]:
    """What the units of each function are called, where that is an office."""
    for function in codes.functions():
        if function.group not in ("enterprise", "people"):
            yield from filter(None, (*function.names, *function.kinds, function.zh))


@cache
def mechanism_names() -> tuple[str, ...]:
    """Labels and variants of the registered mechanisms."""
    return tuple(dict.fromkeys(name for m in codes.mechanisms() for name in (m.zh, *m.variants)))


@cache
def instrument_numbers() -> dict[str, str]:
    """Document numbers of instruments by their folded titles and short names."""
    return {
        fold(name): instrument.doc_number
        for instrument in codes.instruments()
        if instrument.doc_number
        for name in (instrument.title, *instrument.names)
    }


def plain_number(number: str) -> str:
    """A document number without the differences of writing that mean nothing.

    >>> plain_number("国办发〔2024〕第54号") == plain_number("国办发[2024]54号")
    True
    """
    folded = re.sub(r"[［\[【（(]((?:19|20)\d\d)[］\]】）)]", r"〔\1〕", number)
    return re.sub(r"(?<=〕)第|\s", "", folded)


@cache
def _divisions() -> dict[str, codes.Division]:
    return {division.code: division for division in codes.divisions()}


def division_name(code: str) -> str | None:
    """Name of an administrative division by its GB/T 2260 code."""
    found = _divisions().get(code)
    return found.name if found else None


def division_level(code: str) -> str:
    """Level of an administrative division: ``province``, ``prefecture`` or ``county``; "" where there is none of the code."""
    found = _divisions().get(code)
    return found.level if found else ""


def counties_within(code: str) -> tuple[str, ...]:
    """Names of the counties, cities and districts of the lowest level that are part of a division, or of itself if it is one."""
    counties = (each for each in _divisions().values() if each.level == "county")
    return tuple(each.name for each in counties if code in (each.code, each.parent))


def places_within(code: str) -> tuple[str, ...]:
    """Names of a division and of all that are part of it, at any depth."""
    within = {code}
    for each in sorted(_divisions().values(), key=lambda division: division.code):
        if each.parent in within:
            within.add(each.code)
    return tuple(name for each in within if (name := division_name(each)))


@cache
def all_divisions() -> frozenset[str]:
    """Names of all administrative divisions."""
    return frozenset(division.name for division in codes.divisions())


def division_above(code: str) -> str | None:
    """Code of the division that a division is part of."""
    found = _divisions().get(code)
    return found.parent if found else None


def divisions_above(code: str) -> Iterator[str]:
    """Codes of the divisions that a division is part of, the nearest first."""
    while code := division_above(code) or "":
        yield code
