"""Days of the week that the calendar contradicts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.text import is_day
from shapes.view import Notice

_DAYS = "一二三四五六日"
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMED = re.compile(
    rf"(?:(?:(?P<year>20\d\d)年)?(?P<month>(?<![\d.])\d{{1,2}})月)?(?P<day>(?<!\d)\d{{1,2}})日[ 　]{{0,2}}[（(，,][ 　]{{0,2}}(?:农历[^，。）)]{{1,8}}[，、])?(?:星期|周|礼拜)(?P<named>[{_DAYS}天])(?:[）)]|(?=[，。、；,]|[上下]午|前))"
)
_MONTH = re.compile(r"(?<![\d.])(\d{1,2})月")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_REACH = 300  # characters ahead of a day in which its month and year are looked for
AUTUMN = 9  # the month from which a notice may mean a day of the next year


def measure_weekdays(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Days of the week of no year that may be meant (``weekdayWrong``): the one in front of the day, else the last one ahead of
    it in the line and those of the document."""
    own = own_years(notice)
    for line in holders.lines:
        for found in _NAMED.finditer(line.text):
            before = line.text[max(0, found.start() - _REACH) : found.start()]
            month = int(found["month"] or (_MONTH.findall(before) or [0])[-1])
            said = {int(year) for year in _YEAR.findall(before)[-1:]}
            years = {int(found["year"])} if found["year"] else own | said
            right = {y: _weekday(y, month, int(found["day"])) for y in years}
            named = _DAYS.index(found["named"].replace("天", "日"))
            if right and None not in right.values() and named not in right.values():
                near = said & right.keys() or right.keys()
                year = _next(near, month, int(found["day"]), notice.own_date)
                at = right[year] or 0
                yield from holders.seen(
                    "weekdayWrong", line, found.span(), found=found[0], year=str(year),
                    right=f"星期{_DAYS[at]}", rightEn=_ENGLISH[at],
                )  # fmt: skip


def own_years(notice: Notice) -> set[int]:
    """The years of the document: those that it is signed in and made for, from autumn on the next one, too."""
    own = notice.own_date
    years = {own.year} | ({own.year + 1} if own.month >= AUTUMN else set()) if own else set()
    return years | ({notice.plan_year} if notice.plan_year else set())


def _next(years: Collection[int], month: int, day: int, after: date | None) -> int:
    """The year of the first such day that is not before ``after``, else the last year.

    >>> _next({2026, 2027}, 9, 25, date(2026, 9, 20)), _next({2026, 2027}, 1, 5, date(2026, 9, 20)), _next({2025, 2026}, 1, 5, None)
    (2026, 2027, 2026)
    """
    coming = [year for year in years if after and date(year, month, day) >= after]
    return min(coming) if coming else max(years)


def _weekday(year: int, month: int, day: int) -> int | None:
    """The day of the week, Monday 0; None where the calendar has no such day.

    >>> _weekday(2026, 3, 30), _weekday(2026, 2, 29)
    (0, None)
    """
    return date(year, month, day).weekday() if is_day(year, month, day) else None
