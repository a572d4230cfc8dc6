"""Dates by which something must be done: one by one, in lists (3月3日、10日前), in time cells (2025.6.30)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from ingest.finding import Clause, Spans, overlaps
from ingest.first_characters import quick
from ingest.numerals import parse_number
from ingest.records import Due
from ingest.rulebook import MACROS, Rule, matches, rule_table, sift, sifted
from ingest.sieve import Sieve
from ontology.comparisons import is_base

_BY = re.compile("[前底末止日旬内]")
_HALF_A_YEAR = 183
_NEXT = re.compile("(?:于|在)?(?P<name>次年|翌年|第二年|下一年|明年|来年)的?$")
"""A date of the year behind another one."""
_FROM_NOW = ("明年", "来年")
_EACH_YEAR = re.compile("每年|各年|逐年|历年|每一年")
_NAMED_YEAR = re.compile(r"20\d{2}(?=年)")
_NEAR = 80
_OF_WHAT = re.compile(
    r"(?:之?前|期间|起)?(?:仍|尚|还)?(?:未[^，。；、的]{1,12}|[\u4e00-\u9fff]{2,4}(?<!各自|相应|有关|全面|必要|详细|明确|具体|统一|完整|专门|自己|规范|规定|必需|充足|良好|稳定|科学|合理|有效|清晰|准确|真实|可行|成熟|固定|长效|配套|书面|专题|详实|翔实|正式|最终|初步))的(?=[\u4e00-\u9fff\d，《“])"
)
"""What tells behind a day what was done, or was not, by then (2025年底前排查的隐患, 未销号的问题)."""
_DATED = re.compile(
    "[月年季底]|五一|国庆|劳动节|[周期拜][一二三四五六日天]|于[\\d一二三十]{1,3}日|日(?:[上下中]午|晚|\\d|下班)"
)
"""Characters without one of which no row of ``rules/due.yml`` matches."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the dates of a notice refer to: the plan year (10月) and the day of signing (本月)."""

    year: int | None = None
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A date of a list: what it says itself, and where it stands."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int

    def is_dated(self) -> bool:
        """Whether it is no day alone: each month's, each quarter's (每季度25日、9月25日前), or that of a month named elsewhere."""
        return self.month is not None or self.day is None


def find_due(clause: Clause, when: Calendar, taken: Spans, cell: bool = False) -> tuple[Due, ...]:
    """The deadlines of ``clause`` outside the spans ``taken``; in a time ``cell`` plain dates are some."""
    if not (cell or _DATED.search(clause.view)):
        return ()
    found: list[tuple[int, Due]] = []
    lists = [
        parts
        for parts in _lists(clause.view)
        if not is_base(clause.view, parts[0].start, parts[-1].end)
    ]
    for parts in lists:
        ahead = _NEXT.search(clause.view, max(0, parts[0].start - 6), parts[0].start)
        year = _year_behind(clause.view, ahead, when.year, when) if ahead else None
        dated = [p for p in parts if p.is_dated() and not overlaps(p.start, p.end, taken)]
        if not ahead:
            found += [(p.start, _listed(clause, p, when)) for p in dated if p.year or when.year]
        elif year:
            found += [
                (p.start, _listed(clause, replace(p, year=p.year or year), when)) for p in dated
            ]
    listed = tuple((p[0].start, p[-1].end) for p in lists)
    current = when.year
    for rule, m in _hits(clause.view, cell):
        by = rule.given["by"]
        if overlaps(*m.span(), listed):
            continue
        if overlaps(*m.span(), taken) and by not in ("range-end", "none"):
            continue
        if is_base(clause.view, *m.span()) or _named_otherwise(rule, clause.view):
            continue
        groups = m.groupdict()
        named = groups.get("year2") or groups.get("year")
        before = current
        current = int(parse_number(named)) if named else current
        day, start = None, m.start()
        ahead = None if named else _NEXT.search(clause.view, max(0, start - 6), start)
        behind = _year_behind(clause.view, ahead, current, when) if ahead else None
        if ahead and by != "none":
            if behind is None:
                continue
            start = ahead.start()
        if rule.id == "due-cell.year" and current == when.year:
            continue
        if by != "none":
            year = when.signed.year if by.startswith("this-") and when.signed else current
            year = behind or year
            if year is None or (by.startswith("this-") and when.signed is None):
                continue
            day = _last_day(by, groups, year, when)
            if day and not (named or behind or by in _OF_THE_YEAR):
                day = coming(day, when)
        if _is_over(day, when) and _OF_WHAT.match(clause.view, m.end()):
            current = before
            continue
        limit = named or cell or _BY.search(m[0])
        if (rule.given.get("when") == "coming" or not limit) and _is_over(day, when):
            continue
        found.append((start, Due(day, "explicit", clause.mention(start, m.end(), rule.id))))
    return tuple(due for _, due in sorted(found, key=lambda f: f[0]))


_EVES = {"labour-day-eve": (4, 30), "national-day-eve": (9, 30)}
_OF_THE_YEAR = (
    "year-end", "half-end", "this-month", "this-month-day", "this-quarter", "this-week-day",
    "this-or-next-day",
)  # fmt: skip


@cache
def cell_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules of a time cell for spans of days, which go before all others, and those for plain dates."""
    rules = rule_table("due-cell")
    spans = tuple(r for r in rules if r.given["by"] == "range-end")
    return spans, tuple(r for r in rules if r not in spans)


@cache
def _rules_of_cells() -> Sieve[Rule]:
    spans, plain = cell_rules()
    return sift((*spans, *rule_table("due"), *plain))


def _hits(view: str, cell: bool) -> list[tuple[Rule, re.Match[str]]]:
    rules = _rules_of_cells() if cell else sifted("due")
    return sorted(matches(rules, view), key=lambda h: h[1].start())


def _named_otherwise(rule: Rule, view: str) -> bool:
    """Whether the words name the month whose end the row would take from the signing (``unless``)."""
    return "unless" in rule.given and re.search(rule.given["unless"], view) is not None


def _year_behind(
    view: str, ahead: re.Match[str], current: int | None, when: Calendar
) -> int | None:
    """The year behind the one named last, or of 明年 behind that of the signing; None where each year has its own
    (每年…，次年1月前) or none is known."""
    if _EACH_YEAR.search(view, max(0, ahead.start() - _NEAR), ahead.start()):
        return None
    if ahead["name"] in _FROM_NOW and when.signed:
        return when.signed.year + 1
    named = _NAMED_YEAR.findall(view, max(0, ahead.start() - _NEAR), ahead.start())
    year = int(named[-1]) if named else current
    return year + 1 if year else None


def _is_over(day: date | None, when: Calendar) -> bool:
    """Whether a day lies before the signing, or before the plan year where that is all that is known: a quarter that is over
    (一季度发生…) is no deadline."""
    if day is None:
        return False
    return day < when.signed if when.signed else when.year is not None and day.year < when.year


def coming(day: date, when: Calendar) -> date:
    """The day, in the next year where it would lie more than half a year before the signing: 2月20日前
    in a plan signed in November."""
    past = when.signed is not None and (when.signed - day).days > _HALF_A_YEAR
    return day.replace(year=day.year + 1) if past and (day.month, day.day) != (2, 29) else day


@cache
def _list_pattern() -> re.Pattern[str]:
    """Two dates or more side by side, the last one with what makes all of them deadlines."""
    year, month, day = (f"(?:{MACROS[n]})" for n in ("year", "month", "day"))
    item = rf"(?:{year}年(?:{month}月(?:{day}日)?)?|{month}月(?:{day}日)?|{day}日)(?:(?={MACROS['before']})前)?"
    return quick(
        rf"(?P<lead>(?:于|在|每年)?)(?<![至到—–~～-])(?P<items>{item}(?:(?:、|和|及|与|以及){item})+)(?![至到—–~～-])"
        rf"(?P<tail>{MACROS['clock']}(?:{MACROS['before']}|止)|(?=分别|各(?:[自组开完报\d一]|[\u4e00-\u9fff]{{2,6}}?[\d一二两三]{{1,2}}[次轮场期遍])|{MACROS['before']}|组织|开展|举办|举行|召开|启动|完成))?"
    )


_ITEM = re.compile(
    rf"(?:(?P<year>{MACROS['year']})年)?(?:(?P<month>{MACROS['month']})月)?(?:(?P<day>{MACROS['day']})日)?前?"
)


def _lists(view: str) -> Iterator[list[_Part]]:
    for m in _list_pattern().finditer(view):
        written = m["items"]
        if m["lead"] == "每年" or not (
            m["lead"] or m["tail"] is not None or written.endswith("前")
        ):
            continue
        parts = [_part(p, m.start("items")) for p in re.finditer(r"[^、和及与以]+", written)]
        if all(parts):
            whole = [p for p in parts if p]
            yield _filled([*whole[:-1], replace(whole[-1], end=m.end())])


def _part(piece: re.Match[str], offset: int) -> _Part | None:
    item = _ITEM.fullmatch(piece[0])
    if item is None:
        return None

    def number(name: str) -> int | None:
        return int(parse_number(item[name])) if item[name] else None

    return _Part(
        number("year"), number("month"), number("day"), offset + piece.start(), offset + piece.end()
    )


def _filled(parts: list[_Part]) -> list[_Part]:
    """Each date with what the list says once: the year and month before it, the day behind it."""
    filled = []
    year = month = None
    last = parts[-1]
    for p in parts:
        year, month = p.year or year, p.month or month
        own_month, own_day = month, p.day
        if p.year and not p.month and last.month:
            own_month, own_day = last.month, last.day
        filled.append(_Part(year, own_month, own_day, p.start, p.end))
    return filled


def _listed(clause: Clause, part: _Part, when: Calendar) -> Due:
    groups = {"month": str(part.month or ""), "day": str(part.day or "")}
    by = "day" if part.day else "month-end" if part.month else "year-end"
    year = part.year or when.year
    day = _last_day(by, groups, year, when) if year else None
    day = coming(day, when) if day and not part.year else day
    return Due(day, "explicit", clause.mention(part.start, part.end, "due.list"))


def _last_day(by: str, groups: Mapping[str, str | None], year: int, when: Calendar) -> date | None:
    """The last allowed day, or None where the calendar has no such day."""

    def number(name: str) -> int:
        return int(parse_number(groups.get(name) or "0"))

    month = number("month") or number("month2")
    if by in _EVES:
        return date(year, *_EVES[by])
    if by == "year-end":
        return date(year, 12, 31)
    if by == "quarter-end":
        return month_end(year, number("quarter") * 3)
    if by == "half-end":
        return date(year, 12, 31) if groups.get("half") == "下" else date(year, 6, 30)
    if by == "month-before":
        return month_end(year, month - 1) if month > 1 else date(year - 1, 12, 31)
    if by == "month-third":
        tenth = {"上": 10, "中": 20}.get(groups["third"] or "")
        return date(year, month, tenth) if tenth else month_end(year, month)
    if by == "this-or-next-day" and when.signed:
        return _coming_day(when.signed, number("day"))
    if by == "this-week-day" and when.signed:
        return _week_day(when.signed, groups.get("week"), groups["weekday"] or "")
    if by.startswith("this-") and when.signed:
        month = when.signed.month
    if by == "this-quarter":
        return month_end(year, (month + 2) // 3 * 3)
    if by in ("day", "range-end", "this-month-day") and groups.get("day"):
        day = number("day")
        return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None
    return month_end(year, month)


def _week_day(signed: date, week: str | None, weekday: str) -> date:
    """The day of the week that ``signed`` is of, or of the one behind it (下); without ``week`` the next such day.

    >>> [_week_day(date(2026, 6, 10), week, "一").isoformat() for week in ("本", "下", None)]
    ['2026-06-08', '2026-06-15', '2026-06-15']
    """
    ahead = min("一二三四五六日天".index(weekday), 6) - signed.weekday()
    ahead = (ahead - 1) % 7 + 1 if week is None else ahead + 7 * (week == "下")
    return signed + timedelta(ahead)


def _coming_day(signed: date, day: int) -> date | None:
    """The next such day from ``signed`` on, None where its month has none.

    >>> [str(_coming_day(date(2026, 1, 30), day)) for day in (30, 17, 31)]
    ['2026-01-30', '2026-02-17', '2026-01-31']
    """
    month = signed.month % 12 + 1 if day < signed.day else signed.month
    year = signed.year + (month < signed.month)
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def month_end(year: int, month: int) -> date:
    """The last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, calendar.monthrange(year, month)[1])
