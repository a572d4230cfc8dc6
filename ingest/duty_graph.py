"""The triples of a task's duties: who answers, by which times and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from ingest.duties import TIMES
from ingest.records import (
    Due,
    Duty,
    Mention,
    Notice,
    Owner,
    Quantity,
    Recurrence,
    Response,
    Task,
    Window,
)
from ontology.ids import code_iri, node_iri, responsibility_iri, span_iri
from ontology.statements import Statement, az, decimal, iri, text, triple, typed, typed_as, whole
from ontology.terms import PREFIXES

Time = Due | Recurrence | Window | Response
_COMPARATOR = {
    ">=": PREFIXES["odrl"] + "gteq",
    ">": PREFIXES["odrl"] + "gt",
    "<=": PREFIXES["odrl"] + "lteq",
    "<": PREFIXES["odrl"] + "lt",
    "=": PREFIXES["odrl"] + "eq",
    "between": PREFIXES["az"] + "between",
}
#: How many of an ISO 8601 unit make a year.
_A_YEAR = {"Y": 1, "M": 12, "W": 52, "D": 365, "TH": 8_760, "TM": 525_600}


def _assignments(notice: Notice) -> dict[tuple[str, str, str], str]:
    """The IRIs of a notice's assignments by unit, role and name, numbered as they first appear: a unit that is named in
    one role by one name in many notes is one assignment, which all of them share."""
    owners = chain(
        chain.from_iterable(task.owners for task in notice.tasks),
        chain.from_iterable(row.owners for row in notice.annex),
    )
    named = dict.fromkeys((o.unit, o.role, o.name) for o in owners if o.unit)
    return {key: node_iri(notice.iri, "assignment", i) for i, key in enumerate(named, 1)}


class Answers:
    """Who answers for what in a notice. The tasks below one note have the same owners: what its words say of these is
    worked out, and told, with the first of them."""

    def __init__(self, notice: Notice, source: str) -> None:
        self._notice = notice.iri
        self._words = notice.document.text
        self._source = source
        self._assigned = _assignments(notice)
        self._nodes: dict[tuple[Owner, ...], list[str]] = {}

    def assignments(self) -> Iterator[Statement]:
        """Which unit each assignment names, in which role, by which name."""
        for (unit, role, name), node in self._assigned.items():
            yield typed_as(node, "Assignment")
            yield triple(node, az("assignee"), iri(unit))
            yield triple(node, az("role"), iri(code_iri("role", role)))
            yield triple(node, az("asWritten"), text(name))

    def of(self, duty: str, owners: Sequence[Owner]) -> Iterator[Statement]:
        """Who answers for a duty or a row: one shared node for the words that name them together. Words that
        name no agent have no assignment; those of the responsibility tell them."""
        yield from owner_triples(duty, owners)
        if known := self._nodes.get(tuple(owners)):
            yield from (triple(duty, az("answeredBy"), iri(node)) for node in known)
            return
        nodes = self._nodes[tuple(owners)] = []
        for said in responsibilities(owners, self._words):
            node = responsibility_iri(self._notice, *said.words)
            nodes.append(node)
            yield triple(duty, az("answeredBy"), iri(node))
            yield from self._responsibility(node, said)

    def _responsibility(self, node: str, said: Responsibility) -> Iterator[Statement]:
        yield typed_as(node, "Responsibility")
        yield triple(node, az("basis"), iri(code_iri("basis", said.basis)))
        yield triple(node, az("asWritten"), text(said.written))
        yield evidence(node, said.start, said.end, self._source)
        if any(o.open_list for o in said.members):
            yield triple(node, az("ownerListOpen"), typed("true", "boolean"))
        for owner in said.members:
            if owner.unit:
                key = owner.unit, owner.role, owner.name
                yield triple(node, az("hasAssignment"), iri(self._assigned[key]))


def duty_triples(task: Task, source: str, answers: Answers) -> Iterator[Statement]:
    """The duties of ``task``, and its shortcuts over them. A sentence that is one clause is task and duty
    in one, so that nothing is said of it twice."""
    several = len(task.duties) > 1
    held = {name: held_by(task, name) for name in _VALUES}
    for i, duty in enumerate(task.duties, 1):
        node = node_iri(task.iri, "duty", i) if several else task.iri
        yield triple(task.iri, az("hasDuty"), iri(node))
        yield typed_as(node, "Duty")
        if several:
            yield triple(node, az("text"), text(duty.text))
            yield evidence(node, duty.start, duty.end, source)
        owners = [task.owners[n] for n in duty.owners]
        yield from answers.of(node, owners)
        yield from _facts(node, task, duty, held)
        if several:
            yield from owner_triples(task.iri, owners)
            yield from _due(task.iri, task, duty)
    for name, values in held.items():
        for i, (kind, n) in enumerate(values, 1):
            node = node_iri(task.iri, _word(name), i)
            yield from _value(node, name, getattr(task, kind)[n], source)


class Responsibility(NamedTuple):
    """Owners that words name together: the span of the words, on which basis they name them, the words."""

    start: int
    end: int
    basis: str
    written: str
    members: Sequence[Owner]

    @property
    def words(self) -> tuple[int, int, str]:
        """By which a notice tells it from others: span and basis."""
        return self[:3]


def responsibilities(owners: Iterable[Owner], words: str) -> Iterator[Responsibility]:
    """The owners of a duty or row of a document with these ``words``, by the statements that name them."""
    for (basis, _), group in groupby(sorted(owners, key=_statement), key=_statement):
        members = sorted(
            dict.fromkeys(group), key=lambda o: (o.mention.start, o.mention.end, o.name)
        )
        for named in _together(members, words):
            start, end, written = _words(named, words)
            yield Responsibility(start, end, basis, written, named)


def _together(members: Sequence[Owner], words: str) -> Iterator[Sequence[Owner]]:
    """The members of a statement; bare names by the sentences that they stand in."""
    begin = 0
    for at, (owner, following) in enumerate(pairwise(members), 1):
        apart = (
            owner.statement is None and "。" in words[owner.mention.end : following.mention.start]
        )
        if apart:
            yield members[begin:at]
            begin = at
    yield members[begin:]


def owner_triples(subject: str, owners: Iterable[Owner]) -> Iterator[Statement]:
    """The shortcut from a task, a duty or a row to those who answer for it."""
    units = dict.fromkeys(o.unit for o in owners if o.unit)
    return (triple(subject, az("owner"), iri(unit)) for unit in units)


def evidence(subject: str, start: int, end: int, source: str) -> Statement:
    """Where in the file ``subject`` was read."""
    return triple(subject, az("evidence"), iri(span_iri(source, start, end)))


def _statement(owner: Owner) -> tuple[str, int]:
    """What owners that stand together share: basis and beginning of the note, -1 for bare names."""
    return owner.basis, owner.statement.start if owner.statement else -1


def _words(members: Sequence[Owner], words: str) -> tuple[int, int, str]:
    stated = members[0].statement
    if stated is not None:
        return stated.start, stated.end, stated.quote
    start = min(o.mention.start for o in members)
    end = max(o.mention.end for o in members)
    return start, end, "".join(words[start:end].split())


#: Properties of a duty and the lists of the task in which their values are.
_VALUES = {"hasTime": TIMES, "hasTarget": ("targets",), "hasCondition": ("conditions",)}


def held_by(task: Task, name: str) -> list[tuple[str, int]]:
    """List and index of the task's values for a property of duties. That a task is bounded by the plan
    year needs no triple, and a number that only counts what is set out elsewhere is no fact."""
    return [
        (kind, i)
        for kind in _VALUES[name]
        for i, value in enumerate(getattr(task, kind))
        if getattr(value, "basis", "") != "inherited" and not getattr(value, "listed", False)
    ]


def _word(name: str) -> str:
    """What the IRI of a value says of its kind: time, target, condition."""
    return name.removeprefix("has").lower()


def _facts(
    node: str, task: Task, duty: Duty, held: Mapping[str, Sequence[tuple[str, int]]]
) -> Iterator[Statement]:
    """Times, targets and conditions of the duty: shared nodes of the task, which ``held`` has by property."""
    for name, values in held.items():
        for i, (kind, n) in enumerate(values, 1):
            if n in getattr(duty, kind):
                yield triple(node, az(name), iri(node_iri(task.iri, _word(name), i)))
    yield from _due(node, task, duty)


def _due(subject: str, task: Task, duty: Duty) -> Iterator[Statement]:
    """The shortcut to the dates by which a duty must be done."""
    days = (task.due[n].date for n in duty.due)
    return (triple(subject, az("due"), typed(d.isoformat(), "date")) for d in days if d)


def _value(node: str, name: str, value: Time | Quantity, source: str) -> Iterator[Statement]:
    if isinstance(value, Quantity):
        yield from _quantity(node, name.removeprefix("has"), value)
    else:
        yield from _time(node, value)
    mention: Mention = value.mention
    yield triple(node, az("asWritten"), text(mention.quote))
    yield evidence(node, mention.start, mention.end, source)


def _time(node: str, time: Time) -> Iterator[Statement]:
    if isinstance(time, Due):
        yield typed_as(node, "DueDate")
        if time.date:
            yield triple(node, az("by"), typed(time.date.isoformat(), "date"))
    elif isinstance(time, Recurrence):
        yield typed_as(node, "Recurrence")
        yield triple(node, az("period"), typed(time.period, "duration"))
        yield triple(node, az("minTimes"), whole(time.minimum))
        yield triple(node, az("timesPerYear"), decimal(times_per_year(time)))
        yield from (triple(node, az("byMonth"), whole(month)) for month in time.on.months)
        yield from (triple(node, az("byMonthDay"), whole(day)) for day in time.on.days)
        yield from (triple(node, az("byDay"), text(day)) for day in time.on.weekdays)
    elif isinstance(time, Window):
        yield typed_as(node, "SeasonWindow")
        yield triple(node, az("fromMonth"), typed(time.first, "gMonth"))
        yield triple(node, az("toMonth"), typed(time.last, "gMonth"))
        for name, day in (("fromDay", time.since), ("toDay", time.until)):
            if day is not None:
                yield triple(node, az(name), typed(f"--{day:%m-%d}", "gMonthDay"))
    else:
        yield typed_as(node, "ResponseTime")
        yield triple(node, az("reactionTime"), typed(time.duration, "duration"))


def times_per_year(time: Recurrence) -> float:
    """Least number of times a year; a week counts 1/52, a day 1/365 of it.

    >>> times_per_year(Recurrence("P3M", 2, Mention("", 0, 0, ""))), times_per_year(Recurrence("P7D", 1, Mention("", 0, 0, "")))
    (8.0, 52.0)
    >>> times_per_year(Recurrence("P1M", 10**40, Mention("", 0, 0, "")))
    1.2e+41
    """
    count = int(time.period.strip("PTDHMWY"))
    unit = time.period.removeprefix("P").replace(str(count), "")
    if unit == "D" and count % 7 == 0:
        count, unit = count // 7, "W"
    return float(round(Fraction(_A_YEAR[unit], count) * time.minimum, 2))


def _quantity(node: str, kind: str, q: Quantity) -> Iterator[Statement]:
    yield typed_as(node, kind)
    yield triple(node, az("comparator"), iri(_COMPARATOR[q.op]))
    if q.grade:
        yield triple(node, az("grade"), iri(code_iri("grade", q.grade)))
    else:
        yield triple(node, az("value"), decimal(q.value))
    for name, scheme, notation in (
        ("measuredIn", "unit-of-measure", q.measured_in),
        ("change", "change", q.change),
    ):
        if notation:
            yield triple(node, az(name), iri(code_iri(scheme, notation)))
    if q.high is not None:
        yield triple(node, az("high"), decimal(q.high))
    yield triple(node, az("unitText"), text(q.unit))
    if q.what:
        yield triple(node, az("indicator"), text(q.what))
