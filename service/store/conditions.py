"""What tasks and times are wanted, as tests in SQL on a part of the index (``service.store.index``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from ontology import ids
from service.store.part import NO_DAY
from service.store.periods import spellings
from service.store.sheets import FACETS, NOTICE_FACETS
from service.store.words import is_plain, matching, words_of


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a task must be; None and empty do not restrict. ``facets``: values of which it has one (IRIs, years),
    by filter; ``units`` (IRIs), ``role`` (IRI), days and ``recurrence`` ("any" or a period) are of one duty of it."""

    notices: Sequence[str] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    units: Sequence[str] | None = None
    role: str = ""
    due_from: str = ""
    due_to: str = ""
    recurrence: str = ""
    has_owner: bool | None = None
    nobody: bool | None = None
    has_deadline: bool | None = None
    text: str = ""

    def head(self) -> dict[str, Any]:
        """As a message has it: of a function there are hundreds of units, which are not copied."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class Span:
    """Which times of a calendar: due from a day to another, both in it (no ``last``: none); of notices of the ``year``
    (2026), or of none, what recurs, if ``recurring``, and what is in season in one of the ``months`` (2026-07). If
    ``apart``, what is in season in none of them instead, of notices of the year or of none."""

    year: str
    first: str = ""
    last: str = ""
    recurring: bool = False
    months: Sequence[str] = ()
    apart: bool = False


class Where:
    """Tests in SQL, all of which hold, with the values of their parameters."""

    def __init__(self) -> None:
        self._tests: list[str] = []
        self.values: list[object] = []

    def __str__(self) -> str:
        return " AND ".join(self._tests) or "1"

    def __bool__(self) -> bool:
        """Whether there are tests."""
        return bool(self._tests)

    def add(self, test: str, *values: object) -> None:
        self._tests.append(test)
        self.values += values

    def among(self, column: str, values: Iterable[object]) -> None:
        self.add(f"{column} IN (SELECT value FROM json_each(?))", json.dumps(list(values)))

    def named(self, column: str, iris: Iterable[str]) -> None:
        listed = "SELECT value FROM json_each(?)"
        known = f"SELECT id FROM name WHERE iri IN ({listed})"
        self.add(f"{column} IN ({known})", json.dumps(list(iris)))

    def within(self, column: str, select: str, other: Where) -> None:
        """The column is among what ``select`` gives of rows of which the ``other`` tests hold."""
        self.add(f"{column} IN ({select} WHERE {other})", *other.values)

    def words(self, text: str, test: str) -> None:
        """The task has every word that the text asks for, by this ``test`` of a query for words; the text is looked at for those
        that are not plain (``service.store.words``)."""
        words = words_of(text)
        if query := matching(words):
            self.add(test, query)
        for word in words:
            if not is_plain(word):
                self.add("instr(lowered(t.text), ?) > 0", word)


def among(table: str) -> str:
    """The test of a task ``t`` that it stands in a table of tasks."""
    return f"t.id IN (SELECT task FROM {table})"


#: The task is one of those of all ``selections``; and it has the words asked for, by those of each (``pair``).
CHOSEN = among("chosen")
MATCHED = "pair MATCH ?"
WORDED = f"t.id IN (SELECT rowid FROM pair WHERE {MATCHED})"


def tasks_where(wanted: Conditions, along: bool = False, matched: bool = False) -> Where:
    """The tests of a task ``t`` of a notice ``n``; those of its duties and of what it has are made once (``selections``):
    the tasks that they let through stand in ``chosen``. ``along``: tasks are gone through in an order that an index has;
    ``matched``: in that of ``pair``, as they have the words."""
    where = notices_where(wanted)
    if selections(wanted):
        # + keeps SQLite from sorting all that are chosen
        where.add(f"+{CHOSEN}" if along else CHOSEN)
    if wanted.notices:
        _add_facets(where, wanted)
    _add_own(where, wanted, MATCHED if matched else WORDED)
    return where


def selections(wanted: Conditions) -> list[tuple[str, Where]]:
    """The columns of tasks with what they are selected from, and the tests: by their duties, and, but for what is looked up for
    each task of a few notices, by what they have. A task that is wanted is in each of them."""
    found = [by] if (by := by_duty(wanted)) is not None else []
    if not wanted.notices:
        found += [("task FROM has", has) for has in _facets(wanted)]
    return found


def of_notices(wanted: Conditions) -> bool:
    """Whether tasks must be of some notices, by name, place or year."""
    return str(notices_where(wanted)) != "1"


def by_duty(wanted: Conditions) -> tuple[str, Where] | None:
    """The column of tasks with what they are selected from by their duties, and the tests of these; None where they do not
    matter."""
    duty = _assigned(wanted)
    # assignments first (CROSS keeps SQLite to that), where some are asked for
    duties = "assigned CROSS JOIN duty d ON d.id = assigned.duty" if duty.values else "duty d"
    if wanted.due_from or wanted.due_to:
        day = Where()
        day.add("due BETWEEN ? AND ?", wanted.due_from, wanted.due_to or NO_DAY)
        duty.within("d.id", "SELECT duty FROM day", day)
    if wanted.recurrence:
        time = Where()
        _add_recurrence(time, wanted, "")
        duty.within("d.id", "SELECT duty FROM time", time)
    return (f"d.task FROM {duties}", duty) if str(duty) != "1" else None


def times_where(wanted: Conditions, span: Span | None) -> Where:
    """The tests of a time ``m`` of a notice ``n``, which no other of them tells; it falls due itself where days are wanted,
    and with a ``span`` it is one of that. Those of its task ``t`` are among them where ``of_tasks`` says so."""
    where = notices_where(wanted)
    _add_task(where, wanted)
    where.add(f"m.duty NOT IN ({_WORDLESS})")
    within = Where() if span is None else span_where(span)
    assigned = _assigned(wanted)
    if assigned.values:
        # of many units there are more duties than times: the owners of each time's are looked up (+ keeps SQLite from
        # doing so unit by unit)
        if len(wanted.units or ()) > _MANY and not wanted.role:
            owned = "EXISTS (SELECT 1 FROM owner WHERE duty = {} AND +" + f"{assigned})"
        else:
            owned = "{} IN (SELECT duty FROM assigned WHERE " + f"{assigned})"
        # IIF keeps SQLite from looking up the owners of times that are not of the span
        tests = f"{owned.format('m.duty')} AND (m.retells = 0 OR NOT {owned.format('m.retells')})"
        where.add(f"IIF({within}, {tests}, 0)", *within.values, *assigned.values, *assigned.values)
    else:
        where.add("m.retells = 0")
        where.add(str(within), *within.values)
    if wanted.due_from or wanted.due_to:
        where.add("m.by <> '' AND m.by BETWEEN ? AND ?", wanted.due_from, wanted.due_to or NO_DAY)
    if wanted.recurrence:
        _add_recurrence(where, wanted, "m.")
    return where


def of_tasks(wanted: Conditions) -> bool:
    """Whether the tests of times ask of their tasks."""
    tests = Where()
    _add_task(tests, wanted)
    return str(tests) != "1"


#: Duties of tasks without words: no words have a lesser rank.
_WORDLESS = "SELECT d.id FROM task t JOIN duty d ON d.task = t.id WHERE t.rank = 0 AND t.text = ''"
#: Units of which the duties are not looked up first where their times are wanted.
_MANY = 20


def notices_where(wanted: Conditions) -> Where:
    """The tests of a notice ``n``: one of those named, and of a place and year."""
    where = Where()
    if wanted.notices:
        where.among("n.iri", wanted.notices)
    for facet, values in wanted.facets.items():
        if facet in NOTICE_FACETS:
            where.within("n.id", "SELECT notice FROM belongs", having(NOTICE_FACETS, facet, values))
    return where


#: A season goes from a month (--11) of the notice's year to another, of the next year where the other is less; of a
#: notice without a year in any year.
_FIRST, _LAST = "substr(m.first, 3, 2)", "substr(m.last, 3, 2)"
_IN_SEASON = f"""CASE WHEN n.year <> '' THEN
value BETWEEN n.year || '-' || {_FIRST} AND (n.year + ({_LAST} < {_FIRST})) || '-' || {_LAST}
WHEN {_FIRST} <= {_LAST} THEN substr(value, 6) BETWEEN {_FIRST} AND {_LAST}
ELSE substr(value, 6) >= {_FIRST} OR substr(value, 6) <= {_LAST} END"""
_IN_SPAN = f"""CASE WHEN m.by <> '' THEN m.by BETWEEN ? AND ? WHEN m.period <> '' THEN ? AND n.year IN ('', ?)
ELSE n.year IN ('', ?, ?) AND ? <> EXISTS (SELECT 1 FROM json_each(?) WHERE {_IN_SEASON}) END"""


def span_where(span: Span) -> Where:
    """The test of a time ``m`` of a notice ``n`` that it is of the span."""
    where = Where()
    if span.recurring or span.months:
        months = json.dumps(list(span.months))
        # a season of the year before can reach over its turn
        years = span.year, span.year if span.apart else f"{int(span.year) - 1}"
        recurs = span.recurring, span.year
        where.add(_IN_SPAN, span.first, span.last, *recurs, *years, span.apart, months)
    else:
        where.add("m.by <> '' AND m.by BETWEEN ? AND ?", span.first, span.last)
    return where


def having(known: Sequence[str], facet: str, values: Sequence[str]) -> Where:
    """The tests of a row of facets that it has one of these values of one of the ``known``."""
    has = Where()
    has.add("facet = ?", known.index(facet))
    has.named("value", values)
    return has


def _add_task(where: Where, wanted: Conditions) -> None:
    """The tests of a task ``t``, but for its notice and its duties."""
    _add_facets(where, wanted)
    _add_own(where, wanted, WORDED)


def _add_facets(where: Where, wanted: Conditions) -> None:
    """What a task has is looked up for each task of a few notices; else all tasks that have it are."""
    for has in _facets(wanted):
        if wanted.notices:
            where.add(f"EXISTS (SELECT 1 FROM has WHERE {has} AND task = t.id)", *has.values)
        else:
            where.within("t.id", "SELECT task FROM has", has)


def _facets(wanted: Conditions) -> list[Where]:
    return [
        having(FACETS, facet, values)
        for facet, values in wanted.facets.items()
        if facet not in NOTICE_FACETS
    ]


def _add_own(where: Where, wanted: Conditions, worded: str) -> None:
    if wanted.has_owner is not None:
        _add_known(where, "unstated", not wanted.has_owner)
    if wanted.nobody is not None:
        _add_nobody(where, wanted)
    if wanted.has_deadline is not None:
        where.add("t.due < ?" if wanted.has_deadline else "t.due = ?", NO_DAY)
    where.words(wanted.text, worded)


def _add_known(where: Where, name: str, there: bool) -> None:
    """The task is among those that a part has ``APART``, or is not."""
    where.add(among(name) if there else f"NOT {among(name)}")


def _add_nobody(where: Where, wanted: Conditions) -> None:
    """Nobody is assigned to a duty of the task, or somebody: looked up for each task of a few notices, by role since assignments have
    no index by duty alone."""
    if wanted.notices:
        none = "NOT " if wanted.nobody else ""
        where.add(f"{none}EXISTS ({_OF_TASK} AND {_ANY_ROLE})", _roles())
    else:
        _add_known(where, "nobody", bool(wanted.nobody))


# the duties of the task first (CROSS keeps SQLite to that), not all assignments of a role
_OF_TASK = "SELECT 1 FROM duty d CROSS JOIN assigned a ON a.duty = d.id WHERE d.task = t.id"
_ANY_ROLE = "a.role IN (SELECT id FROM name WHERE iri IN (SELECT value FROM json_each(?)))"


@cache
def _roles() -> str:
    """The roles of assignments (IRIs), and "" for none, as JSON."""
    from ontology import codes  # not at the top: few queries ask of roles

    return json.dumps([*(ids.code_iri("role", each.notation) for each in codes.lists("role")), ""])


def _assigned(wanted: Conditions) -> Where:
    """The tests of an assignment, if who and in which role matter."""
    assigned = Where()
    if wanted.units is not None:
        assigned.named("unit", wanted.units)
    if wanted.role:
        assigned.named("role", [wanted.role])
    return assigned


def _add_recurrence(where: Where, wanted: Conditions, row: str) -> None:
    where.add(f"{row}recurs AND {row}period <> ''")
    if wanted.recurrence != "any":
        where.among(f"{row}period", spellings(wanted.recurrence))
