"""The calendar as an iCalendar feed (RFC 5545) that a phone subscribes to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event, vRecur

from service.lookup.ask import Asker
from service.lookup.calendar import Entry
from service.lookup.tasks import reading
from service.lookup.terms import among
from service.store.graphs import HISTORY_GRAPH

_PROV = "http://www.w3.org/ns/prov#"
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
#: The day of a recurrence in its period; without the month a yearly one would come every month
#: (RFC 5545, 3.3.10).
_LAST_DAYS: dict[str, dict[str, Any]] = {
    "monthly": {"bymonthday": -1},
    "yearly": {"bymonth": 12, "bymonthday": -1},
}
_DAYS = re.compile(r"P(\d+)D")


@dataclass(frozen=True, slots=True)
class Revision:
    """How often an entry's task was changed since it was first published, and when it was last."""

    times: int
    last: datetime


async def revisions(ask: Asker) -> dict[str, Revision]:
    """By task and by notice (IRI), what the history of publishing says of it."""
    rows = await ask.select(
        f"""SELECT ?what ?notice (COUNT(?change) AS ?times) (MIN(?at) AS ?first) (MAX(?at) AS ?last)
        WHERE {{ GRAPH <{HISTORY_GRAPH}> {{ ?change <{_PROV}generated>|<{_PROV}influenced> ?what ; <{_PROV}endedAtTime> ?at }}
        BIND(EXISTS {{ ?what a az:Notice }} AS ?notice) }} GROUP BY ?what ?notice"""
    )
    return {
        row["what"]: Revision(0, datetime.fromisoformat(row["first"]))
        if row["notice"] == "true"
        else Revision(int(row["times"]), datetime.fromisoformat(row["last"]))
        for row in rows
        if "what" in row
    }


async def repeated(ask: Asker, notices: Collection[str] = ()) -> dict[str, list[str]]:
    """By row of an annex (IRI) the sections of the body that it repeats, of all notices or of these."""
    found: dict[str, list[str]] = {}
    said = "?row az:repeats ?body"
    if notices:
        said = f"{among('?notice', sorted(notices))} GRAPH ?notice {{ {said} }}"
    for row in await ask.select(f"SELECT ?row ?body {{ {said} }} ORDER BY ?row ?body"):
        found.setdefault(row["row"], []).append(row["body"])
    return found


def once(found: Sequence[Entry], repeats: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    """The entries without those of annex rows whose section of the body has one in the same words for the
    same time; one for one, since a row may want more than the body."""
    said = Counter((section, _time(each)) for each in found for section in holders(each.task))
    for each in found:
        bodies = [body for row in holders(each.task) for body in repeats.get(row, ())]
        twin = next((key for body in bodies if said[key := (body, _time(each))]), None)
        if twin is None:
            yield each
        else:
            said[twin] -= 1


def holders(task: str) -> Iterator[str]:
    """The sections that hold a task, the nearest first: the IRI names them."""
    while "/notice/" in (task := task.rpartition("/")[0]):
        yield task


def lasts(entry: Entry, year: int) -> bool:
    """Whether an entry reaches into a year or lies behind it: by its day, or by the plan year that it recurs in."""
    wraps = entry.kind == "season" and entry.last_month < entry.first_month
    last = entry.due.year if entry.due else None if entry.year is None else entry.year + wraps
    return last is None or last >= year


def _time(entry: Entry) -> tuple[object, ...]:
    return (entry.due, entry.period, entry.first_month, entry.last_month, entry.as_written)


def to_ics(
    found: Sequence[Entry],
    name: str,
    base: str,
    known: Mapping[str, Revision],
    alarm: int | None = None,
) -> bytes:
    """An iCalendar feed. A deadline is a whole day; a recurrence runs through its plan year, each
    time on the last day of its period, since the text sets no other day. An entry that a new version
    of its notice changed has the time of that and a higher SEQUENCE (RFC 5545, 3.8.7.2 to 4); the
    others keep theirs."""
    calendar = Calendar()
    calendar.add("prodid", "-//anze//notices//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "P1D")
    calendar.add("x-published-ttl", "P1D")  # the name of the same in Outlook
    seen: Counter[str] = Counter()
    for entry in found:
        key = entry.time or f"{entry.task}#{entry.kind}-{entry.as_written or _slot(entry)}"
        seen[key] += 1
        uid = key if seen[key] == 1 else f"{key}-{seen[key]}"
        if (event := _event(entry, uid, base, _revision(entry, known))) is not None:
            if alarm is not None:
                event.add_component(_alarm(alarm, str(event["SUMMARY"])))
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(days: int, words: str) -> Alarm:
    """A reminder in words at nine in the morning, ``days`` ahead (RFC 5545, 3.6.6)."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", timedelta(hours=9) - timedelta(days=days))
    return alarm


def _revision(entry: Entry, known: Mapping[str, Revision]) -> Revision:
    """That of the task, or else when its notice was first published, or its date."""
    found = known.get(entry.task) or known.get(entry.notice_iri)
    day = entry.dated or date(entry.year or 1970, 1, 1)
    return found or Revision(0, datetime(day.year, day.month, day.day, tzinfo=UTC))


def _event(entry: Entry, uid: str, base: str, revision: Revision) -> Event | None:
    event = Event()
    slot = _slot(entry)
    if slot is None:
        return None
    start, end, rule = slot
    event.add("uid", uid)
    event.add("dtstamp", revision.last)
    event.add("last-modified", revision.last)
    event.add("sequence", revision.times)
    event.add("dtstart", start)
    event.add("dtend", end)
    if rule is not None:
        event.add("rrule", vRecur(rule))
    draft = "〔征求意见稿〕" if entry.draft else ""
    event.add("summary", _shortened(draft + _told(entry)))
    basis = "（据上文）" if entry.inferred else ""
    who = f"责任单位{basis}：{'、'.join(entry.owners)}\n" if entry.owners else ""
    event.add("description", f"{entry.text}\n{who}{entry.notice}")
    event.add("url", reading(entry.task, base))
    event.add("transp", "TRANSPARENT")
    return event


def _told(entry: Entry) -> str:
    """The words of an entry, behind its time where they do not say it."""
    said = not entry.as_written or entry.as_written in entry.text
    return entry.text if said else f"{entry.as_written}：{entry.text}"


#: Characters of a title at most.
_TITLE = 120


def _shortened(words: str) -> str:
    """A title no longer than one may be, cut where a clause ends.

    >>> _shortened("排查隐患，" + "建立台账、" * 30)[-6:]
    '建立台账……'
    """
    if len(words) <= _TITLE:
        return words
    ends = [found.start() for found in _CLAUSE_END.finditer(words[: _TITLE - 2]) if found.start()]
    return words[: ends[-1] if ends else _TITLE - 2] + "……"


_CLAUSE_END = re.compile("[，。；：、,;]")


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
    return start, start + timedelta(days=1), {**rule, **_LAST_DAYS.get(rule["freq"], {}), **until}


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
