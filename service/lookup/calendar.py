"""Deadlines and recurrences as a calendar: rows of a month, or iCalendar that a phone subscribes to."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vRecur

from service.lookup.ask import Asker
from service.lookup.tasks import TaskFilter

#: ISO 8601 durations to iCalendar rules; a period that is none of these is told in words only.
RULES: dict[str, dict[str, Any]] = {
    "P1D": {"freq": "daily"},
    "P7D": {"freq": "weekly"},
    "P1W": {"freq": "weekly"},
    "P1M": {"freq": "monthly"},
    "P2M": {"freq": "monthly", "interval": 2},
    "P3M": {"freq": "monthly", "interval": 3},
    "P6M": {"freq": "monthly", "interval": 6},
    "P1Y": {"freq": "yearly"},
}
_DAYS = re.compile(r"P(\d+)D")


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


_OWN_TIME = """?task az:hasTime ?own FILTER NOT EXISTS { ?own az:basis
<https://w3id.org/anze/code/basis/inherited> }"""
_QUERY = """SELECT DISTINCT ?task ?text ?title ?year ?by ?period ?from ?to ?words WHERE {{
{pattern}
?task az:text ?text ; az:hasTime ?time .
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:planYear ?year }}
OPTIONAL {{ ?time az:by ?by }} OPTIONAL {{ ?time az:period ?period }}
OPTIONAL {{ ?time az:fromMonth ?from ; az:toMonth ?to }} OPTIONAL {{ ?time az:asWritten ?words }}
FILTER(BOUND(?by) || BOUND(?period) || BOUND(?from))
FILTER NOT EXISTS {{ ?time az:basis <https://w3id.org/anze/code/basis/inherited> }}
}} ORDER BY ?by ?period ?from ?task"""


async def entries(ask: Asker, wanted: TaskFilter) -> list[Entry]:
    """Every explicit time of the tasks that ``wanted`` lets through."""
    pattern = wanted.pattern()
    rows, owned = await asyncio.gather(
        ask.select(_QUERY.format(pattern=pattern)),
        ask.select(
            f"""SELECT DISTINCT ?task ?name WHERE {{ {pattern} {_OWN_TIME}
            ?task az:owner/skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }} ORDER BY ?task ?name"""
        ),
    )
    owners: dict[str, list[str]] = {}
    for row in owned:
        owners.setdefault(row["task"], []).append(row["name"])
    return [_entry(row, tuple(owners.get(row["task"], ()))) for row in rows]


async def unit_names(ask: Asker) -> list[str]:
    """Names of the units that own a task with a time of its own, those with most of them first."""
    rows = await ask.select(
        f"""SELECT ?name (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{ ?task a az:Task . {_OWN_TIME}
        ?task az:owner/skos:prefLabel ?name FILTER(LANG(?name) = 'zh')
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


def to_ics(found: list[Entry], name: str, base: str) -> bytes:
    """An iCalendar feed. A deadline is a whole day; a recurrence runs through its plan year, each
    time on the last day of its period, since the text sets no other day."""
    calendar = Calendar()
    calendar.add("prodid", "-//anze//notices//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "P1D")
    for number, entry in enumerate(found):
        if (event := _event(entry, number, base)) is not None:
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(entry: Entry, number: int, base: str) -> Event | None:
    event = Event()
    slot = _slot(entry)
    if slot is None:
        return None
    start, end, rule = slot
    event.add("uid", f"{entry.task}#{entry.kind}-{entry.as_written or number}")
    event.add("dtstamp", datetime(entry.year or start.year, 1, 1, tzinfo=UTC))
    event.add("dtstart", start)
    event.add("dtend", end)
    if rule is not None:
        event.add("rrule", vRecur(rule))
    event.add("summary", f"{entry.as_written}：{entry.text}"[:120])
    who = f"责任单位：{'、'.join(entry.owners)}\n" if entry.owners else ""
    event.add("description", f"{entry.text}\n{who}{entry.notice}")
    event.add("url", entry.task.replace("https://w3id.org/anze", base))
    event.add("transp", "TRANSPARENT")
    return event


def _slot(entry: Entry) -> tuple[date, date, dict[str, Any] | None] | None:
    """First day, day after the last, and the rule of an entry; None without a year to stand in."""
    if entry.due is not None:
        return entry.due, entry.due + timedelta(days=1), None
    if entry.year is None:
        return None
    if entry.kind == "season":
        wraps = entry.last_month < entry.first_month
        start = date(entry.year, entry.first_month, 1)
        return start, _next_month(date(entry.year + wraps, entry.last_month, 1)), None
    rule = _rule(entry.period)
    if rule is None:
        return None
    until = {"until": date(entry.year, 12, 31)}
    start = _first_end(entry.year, entry.period)
    month_end = {"bymonthday": -1} if rule["freq"] in ("monthly", "yearly") else {}
    return start, start + timedelta(days=1), {**rule, **month_end, **until}


def _rule(period: str) -> dict[str, Any] | None:
    days = _DAYS.fullmatch(period)
    if period in RULES:
        return dict(RULES[period])
    return {"freq": "daily", "interval": int(days[1])} if days and int(days[1]) else None


def _first_end(year: int, period: str) -> date:
    """The last day of the first period of the year."""
    months = {"P1M": 1, "P2M": 2, "P3M": 3, "P6M": 6, "P1Y": 12}.get(period)
    if months:
        return _next_month(date(year, months, 1)) - timedelta(days=1)
    days = _DAYS.fullmatch(period)
    return date(year, 1, 1) + timedelta(days=(int(days[1]) if days else 7) - 1)


def _next_month(day: date) -> date:
    """The first day of the month after ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
