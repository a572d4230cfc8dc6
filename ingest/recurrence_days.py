"""On which days what recurs falls (每月25日前, 每季度末月20日前, 每周五), in the terms of iCalendar (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.numerals import parse_number
from ingest.records import On
from ingest.rulebook import MACROS, Rule, rule_table

_WEEK = "一二三四五六日"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_THIRDS = {"上": 10, "中": 20, "下": -1}
_DAY = re.compile(rf"{MACROS['day']}")
_DATE = re.compile(
    rf"(?:(?P<month>{MACROS['month']})月份?)?(?:(?P<day>{MACROS['day']})[日号]|(?P<end>[底末])|(?P<third>[上中下])旬)?初?"
    rf"(?P<before>{MACROS['before']})?"
)
_NTH = {"一": "1", "二": "2", "三": "3", "四": "4"}
_MONTHS = {"P1M": 1, "P2M": 2, "P3M": 3, "P6M": 6}


def days_behind(view: str, at: int, period: str) -> tuple[tuple[On, ...], int]:
    """The days on which what recurs with ``period`` falls by the words that begin at ``at``, behind those of the period,
    and where they end; several where the months have different days.

    >>> days_behind("每月5日、15日前报送", 2, "P1M")
    ((On(months=(), days=(5, 15), weekdays=()),), 9)
    >>> days_behind("每季度末月20日前报送", 3, "P3M")[0]
    (On(months=(3, 6, 9, 12), days=(20,), weekdays=()),)
    >>> days_behind("每年6月20日、12月25日前报送", 2, "P1Y")[0]
    (On(months=(6,), days=(20,), weekdays=()), On(months=(12,), days=(25,), weekdays=()))
    """
    for rule in rule_table("recurrence-day"):
        m = rule.pattern.match(view, at)
        if m:
            return tuple(_on(rule, m, period)), m.end()
    return (), at


def _on(rule: Rule, m: re.Match[str], period: str) -> Iterator[On]:
    groups = {name: words for name, words in m.groupdict().items() if words}
    length = 12 if period.endswith("Y") else _MONTHS.get(period, 0)
    if "dates" in groups:
        yield from _dates(groups["dates"], length)
    elif weekdays := _weekdays(groups):
        yield On(weekdays=weekdays)
    else:
        months = _months(rule, groups, length)
        yield On(months, _days(rule, groups))


def _days(rule: Rule, groups: dict[str, str]) -> tuple[int, ...]:
    if "days" in groups:
        return tuple(sorted({int(parse_number(each[0])) for each in _DAY.finditer(groups["days"])}))
    if "thirds" in groups:
        return tuple(_THIRDS[each] for each in groups["thirds"] if each in _THIRDS)
    return (int(rule.given.get("days", -1)),) if "days" in rule.given or "end" in groups else ()


def _months(rule: Rule, groups: dict[str, str], length: int) -> tuple[int, ...]:
    """The months of the year: one that is named, or one of each period."""
    if "from" in groups:
        return _each(int(parse_number(groups.get("month") or groups["from"])), length)
    if "last" in groups or rule.given.get("months") == "last":
        return _each(length, length)
    return _each(1 if "first" in groups else 2 if "second" in groups else 0, length)


def _each(month: int, length: int) -> tuple[int, ...]:
    """The month and those that are whole periods of ``length`` months away; none without one.

    >>> _each(7, 6), _each(3, 3), _each(12, 12), _each(0, 3)
    ((1, 7), (3, 6, 9, 12), (12,), ())
    """
    if not month or not length:
        return ()
    return tuple(range((month - 1) % length + 1, 13, length))


def _dates(words: str, length: int) -> Iterator[On]:
    """Months that have the same day together; a day alone is of the month before it, and what is said of the last month
    of a list alone holds for all.

    >>> [(on.months, on.days) for on in _dates("6月和12月底前", 12)]
    [((6, 12), (-1,))]
    """
    parts = [_date(m) for each in re.split("[、和及与]", words) if (m := _DATE.fullmatch(each))]
    if all(month and not day for month, day in parts[:-1]) and parts[-1][0]:
        parts = [(month, parts[-1][1]) for month, _ in parts]
    found: dict[int, list[int]] = {}
    month = 0
    for own, day in parts:
        month = own or month
        found.setdefault(day, []).extend(_each(month, length) if len(parts) == 1 else (month,))
    for day, months in found.items():
        yield On(tuple(sorted(set(months))), (day,) if day else ())


def _date(m: re.Match[str]) -> tuple[int, int]:
    """Month and day, 0 where it names none; 6月前 is by the end of May."""
    month, day = (int(parse_number(m[name])) if m[name] else 0 for name in ("month", "day"))
    day = day or (-1 if m["end"] else _THIRDS.get(m["third"] or "", 0))
    return ((month - 2) % 12 + 1, -1) if m["before"] and not day else (month, day)


def _weekdays(groups: dict[str, str]) -> tuple[str, ...]:
    if "nth" in groups:
        nth = groups["nth"].removeprefix("第")
        return (f"{_NTH.get(nth, '-1' if '后' in nth else nth)}{_weekday(groups['weekday'])}",)
    if "from_day" in groups:
        first, last = (_DAYS.index(_weekday(groups[name])) for name in ("from_day", "to_day"))
        return _DAYS[first : last + 1]
    named = {_weekday(each) for each in groups.get("weekdays", "") if each in _WEEK + "天"}
    return tuple(day for day in _DAYS if day in named)


def _weekday(character: str) -> str:
    return _DAYS[_WEEK.index("日" if character == "天" else character)]
