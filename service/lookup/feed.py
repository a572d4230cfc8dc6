"""The calendar as an iCalendar feed (RFC 5545) that a phone subscribes to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from service.lookup.ask import Asker
from service.lookup.calendar import Entry
from service.lookup.columns import PERIODS, rhythm_on, season
from service.lookup.ics import component, day, moment, rule, text
from service.lookup.recurring import (
    On,
    at_the_end,
    days_of,
    first_day,
    first_end,
    on_days,
    parse_days,
)
from service.lookup.tasks import reading
from service.store.graphs import HISTORY_GRAPH
from service.store.history import PUBLISHED

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


@dataclass(frozen=True, slots=True)
class Mark:
    """What an office is to be told of a task in its calendar: that it only ``supervises`` others, and a ``note``."""

    supervises: bool
    note: str


@dataclass(frozen=True, slots=True)
class Revision:
    """How often an entry's task was changed since it was first published, and when it was last."""

    times: int
    last: datetime


async def revisions(ask: Asker) -> dict[str, Revision]:
    """By task and by notice (IRI), what the history of publishing says of it. A notice that a build put in and that was
    replaced since was not published: its entries keep its date, but for those that were changed."""
    rows = await ask.select(
        f"""SELECT ?what ?notice (COUNT(?change) AS ?times) (MIN(?at) AS ?first) (MAX(?at) AS ?last)
        WHERE {{ GRAPH <{HISTORY_GRAPH}> {{ ?change <{_PROV}generated>|<{_PROV}influenced> ?what ; <{_PROV}endedAtTime> ?at ;
          dcterms:type ?kind }}
        BIND(EXISTS {{ ?what a az:Notice }} AS ?notice) FILTER(!?notice || ?kind = '{PUBLISHED}') }} GROUP BY ?what ?notice"""
    )
    return {
        row["what"]: Revision(0, datetime.fromisoformat(row["first"]))
        if row["notice"] == "true"
        else Revision(int(row["times"]), datetime.fromisoformat(row["last"]))
        for row in rows
        if "what" in row
    }


def lasts(entry: Entry, year: int) -> bool:
    """Whether an entry reaches into a year or lies behind it: by its day, or by the plan year that it recurs in."""
    wraps = entry.kind == "season" and entry.last_month < entry.first_month
    last = entry.due.year if entry.due else None if entry.year is None else entry.year + wraps
    return last is None or last >= year


def to_ics(
    found: Sequence[Entry],
    name: str,
    base: str,
    known: Mapping[str, Revision],
    alarm: int | None = None,
    marks: Mapping[str, Mark] | None = None,
) -> bytes:
    """An iCalendar feed. A deadline is a whole day; a recurrence runs through its plan year, each
    time on the days that the text sets, or else on the last one of its period, which is left to a
    deadline of the same duty. An entry that a new version of its notice changed has the time of that
    and a higher SEQUENCE (RFC 5545, 3.8.7.2 to 4); the others keep theirs. ``marks`` are by task: what
    others do every day or week does not stand in the calendar of an office that supervises them."""
    seen: Counter[str] = Counter()
    events: list[bytes] = []
    days = {(each.task, each.text, each.due) for each in found if each.due is not None}
    for entry in found:
        mark = (marks or {}).get(entry.task, _UNMARKED)
        if mark.supervises and _is_often(entry):
            continue
        slot = _slot(entry, _due_at_the_end(entry, days))
        if slot is None:
            continue
        key = entry.time or f"{entry.task}#{entry.kind}-{entry.as_written or slot}"
        seen[key] += 1
        uid = key if seen[key] == 1 else f"{key}-{seen[key]}"
        events.append(_event(entry, slot, uid, base, _revision(entry, known), mark, alarm))
    about = (
        ("VERSION", "2.0"),
        ("PRODID", "-//anze//notices//ZH"),
        ("X-WR-CALNAME", text(name)),
        ("REFRESH-INTERVAL;VALUE=DURATION", "P1D"),
        ("X-PUBLISHED-TTL", "P1D"),  # the name of the same in Outlook
    )
    return component("VCALENDAR", about, b"".join(events or [_CHINA]))


_UNMARKED = Mark(False, "")

#: The time of China: a calendar without an event must have some component (RFC 5545, 3.6).
_CHINA = component(
    "VTIMEZONE",
    [("TZID", "Asia/Shanghai")],
    component(
        "STANDARD",
        [("DTSTART", "19700101T000000"), ("TZOFFSETFROM", "+0800"), ("TZOFFSETTO", "+0800")],
    ),
)


def _is_often(entry: Entry) -> bool:
    """Whether an entry recurs more than once a month."""
    rule = (_rule(entry.period) if entry.kind == "recurrence" else None) or {}
    return rule.get("freq") in ("daily", "weekly") and rule.get("interval", 1) < 28


def _alarm(days: int, words: str) -> bytes:
    """A reminder in words at nine in the morning, ``days`` ahead (RFC 5545, 3.6.6)."""
    trigger = {0: "PT9H", 1: "-PT15H"}.get(days, f"-P{days - 1}DT15H")
    return component(
        "VALARM", [("ACTION", "DISPLAY"), ("DESCRIPTION", words), ("TRIGGER", trigger)]
    )


def _revision(entry: Entry, known: Mapping[str, Revision]) -> Revision:
    """That of the task, or else when its notice was first published, or its date."""
    found = known.get(entry.task) or known.get(entry.notice_iri)
    day = entry.dated or date(entry.year or 1970, 1, 1)
    return found or Revision(0, datetime(day.year, day.month, day.day, tzinfo=UTC))


def _event(
    entry: Entry,
    slot: _Slot,
    uid: str,
    base: str,
    revision: Revision,
    mark: Mark,
    alarm: int | None,
) -> bytes:
    start, end, again = slot
    stamp = moment(revision.last)
    basis = "（据上文）" if entry.inferred else ""
    who = f"责任单位{basis}：{'、'.join(entry.owners)}" if entry.owners else ""
    only = "本单位督促他人落实" if mark.supervises else ""
    lines = (entry.text, who, only, mark.note, entry.notice)
    summary = text(_summary(entry, mark))
    told = [
        ("SUMMARY", summary),
        ("DTSTART;VALUE=DATE", day(start)),
        ("DTEND;VALUE=DATE", day(end)),
        ("DTSTAMP", stamp),
        ("UID", text(uid)),
        ("SEQUENCE", str(revision.times)),
        *([("RRULE", rule(again))] if again is not None else ()),
        ("DESCRIPTION", text("\n".join(each for each in lines if each))),
        ("LAST-MODIFIED", stamp),
        ("TRANSP", "TRANSPARENT"),
        ("URL", reading(entry.task, base)),
    ]
    return component("VEVENT", told, b"" if alarm is None else _alarm(alarm, summary))


def _summary(entry: Entry, mark: Mark) -> str:
    draft = "〔征求意见稿〕" if entry.draft else ""
    other = "〔督促〕" if mark.supervises else ""
    return draft + other + title(entry)


def title(entry: Entry) -> str:
    """The clause that has the time, and what kind of time it is; what is longer begins with its time.

    >>> first = Entry("", "完善机制，年底前完成12个乡镇的应急站建设，落实人员。", "", "due", as_written="年底前")
    >>> title(first)
    '年底前完成12个乡镇的应急站建设（截止）'
    >>> title(Entry("", "市、县、乡各级开展排查。", "", "recurrence", period="P3M", as_written="每季度一次"))
    '市、县、乡各级开展排查（每季度一次）'
    """
    said = entry.as_written if entry.as_written in entry.text else ""
    words = _shortened(_clause(entry.text, said), said)
    short = not said and entry.due is None and len(entry.as_written) <= _TIME
    written = entry.as_written if short else ""
    return f"{words}（{written or _kind(entry)}）"


def _kind(entry: Entry) -> str:
    if entry.kind == "due":
        return "截止"
    if entry.kind == "recurrence":
        return rhythm_on(entry.period, entry.days) if entry.period in PERIODS else "周期"
    return season((entry.first_month, entry.first_day), (entry.last_month, entry.last_day))


#: Characters of a title: of its clause, which takes in the next where it is shorter than the least and is cut where it is
#: longer than the most; and of a time that the clause does not say, which is told by its kind where it is longer.
_LEAST, _MOST, _TIME = 10, 40, 12


def _clause(text: str, said: str) -> str:
    """The clause that has the words ``said``, or the next where it says only when; with more of them where it is short.

    >>> _clause("完善制度，在高风险期（6至9月），组织重点部门联合值守，及时报告。", "6至9月")
    '组织重点部门联合值守'
    >>> _clause("每月报送，分析情况并通报。", "每月")
    '每月报送，分析情况并通报'
    """
    clauses = [each.span() for each in _CLAUSES.finditer(text)] or [(0, len(text))]
    end = text.find(said) + len(said)
    at = next((at for at, (_, last) in enumerate(clauses) if last >= end), len(clauses) - 1)
    while at + 1 < len(clauses) and _WHEN.search(_BRACKETS.sub("", text[slice(*clauses[at])])):
        at += 1
    first = clauses[at][0]
    return text[first : next((n for _, n in clauses[at:] if n - first >= _LEAST), clauses[-1][1])]


#: A clause: what stands in brackets or between quotation marks ends none; and how one ends that says only when.
_CLAUSES = re.compile("(?:《[^》]*》|“[^”]*”|（[^）]*）|[^，。；：,;])+")
_BRACKETS = re.compile("（[^）]*）")
_WHEN = re.compile("(?:期|期间|前|后|时|内)$")


def _shortened(clause: str, said: str) -> str:
    """A clause no longer than a title may be: from its time on, and cut where a member of a list ends.

    >>> _shortened("建立" + "台账、" * 20, "")[-7:]
    '台账、台账……'
    >>> _shortened("应急、能源、水利、" * 5 + "等单位每季度开展落后产能项目排查", "每季度")
    '每季度开展落后产能项目排查'
    """
    at = clause.find(said)
    if len(clause) > _MOST and len(clause) - at >= _LEAST:
        clause = clause[at:]
    if len(clause) <= _MOST:
        return clause
    cut = clause[: _MOST - 2]
    return (cut.rpartition("、")[0] or cut) + "……"


def _due_at_the_end(entry: Entry, days: Set[tuple[str, str, date]]) -> bool:
    """Whether a duty that recurs, though not every few days, is due on the last day of its year anyway."""
    if entry.kind != "recurrence" or entry.year is None or _is_often(entry):
        return False
    return (entry.task, entry.text, date(entry.year, 12, 31)) in days


#: First day, day after the last, and the rule of an entry.
_Slot = tuple[date, date, dict[str, Any] | None]


def _slot(entry: Entry, ended: bool) -> _Slot | None:
    """When an entry is: what recurs from the date of its notice on; None without a year to stand in, or without a day in it: what recurs leaves out the last day of
    the year where that is a deadline of its own (``ended``)."""
    if entry.due is not None:
        return entry.due, entry.due + timedelta(days=1), None
    if entry.year is None:
        return None
    if entry.kind == "season":
        return *_season(entry, entry.year), None
    rule = _rule(entry.period)
    if rule is None:
        return None
    last = date(entry.year, 12, 30 if ended else 31)
    since = date(entry.year, 1, 1)
    if entry.dated is not None and entry.dated.year == entry.year:
        since = entry.dated
    on = parse_days(entry.days)
    if on == On():
        start, rule = first_end(since, entry.period), at_the_end(entry.period, rule)
    else:
        rule = on_days(entry.period, rule, on)
        start = first_day(since, rule)
    if start > last:
        return None
    return start, start + timedelta(days=1), {**rule, "until": last}


def _season(entry: Entry, year: int) -> tuple[date, date]:
    """Its first day and the one after its last."""
    over = entry.last_month < entry.first_month
    start = date(year, entry.first_month, 1) + timedelta(days=max(0, entry.first_day - 1))
    month = date(year + over, entry.last_month, 1)
    end = month + timedelta(days=entry.last_day) if entry.last_day else _next_month(month)
    return start, max(end, start + timedelta(days=1))


def _rule(period: str) -> dict[str, Any] | None:
    if period in RULES:
        return dict(RULES[period])
    days = days_of(period)
    return {"freq": "daily", "interval": days} if days else None


def _next_month(day: date) -> date:
    """The first day of the month after ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
