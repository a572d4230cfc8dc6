"""The same task twice: word for word, or in a table with another lead or another time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from shapes.facts import Fact, seen
from shapes.text import clauses, loose, pairs, unnumbered
from shapes.view import Notice, Task

_FIGURES = re.compile(r"\d+(?:\.\d+)?[\u4e00-\u9fff%]?")
_COMMON = re.compile(
    "开展|组织|推进|推动|完成|加强|实施|落实|深入|全面|进一步|持续|专项|整治|治理|检查|排查|安全|隐患|工作|行动|情况|重点|建立|达到|新建|建成|新增|违规|年度|每[日周月季年]度?|全年|不少于|至少|抽查|一次"
)
_LEAST = 4  # characters that say what is to be done
_ALIKE = 0.7  # share of the pairs of characters of the shorter that the longer has
_WHOLE = 16  # characters of a sentence that is not the same by chance
_TAIL = 28  # of what another sentence has behind who acts
_COMMAS = 4  # behind which that may begin
_PARALLEL = 3  # sentences that stand twice, where more are those of papers alike in one file
_MANY = 200  # rows that are compared with each other


def measure_repeated(notice: Notice) -> Iterator[Fact]:
    """Rows that ask for what another row asks for (``askedTwice``), of another lead or by another time, and sentences that
    stand word for word in another section: at the second."""
    twice = list(_word_for_word(notice))
    for one, two in twice if len(twice) <= _PARALLEL else ():
        yield seen(two.iri, "askedTwice", two.place, found=two.text[:40], other=one.text[:40])
    told = {two.iri for _, two in twice}
    rows = [task for task in notice.tasks if notice.in_table(task)][:_MANY]
    keys = [_key(task.text) for task in rows]
    for (a, one), (b, two) in combinations(enumerate(rows), 2):
        apart = one.section != two.section and two.iri not in told
        if apart and _alike(keys[a], keys[b]) and _differ(one, two):
            yield seen(two.iri, "askedTwice", two.place, found=two.text[:40], other=one.text[:40])


def _word_for_word(notice: Notice) -> Iterator[tuple[Task, Task]]:
    """Sentences of prose that two sections have, the second behind the first, or that one has behind who acts; those by one
    number are of papers alike."""
    prose = [task for task in notice.tasks if not notice.in_table(task)]
    tails: dict[str, Task] = {}
    for task in prose:
        for key in _tails(task.text):
            tails.setdefault(key, task)
    first: dict[str, Task] = {}
    for task in prose:
        if len(key := loose(unnumbered(task.text))) < _WHOLE:
            continue
        before = first.setdefault(key, task)
        if before is task:
            before = tails.get(key, task)
        one, two = (notice.sections.get(each.section) for each in (before, task))
        if one and two and one is not two and (one.number != two.number or not one.number):
            yield before, task


def _tails(text: str) -> Iterator[str]:
    """What a sentence says behind each of its first commas, as far as it is long."""
    pieces = clauses(unnumbered(text))
    for at in range(1, min(len(pieces), _COMMAS + 1)):
        if len(key := loose("".join(pieces[at:]))) < _TAIL:
            return
        yield key


def _key(text: str) -> str:
    return _COMMON.sub("", _FIGURES.sub("", loose(text)))


def _alike(one: str, two: str) -> bool:
    short, long = sorted((pairs(one), pairs(two)), key=len)
    return len(short) >= _LEAST - 1 and len(short & long) >= _ALIKE * len(short)


def _differ(one: Task, two: Task) -> bool:
    """Whether both have leads and times, and one of them another."""
    leads = [{o.unit for o in task.owners if o.role == "lead"} for task in (one, two)]
    times = [{t.by for t in task.times if t.by} for task in (one, two)]
    return all(leads) and all(times) and (leads[0] != leads[1] or times[0] != times[1])
