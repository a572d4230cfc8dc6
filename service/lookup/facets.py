"""What a reader can narrow a list by: the values there are, with their names."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from ontology import codes, ids
from service.lookup.ask import Asker
from service.lookup.concepts import busiest
from service.lookup.figures import by_place, by_year
from service.lookup.places import divisions
from service.lookup.terms import among, iri, local

#: Units and places that are offered; any other can be typed.
OFFERED = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a parameter, and what a reader calls it in Chinese and, where that is told, in English; ``group``: what
    it is one of, in both; ``usual``: other names, the shortest first."""

    value: str
    label: str
    en: str = ""
    group: tuple[str, str] = ("", "")
    usual: tuple[str, ...] = ()


class Coded(Protocol):
    """A code of a list, whatever else is told of it."""

    @property
    def notation(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


async def choices(ask: Asker, names: Sequence[str]) -> dict[str, list[Choice]]:
    """The values of each facet of ``names`` that has a list of them."""
    asked = [name for name in names if name in _ASKED]
    found = await asyncio.gather(*(ask.once(name, _ASKED[name]) for name in asked))
    listed = {name: _coded(name) for name in names if name in _LISTS}
    return listed | dict(zip(asked, found, strict=True))


async def warm(ask: Asker) -> None:
    """Have what is asked once for a snapshot, and is on nearly every page, asked: one after the other, beside those who
    ask already."""
    for name in _ASKED:
        await choices(ask, [name])


@cache
def _coded(name: str) -> list[Choice]:
    """The codes of a list as their Chinese names sound."""
    found = sorted(_LISTS[name](), key=lambda code: (ids.slug(code.zh), code.notation))
    return [Choice(each.notation, each.zh, each.en) for each in found]


async def _offices(ask: Asker) -> list[Choice]:
    usual = {each.notation: sorted(each.names, key=len) for each in codes.functions()}
    return [
        Choice(
            (code := local(row["x"])), row["label"], row.get("en", ""),
            (row["group"], row["group_en"]), tuple(usual.get(code, ())),
        )
        for row in await ask.select(_OFFICES)
    ]  # fmt: skip


async def _years(ask: Asker) -> list[Choice]:
    """The years that notices are for, the latest first."""
    kept = await by_year(ask) or {row["y"][:4]: 0 for row in await ask.select(_YEARS)}
    return [Choice(year, year) for year in sorted(kept, reverse=True)]


async def _places(ask: Asker) -> list[Choice]:
    """The places that issued notices, and those above them, by code."""
    own = list(await by_place(ask)) or [row["own"] for row in await ask.select(_PLACES)]
    known = divisions()
    others = [each for each in own if each not in known]
    if others:
        own += [row["of"] for row in await ask.select(_ABOVE.format(own=among("?own", others)))]
    names = await ask.labels(others)
    for each in own:
        while each in known and each not in names:
            names[each], each = known[each]
    return [Choice(names[each], names[each]) for each in sorted(names)][:OFFERED]


async def _units(ask: Asker) -> list[Choice]:
    """The units with most tasks."""
    units = await busiest(ask, OFFERED)
    labels = await ask.labels(units)
    called = dict.fromkeys(labels[each] for each in units if each in labels)
    return [Choice(label, label) for label in called]


_YEARS = "SELECT DISTINCT (STR(?year) AS ?y) { ?n a az:Notice ; az:planYear ?year }"
_PLACES = "SELECT DISTINCT ?own { ?n a az:Notice ; az:jurisdiction ?own }"
_ABOVE = "SELECT DISTINCT ?of {{ {own} ?own az:superiorJurisdiction ?of }}"
_ENGLISH = "OPTIONAL { ?x skos:prefLabel ?en FILTER(LANG(?en) = 'en') }"
#: Kinds of functions that are no offices.
_NO_OFFICES = ("collective", "enterprises", "person", "county", "group")
#: From a function to its kind, the topmost of what it is one of.
KIND_OF = "skos:broader+"
#: Kinds of offices as a reader looks for them.
_KINDS = (
    "party",
    "government",
    "department",
    "vertical",
    "township",
    "village",
    "committee",
    "mass",
    "judicial",
    "military",
    "rescue",
    "enterprises",
)
_OFFICES = f"""SELECT DISTINCT ?x ?label ?en ?group ?group_en {{ ?x skos:inScheme {iri(ids.scheme_iri("function"))} ;
skos:prefLabel ?label ; skos:broader ?of ; {KIND_OF} ?kind FILTER(LANG(?label) = 'zh')
FILTER(?of NOT IN ({", ".join(iri(ids.code_iri("function", each)) for each in _NO_OFFICES)}))
VALUES (?kind ?place) {{ {" ".join(f"({iri(ids.code_iri('function', each))} {at})" for at, each in enumerate(_KINDS))} }}
?kind skos:prefLabel ?group FILTER(LANG(?group) = 'zh') ?kind skos:prefLabel ?group_en FILTER(LANG(?group_en) = 'en')
{_ENGLISH} }} ORDER BY ?place ?x"""


@cache
def english() -> dict[str, str]:
    """What codes (IRIs) that tasks are tagged with are called in English."""
    return {
        ids.code_iri(scheme, each.notation): each.en
        for scheme in ("mechanism", "sector", "hazard", "measure")
        for each in _LISTS[scheme]()
    }


_LISTS: dict[str, Callable[[], Iterable[Coded]]] = {
    "mechanism": codes.mechanisms,
    "sector": codes.sectors,
    "hazard": codes.hazards,
    "measure": codes.measures,
    "function": lambda: (*codes.lists("function"), *codes.functions()),
}
_ASKED: dict[str, Callable[[Asker], Awaitable[list[Choice]]]] = {
    "office": _offices,
    "year": _years,
    "jurisdiction": _places,
    "unit": _units,
}
