"""Phases: a heading with its time (（一）动员部署阶段（2025年3月1日至3月31日）) dates the orders below it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date

from ingest.deadlines import Calendar, coming, find_due
from ingest.finding import clause
from ingest.numerals import parse_number
from ingest.records import Due, Mention, Normalised, Task, Window
from ingest.rulebook import MACROS
from ingest.structure import Room

_TIMED = re.compile(
    r"（(?P<bracket>[^（）]{0,30}?(?:\d|[一二三四五六七八九十])(?:月|日|年|季度)[^（）]{0,30})）"
    r"|阶段[：:](?P<behind>[^，。；]{0,30}?\d(?:月|日|年)[^，。；]{0,20})"
)
_Y, _M, _D = (f"(?:{MACROS[n]})" for n in ("year", "month", "day"))
_SPAN = re.compile(
    rf"(?:(?P<y1>{_Y})年)?(?P<m1>{_M})(?:月(?:(?P<d1>{_D})日|[上中下]旬)?)?{MACROS['dash']}"
    rf"(?:(?P<y2>{_Y})年|次年|翌年)?(?:(?P<m2>{_M})月)?(?:(?P<d2>{_D})日|底|末|(?P<third>[上中])旬)?"
)
_CLOSES = re.compile(
    "(?:(?:请|望|希望)(?:各|你|有关|全体)[^。；：]{1,16}?(?:要|务必)?|各[^。；：]{1,16}?(?:要|务必))"
    "(?:高度重视|认真(?:组织|落实|贯彻|抓好)|切实|精心组织|结合[^，。；]{0,6}实际|加强(?:组织)?领导)"
)
"""How the words behind the phases ask everybody to heed the whole (请各单位高度重视，…)."""
_THIRDS = {"上": 10, "中": 20}


def in_phase(task: Task, rooms: Sequence[Room], when: Calendar) -> Task:
    """The task with the time of the phase it stands in, where it has no deadline of its own: the last
    day as deadline, a span of days as window (6月至次年12月 is as long as the phase, no season of a year)."""
    if any(d.basis == "explicit" for d in task.due):
        return task
    heads = (h for r in reversed(rooms) if (h := _time(r.head)) is not None)
    words = next(heads, None)
    if words is None or _closes(task, rooms[-1]):
        return task
    span = _span(words, when)
    if span:
        due, window = span
        return task._replace(due=(*task.due, due), windows=(*task.windows, *window))
    return task._replace(due=(*task.due, *find_due(clause(words), when, (), cell=True)))


def _closes(task: Task, room: Room) -> bool:
    """Whether a task stands in a paragraph of its own behind those of its room and asks all to heed the whole."""
    return (
        bool(_CLOSES.match(task.text))
        and bool(room.own)
        and task.start >= room.own[0].words.source().end
    )


def _time(head: Normalised) -> Normalised | None:
    """The words of a heading that say when, None where it says nothing of the kind."""
    m = _TIMED.search(head.text)
    if m is None:
        return None
    return head.cut(*m.span("bracket" if m["bracket"] else "behind"))


def _span(words: Normalised, when: Calendar) -> tuple[Due, tuple[Window, ...]] | None:
    """The last day and the span of 3月1日至31日, with the years that follow from one another."""
    m = _SPAN.search(words.text)
    if m is None or not (m["y1"] or when.year) or not (m["m2"] or m["d2"]):
        return None

    def number(name: str) -> int:
        return int(parse_number(m[name])) if m[name] else 0

    first_month = number("m1")
    last_month = number("m2") or first_month
    first_year = number("y1") or (when.year or 0)
    last_year = number("y2") or first_year + (last_month < first_month)
    if not number("y1") and number("y2"):
        first_year = last_year - (last_month < first_month)
    end = number("d2") or _THIRDS.get(m["third"] or "", 31)
    last = _day(last_year, last_month, end)
    if not (m["y1"] or m["y2"]):
        first_year += coming(last, when).year - last_year
        last = coming(last, when)
    first = _day(first_year, first_month, number("d1") or 1)
    mention = words.mention(m.start(), m.end(), "phase.span")
    days = (_window(first, last, mention),) if m["d1"] else ()
    return Due(last, "explicit", mention), days


def _window(first: date, last: date, mention: Mention) -> Window:
    return Window(f"--{first.month:02d}", f"--{last.month:02d}", mention, first, last)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
