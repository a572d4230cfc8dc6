"""A row of a table that is a short line (完成路段整治32处) beside the sentence of the body that sets the same task: its figure,
who leads and the day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from shapes.facts import Fact, seen
from shapes.measure.owners import collective, vague
from shapes.text import clauses, fold, is_day, loose, pairs
from shapes.view import Notice, Owner, Place, Section, Task, Time

_COUNT = re.compile(
    r"(?P<value>(?<![\d.])\d+(?:\.\d+)?)(?:多|余)?(?P<unit>万元|亿元|公里|千米|平方米|万平方米|人次|家次|[个家处座栋幢艘块条名人户所台辆套部支队项万%米])"
)
_LIGHT = re.compile(
    r"至少|不少于|不低于|以上|左右|[一两二三](?:次|轮|遍|场|批)|\d次|开展|组织|进行|推进|推动|实施|落实|完成|实现|全部|全面|全覆盖|及时|全[市县区省州旗镇]|辖区|务必|[对将把的并和及与、各]"
)
"""What a short line leaves out of a sentence and a sentence of a short line."""
_OF_ANYTHING = re.compile(
    "安全生产|安全|隐患|排查|整治|整改|治理|检查|工作|年度|重大|专项|任务|企业|行业|领域|重点|风险|培训|宣传|演练|单位"
)
_NEARLY = 0.75  # share of the pairs of characters of a line that its sentence has at least
_APART = 0.5  # and every other one at most
_MOST = 500  # lines that are looked at
_LEAST = 6  # characters of a deed that says what is done, of which
_OWN = 3  # say more than any deed says
_LONGEST = 60  # characters of a short line
_STEP = re.compile("初稿|征求意见稿|送审稿|方案|计划|办法|清单|台账|报告|总结|招标|设计|验收|摸底")
"""What is made on the way to a deed, or of it, which is another deed (改造, 改造方案)."""
_CELL_DAY = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|底)|(?:年底|年末))(?:之?前)?(?:完成)?"
)
_SENTENCES = re.compile("[。；].")
_CELLS = re.compile(r"[|\t]")
_TOLD_AS = {
    "annexNumber": ("annexNumber", "otherNumber"),
    "leadDiffers": ("ownerNotInAnnex", "ownerNotInBody"),
    "otherDeadline": ("otherDeadline",),
}
"""By what is told here the facts of other measures that tell it, too."""
_OFFICE_OF_ALL = re.compile("安委会?办|安全生产委员会办公室")
"""Sits in the bureau of emergency management, and is written for it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a table that is one short line; ``holder``: its section, or its task where the notice has it as one."""

    holder: str
    place: Place
    text: str
    deed: str
    owners: tuple[Owner, ...]
    due: tuple[date, str, Place] | None


def short_of(line: str, sentence: str) -> bool:
    """Whether a line of a table is what a sentence orders, without who does it by when.

    >>> body = "市交通局牵头，9月底前完成农村公路隐患路段整治36处。"
    >>> short_of("完成农村公路隐患路段整治32处", body), short_of("完成国道隐患路段整治32处", body), short_of(body, body)
    (True, False, False)
    """
    deed = _short_deed(line)
    return bool(deed) and len(deed) < len(_deed(sentence)) and deed in _deed(sentence)


def measure_tabled(
    notice: Notice, source: str | None, told: Collection[Fact] = ()
) -> Iterator[Fact]:
    """A figure (``annexNumber``), a lead (``leadDiffers``) and a day (``otherDeadline``) of a row that are others than those
    of the one sentence of the body that orders its deed; ``told``: what is told already."""
    done = {(fact.subject, fact.name) for fact in told}
    lines = list(islice(_lines(notice, source or ""), _MOST))
    tasks = notice.tasks if lines else ()
    body = [_Said(notice, task) for task in tasks if not notice.in_table(task)]
    for line in lines:
        same = _ordered(line, body)
        if same is None:
            continue
        at, window = _article(notice, same.task), _window(line.deed, same.task.text)
        for fact in (
            *_figures(line, same.task, window, at),
            *_leads(line, same.task, at),
            *_days(line, same.task, window),
        ):
            if not any((line.holder, name) in done for name in _TOLD_AS[fact.name]):
                yield fact


class _Said:
    """A task of the body, its deed and the pairs of characters in that and in the title above it."""

    def __init__(self, notice: Notice, task: Task) -> None:
        section = notice.sections.get(task.section)
        self.task, self.deed = task, _deed(task.text)
        self.pairs = pairs(self.deed) | pairs(_deed(section.title if section else ""))


def _ordered(line: _Line, body: Sequence[_Said]) -> _Said | None:
    """The one sentence that has the deed of the line in a row, or else nearly all of it, and no other much of it."""
    whole = [said for said in body if line.deed in said.deed]
    if whole:
        return whole[0] if len(whole) == 1 else None
    own = pairs(line.deed)
    shares = [len(own & said.pairs) / len(own) for said in body]
    best, *others = sorted(shares, reverse=True) or [0.0]
    if best < _NEARLY or max(others, default=0.0) > _APART:
        return None
    said = body[shares.index(best)]
    return said if _objects(line.deed) <= said.pairs else None


def _objects(deed: str) -> frozenset[str]:
    """How what a deed is done to begins, words of any deed aside."""
    return frozenset(words[:2] for words in _OF_ANYTHING.split(deed) if len(words) > 1)


def _lines(notice: Notice, source: str) -> Iterator[_Line]:
    rows = notice.tasks_by_row()
    for row in notice.annex:
        due = _cell_day(row.section, source, notice.plan_year)
        own = rows.pop(row.section.iri, [])
        holder = own[0].iri if len(own) == 1 else row.section.iri
        yield from _line(holder, row.section.place, row.section.text, row.owners, due)
    for tasks in rows.values():
        if len(tasks) == 1:
            yield from _line(
                tasks[0].iri, tasks[0].place, tasks[0].text, tasks[0].owners, _due(tasks[0].times)
            )


def _line(
    holder: str,
    place: Place,
    text: str,
    owners: tuple[Owner, ...],
    due: tuple[date, str, Place] | None,
) -> Iterator[_Line]:
    noted = tuple(owner for owner in owners if owner.basis == "note")
    if deed := _short_deed(text):
        yield _Line(holder, place, text, deed, noted, due)


@lru_cache(maxsize=1 << 12)
def _deed(text: str) -> str:
    """What is done, without counts and light words."""
    return loose(_LIGHT.sub("", _COUNT.sub("", fold(text))))


@lru_cache(maxsize=1 << 12)
def _short_deed(line: str) -> str:
    """The deed of a line that is short, no sentence or one alone, and says enough; "" of others."""
    short = len(line) <= _LONGEST and not _SENTENCES.search(line)
    deed = _deed(line) if short else ""
    return deed if len(deed) >= _LEAST and len(_OF_ANYTHING.sub("", deed)) >= _OWN else ""


def _window(deed: str, sentence: str) -> str:
    """The clause of the sentence that has the deed, or the whole."""
    pieces = [piece for piece in clauses(fold(sentence)) if deed in _deed(piece)]
    return pieces[0] if len(pieces) == 1 else fold(sentence)


def _article(notice: Notice, task: Task) -> str:
    """The number of the article that the task stands in."""
    at = notice.sections.get(task.section)
    while at is not None and at.kind not in ("Article", "Part") and at.parent in notice.sections:
        at = notice.sections[at.parent or ""]
    if at is None:
        return ""
    return f"{at.number}、" if at.kind == "Part" and at.number[-1:] not in "、.）)" else at.number


def _figures(line: _Line, task: Task, window: str, at: str) -> Iterator[Fact]:
    """The one figure of a unit that the line has, where the clause has another of that unit alone."""
    ours, theirs, body = _counts(line.text), _counts(window), task.text.rstrip("。；")
    for unit, found in ours.items():
        other = theirs.get(unit, {})
        if len(found) == len(other) == 1 and found.keys() != other.keys():
            one, two = next(iter(found.values())), next(iter(other.values()))
            yield seen(
                line.holder, "annexNumber", line.place,
                found=one, sentence=line.text, otherSentence=task.text,
                zh=f"表中作“{one}”，正文{at}作“{two}”：“{body}”",
                en=f"the table has “{one}”, the body {at} “{two}”: “{body}”",
            )  # fmt: skip


def _counts(text: str) -> dict[str, dict[float, str]]:
    """By unit the counts of a text, each as written."""
    found: dict[str, dict[float, str]] = {}
    for count in _COUNT.finditer(fold(text)):
        found.setdefault(count["unit"], {})[float(count["value"])] = count[0]
    return found


def _leads(line: _Line, task: Task, at: str) -> Iterator[Fact]:
    """The lead of the row, where the sentence has none of its leads."""
    ours, theirs = _first(line.owners), _first(task.owners)
    if not ours or not theirs or any(_one(a, b) for a in ours for b in theirs):
        return
    both_lead = all(owner.role == "lead" for owner in (*ours, *theirs))
    beside = [(a, b) for a in ours for b in task.owners] + [
        (a, b) for a in theirs for b in line.owners
    ]
    if not both_lead and any(_one(a, b) for a, b in beside):
        return
    yield seen(
        line.holder, "leadDiffers", ours[0].place,
        found="、".join(owner.name for owner in ours), other="、".join(owner.name for owner in theirs),
        article=at, sentence=line.text, otherSentence=task.text,
    )  # fmt: skip


def _first(owners: Collection[Owner]) -> list[Owner]:
    """Who leads, or answers where nobody is said to lead; none where one of them is a class of units or no known unit."""
    written = [owner for owner in owners if owner.basis in ("note", "subject")]
    first = [owner for owner in written if owner.role == "lead"] or [
        owner for owner in written if owner.role == "responsible"
    ]
    unsure = any(not each.known or collective(each) or vague(each) for each in first)
    return [] if unsure else first


def _one(a: Owner, b: Owner) -> bool:
    """Whether two names can be those of one office, or of one inside of the other."""
    return (
        a.unit == b.unit
        or a.name.startswith(b.name)
        or b.name.startswith(a.name)
        or any(_OFFICE_OF_ALL.search(each.name) for each in (a, b))
    )


def _days(line: _Line, task: Task, window: str) -> Iterator[Fact]:
    """The day of the row, where the sentence sets one other day for the deed."""
    if line.due is None:
        return
    days = [time for time in task.times if time.kind == "DueDate" and time.by]
    inside = [time for time in days if fold(time.words) in window]
    chosen = inside or days
    by, words, place = line.due
    if len(chosen) == 1 and chosen[0].by != by and not _of_a_step(window, line.text):
        yield seen(
            line.holder, "otherDeadline", place,
            found=words, other=chosen[0].words, otherSentence=task.text,
        )  # fmt: skip


def _of_a_step(window: str, line: str) -> bool:
    return set(_STEP.findall(window)) != set(_STEP.findall(fold(line)))


def _due(times: Collection[Time]) -> tuple[date, str, Place] | None:
    """The one day of a row."""
    days = [time for time in times if time.kind == "DueDate" and time.by]
    if len(days) != 1 or days[0].by is None:
        return None
    return days[0].by, days[0].words, days[0].place


def _cell_day(row: Section, source: str, year: int | None) -> tuple[date, str, Place] | None:
    """The day in the last cell of a row's line of the file that is one."""
    start = row.place.end
    if start is None or not year:
        return None
    end = source.find("\n", start)
    at = start
    for cell in _CELLS.split(source[start : end if end >= 0 else len(source)]):
        words = cell.strip()
        if (found := _CELL_DAY.fullmatch(words)) and (by := _day(found, year)):
            begin = at + cell.index(words)
            return by, words, Place(begin, begin + len(words))
        at += len(cell) + 1
    return None


def _day(found: re.Match[str], year: int) -> date | None:
    year, month = int(found["year"] or year), int(found["month"] or 12)
    if not 1 <= month <= 12:
        return None
    day = int(found["day"] or monthrange(year, month)[1])
    return date(year, month, day) if is_day(year, month, day) else None
