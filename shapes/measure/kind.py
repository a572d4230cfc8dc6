"""What kind of document a notice is, so that a rule of yearly notices asks nothing of a plan over years, a
letter or a notice for a holiday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shapes.facts import Fact, measured
from shapes.tables import patterns
from shapes.text import fold
from shapes.view import Notice

_PERIOD = re.compile(
    r"(?:时间|期限|周期|阶段|步骤|为期|分.{1,3}年|目标)[^。]{0,40}?(20\d\d)年[^。]{0,12}?(?:[-—－–~～至到])[^。]{0,3}?(20\d\d)年"
)
_YEARS = re.compile(r"(20\d\d)\s*年?\s*[-—－–~～至到]+\s*(20\d\d)")
_ADDRESSED = frozenset({"holiday", "relay", "letter", "pledge", "public"})
_SENT = re.compile(r"(?:通知|通报|函|提示|提醒)(?:\(.*\))?$")  # what is sent to somebody
_RULE = re.compile(r"第[一二三四五六七八九十百零\d]+条")
_OF_ITSELF = re.compile(r"本(?:办法|细则|规定|条例|制度|规则|规程|章程|守则|通则|准则|预案|方案)")
_PRINTS_RULES = re.compile(
    r"(?:修订|修改|制定|出台)[^》]*(?:办法|细则|规定|条例|制度|规则|规程|章程|守则|通则|准则|预案)[》”]?的通知$"
)
_OCCASIONS = ("holiday", "occasion")
_DATED = frozenset({"yearly", "over-years", "holiday", "occasion"})
_RULES = 3  # 第…条 that make a document one of rules
_DUTIES = re.compile(r"(?:责任|职责|任务|部门|工作)分工|(?:部门|工作)职责|职责任务")
_ASSIGNED = 3  # tasks with owners that make such a chapter one
_CLOSING = re.compile(
    r"(?:以上|上述|本(?:部分|章|节))(?:各?项)?(?:工作|任务|内容|措施|事项)(?:均|都|分别)?由[^。；]{2,60}(?:牵头|负责|落实|组织实施)"
)
_COVER = re.compile(r"印发.*(?:通知|函)$")
_FEW = 4  # tasks of a page
_OF_YEARS = ("yearly", "over-years")  # whose work is parted among offices
_OF_FIELDS = re.compile(
    "政府|政府办|党委|委办|安委|安全生产委员会|管委会|[区园城地]管理委员会|指挥部"
)
_TOWNSHIP = re.compile("[镇乡](?:人民)?政府|街道|苏木|[镇乡]安")
_ITEMS = 6  # that show what is the way of the document
_NAMELESS = 3  # one task in so many that names nobody
_COUNTED = dict(zip("二两三四五十", (2, 2, 3, 4, 5, 10), strict=True))


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of document it is. ``name``: as ``kind_of`` has it; ``standing``: rules that hold until they are
    changed (an 办法, a 制度, an 应急预案, a 责任清单), not work of a year; ``addressed``: it leaves what it asks to those
    that it is sent to, or that sign it: a letter, a circular, what is passed on, a notice for a holiday, a public
    notice or a pledge without any responsibility note; ``unsent``: it would, but names nobody that it is sent to."""

    name: str
    standing: bool
    addressed: bool
    unsent: bool


def kind_of(title: str) -> str:
    """``standing``, ``public``, ``over-years``, ``pledge``, ``letter``, ``relay``, ``holiday``, ``occasion`` or ``yearly``;
    "" where the title tells none.

    >>> kind_of("关于做好2026年安全生产工作的通知"), kind_of("安全生产治本攻坚三年行动方案")
    ('yearly', 'over-years')
    """
    plain = fold(title)
    return next((row.gives for row in patterns("document-kinds") if row.regex.search(plain)), "")


def read_kind(notice: Notice) -> Kind:
    """The kind of the notice."""
    name = kind_of(notice.title)
    standing = name == "standing" or (name not in _DATED and _is_of_rules(notice))
    noted = any(task.noted for task in notice.tasks)
    leaves = not noted and not standing and (name in _ADDRESSED or _is_cover(notice))
    sent = bool(notice.addressees) or not _SENT.search(fold(notice.title))
    return Kind(name, standing, addressed=leaves and sent, unsent=leaves and not sent)


def asks_times(notice: Notice, kind: Kind) -> bool:
    """Whether each task should say when: a document of a year, not of an occasion, that leaves nothing to its readers."""
    title = fold(notice.title)
    occasions = (row for row in patterns("document-kinds") if row.gives in _OCCASIONS)
    left = kind.standing or kind.addressed or kind.unsent or notice.plan_year is None
    return not left and not any(row.regex.search(title) for row in occasions)


def _is_of_rules(notice: Notice) -> bool:
    """Whether its body is one of rules: counted as such (第三条), or printed by a letter and speaking of itself."""
    counted = sum(bool(_RULE.match(section.number)) for section in notice.sections.values())
    if counted >= _RULES:
        return True
    prints = _PRINTS_RULES.search(fold(notice.title))
    return bool(prints) and any(_OF_ITSELF.search(s.text) for s in notice.sections.values())


def _is_cover(notice: Notice) -> bool:
    """Whether it prints a plan that is not in the file: a few sentences, none of them in a numbered section."""
    held = [notice.sections.get(task.section) for task in notice.tasks]
    plain = len(held) <= _FEW and not any(section and section.number for section in held)
    return plain and bool(_COVER.search(fold(notice.title)))


def measure_kind(notice: Notice, kind: Kind) -> Iterator[Fact]:
    """Whether the document is one of ``standingRules``."""
    if kind.standing:
        yield measured(notice.iri, "standingRules", True)


def measure_readers(notice: Notice, kind: Kind) -> Iterator[Fact]:
    """Whether the document is ``addressed`` or ``unsent``; whether it is of one matter, not of a year's work, or of a bureau or a township, and so wants no notes
    (``notesUnasked``); whether its sentences or items say who acts, but for one in three at most (``subjectsNamed``), which is as good as notes; whether a chapter of it assigns the fields of work (``dutiesChapter``), which is so, too; whether
    its notes stand in a table alone (``notedInTable``), so that the sentences beside it want none."""
    if kind.addressed:
        yield measured(notice.iri, "addressed", True)
    elif kind.unsent:
        yield measured(notice.iri, "unsent", True)
    if kind.name not in _OF_YEARS or not _parts_out(notice):
        yield measured(notice.iri, "notesUnasked", True)
    elif _mostly_named(notice):
        yield measured(notice.iri, "subjectsNamed", True)
    if _assigns_duties(notice):
        yield measured(notice.iri, "dutiesChapter", True)
    noted = [task.section for task in notice.tasks if task.noted]
    if noted and all((held := notice.sections.get(at)) and held.kind == "AnnexRow" for at in noted):
        yield measured(notice.iri, "notedInTable", True)


def _parts_out(notice: Notice) -> bool:
    """Whether who issues the notice parts its work out among offices of many fields: a government, a committee, a zone;
    not a bureau, whose readers are its own, nor a township."""
    issuer = notice.issuer or ""
    return not issuer or bool(_OF_FIELDS.search(issuer) and not _TOWNSHIP.search(issuer))


def _mostly_named(notice: Notice) -> bool:
    """Whether of its sentences or of its items all but one in three name who acts; a part that ends with who does all of it
    (以上工作由…牵头) names somebody for each of its items."""
    nameless = sum(not task.owners for task in notice.tasks)
    if notice.tasks and nameless * _NAMELESS <= len(notice.tasks):
        return True
    items = {task.section for task in notice.tasks}
    closed = {s.parent for s in notice.sections.values() if _CLOSING.search(fold(s.text))}
    named = {task.section for task in notice.tasks if task.owners}
    named |= {iri for iri in items if (s := notice.sections.get(iri)) and s.parent in closed}
    return len(items) >= _ITEMS and len(items - named) * _NAMELESS <= len(items)


def _assigns_duties(notice: Notice) -> bool:
    """Whether under a heading like 责任分工 units are assigned what is theirs."""
    chapters = {iri for iri, s in notice.sections.items() if _DUTIES.search(s.title)}
    within = chapters | {iri for iri, s in notice.sections.items() if s.parent in chapters}
    return sum(bool(t.owners) for t in notice.tasks if t.section in within) >= _ASSIGNED


def plan_years(notice: Notice, kind: Kind) -> tuple[int, int] | None:
    """The first and last year that the document plans for: the plan year alone, or the years that title
    or body state; None where they are unknown."""
    if notice.plan_year is None:
        return None
    body = "".join(section.text for section in notice.sections.values())
    stated = _YEARS.search(fold(notice.title)) or _PERIOD.search(fold(body))
    if stated and int(stated[1]) < int(stated[2]) <= int(stated[1]) + 10:
        return min(int(stated[1]), notice.plan_year), max(int(stated[2]), notice.plan_year)
    if kind.name == "over-years":
        counted = re.search(r"([二两三四五十]|[2-9])年", fold(notice.title))
        length = _COUNTED.get(counted[1], 0) or int(counted[1]) if counted else 5
        return notice.plan_year, notice.plan_year + length - 1
    return notice.plan_year, notice.plan_year
