"""Meetings and papers that a notice goes by and that are of a day after its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.text import is_day
from shapes.view import Notice

_GOES_BY = re.compile(
    r"(?:根据|按照?|依据|遵照|贯彻(?:落实)?|落实|传达|学习)[^，。；：\n]{0,14}?"
    r"(?P<day>(20\d\d)年(\d{1,2})月(\d{1,2})日)(?!之?前|以前|起|至|后|之|止|[-—~])"
    r"[^，。；\n]{0,30}?(?:会议?(?=[精议上的》”，。])|全会|讲话|批示|指示|印发|下发|发布|公布)"
)


def measure_cited(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """What a notice with a day of its own goes by and that came after it (``citedLater``: 根据3月10日会议精神, signed in February)."""
    own = notice.own_date
    for line in holders.lines if own else ():
        for found in _GOES_BY.finditer(line.text):
            year, month, day = map(int, found.groups()[1:])
            if own and is_day(year, month, day) and date(year, month, day) > own:
                says = {"found": found[0], "day": found["day"]}
                says["own"] = f"{own.year}年{own.month}月{own.day}日"
                yield from holders.told("citedLater", line, found.span(), **says)
