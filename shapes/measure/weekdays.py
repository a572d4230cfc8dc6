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
_BARE = re.compile(
    rf"(?:(?P<year>20\d\d)年)?(?P<month>(?<![\d.])\d{{1,2}})月(?P<day>\d{{1,2}})日[ 　]{{0,2}}"
    rf"(?:(?:星期|礼拜)(?P<named>[{_DAYS}天])(?![至到、和及或起—–~\-])|周(?P<short>[{_DAYS}])(?=[，。；,）)]|[上下]午|前|早|晚|中午|召|举|[ 　]?\d))"
)
"""A day of a month with its day of the week behind it, without brackets (6月16日星期三召开)."""
_TO = "[至到—–~-]{1,2}"
_SPAN = re.compile(
    rf"(?:(?P<year>20\d\d)年)?(?P<month>(?<![\d.])\d{{1,2}})月(?P<day>\d{{1,2}})日?{_TO}(?:(?P<last_month>\d{{1,2}})月)?(?P<last_day>\d{{1,2}})日[ 　]{{0,2}}"
    rf"[（(](?:星期|周|礼拜)(?P<named>[{_DAYS}天]){_TO}(?:星期|周|礼拜)?(?P<last>[{_DAYS}天])[）)]"
)
"""A span of days with those of the week (6月16日至17日（星期三至星期四）)."""
_OTHER_YEAR = re.compile(r"(?:[农阴旧]历|[去上前]年)$")
_MONTH = re.compile(r"(?<![\d.])(\d{1,2})月")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_WEEK = 7
_REACH = 300  # characters ahead of a day in which its month and year are looked for
AUTUMN = 9  # the month from which a notice may mean a day of the next year


def measure_weekdays(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Days of the week of no year that may be meant (``weekdayWrong``): the one in front of the day, else the last one ahead of
    it in the line and those of the document. The names of a span are held against its days where they cannot be some of
    them alone (6月1日至6日（周一至周五）)."""
    own = own_years(notice)
    for line in holders.lines:
        named = [*_NAMED.finditer(line.text), *_BARE.finditer(line.text)]
        for found in (*named, *_SPAN.finditer(line.text)):
            before = line.text[max(0, found.start() - _REACH) : found.start()]
            month = int(found["month"] or (_MONTH.findall(before) or [0])[-1])
            said = {int(year) for year in _YEAR.findall(before)[-1:]}
            years = {int(found["year"])} if found["year"] else own | said
            right = {year: _named(found, year, month) for year in years}
            if not right or _OTHER_YEAR.search(before) or not all(right.values()):
                continue
            near = said & right.keys() or right.keys()
            year = _next(near, month, int(found["day"]), notice.own_date)
            days = right[year]
            several = len(days) > 1
            yield from holders.seen(
                "weekdayWrong", line, found.span(), found=found[0], year=str(year),
                right="至".join(f"星期{_DAYS[at]}" for at in days),
                rightEn=" to ".join(_ENGLISH[at] for at in days),
                these="这几天" if several else "这一天", theseEn="those days are" if several else "that day is a",
            )  # fmt: skip


def _named(found: re.Match[str], year: int, month: int) -> tuple[int, ...]:
    """The days of the week, Monday 0, that the calendar has of a year where the text has others; none where it has no such day
    or may have named them rightly."""
    says = found.groupdict()
    first = _weekday(year, month, int(found["day"]))
    named = _day_of(says["named"] or says["short"])
    if "last" not in says:
        return () if first is None or first == named else (first,)
    last_month, last_day = int(found["last_month"] or month), int(found["last_day"])
    last = _weekday(year, last_month, last_day)
    if first is None or last is None:
        return ()
    days = (date(year, last_month, last_day) - date(year, month, int(found["day"]))).days
    until = _day_of(found["last"])
    some = days not in range(1, _WEEK) or (until - named) % _WEEK < days
    return () if some or (first, last) == (named, until) else (first, last)


def _day_of(name: str) -> int:
    return _DAYS.index(name.replace("天", "日"))


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
