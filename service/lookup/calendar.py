"""Deadlines, recurrences and seasons: what is to be done in a month."""

from __future__ import annotations

import asyncio
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from service.lookup.ask import Asker, Row
from service.lookup.tasks import TaskFilter
from service.lookup.terms import between


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do: by ``due``, or every ``period`` in ``year``, or in a season."""

    task: str
    text: str
    notice: str
    kind: str
    due: date | None = None
    period: str = ""
    first_month: int = 0
    last_month: int = 0
    year: int | None = None
    as_written: str = ""
    owners: tuple[str, ...] = ()
    notice_iri: str = ""
    dated: date | None = None  # of the notice: issued, or else signed
    time: str = ""  # IRI of the time, which stays when its date changes


_OWN_TIME = "?task az:hasDuty ?duty . ?duty az:hasTime ?time ."
_QUERY = """SELECT DISTINCT ?task ?text ?notice ?title ?year ?dated ?duty ?time ?by ?period ?from ?to ?words WHERE {{
{pattern} {own}
?task az:text ?sentence . OPTIONAL {{ ?duty az:text ?clause }} BIND(COALESCE(?clause, ?sentence) AS ?text)
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:planYear ?year }}
OPTIONAL {{ ?notice dcterms:issued ?issued }} OPTIONAL {{ ?notice az:signed ?signed }}
BIND(COALESCE(?issued, ?signed) AS ?dated)
OPTIONAL {{ ?time az:by ?by }} OPTIONAL {{ ?time az:period ?period }}
OPTIONAL {{ ?time az:fromMonth ?from ; az:toMonth ?to }} OPTIONAL {{ ?time az:asWritten ?words }}
FILTER(BOUND(?by) || BOUND(?period) || BOUND(?from))
}} ORDER BY ?by ?period ?from ?duty"""


#: Times that may fall in a month: deadlines in it, and what recurs or is in season in its year.
_IN_MONTH = """{{ ?time az:by ?day FILTER(?day >= "{first}"^^xsd:date && ?day <= "{last}"^^xsd:date) }} UNION
{{ ?time az:period|az:fromMonth ?any . OPTIONAL {{ ?notice az:planYear ?of }}
FILTER(!BOUND(?of) || ?of = "{year:04d}"^^xsd:gYear) }}"""


async def entries(
    ask: Asker, wanted: TaskFilter, month: tuple[int, int] | None = None
) -> list[Entry]:
    """Every time of the duties of the tasks that ``wanted`` lets through: a unit's are those of the duties
    that it answers for; with a ``month`` (year, month) not those that cannot fall in it."""
    pattern = wanted.pattern()
    if month is not None:
        year, number = month
        days = monthrange(year, number)[1]
        first, last = date(year, number, 1), date(year, number, days)
        pattern += "\n" + _IN_MONTH.format(first=first, last=last, year=year)
    rows, owned = await asyncio.gather(
        ask.select(_QUERY.format(pattern=pattern, own=_OWN_TIME)),
        ask.select(
            f"""SELECT DISTINCT ?duty ?name WHERE {{ {pattern} {_OWN_TIME}
            ?duty az:owner/skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }} ORDER BY ?duty ?name"""
        ),
    )
    owners: dict[str, list[str]] = {}
    for row in owned:
        owners.setdefault(row["duty"], []).append(row["name"])
    return [_entry(row, tuple(owners.get(row["duty"], ()))) for row in rows]


async def soon(ask: Asker, on: date, days: int, most: int) -> list[Row]:
    """The tasks that fall due from a day on within so many days, so many at most: ``task``, ``text``, ``due``,
    ``title`` of the notice."""
    return await ask.select(soon_query(on, on + timedelta(days=days), most))


def soon_query(first: date, last: date, most: int) -> str:
    """The query of that, for days from ``first`` to ``last``."""
    return f"""SELECT ?task ?due ?text ?title {{ {{ SELECT DISTINCT ?task ?due {{ {between("?due", first, last)}
        ?task az:due ?due ; a az:Task }} ORDER BY ?due ?task LIMIT {most} }}
        ?task az:text ?text ; az:notice ?notice . OPTIONAL {{ ?notice dcterms:title ?title }} }} ORDER BY ?due ?task"""


async def unit_names(ask: Asker) -> list[str]:
    """Names of the units that own a task with a time of its own, those with most of them first."""
    rows = await ask.select(
        f"""SELECT ?name (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{ ?task a az:Task . {_OWN_TIME}
        ?duty az:owner/skos:prefLabel ?name FILTER(LANG(?name) = 'zh')
        }} GROUP BY ?name ORDER BY DESC(?tasks) ?name LIMIT 500"""
    )
    return [row["name"] for row in rows if "name" in row]


def months_due(found: list[Entry]) -> list[tuple[int, int, int]]:
    """Year, month and number of deadlines of each month in which there are any."""
    counts = Counter((each.due.year, each.due.month) for each in found if each.due is not None)
    return [(year, month, count) for (year, month), count in sorted(counts.items())]


def _entry(row: dict[str, str], owners: tuple[str, ...]) -> Entry:
    kind = "due" if "by" in row else "recurrence" if "period" in row else "season"
    return Entry(
        row["task"],
        row["text"],
        row.get("title", ""),
        kind,
        date.fromisoformat(row["by"]) if "by" in row else None,
        row.get("period", ""),
        int(row["from"].strip("-")[:2]) if "from" in row else 0,
        int(row["to"].strip("-")[:2]) if "to" in row else 0,
        int(row["year"][:4]) if "year" in row else None,
        row.get("words", ""),
        owners,
        row.get("notice", ""),
        date.fromisoformat(row["dated"][:10]) if "dated" in row else None,
        row["time"],
    )


def in_month(found: list[Entry], year: int, month: int) -> list[Entry]:
    """What is to be done in a month: due in it, recurring in its year, or in season."""
    return [each for each in found if _falls_in(each, year, month)]


def _falls_in(entry: Entry, year: int, month: int) -> bool:
    if entry.due is not None:
        return (entry.due.year, entry.due.month) == (year, month)
    if entry.year is not None and entry.year != year:
        return False
    if entry.kind == "recurrence":
        return True
    first, last = entry.first_month, entry.last_month
    return first <= month <= last if first <= last else month >= first or month <= last
