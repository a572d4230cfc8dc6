"""Notices to be compared: which ones, and their duties fetched from the graph."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from alignment.reading import PREDICATES, read_side
from alignment.records import Side
from alignment.relations import Place, kin
from service.lookup.ask import Asker
from service.lookup.terms import iri

_TRIPLES = "SELECT ?s ?p ?o WHERE {{ GRAPH {notice} {{ ?s ?p ?o }} VALUES ?p {{ {predicates} }} }}"
_predicates = " ".join(iri(each) for each in PREDICATES)


async def fetch_side(ask: Asker, notice: str) -> Side:
    """The duties of a notice, by its IRI."""
    rows = await ask.select(_TRIPLES.format(notice=iri(notice), predicates=_predicates))
    triples = [(row["s"], row["p"], row["o"]) for row in rows]
    return await asyncio.to_thread(read_side, triples)


#: Notices set beside one another at most, and fetched at once.
MOST, _AT_ONCE = 40, 4

_BELOW = """SELECT DISTINCT ?notice ?place WHERE {{ {notice} az:jurisdiction ?above ; az:year ?year .
?place az:superiorJurisdiction{path} ?above . ?notice az:jurisdiction ?place ; a az:Notice ; az:year ?own
FILTER(?own >= ?year && ?own <= ?year + 1) }} ORDER BY ?place ?own ?notice"""
_OF_PLACE = """SELECT ?notice WHERE {{ ?notice a az:Notice ; az:jurisdiction {place} ; az:year ?year }}
ORDER BY ?year ?notice"""


_ABOVE = """SELECT DISTINCT ?notice ?place ?year WHERE {{ {notice} az:jurisdiction/az:superiorJurisdiction* ?place .
?notice az:jurisdiction ?place ; a az:Notice ; az:year ?year }}"""


async def fetch_sides(ask: Asker, notices: Sequence[str]) -> list[Side]:
    """The duties of several notices, in their order."""
    found: list[Side] = []
    for at in range(0, len(notices), _AT_ONCE):
        some = notices[at : at + _AT_ONCE]
        found += await asyncio.gather(*(fetch_side(ask, each) for each in some))
    return found


async def subordinates_of(ask: Asker, notice: str) -> list[str]:
    """The notices of places directly below the notice's own, for its plan year or the next; where there are
    none, those of places further below."""
    for path in ("", "+"):
        rows = await ask.select(_BELOW.format(notice=iri(notice), path=path))
        if rows:
            return [row["notice"] for row in rows]
    return []


async def earlier_of(ask: Asker, notice: str) -> str:
    """The notice that this one is compared to where none is named: the nearest superior's, the latest that it can
    have taken up; else the last of its own place; "" where the graph has neither."""
    rows = await ask.select(_ABOVE.format(notice=iri(notice)))
    places = {
        row["notice"]: Place(row["notice"], row["place"].rsplit("/", 1)[-1], int(row["year"]))
        for row in rows
    }
    if notice not in places:
        return ""
    own = places[notice]
    found = [places[one] for one, two in kin(places.values()).related(own) if two == notice]
    # Codes of places above end in more zeros (GB/T 2260): the nearest is the greatest.
    found.sort(key=lambda each: (each.code != own.code, each.code, each.year, each.notice))
    return found[-1].notice if found else ""


async def notices_of(ask: Asker, place: str) -> list[str]:
    """The notices of one place, the earliest first."""
    return [row["notice"] for row in await ask.select(_OF_PLACE.format(place=iri(place)))]
