"""Days on which something recurs, as rules of iCalendar (RFC 5545) have them."""

from __future__ import annotations

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


def first_day(year: int, rule: Mapping[str, Any]) -> date:
    """The first day of the year that a rule with days falls on; the first of the next where none does.

    >>> first_day(2026, {"bymonthday": [28, 29, 30], "bysetpos": -1}), first_day(2026, {"byday": ["2TU"]})
    (datetime.date(2026, 1, 30), datetime.date(2026, 1, 13))
    >>> first_day(2026, {"bymonth": [6, 12], "bymonthday": [-1]}), first_day(2026, {"byday": ["-1FR"]})
    (datetime.date(2026, 6, 30), datetime.date(2026, 1, 30))
    """
    day = date(year, 1, 1)
    while day.year == year and not _falls_on(day, rule):
        day += timedelta(days=1)
    return day


def _falls_on(day: date, rule: Mapping[str, Any]) -> bool:
    if "bymonth" in rule and day.month not in rule["bymonth"]:
        return False
    left = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) - day
    if "byday" in rule:
        week, nth, back = _WEEK[day.weekday()], (day.day + 6) // 7, left.days // 7 + 1
        return bool({week, f"{nth}{week}", f"-{back}{week}"}.intersection(rule["byday"]))
    days = rule["bymonthday"][rule.get("bysetpos", 0) :]
    return day.day in days or -(left.days + 1) in days
