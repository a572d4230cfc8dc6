"""Parts of the year that head a plan's tasks: 一季度, 3月份：, 7月至9月重点工作, 上半年工作安排."""

from __future__ import annotations

import re

from ingest.first_characters import quick
from ingest.rulebook import MACROS

_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DASH = MACROS["dash"]
_PART = rf"第?[一二三四1-4]季度|[上下]半年|{_MONTH}月份?(?:{_DASH}{_MONTH}月份?)?|{_MONTH}{_DASH}{_MONTH}月份?"
_WORK = (
    "(?:的?(?:主要|重点|具体|安全|安全生产)*(?:工作|任务|活动)?(?:安排|计划|内容|任务|重点|要点)?)"
)
_HEADING = quick(rf"(?P<part>{_PART}){_WORK}(?:（[^（）]{{2,24}}）)?(?:[：。]|$)")


def year_part(text: str, start: int = 0) -> re.Match[str] | None:
    """The heading at ``start`` that is nothing but a ``part`` of the year, None where there is none.

    >>> year_part("3月份：召开会议。")["part"], year_part("一、二季度工作安排", 2)["part"]
    ('3月份', '二季度')
    >>> year_part("3月份召开会议。"), year_part("安全生产月：召开会议。"), year_part("2026年3月")
    (None, None, None)
    """
    return _HEADING.match(text, start)
