"""Days on which something recurs, as rules of iCalendar (RFC 5545) have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

#: The months of the year in which a period of several months ends.
_ENDS = {
    "P2M": range(2, 13, 2),
    "P3M": range(3, 13, 3),
    "P6M": range(6, 13, 6),
    "P1Y": range(12, 13),
}
#: A day that some months lack stands for their last one.
_SHORTEST = 28
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class On:
    """Months of the year, days of the month (-1 is its last), days of the week (FR, 1FR); empty where not told."""

    months: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    weekdays: tuple[str, ...] = ()


def parse_days(told: str) -> On:
    """
    >>> parse_days("BYMONTH=6,12;BYMONTHDAY=-1"), parse_days("")
    (On(months=(6, 12), days=(-1,), weekdays=()), On(months=(), days=(), weekdays=()))
    """
    parts = dict(part.split("=") for part in told.split(";") if part)
    lists = {name: values.split(",") for name, values in parts.items()}
    months, days = (tuple(map(int, lists.get(name, ()))) for name in ("BYMONTH", "BYMONTHDAY"))
    return On(months, days, tuple(lists.get("BYDAY", ())))


def on_days(period: str, rule: Mapping[str, Any], on: On) -> dict[str, Any]:
    """The rule of a period on the days that are told: of a month that is told alone the last, of days that are told alone
    those of each month, or of the last month of each period.

    >>> on_days("P1M", {"freq": "monthly"}, On(days=(25,)))
    {'freq': 'monthly', 'bymonthday': [25]}
    >>> on_days("P3M", {"freq": "monthly", "interval": 3}, On(days=(25,)))
    {'freq': 'yearly', 'bymonth': [3, 6, 9, 12], 'bymonthday': [25]}
    >>> on_days("P14D", {"freq": "daily", "interval": 14}, On(weekdays=("FR",)))
    {'freq': 'weekly', 'interval': 2, 'byday': ['FR']}
    >>> on_days("P1M", {"freq": "monthly"}, On(days=(30,)))
    {'freq': 'monthly', 'bymonthday': [28, 29, 30], 'bysetpos': -1}
    """
    if on.weekdays:
        return {**_by_weeks(rule, on), "byday": [*on.weekdays]}
    months = on.months or _ENDS.get(period, ())
    if months:
        return {"freq": "yearly", "bymonth": [*months], "bymonthday": [*on.days] or [-1]}
    if len(on.days) == 1 and on.days[0] > _SHORTEST:
        return {
            "freq": "monthly",
            "bymonthday": [*range(_SHORTEST, on.days[0] + 1)],
            "bysetpos": -1,
        }
    return {"freq": "monthly", "bymonthday": [*on.days]}


def _by_weeks(rule: Mapping[str, Any], on: On) -> dict[str, Any]:
    """How often days of the week come: those that are counted within the month with it."""
    if any(len(day) > 2 for day in on.weekdays):
        return {"freq": "monthly"}
    weeks = rule.get("interval", 1) // 7 if rule["freq"] == "daily" else 1
    return {"freq": "weekly", "interval": weeks} if weeks > 1 else {"freq": "weekly"}


def first_day(since: date, rule: Mapping[str, Any]) -> date:
    """The first day of the year, from ``since`` on, that a rule with days falls on; the first of the next year where none does.

    >>> new = date(2026, 1, 1)
    >>> first_day(new, {"bymonthday": [28, 29, 30], "bysetpos": -1}), first_day(new, {"byday": ["2TU"]})
    (datetime.date(2026, 1, 30), datetime.date(2026, 1, 13))
    >>> first_day(new, {"bymonth": [6, 12], "bymonthday": [-1]}), first_day(date(2026, 3, 26), {"byday": ["-1FR"]})
    (datetime.date(2026, 6, 30), datetime.date(2026, 3, 27))
    """
    day = since
    while day.year == since.year and not _falls_on(day, rule):
        day += timedelta(days=1)
    return day


def at_the_end(period: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    """The rule of a period on its last day: of a month its last, of a week its Sunday (ISO 8601, GB/T 7408).

    >>> at_the_end("P14D", {"freq": "daily", "interval": 14}), at_the_end("P10D", {"freq": "daily", "interval": 10})
    ({'freq': 'weekly', 'interval': 2, 'byday': ['SU']}, {'freq': 'daily', 'interval': 10})
    """
    days = days_of(period)
    if days and days % _A_WEEK == 0:
        weeks = {"interval": days // _A_WEEK} if days > _A_WEEK else {}
        return {"freq": "weekly", **weeks, "byday": [_WEEK[-1]]}
    # without the month a yearly one would come every month (RFC 5545, 3.3.10)
    ends = {"monthly": {"bymonthday": -1}, "yearly": {"bymonth": 12, "bymonthday": -1}}
    return {**rule, **ends.get(rule["freq"], {})}


def first_end(since: date, period: str) -> date:
    """The first last day of a period, from a day on: those of several months and of days that are no weeks are
    counted from the first day of the year.

    >>> [f"{first_end(date(2026, 3, 26), period):%m-%d}" for period in ("P1D", "P1W", "P14D", "P10D", "P1M", "P2M", "P3M", "P1Y")]
    ['03-26', '03-29', '04-05', '03-31', '03-31', '04-30', '03-31', '12-31']
    """
    months = _MONTHS.get(period)
    if months:
        last = -(-since.month // months) * months
        return date(since.year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    days = days_of(period) or _A_WEEK
    if days % _A_WEEK == 0:
        return since + timedelta(days=days - 1 - since.weekday())
    first = date(since.year, 1, 1) + timedelta(days=days - 1)
    return first + timedelta(days=max(0, -(-(since - first).days // days)) * days)


def days_of(period: str) -> int:
    """The days of a period that is told in days or weeks, else 0.

    >>> days_of("P10D"), days_of("P2W"), days_of("P1M")
    (10, 14, 0)
    """
    told = _DAYS.fullmatch(period)
    return int(told[1]) * (_A_WEEK if told[2] == "W" else 1) if told else 0


_A_WEEK = 7
_DAYS = re.compile(r"P(\d{1,5})([DW])")
_MONTHS = {"P1M": 1, "P2M": 2, "P3M": 3, "P6M": 6, "P1Y": 12}


def _falls_on(day: date, rule: Mapping[str, Any]) -> bool:
    if "bymonth" in rule and day.month not in rule["bymonth"]:
        return False
    left = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) - day
    if "byday" in rule:
        week, nth, back = _WEEK[day.weekday()], (day.day + 6) // 7, left.days // 7 + 1
        return bool({week, f"{nth}{week}", f"-{back}{week}"}.intersection(rule["byday"]))
    days = rule["bymonthday"][rule.get("bysetpos", 0) :]
    return day.day in days or -(left.days + 1) in days
