"""Festivals: days that the calendar gives otherwise, and those of another season than the title's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.measure.weekdays import own_years
from shapes.tables import rows
from shapes.text import is_quoted
from shapes.view import Notice

_OCCASIONS = "春节|元旦|国庆|中秋|端午|清明|五一|劳动节"
_TITLED = re.compile(_OCCASIONS)
_SPENT = re.compile(
    rf"(?:欢乐|祥和|平安|安定|喜庆|安宁)[^，。；\n]{{0,8}}的(?P<festival>{_OCCASIONS})|(?:^|[，。；\n　 ])[^，。；\n]{{0,16}}关于(?P<headed>{_OCCASIONS})(?:节|假)?(?:期间|假期)[^，。；\n]{{2,24}}的(?:通告|通知)[ 　]*$",
    re.M,
)
_ALIKE = {"五一": "劳动节"}


def measure_festivals(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Days in brackets behind a festival that are not its in any year that may be meant, and festivals that a notice for
    others wishes well for (欢乐、祥和的春节 in one for 国庆) (``contrary``). The days: calendar of the National Observatory
    (GB/T 33661-2017); the safety day of schools is the last Monday of March (since 1996)."""
    own = own_years(notice)
    titled = {_ALIKE.get(name, name) for name in _TITLED.findall(notice.title)}
    for line in holders.lines:
        for found in _dated().finditer(line.text):
            name = found["name"] or found["called"]
            said = found["year"] or found["of"]
            days = _days(name, {int(said)} if said else own)
            written = (
                int(found["month"] or found["in"]),
                int(found["day"] or found["at"]),
            )
            if days and written not in {(each.month, each.day) for each in days}:
                right = max(days)
                yield from holders.seen(
                    "contrary", line, found.span(), found=found[0],
                    holds=f"{right.year}年的{name}是{right.month}月{right.day}日", holdsEn=f"it is on {right.isoformat()}",
                )  # fmt: skip
        for found in _SPENT.finditer(line.text) if titled else ():
            festival = found["festival"] or found["headed"]
            other = _ALIKE.get(festival, festival) not in titled
            if other and not is_quoted(line.text, found.start()):
                named = "、".join(sorted(titled))
                yield from holders.seen(
                    "contrary", line, found.span(), found=found[0].strip(" 　，。；\n"),
                    holds=f"标题说的是{named}", holdsEn=f"the title is about {named}",
                )  # fmt: skip


@cache
def _dated() -> re.Pattern[str]:
    """A festival of the table with a day in brackets behind it, and the safety day of schools behind its day."""
    names = "|".join(sorted({row["festival"] for row in rows("festivals")}, key=len, reverse=True))
    return re.compile(
        rf"(?P<name>{names})[（(](?:(?P<year>20\d\d)年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日(?:[，、 ]?(?:星期|周).)?[）)]"
        r"|(?:(?P<of>20\d\d)年)?(?<![\d.])(?P<in>\d{1,2})月(?P<at>\d{1,2})日(?:（[^（）]{1,8}）)?(?:第\d{1,2}个)?[“\"]?(?P<called>全国中小学生安全教育日)"
    )


def _days(name: str, years: set[int]) -> list[date]:
    """The days of a festival in those of the years that the table has, none where it lacks one."""
    known = {
        int(row["year"]): date.fromisoformat(row["day"])
        for row in rows("festivals")
        if row["festival"] == name
    }
    return [known[year] for year in years] if years <= known.keys() else []
