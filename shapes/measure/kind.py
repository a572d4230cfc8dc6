"""What kind of document a notice is, so that a rule of yearly notices asks nothing of a plan over years, a
letter or a notice for a holiday."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact, measured
from shapes.tables import patterns
from shapes.terms import EXPLICIT_BASES
from shapes.text import fold
from shapes.view import Notice

_PERIOD = re.compile(
    r"(?:时间|期限|周期|阶段|步骤|为期|分.{1,3}年|目标)[^。]{0,40}?(20\d\d)年[^。]{0,12}?(?:[-—－–~～至到])[^。]{0,3}?(20\d\d)年"
)
_YEARS = re.compile(r"(20\d\d)\s*年?\s*[-—－–~～至到]+\s*(20\d\d)")
_ADDRESSED = frozenset({"holiday", "relay", "letter", "pledge"})
_COVER = re.compile(r"印发.*(?:通知|函)$")
_FEW = 4  # tasks of a page
_COUNTED = dict(zip("二两三四五十", (2, 2, 3, 4, 5, 10), strict=True))


def kind_of(title: str) -> str:
    """``over-years``, ``pledge``, ``letter``, ``relay``, ``holiday``, ``occasion`` or ``yearly``; "" where the
    title tells none.

    >>> kind_of("关于做好2026年安全生产工作的通知"), kind_of("安全生产治本攻坚三年行动方案")
    ('yearly', 'over-years')
    """
    plain = fold(title)
    return next((row.gives for row in patterns("document-kinds") if row.regex.search(plain)), "")


def is_addressed(notice: Notice) -> bool:
    """Whether the document leaves what it asks to those that it is addressed to, or that sign it: a letter, a
    circular, what is passed on, a notice for a holiday or a pledge without any responsibility note."""
    if any(owner.basis in EXPLICIT_BASES for task in notice.tasks for owner in task.owners):
        return False
    return _is_cover(notice) or kind_of(notice.title) in _ADDRESSED


def _is_cover(notice: Notice) -> bool:
    """Whether it prints a plan that is not in the file: a few sentences, none of them in a numbered section."""
    held = [notice.sections.get(task.section) for task in notice.tasks]
    plain = len(held) <= _FEW and not any(section and section.number for section in held)
    return plain and bool(_COVER.search(fold(notice.title)))


def measure_kind(notice: Notice) -> Iterator[Fact]:
    """Whether the document is ``addressed``; whether it is ``short``, a page that is no yearly notice and so wants no
    notes; whether its notes stand in a table alone (``notedInTable``), so that the sentences beside it want none."""
    if is_addressed(notice):
        yield measured(notice.iri, "addressed", True)
    elif len(notice.tasks) <= _FEW and kind_of(notice.title) not in ("yearly", "over-years"):
        yield measured(notice.iri, "short", True)
    noted = [t.section for t in notice.tasks if any(o.basis in EXPLICIT_BASES for o in t.owners)]
    if noted and all((held := notice.sections.get(at)) and held.kind == "AnnexRow" for at in noted):
        yield measured(notice.iri, "notedInTable", True)


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
