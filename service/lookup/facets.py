"""What a reader can narrow a list by: the values there are, with their names."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from ontology import ids
from service.lookup.ask import Asker, Row
from service.lookup.concepts import USED_BY, UnitFilter, find_units
from service.lookup.terms import iri, local

#: Units and places that are offered; any other can be typed.
OFFERED = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a parameter, and what a reader calls it in Chinese and, where that is told, in English; ``group``: what
    it is one of, in both."""

    value: str
    label: str
    en: str = ""
    group: tuple[str, str] = ("", "")


async def choices(ask: Asker, names: Sequence[str]) -> dict[str, list[Choice]]:
    """The values of each facet of ``names`` that has a list of them."""
    asked = [name for name in names if name in _QUERIES]
    found = await asyncio.gather(*(ask.select(_QUERIES[name]) for name in asked))
    units = {"unit": await _units(ask)} if "unit" in names else {}
    return units | {
        name: [_choice(row, name in _CODES) for row in rows if "x" in row]
        for name, rows in zip(asked, found, strict=True)
    }


def _choice(row: Row, code: bool) -> Choice:
    value = local(row["x"]) if code else row["x"]
    group = row.get("group", ""), row.get("group_en", "")
    return Choice(value, row["label"], row.get("en", ""), group)


async def _units(ask: Asker) -> list[Choice]:
    """The units with most tasks."""
    rows = await find_units(ask, UnitFilter(), OFFERED)
    labels = await ask.labels(row["unit"] for row in rows if int(row.get("tasks", 0)))
    return [
        Choice(label, label)
        for label in dict.fromkeys(labels[row["unit"]] for row in rows if row["unit"] in labels)
    ]


_ENGLISH = "OPTIONAL { ?x skos:prefLabel ?en FILTER(LANG(?en) = 'en') }"


def _codes(scheme: str) -> str:
    return f"""SELECT DISTINCT ?x ?label ?en {{ ?x skos:inScheme {iri(ids.scheme_iri(scheme))} ; skos:prefLabel ?label
    FILTER(LANG(?label) = 'zh') {_ENGLISH} }} ORDER BY ?x"""


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
_CODES = (*USED_BY, "office")
_QUERIES = {
    **{scheme: _codes(scheme) for scheme in USED_BY},
    "office": f"""SELECT DISTINCT ?x ?label ?en ?group ?group_en {{ ?x skos:inScheme {iri(ids.scheme_iri("function"))} ;
    skos:prefLabel ?label ; skos:broader ?of ; {KIND_OF} ?kind FILTER(LANG(?label) = 'zh')
    FILTER(?of NOT IN ({", ".join(iri(ids.code_iri("function", each)) for each in _NO_OFFICES)}))
    VALUES (?kind ?place) {{ {" ".join(f"({iri(ids.code_iri('function', each))} {at})" for at, each in enumerate(_KINDS))} }}
    ?kind skos:prefLabel ?group FILTER(LANG(?group) = 'zh') ?kind skos:prefLabel ?group_en FILTER(LANG(?group_en) = 'en')
    {_ENGLISH} }} ORDER BY ?place ?x""",
    "year": "SELECT DISTINCT (STR(?y) AS ?x) (STR(?y) AS ?label) { ?n a az:Notice ; az:planYear ?y } ORDER BY DESC(?y)",
    "jurisdiction": f"""SELECT DISTINCT (?label AS ?x) ?label {{ {{ SELECT DISTINCT ?own {{ ?n a az:Notice ;
    az:jurisdiction ?own }} }} ?own az:superiorJurisdiction* ?place . ?place skos:prefLabel ?label
    FILTER(LANG(?label) = 'zh') }} ORDER BY ?place LIMIT {OFFERED}""",
}
