"""Pages of tasks: by the index of the snapshot, or by asking an engine that keeps none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ontology import ids
from service.errors import BadRequest
from service.lookup.ask import Asker
from service.lookup.concepts import akin
from service.lookup.terms import among
from service.lookup.wanted import KIND, PERIODS, TaskFilter
from service.store.conditions import Conditions

#: What comes first in both directions, what is sorted by, and what decides between those that are alike in it.
_SORTS = {
    "notice": ("", "?notice", "?place ?position ?task"),
    "due": ("DESC(BOUND(?due))", "?due", "?notice ?place ?position ?task"),
    "text": ("", "?text", "?task"),
}
#: From what has a filter's value to the values above it.
_ABOVE = {
    "jurisdiction": "az:superiorJurisdiction*",
    "sector": "skos:broader*",
    "hazard": "skos:broader*",
}
#: Values of filters of which is kept what stands below them.
_MOST_BELOW = 1 << 8
_EXACT = ("section", "mechanism", "instrument", "measure")


@dataclass(frozen=True, slots=True)
class Page:
    """Tasks (IRIs) of a page, and how many there are."""

    tasks: list[str]
    total: int


async def find_page(
    ask: Asker, wanted: TaskFilter, sort: str, limit: int | None, offset: int
) -> Page:
    """One page of the tasks that ``wanted`` lets through, or all from ``offset`` on, in a stable order."""
    if sort.removeprefix("-") not in _SORTS:
        raise BadRequest(
            f"sort 应为 {'、'.join(_SORTS)}（前加 - 为倒序），收到“{sort}”。",
            f"sort must be one of {', '.join(_SORTS)} (- before it reverses), not {sort!r}.",
        )
    return (await find_pages(ask, [wanted], sort, limit, offset))[0]


async def find_pages(
    ask: Asker, wanted: Sequence[TaskFilter], sort: str, limit: int | None, offset: int
) -> list[Page]:
    """One page of the tasks of each filter, in one go where there is an index."""
    if ask.engine.lister() is None:
        return await asyncio.gather(
            *(_query_page(ask, each, sort, limit, offset) for each in wanted)
        )
    page = {"sort": sort, "limit": limit, "offset": offset}
    conditions = await asyncio.gather(*(_conditions(ask, each) for each in wanted))
    orders = [{"of": "tasks", "wanted": each.head(), "page": page} for each in conditions]
    found = await ask.listed({"of": "several", "orders": orders}) if orders else []
    return [Page(tasks, total) for tasks, total in found]


async def _query_page(
    ask: Asker, wanted: TaskFilter, sort: str, limit: int | None, offset: int
) -> Page:
    tasks = await query_tasks(ask, wanted, sort, limit, offset)
    whole = limit is None and not offset
    return Page(tasks, len(tasks) if whole else await _count(ask, wanted))


@dataclass(frozen=True, slots=True)
class Instead:
    """A concept that a filter could have in place of its own: of which ``facet``, and how many tasks that has."""

    facet: str
    concept: str
    zh: str
    en: str
    tasks: int


async def instead(ask: Asker, wanted: TaskFilter) -> list[Instead]:
    """What lies near the concepts of the filter and has tasks under its other conditions, most tasks first."""
    near = [
        (facet, found)
        for facet in ("mechanism", "sector", "hazard")
        for found in (await akin(ask, getattr(wanted, facet)) if getattr(wanted, facet) else ())
    ][:_MOST_NEAR]
    filters = [_with(wanted, facet, x) for facet, (x, *_) in near]
    pages = await find_pages(ask, filters, "notice", 1, 0)
    counted = [
        Instead(facet, *found, page.total) for (facet, found), page in zip(near, pages, strict=True)
    ]
    return sorted((each for each in counted if each.tasks), key=lambda each: -each.tasks)


def _with(wanted: TaskFilter, facet: str, concept: str) -> TaskFilter:
    changed: dict[str, Any] = {facet: (concept,)}
    return replace(wanted, **changed)


#: Concepts that are looked up in place of another.
_MOST_NEAR = 12


async def listed(ask: Asker, of: str, wanted: TaskFilter, page: Mapping[str, object]) -> Any:
    """What the index has: ``of`` these tasks themselves, their times, how many of those, their months, or notices of their place
    and year."""
    conditions = (await _conditions(ask, wanted)).head()
    return await ask.listed({"of": of, "wanted": conditions, "page": page})


async def _conditions(ask: Asker, wanted: TaskFilter) -> Conditions:
    """The filter as the index takes it, which knows what tasks have, not what stands above that."""
    reached = await asyncio.gather(
        *(_below(ask, getattr(wanted, n), way) for n, way in _ABOVE.items())
    )
    facets = dict(zip(_ABOVE, reached, strict=True))
    facets |= {name: getattr(wanted, name) for name in _EXACT}
    facets |= {"year": [f"{wanted.year:04d}"]} if wanted.year is not None else {}
    return Conditions(
        notices=wanted.notice,
        facets={name: values for name, values in facets.items() if values},
        units=await _units(ask, wanted),
        role=ids.code_iri("role", wanted.role) if wanted.role else "",
        due_from=wanted.due_from.isoformat() if wanted.due_from else "",
        due_to=wanted.due_to.isoformat() if wanted.due_to else "",
        recurrence=PERIODS.get(wanted.recurrence, wanted.recurrence),
        has_owner=wanted.has_owner,
        nobody=wanted.nobody,
        has_deadline=wanted.has_deadline,
        text=wanted.text,
    )


async def places_below(ask: Asker, places: Sequence[str]) -> list[str]:
    """The places (IRIs) and those below them."""
    return await _below(ask, places, _ABOVE["jurisdiction"])


async def _below(ask: Asker, tops: Sequence[str], way: str) -> list[str]:
    """What reaches one of the ``tops``, themselves too."""
    if not tops:
        return []
    query = f"SELECT DISTINCT ?x WHERE {{ {among('?top', tops)} ?x {way} ?top }}"
    rows = await ask.select_once("below", query, _MOST_BELOW)
    return [row["x"] for row in rows]


async def _units(ask: Asker, wanted: TaskFilter) -> list[str] | None:
    """The units of the filter, those of the function too; None where neither restricts."""
    if not wanted.function:
        return list(wanted.unit) or None
    having = await _below(ask, wanted.function, KIND)
    return [each for each in having if not wanted.unit or each in wanted.unit]


async def _count(ask: Asker, wanted: TaskFilter) -> int:
    rows = await ask.select(f"SELECT (COUNT(DISTINCT ?task) AS ?n) WHERE {{ {wanted.pattern()} }}")
    return int(rows[0]["n"])


async def query_tasks(
    ask: Asker, wanted: TaskFilter, sort: str, limit: int | None, offset: int
) -> list[str]:
    """IRIs of one page of tasks, or of all from ``offset`` on, as the graph has them."""
    always, by, then = _SORTS[sort.removeprefix("-")]
    order = f"{always} {'DESC' if sort.startswith('-') else 'ASC'}({by}) {then}"
    rows = await ask.select(
        f"""SELECT DISTINCT ?task ?notice ?place ?position ?text ?due WHERE {{
        {{ SELECT ?task ?notice (MIN(STR(?day)) AS ?due) WHERE {{ {wanted.pattern()}
        OPTIONAL {{ ?task az:due ?day }} }} GROUP BY ?task ?notice }}
        OPTIONAL {{ ?task az:statedIn/az:position ?place }} OPTIONAL {{ ?task az:position ?position }}
        OPTIONAL {{ ?task az:text ?text }} }} ORDER BY {order}
        {f"LIMIT {limit}" if limit else ""} OFFSET {offset}"""
    )
    return list(dict.fromkeys(row["task"] for row in rows))
