"""The notice against the notice of its superior: what is not taken up, or otherwise."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shapes.facts import Fact, seen
from shapes.known import division_name
from shapes.measure.targets import Stated, stated_numbers
from shapes.naming import name_section
from shapes.text import loose, pairs
from shapes.view import Notice, Number, Section, Task, Time

TAKEN = 0.20  # least share of a superior task's weighted word pairs that one section repeats
NEAR = 0.10  # from this share on, the section that repeats most is told
SAME = 0.55  # from this share on, in one sentence, the two speak of the same deed
_EXACT = 1_000_000_000
_ALL_PLACES = re.compile(r"各?县[（(、]?[市区]|各[县区市地级乡镇]|乡镇|属地")
FORBIDS = ("严禁", "禁止", "不得", "停止", "杜绝")
ALLOWS = ("允许", "鼓励", "可以", "支持")


@dataclass(frozen=True, slots=True)
class Pair:
    """A superior task, the notice's section and task that repeat most of its words, and how much
    of them (0-1)."""

    above: Task
    section: str | None
    cover: float
    below: Task | None
    likeness: float


def measure_superior(notice: Notice, superior: Notice) -> Iterator[Fact]:
    """Facts about the notice (``found``: its words) beside the superior's (``other``); of what is not taken up those that
    name the notice's place in front, then those of all places, each in the order of the superior's notice."""
    name = division_name(notice.division) or ""
    pairs = pair_tasks(superior.tasks, notice.tasks)
    lost = [pair for pair in pairs if pair.cover < TAKEN]
    sections = {row.section.iri: row.section for row in superior.annex} | superior.sections
    for pair in sorted(lost, key=lambda each: _whom(each.above.text, name)):
        yield _not_taken_up(pair, name, notice, superior, sections)
    for pair in pairs:
        if pair.cover >= TAKEN and pair.below is not None and pair.likeness >= SAME:
            yield from _differing(pair.above, pair.below, superior, notice)


def _whom(text: str, name: str) -> int:
    """0 of a task that names the place, 1 of one of all places, 2 of another.

    >>> [_whom(each, "阳高县") for each in ("推进阳高龙泉园区整治", "各县（区）开展排查", "市应急局开展排查")]
    [0, 1, 2]
    """
    if name and (name if len(name) < 3 else name[:-1]) in text:
        return 0
    return 1 if _ALL_PLACES.search(text) else 2


def _not_taken_up(
    pair: Pair, name: str, notice: Notice, superior: Notice, sections: Mapping[str, Section]
) -> Fact:
    """``sections``: of the superior's notice, the rows of its annexes among them."""
    theirs = _quoted(superior, sections.get(pair.above.section))
    near = _quoted(notice, notice.sections.get(pair.section or "")) if pair.cover >= NEAR else ""
    named = name if not _whom(pair.above.text, name) else ""
    return seen(
        notice.iri, "notTakenUp", found="", sentence=pair.above.text, superior=superior.title,
        article=theirs, articleEn=f" {theirs}" if theirs else "",
        named=f"（点名{named}）" if named else "", namedEn=f" (it names {named})" if named else "",
        near=f"；本通知最接近的是{near}" if near else "",
        nearEn=f"; the nearest section is {near}" if near else "",
    )  # fmt: skip


def _quoted(notice: Notice, section: Section | None) -> str:
    """How a reader names the section, in quotes; "" of none."""
    return f"“{''.join(name_section(notice, section))}”" if section else ""


def pair_tasks(above: Sequence[Task], below: Sequence[Task]) -> list[Pair]:
    """Every task above with the section and the task below that repeat most of it. Word pairs
    weigh more the fewer tasks above hold them, in whole numbers: sums of them are the same in any order."""
    frequency = Counter(word for task in above for word in pairs(loose(task.text)))
    weight = {
        word: round(_EXACT * math.log(1 + len(above) / count)) for word, count in frequency.items()
    }
    tasks: defaultdict[str, list[int]] = defaultdict(list)
    sections: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for at, task in enumerate(below):
        for word in pairs(loose(task.text)):
            tasks[word].append(at)
            sections[word][task.section] = None
    made = []
    for task in above:
        own = pairs(loose(task.text))
        whole = sum(weight[word] for word in own)
        likeness: Counter[int] = Counter()
        cover: Counter[str] = Counter()
        for word in own:
            for at in tasks.get(word, ()):
                likeness[at] += weight[word]
            for section in sections.get(word, ()):
                cover[section] += weight[word]
        covered, most = max(((n, iri) for iri, n in cover.items()), default=(0, None))
        like, last = max(((n, -at) for at, n in likeness.items()), default=(0, None))
        nearest = None if last is None else below[-last]
        made.append(Pair(task, most, covered / (whole or 1), nearest, like / (whole or 1)))
    return made


def _differing(above: Task, below: Task, superior: Notice, notice: Notice) -> Iterator[Fact]:
    words = {"otherSentence": above.text, "superior": superior.title}
    late = _later(above, below, superior, notice)
    if late:
        yield seen(
            below.iri,
            "laterThanSuperior",
            late[1].place,
            found=late[1].words,
            other=late[0].words,
            **words,
        )
    for one, two in _other_numbers(above, below):
        yield seen(
            below.iri, "otherThanSuperior", below.place, found=two.clause, other=one.clause, **words
        )
    for high, low in _weaker(above, below):
        yield seen(
            below.iri, "weakerThanSuperior", low.place, found=low.words, other=high.words, **words
        )
    if _opposed(above.text, below.text):
        yield seen(
            below.iri,
            "againstSuperior",
            below.place,
            found=_verb(below.text),
            other=_verb(above.text),
            **words,
        )


def _later(above: Task, below: Task, superior: Notice, notice: Notice) -> tuple[Time, Time] | None:
    """The superior's deadline and a later one; notices of different years are compared by month
    and day."""
    shift = (notice.plan_year or 0) - (superior.plan_year or 0)
    for one in (t for t in above.times if t.by):
        for two in (t for t in below.times if t.by):
            if (
                one.by
                and two.by
                and (two.by.year - shift, two.by.month, two.by.day)
                > (one.by.year, one.by.month, one.by.day)
            ):
                return one, two
    return None


def _other_numbers(above: Task, below: Task) -> Iterator[tuple[Stated, Stated]]:
    ours = {stated.key: stated for stated in stated_numbers(below)}
    for one in stated_numbers(above):
        two = ours.get(one.key)
        if two and two.numbers != one.numbers:
            yield one, two


def _weaker(above: Task, below: Task) -> Iterator[tuple[Number, Number]]:
    for high in above.targets:
        for low in below.targets:
            same = high.unit == low.unit and high.comparator == low.comparator
            if same and loose(high.indicator) == loose(low.indicator) and high.indicator:
                least = high.comparator in ("gteq", "gt", "eq") and low.value < high.value
                most = high.comparator in ("lteq", "lt") and low.value > high.value
                if least or most:
                    yield high, low


def _opposed(above: str, below: str) -> bool:
    return _has(above, FORBIDS) and not _has(below, FORBIDS) and _has(below, ALLOWS)


def _has(text: str, verbs: Sequence[str]) -> bool:
    return any(verb in text for verb in verbs)


def _verb(text: str) -> str:
    return next((verb for verb in (*FORBIDS, *ALLOWS) if verb in text), "")
