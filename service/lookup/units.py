"""A page of units: by the index of their names where words are searched, else by the graph."""

from __future__ import annotations

import asyncio

from ontology import ids
from service.lookup.ask import Asker, Row
from service.lookup.concepts import UnitFilter, count_units, find_units
from service.lookup.find import places_below
from service.lookup.terms import iri
from service.store.conditions import Conditions
from service.store.words import words_of


async def page_of_units(
    ask: Asker, wanted: UnitFilter, limit: int | None, offset: int
) -> tuple[list[Row], int]:
    """One page of units as ``find_units`` gives them, or all from ``offset`` on; and how many there are."""
    if words_of(wanted.text) and (found := await _by_words(ask, wanted, limit, offset)) is not None:
        return found
    if wanted.reads_all or limit is None:
        rows = await find_units(ask, wanted)
        return rows[offset : None if limit is None else offset + limit], len(rows)
    page, total = await asyncio.gather(
        find_units(ask, wanted, limit, offset), count_units(ask, wanted)
    )
    return page, total


async def _by_words(
    ask: Asker, wanted: UnitFilter, limit: int | None, offset: int
) -> tuple[list[Row], int] | None:
    """That page by the index of their names; None where there is none, or of an earlier edition."""
    if ask.engine.lister() is None:
        return None
    usual = await ask.once("usual names of functions", _usual_names)
    facets = {
        "function": wanted.function,
        "jurisdiction": await places_below(ask, wanted.jurisdiction),
    }
    words = words_of(wanted.text)
    named = {"function": [one for one, name in usual if all(word in name for word in words)]}
    others = [named] if named["function"] else []
    if wanted.office is not None:
        does = [ids.code_iri("function", wanted.office.function)]
        at = [*map(ids.jurisdiction_iri, wanted.office.places)]
        others.append({"function": does, "jurisdiction": at})
    conditions = Conditions(
        units=wanted.units or None,
        facets={name: values for name, values in facets.items() if values},
        text=wanted.text,
    )
    page = {"limit": limit, "offset": offset, "others": others, "used": wanted.used}
    found = await ask.listed({"of": "units", "wanted": conditions.head(), "page": page})
    if found is None:
        return None
    rows, total = found
    return [_numbered(*row) for row in rows], total


def _numbered(unit: str, tasks: int, by_default: int) -> Row:
    numbers = {"tasks": tasks, "by_default": by_default}
    return {"unit": unit, **{name: str(number) for name, number in numbers.items() if number}}


async def _usual_names(ask: Asker) -> list[tuple[str, str]]:
    """Functions (IRIs) and what offices of them are usually called, without capitals."""
    scheme = iri(ids.scheme_iri("function"))
    rows = await ask.select(
        f"SELECT ?x ?name {{ ?x skos:altLabel ?name ; skos:inScheme {scheme} }}"
    )
    return [(row["x"], row["name"].lower()) for row in rows]
