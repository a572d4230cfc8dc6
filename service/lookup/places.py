"""Where notices come from: how many there are of each province, as tiles of a map, and of each place."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ontology import codes, ids
from service.lookup.ask import Asker
from service.lookup.figures import by_place
from service.lookup.terms import among, local


@dataclass(frozen=True, slots=True)
class Tile:
    """A province (GB/T 2260) on a grid that keeps neighbours near: column and row from 1; ``notices`` of
    it and of all places below."""

    code: str
    name: str
    column: int
    row: int
    notices: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    notices: int


async def mapped(ask: Asker) -> tuple[list[Place], list[Tile]]:
    """The places that issued notices, by code, each with those of all below it, and every province."""
    return await ask.once("places on a map", _mapped)


async def _mapped(ask: Asker) -> tuple[list[Place], list[Tile]]:
    found = await places(ask)
    return with_below(found), tiles(found)


async def places(ask: Asker) -> list[Place]:
    """The places that issued notices, by code."""
    if kept := await by_place(ask):
        names = await named_places(ask, kept.keys())
        return [
            Place(code := local(each), names.get(each, (code, ""))[0], n)
            for each, n in kept.items()
        ]
    rows = await ask.select(
        """SELECT ?place ?n ?label { { SELECT ?place (COUNT(?notice) AS ?n) { ?notice a az:Notice ;
        az:jurisdiction ?place } GROUP BY ?place } OPTIONAL { ?place skos:prefLabel ?label FILTER(LANG(?label) = 'zh') } }
        ORDER BY ?place"""
    )
    found = {local(row["place"]): row for row in rows if "place" in row}
    return [Place(code, row.get("label", code), int(row["n"])) for code, row in found.items()]


@cache
def divisions() -> dict[str, tuple[str, str]]:
    """The divisions of GB/T 2260 (IRIs): name, and what is above."""
    return {
        ids.jurisdiction_iri(each.code): (each.name, ids.jurisdiction_iri(each.parent or ""))
        for each in codes.divisions()
    }


def in_both(code: str) -> tuple[str, str]:
    """The name of a division in Chinese and in English, with what is above it where others are called so; its code where
    GB/T 2260 has none of it.

    >>> in_both("140200"), in_both("140502")
    (('大同市', 'Datong City'), ('晋城市城区', 'Chengqu District of Jincheng City'))
    """
    known, shared = _by_code()
    if code not in known:
        return code, code
    division = known[code]
    above = known.get(division.parent or "", division)
    if above.name == division.name:
        return division.name, division.en
    return (
        (above.name if division.name in shared else "") + division.name,
        division.en + (f" of {above.en}" if division.en in shared else ""),
    )


@cache
def _by_code() -> tuple[dict[str, codes.Division], Set[str]]:
    """The divisions, and the names in either language that several have."""
    known = {each.code: each for each in codes.divisions()}
    named = Counter(name for each in known.values() for name in (each.name, each.en))
    return known, {name for name, number in named.items() if number > 1}


async def named_places(ask: Asker, places: Set[str]) -> dict[str, tuple[str, str]]:
    """The name of each of the places (IRIs), and of what is above it, "" where nothing is."""
    known = divisions()
    found = {
        each: (known[each][0], known.get(known[each][1], ("", ""))[0])
        for each in places
        if each in known
    }
    others = sorted(places - known.keys())
    rows = (
        await ask.select(
            f"""SELECT ?j ?place ?above WHERE {{ {among("?j", others)} ?j skos:prefLabel ?place FILTER(LANG(?place) = 'zh')
        OPTIONAL {{ ?j az:superiorJurisdiction/skos:prefLabel ?above FILTER(LANG(?above) = 'zh') }} }}"""
        )
        if others
        else []
    )
    return found | {row["j"]: (row["place"], row.get("above", "")) for row in rows}


def with_below(found: list[Place]) -> list[Place]:
    """The same places, each with the notices of all places below it (GB/T 2260), as lists of a place have them.

    >>> with_below([Place("140200", "大同市", 2), Place("140212", "新荣区", 1)])[0].notices
    3
    """
    above = {each.code: each.parent for each in codes.divisions()}
    counts: Counter[str] = Counter()
    for place in found:
        code: str | None = place.code
        while code:
            counts[code] += place.notices
            code = above.get(code)
    return [replace(each, notices=counts[each.code]) for each in found]


def tiles(found: list[Place]) -> list[Tile]:
    """Every province, with the number of notices.

    >>> [each.notices for each in tiles([Place("140200", "大同市", 2)]) if each.name == "山西"]
    [2]
    """
    counts: Counter[str] = Counter()
    for place in found:
        counts[place.code[:2] + "0000"] += place.notices
    return [Tile(*each, notices=counts[each[0]]) for each in _grid()]


@cache
def _grid() -> tuple[tuple[str, str, int, int], ...]:
    return tuple(_read())


def _read() -> Iterator[tuple[str, str, int, int]]:
    table = (files("service") / "lookup" / "places.tsv").read_text("utf-8")
    for row in csv.DictReader(table.splitlines(), delimiter="\t"):
        yield row["code"], row["name"], int(row["column"]), int(row["row"])
