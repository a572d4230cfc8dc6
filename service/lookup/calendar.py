"""Deadlines, recurrences and seasons: what is to be done in a month."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from ontology import ids
from service.lookup.ask import Asker, Row
from service.lookup.figures import deadlines
from service.lookup.find import listed
from service.lookup.tasks import link
from service.lookup.terms import among, iri, local
from service.lookup.wanted import TaskFilter
from service.store.conditions import Span
from service.store.finding import TimeRow
from service.store.retold import Told, retold
from service.store.sheets import DAYS, days_text


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
    draft: bool = False  # of a notice that is not issued
    inferred: bool = False  # the owners are those of a sentence before
    first_day: int = 0  # of the first month, 0 where the season has months alone
    last_day: int = 0
    days: str = ""  # on which it recurs, as a rule of iCalendar has them: BYMONTHDAY=25


def tell_entries(found: Sequence[Entry], base: str) -> list[dict[str, Any]]:
    """The entries as JSON has them, with the addresses of their tasks below ``base``."""
    return [
        {
            **{name: getattr(each, name) for name in _FIELDS},
            "due": each.due and each.due.isoformat(),
            "dated": each.dated and each.dated.isoformat(),
            "owners": [*each.owners],
            "url": link(each.task, base),
        }
        for each in found
    ]


_FIELDS = tuple(each.name for each in fields(Entry))
#: What tells a table without rows its columns.
NO_ENTRY = tell_entries([Entry("", "", "", "")], "")[0]

_OWN_TIME = "?task az:hasDuty ?duty . ?duty az:hasTime ?time ."
_QUERY = """SELECT DISTINCT ?task ?text ?notice ?title ?year ?dated ?duty ?time ?by ?period ?from ?to ?words WHERE {{
{pattern} {own}
?task az:text ?sentence . OPTIONAL {{ ?duty az:text ?clause }} BIND(COALESCE(?clause, ?sentence) AS ?text)
OPTIONAL {{ ?notice dcterms:title ?title }} OPTIONAL {{ ?notice az:planYear ?year }}
OPTIONAL {{ ?notice dcterms:issued ?issued }} OPTIONAL {{ ?notice az:signed ?signed }}
BIND(COALESCE(?issued, ?signed) AS ?dated)
OPTIONAL {{ ?time az:by ?by }} OPTIONAL {{ ?time az:period ?period }}
OPTIONAL {{ ?time az:fromMonth ?first ; az:toMonth ?last
OPTIONAL {{ ?time az:fromDay ?first_day ; az:toDay ?last_day }}
BIND(COALESCE(?first_day, ?first) AS ?from) BIND(COALESCE(?last_day, ?last) AS ?to) }} OPTIONAL {{ ?time az:asWritten ?words }}
FILTER(BOUND(?by) || BOUND(?period) || BOUND(?from))
}} ORDER BY ?by STR(?period) STR(?from) ?duty ?time"""


_ON = f"""SELECT DISTINCT ?time ?part ?value WHERE {{{{ {{pattern}} {{own}}
VALUES ?part {{{{ {" ".join(f"az:{name}" for name in DAYS)} }}}} ?time ?part ?value }}}}"""


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of a page, and how many there are."""

    page: Sequence[Entry]
    total: int


async def find_entries(
    ask: Asker, wanted: TaskFilter, span: Span | None = None, since: date | None = None,
    limit: int | None = None, offset: int = 0,
) -> Entries:  # fmt: skip
    """A page of the times of the duties of the tasks that ``wanted`` lets through, or all: a unit's are those of the
    duties that it answers for; with a ``span`` those of it. ``since`` a day: what falls due from then
    on first, then what recurs, seasons, and what is past; else seasons, what recurs, and day by day."""
    if ask.engine.lister() is None:
        whole = _paged(await query_entries(ask, wanted), span, since, limit, offset)
        return Entries(await _told(ask, whole.page), whole.total)
    day = since.isoformat() if since else ""
    within = None if span is None else asdict(span)
    page = {"span": within, "since": day, "limit": limit, "offset": offset}
    found, total = await listed(ask, "times", wanted, page)
    rows = [TimeRow(*each) for each in found]
    names = await _names(ask, {unit for row in rows for unit in row.owners})
    # of all times of an archive that takes long: beside the event loop
    entries = await asyncio.to_thread(lambda: [_listed(row, names) for row in rows])
    known = all(row.draft >= 0 for row in rows)
    return Entries(entries if known else await _told(ask, entries), total)


async def count_entries(ask: Asker, wanted: TaskFilter, spans: Sequence[Span]) -> list[int]:
    """How many times ``find_entries`` has of each span."""
    if ask.engine.lister() is None:
        found = await query_entries(ask, wanted)
        return [sum(_falls_in(each, span) for each in found) for span in spans]
    counts: list[int] = await listed(ask, "counts", wanted, {"spans": list(map(asdict, spans))})
    return counts


async def _told(ask: Asker, found: Sequence[Entry]) -> Sequence[Entry]:
    """The entries with what their readers are to be told of: drafts, and owners that are inferred."""
    if not found:
        return found
    times = among("?time", [each.time for each in found]) if len(found) <= _FEW else ""
    drafts, inferred = await asyncio.gather(
        ask.select(
            f"SELECT ?notice {{ ?notice az:status {iri(ids.code_iri('status', 'draft'))} }}"
        ),
        ask.select(_INFERRED.format(times=times, carried=iri(ids.code_iri("basis", "carried")))),
    )
    draft = {row["notice"] for row in drafts}
    carried = {row["time"] for row in inferred}
    return [
        replace(each, draft=each.notice_iri in draft, inferred=each.time in carried)
        for each in found
    ]


#: So many times are looked up by themselves, more by all that there are.
_FEW = 1000
_INFERRED = """SELECT DISTINCT ?time {{ {times} ?duty az:hasTime ?time ; az:answeredBy/az:basis {carried}
FILTER NOT EXISTS {{ ?duty az:answeredBy/az:basis ?stated FILTER(?stated != {carried}) }} }}"""


def _paged(
    found: Sequence[Entry], span: Span | None, since: date | None, limit: int | None, offset: int
) -> Entries:
    if span is not None:
        found = [each for each in found if _falls_in(each, span)]
    if since is not None:
        found = sorted(found, key=lambda each: rank(each, since))
    return Entries(found[offset : offset + limit if limit else None], len(found))


#: Names of units that are kept of a snapshot at most.
_KEPT = 50_000


async def _names(ask: Asker, units: set[str]) -> Mapping[str, Sequence[str]]:
    """The Chinese names of units; those that were asked for once are kept, since the pages of a calendar name the same."""
    snapshot = ask.engine.snapshot()
    known: dict[str, list[str]] = ask.kept.of(snapshot).setdefault("names of units", {})
    new = sorted(units - known.keys())
    found: dict[str, list[str]] = {unit: [] for unit in new}
    for row in await ask.in_halves(new, _named):
        found[row["unit"]].append(row["name"])
    names = {unit: known[unit] if unit in known else found[unit] for unit in units}
    if ask.engine.snapshot() == snapshot and len(known) + len(found) <= _KEPT:
        known.update(found)
    return names


async def _named(ask: Asker, units: Sequence[str]) -> list[Row]:
    if not units:
        return []
    return await ask.select(
        f"""SELECT ?unit ?name WHERE {{ {among("?unit", units)} ?unit skos:prefLabel ?name
        FILTER(LANG(?name) = 'zh') }}"""
    )


def _listed(row: TimeRow, names: Mapping[str, Sequence[str]]) -> Entry:
    owners = {name for unit in row.owners for name in names.get(unit, ())}
    told = {
        "by": row.by, "period": row.period, "from": row.first, "to": row.last, "year": row.year, "words": row.words,
        "dated": row.dated, "title": row.title, "notice": row.notice, "task": row.task, "text": row.text, "time": row.time,
        "days": row.days,
    }  # fmt: skip
    return _entry(
        {name: value for name, value in told.items() if value},
        tuple(sorted(owners)),
        row.draft > 0,
        row.inferred > 0,
    )


async def repeated(ask: Asker, notices: Collection[str] = ()) -> dict[str, list[str]]:
    """By row of an annex (IRI) the sections of the body that it repeats, of all notices or of these."""
    found: dict[str, list[str]] = {}
    said = "?row az:repeats ?body"
    if notices:
        said = f"{among('?notice', sorted(notices))} GRAPH ?notice {{ {said} }}"
    for row in await ask.select(f"SELECT ?row ?body {{ {said} }} ORDER BY ?row ?body"):
        found.setdefault(row["row"], []).append(row["body"])
    return found


async def query_entries(ask: Asker, wanted: TaskFilter) -> list[Entry]:
    """Every time of the duties of the tasks that ``wanted`` lets through, as the graph has them, each thing once; where
    days are wanted those that fall due themselves."""
    pattern = wanted.pattern()
    rows, days, owned = await asyncio.gather(
        ask.select(_QUERY.format(pattern=pattern, own=_OWN_TIME)),
        ask.select(_ON.format(pattern=pattern, own=_OWN_TIME)),
        ask.select(
            f"""SELECT DISTINCT ?duty ?name WHERE {{ {pattern} {_OWN_TIME}
            ?duty az:owner/skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }} ORDER BY ?duty ?name"""
        ),
    )
    owners: dict[str, list[str]] = {}
    for row in owned:
        owners.setdefault(row["duty"], []).append(row["name"])
    on: dict[str, dict[str, set[str]]] = {}
    for row in days:
        on.setdefault(row["time"], {}).setdefault(local(row["part"]), set()).add(row["value"])
    again = retold(
        [_told_by(row, owners.get(row["duty"], ())) for row in rows],
        await repeated(ask) if rows else {},
    )
    return [
        _entry(
            row | {"days": days_text(on.get(row["time"], {}))}, tuple(owners.get(row["duty"], ()))
        )
        for row in rows
        if (row["duty"], row["time"]) not in again and _falls_due(row.get("by", ""), wanted)
    ]


def _told_by(row: Row, owners: Collection[str]) -> Told:
    rest = tuple(row.get(name, "") for name in ("period", "from", "to", "words"))
    return Told(row["task"], row["duty"], row["time"], row.get("by", ""), rest, owners)


def _falls_due(day: str, wanted: TaskFilter) -> bool:
    """Whether a day ("" for none) is one that is wanted."""
    first, last = wanted.due_from, wanted.due_to
    if first is None and last is None:
        return True
    when = date.fromisoformat(day) if day else None
    return when is not None and (first or when) <= when <= (last or when)


async def soon(ask: Asker, on: date, days: int, most: int) -> list[Entry]:
    """The deadlines from a day on within so many days, so many at most, the next first."""
    last = on + timedelta(days=days)
    within = TaskFilter(due_from=on, due_to=last)
    found = await find_entries(ask, within, since=on, limit=most)
    return [each for each in found.page if each.due is not None and on <= each.due <= last]


async def months_due(ask: Asker, wanted: TaskFilter) -> list[tuple[int, int, int]]:
    """Year, month and number of deadlines of each month in which there are any."""
    if ask.engine.lister() is None:
        days = [each.due for each in await query_entries(ask, wanted) if each.due is not None]
        counts = dict(Counter(f"{day:%Y-%m}" for day in days))
    elif wanted == TaskFilter():
        return await deadlines(ask)
    else:
        counts = await listed(ask, "months", wanted, {})
    return [(int(m[:4]), int(m[5:]), count) for m, count in sorted(counts.items())]


def of_month(month: str) -> Span:
    """What falls in a month (2026-10)."""
    return Span(month[:4], f"{month}-01", f"{month}-31", True, (month,))


def quarter(on: date) -> tuple[date, date]:
    """The first and the last day of a day's quarter.

    >>> quarter(date(2026, 11, 27))
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    first = (on.month - 1) // 3 * 3 + 1
    days = {3: 31, 6: 30, 9: 30, 12: 31}
    return date(on.year, first, 1), date(on.year, first + 2, days[first + 2])


def months_of(first: date, last: date) -> tuple[str, ...]:
    """The months from one day to another of the same year.

    >>> months_of(date(2026, 10, 1), date(2026, 12, 31))
    ('2026-10', '2026-11', '2026-12')
    """
    return tuple(f"{first.year}-{each:02d}" for each in range(first.month, last.month + 1))


def of_state(state: str, on: date, year: int) -> Span:
    """What stands so on a day (`service.lookup.mine.STATES`), of notices of a plan year; each time of them in one way."""
    first, last = quarter(on)
    months = months_of(first, last)
    return {
        "overdue": Span(f"{year}", "", (on - timedelta(days=1)).isoformat()),
        "quarter": Span(f"{year}", on.isoformat(), last.isoformat(), months=months),
        "coming": Span(f"{year}", (last + timedelta(days=1)).isoformat(), date.max.isoformat()),
        "standing": Span(f"{year}", recurring=True),
        "season": Span(f"{year}", months=months, apart=True),
    }[state]


def rank(entry: Entry, since: date) -> int:
    """Deadlines from a day on first, then what recurs, seasons, and what is past."""
    past = entry.due is not None and entry.due < since
    return 3 if past else ("due", "recurrence", "season").index(entry.kind)


def _entry(
    row: dict[str, str], owners: tuple[str, ...], draft: bool = False, inferred: bool = False
) -> Entry:
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
        draft,
        inferred,
        _day(row.get("from", "")),
        _day(row.get("to", "")),
        row.get("days", ""),
    )


def _day(written: str) -> int:
    """The day of a gMonthDay, 0 of a gMonth.

    >>> _day("--03-07"), _day("--03"), _day("")
    (7, 0, 0)
    """
    day = written.strip("-").partition("-")[2]
    return int(day[:2]) if day else 0


def _falls_in(entry: Entry, span: Span) -> bool:
    if entry.due is not None:
        return span.first <= entry.due.isoformat() <= span.last
    of_year = entry.year is None or f"{entry.year}" == span.year
    if entry.kind == "recurrence":
        return span.recurring and of_year
    season = entry.first_month, entry.last_month, entry.year
    met = any(in_season(month, *season) for month in span.months)
    if span.apart:
        return of_year and not met
    return met


def in_season(month: str, first: int, last: int, year: int | None) -> bool:
    """Whether a month (2026-07) is of a season of a notice for a year, or for none (any will do); a season whose last month
    is less than its first ends in the next year.

    >>> [month for month in ("2026-02", "2026-11", "2027-03", "2027-11") if in_season(month, 11, 3, 2026)]
    ['2026-11', '2027-03']
    >>> [month for month in ("2026-02", "2026-07") if in_season(month, 11, 3, None)]
    ['2026-02']
    """
    own, number = int(month[:4]), int(month[5:])
    starts = (own - 1, own) if year is None else (year,)
    over = last < first
    return any((start, first) <= (own, number) <= (start + over, last) for start in starts)
