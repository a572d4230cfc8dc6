"""What a row of a table of tasks says of its time in its text and, otherwise, in the cell for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from shapes.facts import Fact, seen
from shapes.text import fold
from shapes.view import Notice, Time

_YEAR = re.compile(r"20\d\d")
_DAY = re.compile(r"\d{1,2}月|年底")
_ALL_DONE = re.compile(r"[前底][^，。；]{0,12}(?:全部|全覆盖|全面完成|到位)[^，。；]{0,16}[。；]?$")
_OF_A_PART = re.compile(r"\([^()\d]+$")
"""Ahead of a day in brackets that is one of what they name: 制定方案(方案6月底前全面完成)."""
_OF_A_THING = re.compile(
    r"(?:前|后|底)?(?!完成|组织|开展|实现|推进)[^，。；、()\d]{1,8}的(?!基础|同时|前提|要求|原则)"
)
"""Behind a day by which a thing is what it is, not by which the deed is done: 对10月15日前建成的项目."""
_NOUN = re.compile(r"[^，。；、()]{0,6}?(?:制度|机制|办法|台账|计划|清单|要求)")
"""Behind a rhythm that names a thing: 每月自查制度."""
_HANDED_IN = re.compile(r"[^\t\n|，。；]{0,12}?(?:报送|上报|填报|报告|报县|报市|报省)")
"""Behind the rhythm of a cell that is for reports, not for the deed: 每季度末月25日前报送."""
_OWN_DEED = re.compile(
    "(?!组织(?:辖区|各|企业|单位|学校|职工|员工))(?:[对开组召每]|检查|落实|推进|实施|排查|(?:加强|深化))"
)
"""How a text begins that says what who answers for the row does, not what others do."""
_PERIODS = frozenset({"P7D", "P1M", "P3M", "P6M", "P1Y"})
_DECEMBER = 12


def measure_cells(notice: Notice, source: str | None) -> Iterator[Fact]:
    """A later day in the text, an earlier one by which all is done, another rhythm (``otherCell``), at the cell's."""
    for tasks in notice.tasks_by_row().values():
        text = fold("".join(task.text for task in tasks))
        for differ, kind in ((_days, "DueDate"), (_rhythms, "Recurrence")):
            times = {time.words: time for task in tasks for time in task.times if time.kind == kind}
            cells = [time for words, time in times.items() if fold(words) not in text]
            written = [time for words, time in times.items() if fold(words) in text]
            if len(cells) == 1 and _of_reports(cells[0], source or ""):
                continue
            if len(cells) == 1 and (other := differ(text, written, cells[0])):
                yield seen(
                    tasks[0].iri, "otherCell", cells[0].place,
                    found=cells[0].words, other=other.words, sentence=f"{tasks[0].text} {cells[0].words}",
                )  # fmt: skip


def _days(text: str, written: list[Time], cell: Time) -> Time | None:
    """The day of the text that cannot be with the cell's: a later one, or an earlier one by which all is done."""
    if cell.by is None or not _DAY.search(cell.words) or not _one_sentence(text):
        return None
    days = [
        (by, time) for time in written if _of_the_deed(text, time) and (by := _day(time, cell.by))
    ]
    last, other = max(days, key=lambda each: each[0], default=(cell.by, cell))
    if last > cell.by:
        return None if cell.by.month == _DECEMBER else other
    behind = text[text.find(fold(other.words)) :]
    return other if last < cell.by and _ALL_DONE.search(behind) else None


def _of_reports(cell: Time, source: str) -> bool:
    """Whether what stands behind a rhythm in its cell says that it is one of reports."""
    end = cell.place.end
    return cell.kind == "Recurrence" and end is not None and bool(_HANDED_IN.match(source, end))


def _of_the_deed(text: str, time: Time) -> bool:
    """Whether a day of the text says when the deed is done, not of which things it is one or when a part of it is."""
    ahead, words, behind = text.partition(fold(time.words))
    return bool(words) and not (_OF_A_PART.search(ahead) or _OF_A_THING.match(behind))


def _day(time: Time, by: date) -> date | None:
    """The day, in the year of another where it says none; None of one in a year that is over then."""
    if time.by is None or not _DAY.search(time.words):
        return None
    if not _YEAR.search(time.words):
        return time.by.replace(year=by.year) if (time.by.month, time.by.day) != (2, 29) else None
    return time.by if time.by.year >= by.year else None


def _one_sentence(text: str) -> bool:
    """Whether no sentence follows the first."""
    return "。" not in text.rstrip("。")


def _rhythms(text: str, written: list[Time], cell: Time) -> Time | None:
    """The rhythm of the text, where it is one of the deed of the row and another than the cell's."""
    periods = {time.period for time in (*written, cell)}
    of_the_row = _OWN_DEED.match(text) and _one_sentence(text)
    if len(written) != 1 or not of_the_row or len(periods) == 1:
        return None
    if _NOUN.match(text.partition(fold(written[0].words))[2]):
        return None
    return written[0] if all(period in _PERIODS for period in periods) else None
