"""Deadlines, recurrences, seasons and reaction times of a sentence.

The periods are ISO 8601 durations, as xsd:duration takes them.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from ingest.finding import Clause, Spans, overlaps
from ingest.numerals import parse_number
from ingest.records import Due, Recurrence, Response, Window
from ingest.rulebook import Rule, matches, rule_table

_PERIODS = {
    "日": ("P{}D", 1), "天": ("P{}D", 1), "工作日": ("P{}D", 1), "周": ("P{}D", 7), "星期": ("P{}D", 7),
    "旬": ("P{}D", 10), "半月": ("P{}D", 15), "半个月": ("P{}D", 15), "月": ("P{}M", 1), "月度": ("P{}M", 1), "季": ("P{}M", 3), "季度": ("P{}M", 3),
    "半年": ("P{}M", 6), "半年度": ("P{}M", 6), "学期": ("P{}M", 6), "年": ("P{}Y", 1),
}  # fmt: skip
_DURATIONS = {
    "分钟": ("PT{}M", 1), "小时": ("PT{}H", 1), "天": ("P{}D", 1), "日": ("P{}D", 1), "工作日": ("P{}D", 1),
    "周": ("P{}D", 7), "星期": ("P{}D", 7), "月": ("P{}M", 1),
}  # fmt: skip
_TIMES = re.compile(
    r"(?:至少|不少于|不低于|最少|不得少于)?[^，。；：、每]{0,40}?"
    r"(?P<times>\d+|[一二三四五六七八九十两]+)(?:次|轮|遍|回|场次|场|期)(?!性|品|序|要)"
    r"|[^，。；：、每\d]{0,6}(?P<above>\d+|[一二三四五六七八九十两]+)(?:宗|起|件|例|个|家|户|篇|条|人次|小时|学时|课时|天)以上"
    r"|(?P<short>[一两二三四五六])[巡查检报测扫传训演访清会](?![\u4e00-\u9fff]{0,3}个)"
    r"|(?:至少|不少于|不低于|最少|不得少于)(?P<counted>\d+|[一二三四五六七八九十两]+)(?:宗|起|件|例|个|家|户|篇|条|人次|小时|天)"
)
_DUE_AFTER = re.compile(r"\s*(?:[^，。；、]{0,6}?月)?(?:底|末|\d{1,2}日|初)?(?:之前|以前|前)?")


@dataclass(frozen=True, slots=True)
class Times:
    due: tuple[Due, ...]
    recurrences: tuple[Recurrence, ...]
    windows: tuple[Window, ...]
    response: tuple[Response, ...]
    counts: Spans
    """Spans of the words that count a recurrence (至少1次): no targets."""


def find_times(clause: Clause, year: int | None) -> Times:
    """All times that ``clause`` names; ``year`` is the plan year that 年底 and 10月 refer to."""
    recurrences, recurring, counts = _recurrences(clause)
    windows, seasonal = _windows(clause)
    response, reacting = _response(clause)
    due = _due(clause, year, (*recurring, *seasonal, *reacting))
    return Times(due, recurrences, windows, response, (*recurring, *counts, *reacting))


def _recurrences(clause: Clause) -> tuple[tuple[Recurrence, ...], Spans, Spans]:
    found: list[Recurrence] = []
    spans: list[tuple[int, int]] = []
    counts: list[tuple[int, int]] = []
    hits = sorted(matches(rule_table("recurrence"), clause.view), key=lambda h: h[1].start())
    for rule, m in hits:
        times, end = _times_after(clause.view, m)
        if end > m.end():
            counts.append((m.start(), end))
        quote_end = end if end > m.end() else _with_act(clause.view, m)
        found.append(
            Recurrence(_period(rule, m), times, clause.mention(m.start(), quote_end, rule.id))
        )
        date_after = _DUE_AFTER.match(clause.view, m.end())
        spans.append((m.start(), date_after.end() if date_after else m.end()))
    return tuple(found), tuple(spans), tuple(counts)


def _period(rule: Rule, m: re.Match[str]) -> str:
    if "period" in rule.given:
        return rule.given["period"]
    groups = m.groupdict()
    form, factor = _PERIODS[groups.get("unit") or groups["unit2"]]
    count = parse_number(groups["count"]) if groups.get("count") else 1
    return form.format(int(count * factor))


def _times_after(text: str, m: re.Match[str]) -> tuple[int, int]:
    """Least number of times a period, and where the words that say so end."""
    inner = m.groupdict().get("times") or m.groupdict().get("times2")
    if inner:
        return int(parse_number(inner)), m.end()
    counted = _TIMES.match(text, m.end())
    if counted is None:
        return 1, m.end()
    number = next(counted[g] for g in ("times", "above", "short", "counted") if counted[g])
    return max(1, int(parse_number(number))), counted.end()


def _with_act(text: str, m: re.Match[str]) -> int:
    """End of the quote: 月 becomes 月调度, 季度 becomes 季度风险分析研判."""
    if text[m.start()] in "每逐按":
        return m.end()
    act = re.compile(
        r"[^，。；、“”]{0,8}?(?:调度|通报|约谈|研判|报告|会商|检查|例会|会议|工作会|考核|点评|讲评|报送|排查|巡查|督查|汇报)"
    ).match(text, m.end())
    return act.end() if act else m.end()


def _windows(clause: Clause) -> tuple[tuple[Window, ...], Spans]:
    found, spans = [], []
    for rule, m in matches(rule_table("window"), clause.view):
        first, last = (f"--{int(parse_number(m[g])):02d}" for g in ("from", "to"))
        found.append(Window(first, last, clause.mention(m.start(), m.end(), rule.id)))
        spans.append(m.span())
    return tuple(found), tuple(spans)


def _response(clause: Clause) -> tuple[tuple[Response, ...], Spans]:
    found, spans = [], []
    for rule, m in matches(rule_table("response"), clause.view):
        found.append(
            Response(_duration(m["count"], m["unit"]), clause.mention(m.start(), m.end(), rule.id))
        )
        spans.append(m.span())
    return tuple(found), tuple(spans)


def _duration(count: str, unit: str) -> str:
    """
    >>> _duration("三", "工作日"), _duration("半", "小时"), _duration("2", "周")
    ('P3D', 'PT30M', 'P14D')
    """
    if count == "半":
        return {"小时": "PT30M", "天": "PT12H", "月": "P15D"}.get(unit, "P1D")
    form, factor = _DURATIONS[unit]
    return form.format(int(parse_number(count) * factor))


def _due(clause: Clause, year: int | None, taken: Spans) -> tuple[Due, ...]:
    found: list[Due] = []
    current = year
    hits = sorted(matches(rule_table("due"), clause.view), key=lambda h: h[1].start())
    for rule, m in hits:
        by = rule.given["by"]
        if overlaps(m.start(), m.end(), taken) and by not in ("range-end", "none"):
            continue
        groups = m.groupdict()
        named = groups.get("year2") or groups.get("year")
        current = int(parse_number(named)) if named else current
        if current is None and by != "none":
            continue
        day = _last_day(by, groups, current) if current is not None else None
        found.append(Due(day, "explicit", clause.mention(m.start(), m.end(), rule.id)))
    return tuple(found)


def _last_day(by: str, groups: dict[str, str | None], year: int) -> date | None:
    """The last allowed day, or None where the calendar has no such day."""

    def number(name: str) -> int:
        return int(parse_number(groups.get(name) or "0"))

    month = number("month")
    if by == "none":
        return None
    if by == "year-end":
        return date(year, 12, 31)
    if by == "quarter-end":
        return _month_end(year, number("quarter") * 3)
    if by == "half-end":
        return date(year, 6, 30) if groups["half"] == "上" else date(year, 12, 31)
    if by == "month-before":
        return _month_end(year, month - 1) if month > 1 else date(year - 1, 12, 31)
    if by == "month-third":
        tenth = {"上": 10, "中": 20}.get(groups["third"] or "")
        return date(year, month, tenth) if tenth else _month_end(year, month)
    if by in ("day", "range-end") and groups.get("day"):
        day = number("day")
        return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None
    return _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
