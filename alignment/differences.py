"""Where two duties that are one differ: numbers, times, owners, strictness, scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

from alignment.degrees import rank
from alignment.records import Difference, Duty, Number, Owner, Time
from alignment.words import bare, clauses, common_clauses, pairs_of

_LEAST, _MOST = {"gteq", "gt"}, {"lteq", "lt"}
#: Asked alike of one value: 至少完成一处 and 完成1处.
_REACHED = {"gteq", "eq"}
#: From this likeness on, two numbers count the same wherever they stand (``_same_measure``).
SURE = 0.5
#: Characters that a clause may have besides its time and still only say when (6月底前全部完成).
TERM = 4


T = TypeVar("T")


class _Worded(Protocol):
    @property
    def words(self) -> str: ...


W = TypeVar("W", bound=_Worded)


def differences(
    first: Duty, second: Duty, years: tuple[int | None, int | None]
) -> tuple[Difference, ...]:
    """What differs from the first duty to the second; ``years`` are the plan years of their notices, so
    that dates are compared within the year. Only the clauses that both have count, but for owners; and what
    one has and the other says in as many words is no difference, wherever it was read."""
    mine = common_clauses(first.text, second.text)
    theirs = common_clauses(second.text, first.text)
    measured = (
        *_numbers(
            _within(first.targets, mine, first),
            _within(second.targets, theirs, second),
            (first.targets, second.targets),
        ),
        *_times(
            _within(first.times, _with_terms(mine, first), first),
            _within(second.times, _with_terms(theirs, second), second),
            years,
        ),
    )
    degrees = (
        *_degree("strictness", ("weaker", "stricter"), mine, theirs),
        *_degree("scope", ("narrower", "wider"), mine, theirs),
    )
    return (
        *(each for each in measured if not _said(each, first, second)),
        *_owners(_answering(first, mine), _answering(second, theirs), first, second),
        *(each for each in degrees if not _said(each, first, second)),
        *_conditions(
            _within(first.conditions, mine, first), _within(second.conditions, theirs, second)
        ),
    )


def _within(values: Sequence[W], clauses: str, duty: Duty) -> list[W]:
    """The values of the duty whose words stand in its ``clauses``, or outside of it, from where they govern
    the whole."""
    if not values:
        return []
    text, whole = bare(clauses), bare(duty.text)
    return [each for each in values if (words := bare(each.words)) in text or words not in whole]


def _with_terms(common: str, duty: Duty) -> str:
    """The ``common`` clauses of the duty, with those that only say when what stands before them is done.

    >>> duty = Duty("", "", "", 0, "全面检验电梯，6月底前完成，9月底前建成数据平台。", times=(Time("DueDate", "6月底前"),))
    >>> _with_terms("全面检验电梯", duty)
    '全面检验电梯，6月底前完成'
    """
    if not duty.times:
        return common
    shared, own, kept = common.split("，"), clauses(duty.text), list[str]()
    for clause, before in zip(own, ("", *own), strict=False):
        if clause in shared or (before in kept and _is_term(clause, duty.times)):
            kept.append(clause)
    return "，".join(kept)


def _is_term(clause: str, times: Iterable[Time]) -> bool:
    """Whether the clause holds a time and little besides (6月底前完成, 年内全部销号)."""
    words = bare(clause)
    return any(
        len(words) - len(time) <= TERM
        for each in times
        if (time := bare(each.words)) and time in words
    )


def _said(difference: Difference, first: Duty, second: Duty) -> bool:
    """Whether what one duty has alone stands in the words of the other (重点企业 beside 重点车辆)."""
    if not difference.first:
        return bare(difference.second) in bare(first.text)
    return not difference.second and bare(difference.first) in bare(second.text)


def _numbers(
    first: Sequence[Number], second: Sequence[Number],
    whole: tuple[Sequence[Number], Sequence[Number]],
) -> Iterator[Difference]:  # fmt: skip
    """Of the numbers of the clauses that both have; one to which there none answers is set beside what the ``whole`` of
    the other duty has of that measure, be it said in a clause of its own."""
    for one, two in _matched(first, second, _same_measure):
        if one is None or two is None:
            one, two = (
                one or _elsewhere(two, whole[0], first),
                two or _elsewhere(one, whole[1], second),
            )
        if one is None or two is None:
            yield _only("number", one, two)
        elif (way := _number_way(one, two)) is not None:
            yield Difference("number", one.words, two.words, way)


def _elsewhere(
    number: Number | None, whole: Sequence[Number], common: Sequence[Number]
) -> Number | None:
    """The number of a duty that counts the same as one of another, but for those of the ``common`` clauses."""
    others = [each for each in whole if each not in common]
    if number is None or not others:
        return None
    best = max(others, key=lambda each: _same_measure(number, each))
    return best if _same_measure(number, best) >= SURE else None


def _conditions(first: Sequence[Number], second: Sequence[Number]) -> Iterator[Difference]:
    """Limits of whom both duties speak (煤矿 from 60 or from 120万吨/年 on): scope, not a number to reach."""
    for one, two in _matched(first, second, _same_measure):
        if one and two and one.comparator == two.comparator and one.value != two.value:
            wider = (two.value < one.value) != (one.comparator in _MOST)
            yield Difference("scope", one.words, two.words, "wider" if wider else "narrower")


def _same_measure(one: Number, two: Number) -> float:
    """How far two numbers count the same (0: not at all)."""
    if one.unit != two.unit:
        return 0.0
    mine, theirs = pairs_of(one.indicator), pairs_of(two.indicator)
    both = len(mine & theirs) / max(len(mine | theirs), 1)
    return 0.5 + both if both or not mine or not theirs else 0.25


def _number_way(one: Number, two: Number) -> str | None:
    if {one.comparator in _LEAST, two.comparator in _LEAST} == {True, False} and (
        one.comparator in _MOST or two.comparator in _MOST
    ):
        return "opposed"
    if one.value == two.value:
        alike = {one.comparator, two.comparator} <= _REACHED
        return None if alike or one.comparator == two.comparator else "other"
    more = two.value > one.value
    return "lowered" if more == (one.comparator in _MOST) else "raised"


def _times(
    first: Sequence[Time], second: Sequence[Time], years: tuple[int | None, int | None]
) -> Iterator[Difference]:
    for one, two in _matched(first, second, lambda a, b: float(a.kind == b.kind)):
        if one is None or two is None:
            yield _only("time", one, two)
        elif (way := _time_way(one, two, years)) is not None:
            same = bare(one.words) == bare(two.words)
            yield Difference("time", _with_day(one, same), _with_day(two, same), way)


def _with_day(time: Time, needed: bool) -> str:
    """The words of a time, with the day that they stand for where they alone do not tell."""
    return f"{time.words}（{time.by}）" if needed and time.by else time.words


def _time_way(one: Time, two: Time, years: tuple[int | None, int | None]) -> str | None:
    if one.by and two.by:
        if one.by == two.by:
            return None  # a day that both name, whatever year their plans are for
        mine, theirs = _within_year(one.by, years[0]), _within_year(two.by, years[1])
        return None if mine == theirs else "later" if theirs > mine else "earlier"
    if one.per_year and two.per_year:
        often = two.per_year - one.per_year
        return None if not often else "raised" if often > 0 else "lowered"
    return None if (one.length or one.words) == (two.length or two.words) else "other"


def _within_year(day: date, year: int | None) -> tuple[int, int, int]:
    return (day.year - year if year else 0, day.month, day.day)


def _answering(duty: Duty, clauses: str) -> list[Owner]:
    """Those who answer for the ``clauses`` of the duty: a subject that stands behind them all acts in another.

    >>> duty = Duty("", "", "", 0, "完善清单，部门负责人每月检查1次。", (Owner("部门负责人", "head"), Owner("县政府", "county")))
    >>> [each.name for each in _answering(duty, "完善清单")]
    ['县政府']
    """
    last = clauses.rpartition("，")[2]
    end = duty.text.rfind(last) + len(last) if last else len(duty.text)
    return [each for each in duty.owners if duty.text.find(each.name) < end]


def _owners(
    first: Sequence[Owner], second: Sequence[Owner], one: Duty, other: Duty
) -> Iterator[Difference]:
    """Who is left out and who is new of those that are named; nothing where one of the duties has owners, but of other
    clauses alone. Whoever is inferred is neither, but of one that the other names it is known to be there.

    >>> told = Owner("市应急局", "emergency-management"), Owner("安委办", "safety-committee-office", inferred=True)
    >>> one, other = (Duty("", "", "", 0, "每半年组织1次警示教育。", (each,)) for each in told)
    >>> [(each.first, each.second, each.way) for each in _owners(other.owners, one.owners, other, one)]
    [('', '市应急局', 'added')]
    """
    if (one.owners and not first) or (other.owners and not second):
        return
    mine, theirs = {each.key for each in first}, {each.key for each in second}
    lost = [each.name for each in first if each.key not in theirs and not each.inferred]
    new = [each.name for each in second if each.key not in mine and not each.inferred]
    if lost or new:
        way = "other" if lost and new else "dropped" if lost else "added"
        yield Difference("owner", _listed(lost), _listed(new), way)


def _listed(names: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _degree(kind: str, ways: tuple[str, str], first: str, second: str) -> Iterator[Difference]:
    (mine, words), (theirs, others) = rank(kind, first), rank(kind, second)
    if mine != theirs:
        yield Difference(kind, words, others, ways[theirs > mine])


def _only(kind: str, one: _Worded | None, two: _Worded | None) -> Difference:
    way = "added" if one is None else "dropped"
    return Difference(kind, one.words if one else "", two.words if two else "", way)


def _matched(
    first: Sequence[T], second: Sequence[T], likeness: Callable[[T, T], float]
) -> Iterator[tuple[T | None, T | None]]:
    """Each of the first with its likest of the second, one to one; then those that are left alone."""
    if not first and not second:
        return
    scored = sorted(
        [(-likeness(one, two), a, b) for a, one in enumerate(first) for b, two in enumerate(second)]
    )
    mine, theirs = dict(enumerate(first)), dict(enumerate(second))
    for score, a, b in scored:
        if score < 0 and a in mine and b in theirs:
            yield mine.pop(a), theirs.pop(b)
    yield from ((one, None) for one in mine.values())
    yield from ((None, two) for two in theirs.values())
