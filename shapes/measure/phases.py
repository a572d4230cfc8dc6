"""Phases of a plan beside each other and beside what is due in them; seasons that have begun when the notice comes."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from shapes.facts import Fact, measured, seen
from shapes.measure.kind import Kind
from shapes.tables import patterns
from shapes.text import fold
from shapes.view import Notice, Section, Task, Time

_SPAN = re.compile(
    r"(?:(?P<y1>20\d\d)年)?(?P<m1>\d{1,2})月(?:(?P<d1>\d{1,2})日)?起?(?:至|到|-)"
    r"(?:(?P<y2>20\d\d)年)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日|[底末])?"
)
_PHASE = re.compile("阶段|时段|步骤")
_STEPS = re.compile("步骤|时间安排|进度安排|工作安排")
_MAYBE_STEPS = re.compile("工作安排")
_STEP = re.compile(
    "阶段|时段|步骤|动员|部署|启动|自查|自改|集中|督[查导]|抽查|验收|总结|巩固|回头看"
)
"""What steps are called below a heading that may as well announce tasks, season by season or field by field."""
_BRACKETED = re.compile(rf"\(\D{{0,6}}(?P<span>{_SPAN.pattern})\)")
"""Below a heading that announces steps, what they are called says that they are: (二)自查自改(4月1日至5月31日)."""
_MONTH = re.compile(r"\((?P<y1>20\d\d)年(?P<m1>\d{1,2})月\)")
_ALONGSIDE = re.compile(
    "贯穿|全程|同步|压茬|交叉|穿插|同时|持续|滚动"
)  # phases may run beside each other
_WHOLE = re.compile(
    r"(?:整治|行动|检查|活动|攻坚|排查|时间)[^，。；]{0,4}自(?:即日|(?:(?P<y1>20\d\d)年)?(?P<m1>\d{1,2})月(?:(?P<d1>\d{1,2})日)?)(?:起|开始)?(?:至|到|-)"
    r"(?:(?P<y2>20\d\d)年)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日|[底末])?(?=止|结束|[。，；])"
)
"""How long the whole takes (整治时间自5月6日起至9月30日止)."""
_OF_THEM = re.compile("其中[^，。；]{0,16}$")
_YEARS = re.compile(r"(?P<first>20\d\d)年?-(?P<last>20\d\d)年")
_OF_REPORTS = re.compile("总结|评估|验收|巩固|考核")
_HEAD = 60  # characters of a section that hold its heading
_PHASED = 2  # phases with days of their own, which part the time of a plan
_FREE_DAYS = 3  # between two phases: a weekend
_REPORT = re.compile(
    r"总结(?!会|大会|经验)[^，。；]{0,12}(?:报|送)|(?:报送|上报|提交)[^，。；]{0,16}总结"
)
_OTHER_YEAR = re.compile("明年|次年|来年|下一年|每年|历年|逐年|20\\d\\d年")
_A_YEAR = re.compile(r"20\d\d|[今明次来]年")
_OVER = re.compile("已|完成了|截[至止]")
_OF_YEARS = "over-years"


@dataclass(frozen=True, slots=True)
class Phase:
    """A section whose heading sets a span of days."""

    section: Section
    words: str
    start: date
    end: date
    of_a_month: bool = False  # which days of it, is not said

    @property
    def heading(self) -> str:
        return self.section.title or self.section.text[:_HEAD]


def measure_phases(notice: Notice, kind: Kind) -> Iterator[Fact]:
    """Whether phases bound the tasks of the document (``timesByPhases``); phases side by side of which one begins before the other ends, or days after it (``phaseBeside``), and reports on a
    phase that are due months before it ends (``reportEarly``); seasons before which something is to be done that had begun
    when the notice was signed (``seasonBegun``)."""
    own = notice.own_date
    year = own.year if own else notice.plan_year
    steps = list(_phases(notice, year)) if year else []
    phases = [step for step in steps if not step.of_a_month]
    if len(phases) >= _PHASED:
        yield measured(notice.iri, "timesByPhases", True)
    yield from _beside(steps)
    yield from _outside(notice, phases, year or 0)
    yield from _early(notice, phases)
    if own and kind.name != _OF_YEARS and not kind.standing:
        for task in notice.tasks:
            yield from _begun(task, own)


def _phases(notice: Notice, year: int) -> Iterator[Phase]:
    for section in notice.sections.values():
        head = fold(section.title or section.text[:_HEAD])
        above = notice.sections.get(section.parent or "")
        step = above is not None and _STEPS.search(above.title)
        if step and above and _MAYBE_STEPS.search(above.title) and not _STEP.search(head):
            continue
        named = not step or _PHASE.search(head)
        found = _SPAN.search(head) if named else _BRACKETED.search(head)
        month = None if found or not step else _MONTH.search(head)
        found = found or month
        if found and (step or _PHASE.search(head)) and not _ALONGSIDE.search(head):
            phase = _phase(section, found, year)
            if phase is not None:
                yield replace(phase, of_a_month=month is not None)


def _phase(section: Section, found: re.Match[str], year: int) -> Phase | None:
    """The phase of a span, to the end of a month that lacks the day; None where the calendar lacks another or it ends before
    it begins."""
    said = found.groupdict()
    first = int(said["y1"] or year)
    last = int(said.get("y2") or first)
    month = int(said.get("m2") or said["m1"])
    try:
        days = monthrange(last, month)[1]
        end_day = min(int(said.get("d2") or days), days)
        start, end = (
            date(first, int(said["m1"] or 1), int(said.get("d1") or 1)),
            date(last, month, end_day),
        )
    except ValueError:
        return None
    return Phase(section, found[0].strip("()"), start, end) if start <= end else None


def _beside(phases: list[Phase]) -> Iterator[Fact]:
    beside: defaultdict[str | None, list[Phase]] = defaultdict(list)
    for phase in phases:
        beside[phase.section.parent].append(phase)
    for series in beside.values():
        for before, after in pairwise(series):
            days = (after.start - before.end).days
            back = after.start < before.start and not _OTHER_YEAR.search(after.words)
            loose = before.of_a_month or after.of_a_month
            gap = days > _FREE_DAYS and not loose and not _over_holiday(before, after)
            if (days < 0 and not back) or gap:
                yield seen(
                    after.section.iri, "phaseBeside", after.section.place,
                    found=after.words, other=before.words, sentence=after.heading,
                    how="重叠" if days < 0 else "脱节", howEn="overlap" if days < 0 else "leave a gap",
                )  # fmt: skip


def _over_holiday(before: Phase, after: Phase) -> bool:
    """Whether nothing but the National Day holiday lies between two phases, with the weekend beside it."""
    year = before.end.year
    return before.end >= date(year, 9, 28) and after.start <= date(year, 10, 10)


def _outside(notice: Notice, phases: list[Phase], year: int) -> Iterator[Fact]:
    """The last phase, where it goes on for days behind the end of the whole or years behind the plan's."""
    if len(phases) < _PHASED:
        return
    last = max(phases, key=lambda phase: phase.end)
    title = _YEARS.search(fold(notice.title))
    if title and last.end.year > int(title["last"]):
        yield _goes_on(last, title[0])
        return
    own = {phase.section.iri for phase in phases}
    for section in notice.sections.values():
        text = "" if section.iri in own else fold(section.text)
        for found in _WHOLE.finditer(text):
            if _OF_THEM.search(text[max(0, found.start() - _HEAD) : found.start()]):
                continue
            whole = _phase(section, found, year)
            if whole and (last.end - whole.end).days > _FREE_DAYS and whole.end > phases[0].start:
                yield _goes_on(last, found[0])
                return


def _goes_on(last: Phase, other: str) -> Fact:
    """That the last phase is not over with the whole, of which ``other`` says how long it takes."""
    return seen(
        last.section.iri, "phaseOutside", last.section.place,
        found=last.words, other=other, sentence=last.heading,
    )  # fmt: skip


def _early(notice: Notice, phases: list[Phase]) -> Iterator[Fact]:
    """Of reports on the work of a phase, one that is due in its last month being written while it ends; in a phase that is for
    reports those that are due before it begins."""
    ends = {p.section.iri: p for p in phases}
    for task in notice.tasks:
        phase = ends.get(task.section)
        if phase is None or not _REPORT.search(fold(task.text)):
            continue
        for time in task.times:
            by = _of_phase(time, phase) if time.kind == "DueDate" else None
            if by and _too_early(by, phase):
                yield seen(task.iri, "reportEarly", time.place, found=time.words, phase=phase.words)


def _of_phase(time: Time, phase: Phase) -> date | None:
    """The day of a deadline, in the year of the phase where it says none."""
    if time.by is None or _A_YEAR.search(time.words):
        return time.by
    leap = (time.by.month, time.by.day) == (2, 29)
    return time.by.replace(year=phase.end.year, day=28 if leap else time.by.day)


def _too_early(by: date, phase: Phase) -> bool:
    if _OF_REPORTS.search(phase.heading):
        return by < phase.start
    return phase.start <= by and (by.year, by.month) < (phase.end.year, phase.end.month)


def _begun(task: Task, own: date) -> Iterator[Fact]:
    text = fold(task.text)
    dated = any(time.kind in ("Recurrence", "DueDate") for time in task.times)
    if dated or _OTHER_YEAR.search(text):
        return
    for row in patterns("seasons-begun"):
        found = row.regex.search(text)
        first, last = row.gives.split("~")
        day = f"{own.month:02}-{own.day:02}"
        within = first <= day <= last if first <= last else day >= first or day <= last
        if found and within and not _OVER.search(text[max(0, found.start() - 8) : found.end() + 8]):
            yield seen(
                task.iri, "seasonBegun", task.place,
                found=found[0], day=f"{own.month}月{own.day}日", dayEn=own.isoformat(),
            )  # fmt: skip
            return
