"""One thing that two places of a notice want by two dates, or twice as often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from shapes.facts import Fact, seen
from shapes.text import clauses, fold, loose, numbers
from shapes.view import Notice, Task, Time

_ALIKE = 88  # likeness of two deeds that are one, their dates aside
_LEAST = 6  # characters of a deed that says what is done
_SAYS = 4  # characters of a deed that is no mere count
_SURE = 8  # as _LEAST, where no sentence says who
_LONG = 10  # as _LEAST, where the other says more in front of it
_RUN = 6  # characters in a row that two deeds in other words have in common, of which
_OWN = 3  # say more than any deed says, and
_MOSTLY = 0.84  # share of the shorter that is in the longer
_SPAN = re.compile("[至到—-]")  # from one day to another
_OF_ANYTHING = re.compile(
    "安全生产|安全|隐患|排查|整治|整改|治理|检查|工作|年度|重大|专项|任务|企业|行业|领域|重点|乡镇|街道|部门|单位|规模以?上?|工业"
)
_MOST = 300  # dates and rhythms that are compared with each other
_LIGHT = re.compile(
    r"至少|不少于|不低于|以上|(?:(?<!\d)\d{1,6}|[一两二三])(?:次|遍|轮|场|期)|开展|组织|进行|召开|举行|举办|完成|全部|全面|务必|应当|应(?!急)|要(?!点|求)|须"
)
"""Words around a deed that do not say what it is."""
_EVERY = re.compile(
    r"每(?:[一二两三四半\d]?个?)?(?:日|天|周|旬|月|季度?|年|学期|学年)(?=[^，。；前底末])"
)
_HANDED_IN = re.compile(
    r"(?:并|再)?(?:报(?!告)|送|上报|报送|反馈|提交)[^，。；]{0,16}(?:局|办|室|科|股|处|委|部|中心|单位|公司|政府)"
)
_ABOUT_IT = re.compile("方案|计划|办法|清单|台账|报告|总结|招标|设计|验收|评估|摸底|情况")
"""What is done about a deed, which is another one (改造, 改造方案)."""


_VERSION = re.compile("初稿|草稿|征求意见稿|送审稿|终稿|定稿|正式稿")


@dataclass(frozen=True, slots=True)
class _Bound:
    """A task's deed as one of its times bounds it: the clause without its time (``clause``), and without light words
    and who does it, too (``deed``)."""

    task: Task
    time: Time
    clause: str
    deed: str
    agents: frozenset[str]
    issues: frozenset[str]  # what the sentence orders to be issued
    figures: tuple[str, ...]  # of the clause


def measure_clashes(notice: Notice) -> Iterator[Fact]:
    """Deeds that another sentence wants by another date (``otherDeadline``) or in another rhythm (``otherRhythm``), at the later one."""
    dated = list(_bound(notice, "DueDate"))
    for earlier, later in _in_order(dated):
        if _two_dates(earlier, later):
            yield _told("otherDeadline", earlier, later)
    again = [each for each in _bound(notice, "Recurrence") if each.time.period]
    for earlier, later in _in_order(again):
        if _two_rhythms(earlier, later):
            yield _told("otherRhythm", earlier, later)


def _in_order(bound: list[_Bound]) -> Iterator[tuple[_Bound, _Bound]]:
    return ((a, b) for a, b in combinations(bound[:_MOST], 2) if a.task.iri != b.task.iri)


def _told(name: str, earlier: _Bound, later: _Bound) -> Fact:
    return seen(
        later.task.iri, name, later.time.place,
        found=later.time.words, other=earlier.time.words, otherSentence=earlier.task.text,
    )  # fmt: skip


def _bound(notice: Notice, kind: str) -> Iterator[_Bound]:
    for task in notice.tasks:
        agents = frozenset(owner.name for owner in task.owners if owner.basis == "subject")
        issues = frozenset(c.iri for c in task.citations if c.relation == "ordersIssuing")
        for time in task.times:
            if time.kind == kind:
                clause = _clause(task, time)
                deed = clause
                for name in sorted(agents, key=len, reverse=True):
                    deed = deed.replace(loose(name), "")
                yield _Bound(
                    task, time, clause, _LIGHT.sub("", deed), agents, issues, tuple(numbers(clause))
                )


def _clause(task: Task, time: Time) -> str:
    """The clause of the time without it; where that leaves a few characters, with the clause behind it."""
    words = fold(time.words)
    pieces = clauses(fold(task.text))
    for at, piece in enumerate(pieces):
        if words in piece:
            again = _EVERY.match(words)  # the words of a rhythm may hold the deed (每月组织演练1次)
            rest = piece.replace(again[0] if again else words, "")
            alone = len(rest) >= _LEAST or at + 1 == len(pieces)
            return loose(rest if alone else rest + pieces[at + 1])
    return loose(task.text)


def _two_dates(a: _Bound, b: _Bound) -> bool:
    """Whether two dates are set for one thing: for what one sentence each orders to be issued, or for deeds alike; other
    figures are steps of one target."""
    if a.time.by is None or b.time.by is None or a.time.by == b.time.by:
        return False
    if a.issues & b.issues:
        return True
    if a.figures != b.figures or _versions(a) != _versions(b):
        return False
    short, long = sorted((a.clause, b.clause), key=len)
    handed_in = all(
        _HANDED_IN.fullmatch(each.clause) for each in (a, b)
    )  # of what, another clause says
    if len(short) < _LEAST or min(len(a.deed), len(b.deed)) < _SAYS or handed_in:
        return False
    alike = fuzz.ratio(short, long) >= _ALIKE and not _ABOUT_IT.search(long.partition(short)[2])
    return alike or _goes_on(a, b) or _reworded(a, b)


def _versions(bound: _Bound) -> set[str]:
    """Of which versions of a paper a clause speaks."""
    return set(_VERSION.findall(bound.clause))


def _goes_on(a: _Bound, b: _Bound) -> bool:
    """Whether one deed is the other, of whom or what it says more in front, or with a further deed behind it (完成甲系统升级并接入平台)."""
    short, long = sorted((a.deed, b.deed), key=len)
    return len(short) >= _LONG and (long.endswith(short) or f"{short}并" in long)


def _reworded(a: _Bound, b: _Bound) -> bool:
    """Whether one deed has nearly all of the other's characters in their order, many of them in a row that say what is done
    (规模以上工业企业完成数据对接, 数据对接工作); of the same agents, as far as they are named."""
    short, long = sorted((a.deed, b.deed), key=len)
    apart = bool(a.agents and b.agents) and not a.agents & b.agents
    about = {found[0] for found in _ABOUT_IT.finditer(short)} ^ {
        found[0] for found in _ABOUT_IT.finditer(long)
    }
    if (
        len(short) < _LONG
        or apart
        or about - {"情况"}
        or "报" in short
        or _SPAN.search(a.time.words + b.time.words)
    ):
        return False
    runs = (short[at : at + _RUN] for at in range(len(short) - _RUN + 1))
    if not any(run in long and len(_OF_ANYTHING.sub("", run)) >= _OWN for run in runs):
        return False
    return LCSseq.similarity(short, long) >= _MOSTLY * len(short)


def _two_rhythms(a: _Bound, b: _Bound) -> bool:
    """Whether one deed of the same agents, or of one that only one of the sentences names, has two rhythms."""
    apart = bool(a.agents and b.agents) and not a.agents & b.agents
    least = _LEAST if a.agents or b.agents else _SURE
    return (
        a.time.period != b.time.period and not apart and a.deed == b.deed and len(a.deed) >= least
    )
