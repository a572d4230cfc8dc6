"""What kind of document a notice is, so that a rule of yearly notices asks nothing of a plan over years, a
letter or a notice for a holiday."""

from __future__ import annotations

import re

from shapes.tables import patterns
from shapes.text import fold
from shapes.view import Notice

_PERIOD = re.compile(
    r"(?:时间|期限|周期|阶段|步骤|为期|分.{1,3}年|目标)[^。]{0,40}?(20\d\d)年[^。]{0,12}?(?:[-—－–~～至到])[^。]{0,3}?(20\d\d)年"
)
_YEARS = re.compile(r"(20\d\d)\s*年?\s*[-—－–~～至到]+\s*(20\d\d)")
_COUNTED = dict(zip("二两三四五十", (2, 2, 3, 4, 5, 10), strict=True))


def kind_of(title: str) -> str:
    """``over-years``, ``occasion``, ``letter`` or ``yearly``; "" where the title tells none.

    >>> kind_of("关于做好2026年安全生产工作的通知"), kind_of("安全生产治本攻坚三年行动方案")
    ('yearly', 'over-years')
    """
    plain = fold(title)
    return next((row.gives for row in patterns("document-kinds") if row.regex.search(plain)), "")


def plan_years(notice: Notice) -> tuple[int, int] | None:
    """The first and last year that the document plans for: the plan year alone, or the years that title
    or body state; None where they are unknown."""
    if notice.plan_year is None:
        return None
    body = "".join(section.text for section in notice.sections.values())
    stated = _YEARS.search(fold(notice.title)) or _PERIOD.search(fold(body))
    if stated and int(stated[1]) < int(stated[2]) <= int(stated[1]) + 10:
        return min(int(stated[1]), notice.plan_year), max(int(stated[2]), notice.plan_year)
    if kind_of(notice.title) == "over-years":
        counted = re.search(r"([二两三四五十]|[2-9])年", fold(notice.title))
        length = _COUNTED.get(counted[1], 0) or int(counted[1]) if counted else 5
        return notice.plan_year, notice.plan_year + length - 1
    return notice.plan_year, notice.plan_year
