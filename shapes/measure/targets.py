"""Numbers to be reached: shares over 100 %, numbers that contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from shapes.facts import Fact, measured, seen
from shapes.tables import first_match
from shapes.text import clauses, fold, masked, numbers
from shapes.view import Notice, Number, Task

_CONDITION = re.compile(
    r"(?:时|的|后)$|^(?!.*(?:率|下降|降低|压减|达到|增长|提高|覆盖)).*以[上下]$"
)  # 日最高气温高于40度时: several steps, no target


_OF_ALL = re.compile(r"全[市县区省旗年]|(?:生产安全|安全生产)(?=事故)|以上|以内|左右")
"""Words that leave a target the same: of the whole place, at least."""


_WRITTEN = re.compile(r"(20\d\d)年")
_LEVEL = re.compile(
    r"(?:整改|合格|覆盖|持证|达标|普及|知晓|参训|培训|入网|上线|受检|检验|抽检|检测|登记|建档|办结|销号|闭环|到岗|投保|安装)率[^，。；\d]{0,4}(?:[由从]\d{1,3}(?:\.\d{1,2})?[%％])?(?:提高|提升|上升|增加)[到至]"
)
"""A rate of a whole that is to be raised to a level, which is no growth: 整改率由95%提高到."""
_LISTED = re.compile(
    r"\d{1,2}[.、．]"
)  # one of a list of places or things, each with its own figures

_AHEAD = 20  # characters in front of a target that say what it is of


@dataclass(frozen=True, slots=True)
class Stated:
    """A clause with numbers: the clause with its numbers masked, and the numbers."""

    task: Task
    clause: str
    key: str
    numbers: tuple[str, ...]


def measure_targets(notice: Notice) -> Iterator[Fact]:
    """Facts about the targets of every task."""
    for task in notice.tasks:
        for target in task.targets:
            yield from _share(task, target)
    yield from _contradictions(notice)


def _share(task: Task, target: Number) -> Iterator[Fact]:
    if target.unit not in ("%", "％", "百分点"):
        return
    ahead = fold(task.text).partition(fold(target.words))[0]
    before = ahead[-8:] + target.indicator + target.words
    level = _LEVEL.search(ahead[-_AHEAD:] + fold(target.words))
    if level or first_match("share-growth", before) is None:
        yield measured(
            target.iri, "share", target.high if target.high is not None else target.value
        )


def stated_numbers(task: Task) -> list[Stated]:
    """The task's clauses that hold numbers and enough words to be told apart."""
    made = []
    for clause in clauses(fold(task.text)):
        key, found = _OF_ALL.sub("", masked(clause)), tuple(numbers(clause))
        if found and len(key.replace("#", "")) >= 8:
            made.append(Stated(task, clause, key, found))
    return made


def _contradictions(notice: Notice) -> Iterator[Fact]:
    by_key: defaultdict[str, list[Stated]] = defaultdict(list)
    for task in notice.tasks:
        for stated in stated_numbers(task):
            by_key[stated.key].append(stated)
    for group in by_key.values():
        first = group[0]
        for other in group[1:]:
            if other.numbers != first.numbers and _of_one(first, other) and not _step(first, other):
                yield seen(
                    other.task.iri, "otherNumber", other.task.place,
                    found=other.clause, other=first.clause, otherSentence=first.task.text,
                )  # fmt: skip


def _step(first: Stated, other: Stated) -> bool:
    """Whether the two are of different years: steps of one target, of which ``measure_rising`` tells those that fall."""
    one, two = _year(first.task), _year(other.task)
    return one is not None and two is not None and one != two


def _year(task: Task) -> int | None:
    """The year that a target is set for: the one written first, else that of its last deadline."""
    if written := _WRITTEN.search(task.text):
        return int(written[1])
    return max((time.by.year for time in task.times if time.by), default=None)


def _of_one(first: Stated, other: Stated) -> bool:
    """Whether two clauses can state one target: of two sentences that do not name different agents, and no condition."""
    agents = [{o.name for o in each.task.owners if o.basis == "subject"} for each in (first, other)]
    apart = bool(agents[0] and agents[1]) and not agents[0] & agents[1]
    listed = _LISTED.match(first.clause) and _LISTED.match(other.clause)
    same = first.task.iri == other.task.iri or apart or listed
    return not same and not _CONDITION.search(first.clause)
