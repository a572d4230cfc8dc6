"""Deadlines, recurrences, seasons and reaction times of a sentence.

The periods are ISO 8601 durations, as xsd:duration takes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.deadlines import Calendar, find_due
from ingest.finding import Clause, Spans
from ingest.numerals import parse_number
from ingest.records import Due, On, Recurrence, Response, Window
from ingest.recurrence_days import days_behind
from ingest.rulebook import Rule, matches, rule_table, sifted

_PERIODS = {
    "小时": ("PT{}H", 1), "日": ("P{}D", 1), "天": ("P{}D", 1), "工作日": ("P{}D", 1), "周": ("P{}D", 7), "星期": ("P{}D", 7),
    "旬": ("P{}D", 10), "半月": ("P{}D", 15), "半个月": ("P{}D", 15), "月": ("P{}M", 1), "月度": ("P{}M", 1), "季": ("P{}M", 3), "季度": ("P{}M", 3),
    "半年": ("P{}M", 6), "半年度": ("P{}M", 6), "学期": ("P{}M", 6), "年": ("P{}Y", 1),
}  # fmt: skip
_DURATIONS = {
    "分钟": ("PT{}M", 1), "小时": ("PT{}H", 1), "天": ("P{}D", 1), "日": ("P{}D", 1), "工作日": ("P{}D", 1),
    "周": ("P{}D", 7), "星期": ("P{}D", 7), "月": ("P{}M", 1),
}  # fmt: skip
_COUNT = r"(?<!\d)\d{1,15}|(?<![一二三四五六七八九十两])[一二三四五六七八九十两]{1,12}"
"""As long as a number may be (``NUMBER``), and whole."""
_TIMES = re.compile(
    r"(?:对[^，。；：每\d]{2,30})?(?:至少|不少于|不低于|最少|不得少于)?"
    r"(?:(?:通过|采[取用]|利用|运用|以)[^，。；：每\d]{2,30}?(?:方式|形式|渠道|途径|手段))?[^，。；：、每]{0,40}?"
    rf"(?P<times>{_COUNT})(?:次|轮|遍|回|趟|场次|条次|架次|场|期)(?!性|品|序|要)"
    rf"|[^，。；：、每\d]{{0,6}}(?P<above>{_COUNT})(?:宗|起|件|例|个|家|户|篇|条|人次|小时|学时|课时|天)以上"
    r"|(?P<short>(?<![周期])[一两二三四五六]|(?<=[周期])两)[巡查检报测扫传训演访清会](?![\u4e00-\u9fff]{0,3}个)"
    rf"|(?:至少|不少于|不低于|最少|不得少于)(?P<counted>{_COUNT})(?:宗|起|件|例|个|家|户|篇|条|人次|小时|天)"
    rf"|[^，。；：、每\d]{{0,20}}(?:至少|不少于|不低于|不得少于)(?P<cases>{_COUNT})[起宗]"
)
_EVENT = re.compile("(?:超过|达到?|累计|连续|满|发生|出现)$")
"""What stands in front of a number of times that has come about (每月退回修改超过3次的，…), no count to reach."""
_DUE_AFTER = re.compile(r"\s*(?:[^，。；、]{0,6}?月)?(?:底|末|\d{1,2}日|初)?(?:之前|以前|前)?")


_AT_MOST = re.compile(
    r"[^，。；]{0,12}?(?:不(?:得|应|宜)?(?:超过|多于)|至多|最多)[^，。；\d]{0,4}(?:\d+|[一二两三四五])(?:次|遍|轮|回|趟|人|辆|车|艘|吨)"
)
_FORBIDDEN_HOURS = re.compile(
    r"\d{1,2}[时点](?:\d\d分)?[至到—－~-]{1,2}(?:次日)?\d{1,2}[时点][^，。；]{0,4}(?:停止|暂停|禁止|严禁|不得|不准)"
)
"""Hours of each day in which something may not be done, which happens no number of times (每日11时至16时停止作业)."""
_MOMENTS = re.compile(
    r"(?:\d{1,2}(?:时|点)(?:\d\d分)?前?、)+\d{1,2}(?:时|点)(?:\d\d分)?"
    r"|(?:早、?中、?晚|早、?晚|上、?下午|(?:[\u4e00-\u9fff]{0,6}[前中后]、)+[\u4e00-\u9fff]{0,6}[前中后])(?=各)"
)
"""Moments of the day, each of which is a time of its own (每天10时、15时; 营业前、闭店后各巡查一次)."""
_PART_OF_DAY = re.compile("[早中晚上下]")
_PERIODIC = re.compile("[每逐日天周旬月季年]")
_SOON = re.compile("内|限|不超过|不得超过|不大于|控制在")
"""Characters without which no row of the table matches."""


@dataclass(frozen=True, slots=True)
class Times:
    due: tuple[Due, ...]
    recurrences: tuple[Recurrence, ...]
    windows: tuple[Window, ...]
    response: tuple[Response, ...]
    counts: Spans
    """Spans of the words that count a recurrence (至少1次): no targets."""


def find_times(clause: Clause, when: Calendar, cell: bool = False) -> Times:
    """All times that ``clause`` names; ``when`` is what 年底 and 本月 refer to; ``cell``: the words are a
    time limit of their own (完成时限)."""
    recurrences, recurring, counts = _recurrences(clause)
    windows, seasonal = _windows(clause, when)
    response, reacting = _response(clause)
    due = find_due(clause, when, (*recurring, *(() if cell else seasonal), *reacting), cell)
    return Times(due, recurrences, windows, response, (*recurring, *counts, *reacting))


def _recurrences(clause: Clause) -> tuple[tuple[Recurrence, ...], Spans, Spans]:
    found: list[Recurrence] = []
    spans: list[tuple[int, int]] = []
    counts: list[tuple[int, int]] = []
    if not _PERIODIC.search(clause.view):
        return (), (), ()
    hits = sorted(matches(sifted("recurrence"), clause.view), key=lambda h: h[1].start())
    day_end = 0
    for rule, m in hits:
        if m.start() < day_end:
            continue  # 周五 of 每月最后一个周五
        period = _period(rule, m)
        if period.strip("PTDHMWY") == "0" or _AT_MOST.match(clause.view, m.end()):
            continue  # 每0天: damaged, and no period; 每年不超过2次: a ceiling, no rhythm
        times, end = _times_after(clause.view, m)
        if end == m.end() and _FORBIDDEN_HOURS.match(clause.view, m.end()):
            continue
        if end > m.end():
            counts.append((m.start(), end))
        days, day_end = _days_of(clause.view, m, period)
        quote_end = max(day_end, end if end > m.end() else _with_act(clause.view, m))
        mention = clause.mention(m.start(), quote_end, rule.id)
        found += [Recurrence(period, times, mention, on) for on in days or (On(),)]
        date_after = _DUE_AFTER.match(clause.view, m.end())
        spans.append((m.start(), max(day_end, date_after.end() if date_after else m.end())))
    return tuple(found), tuple(spans), tuple(counts)


def behind_recurrence(text: str, start: int) -> int:
    """Where the words that say how often, and on which days, end that begin at ``start``; ``start`` itself without any.

    >>> behind_recurrence("每周一市安委办召开调度会", 0), behind_recurrence("每月5日市应急局报送", 0), behind_recurrence("各县", 0)
    (3, 4, 0)
    """
    rule = _every()
    m = rule.pattern.match(text, start) if text.startswith(("每", "逐"), start) else None
    return _days_of(text, m, _period(rule, m))[1] if m else start


@cache
def _every() -> Rule:
    return next(r for r in rule_table("recurrence") if r.id == "recurrence.every")


def _days_of(view: str, m: re.Match[str], period: str) -> tuple[tuple[On, ...], int]:
    """The days that stand behind the period, and where its words end with them."""
    groups = m.groupdict()
    unit = next((name for name in ("unit", "unit2") if groups.get(name)), None)
    if unit is None or groups.get("times") or groups.get("times2"):
        return (), m.end()
    days, end = days_behind(view, m.end(unit), period)
    return days, max(end, m.end())


def _period(rule: Rule, m: re.Match[str]) -> str:
    if "period" in rule.given:
        return rule.given["period"]
    groups = m.groupdict()
    form, factor = _PERIODS[groups.get("unit") or groups["unit2"]]
    count = parse_number(groups.get("count") or rule.given.get("count", "1"))
    return form.format(int(count * factor))


def _times_after(text: str, m: re.Match[str]) -> tuple[int, int]:
    """Least number of times a period, and where the words that say so end."""
    inner = m.groupdict().get("times") or m.groupdict().get("times2")
    if inner:
        return int(parse_number(inner)), m.end()
    moments = _MOMENTS.match(text, m.end())
    each, start = (_moments(moments[0]), moments.end()) if moments else (1, m.end())
    counted = _TIMES.match(text, start)
    if counted is None or (moments and text[start : start + 1] != "各"):
        return each, start
    group = next(g for g in ("times", "above", "short", "counted", "cases") if counted[g])
    if text[counted.end() :].startswith("的") and _EVENT.search(text, start, counted.start(group)):
        return each, m.end()
    number = counted[group]
    return max(1, each * int(parse_number(number))), counted.end()


def _moments(words: str) -> int:
    """How many moments of the day are listed.

    >>> _moments("早中晚"), _moments("上、下午"), _moments("10时、15时"), _moments("营业前、闭店后")
    (3, 2, 2, 2)
    """
    parts = words.replace("午", "").replace("、", "")
    return len(parts) if _PART_OF_DAY.sub("", parts) == "" else words.count("、") + 1


def _with_act(text: str, m: re.Match[str]) -> int:
    """End of the quote: 月 becomes 月调度, 季度 becomes 季度风险分析研判."""
    if text[m.start()] in "每逐按":
        return m.end()
    act = re.compile(
        r"[^，。；、“”]{0,8}?(?:调度|通报|约谈|研判|报告|会商|检查|例会|会议|工作会|考核|点评|讲评|报送|排查|巡查|督查|汇报)"
    ).match(text, m.end())
    return act.end() if act else m.end()


def _windows(clause: Clause, when: Calendar) -> tuple[tuple[Window, ...], Spans]:
    found, spans = [], []
    for rule, m in matches(sifted("window"), clause.view) if "月" in clause.view else ():
        first = int(parse_number(m["from"]))
        last = int(parse_number(m.groupdict().get("to") or m["from"]))
        mention = clause.mention(m.start(), m.end(), rule.id)
        days = _days(m, first, last, when)
        found.append(Window(f"--{first:02d}", f"--{last:02d}", mention, *days))
        spans.append(m.span())
    return tuple(found), tuple(spans)


def _days(
    m: re.Match[str], first: int, last: int, when: Calendar
) -> tuple[date, date] | tuple[None, None]:
    """The first and last day of a span of days of the plan year; it may end in the next one."""
    groups = m.groupdict()
    if not groups.get("since") or when.year is None:
        return None, None
    since, until = int(parse_number(groups["since"])), int(parse_number(groups["until"]))
    try:
        return date(when.year, first, since), date(when.year + (last < first), last, until)
    except ValueError:  # a day that the calendar lacks
        return None, None


def _response(clause: Clause) -> tuple[tuple[Response, ...], Spans]:
    found, spans = [], []
    for rule, m in matches(sifted("response"), clause.view) if _SOON.search(clause.view) else ():
        found.append(
            Response(
                _duration(m["count"], m["unit"]),
                clause.mention(m.start(), m.end(), rule.id),
                m["unit"] == "工作日",
            )
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
