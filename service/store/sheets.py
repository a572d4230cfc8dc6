"""What lists, calendars and searches need to know of the tasks and sections of a graph, out of its triples: a sheet."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from ontology import ids
from ontology.statements import RDF_TYPE, Statement, az, dcterms, lexical
from service.store.passages import KINDS, Passage, Section, passages_of
from service.store.retold import Told, retold

#: One more with whatever a sheet or a part of the index tells anew: an index of an earlier edition is made anew, from the graph, by the next change.
EDITION = 4
_AZ = ids.ONTOLOGY
#: Properties by which a task has what a list can be narrowed by, by the name of the filter.
_HAS = {
    "sector": ("sector",),
    "hazard": ("hazard",),
    "mechanism": ("invokes", "combats", "mentionsFormula"),
    "instrument": ("cites", "ordersIssuing", "ordersRevising"),
    "measure": ("measure",),
}
#: Properties by which a notice has the like.
_OF = {"jurisdiction": "jurisdiction", "year": "planYear", "status": "status"}
#: What is asked of a task, of its notice and of a unit: names of filters; of a task also ``inferred``: its duties (IRIs) whose owners
#: are all those of a sentence before. New ones stand last, since an index has them by number.
FACETS = ("section", "sector", "hazard", "mechanism", "instrument", "inferred", "measure")
NOTICE_FACETS = tuple(_OF)
UNIT_FACETS = ("function", "jurisdiction")
#: The basis of an owner that the sentence itself does not name.
_CARRIED = ids.code_iri("basis", "carried")
#: Bases of a responsibility that is stated, not merely that of the sentence's subject.
_STATED = frozenset(ids.code_iri("basis", name) for name in ("note", "default"))
#: Parts of a rule of iCalendar (RFC 5545) by the properties that have them.
DAYS = {"byMonth": "BYMONTH", "byMonthDay": "BYMONTHDAY", "byDay": "BYDAY"}
_OTHERS = (
    "text", "notice", "jurisdiction", "planYear", "status", "signed", "statedIn", "position", "due", "hasDuty", "owner",
    "answeredBy", "basis", "hasAssignment", "assignee", "role", "hasTime", "by", "period", "fromMonth", "toMonth",
    "fromDay", "toDay", *DAYS, "asWritten", "repeats",
)  # fmt: skip
_READ = {
    az(name): name for name in (*(each for names in _HAS.values() for each in names), *_OTHERS)
}
_READ |= {dcterms(name): name for name in ("title", "issued", "isPartOf")} | {RDF_TYPE: "type"}


class Time(NamedTuple):
    """A time of a duty: by a day, every period (``recurs``), or from a month to another; "" where it has none.
    ``retells``: the duty (IRI) that says the same already, "" where none does; ``days``: on which days it recurs, as a rule of
    iCalendar has them (BYMONTHDAY=25). A season has days for months where the text says them (--03-07)."""

    iri: str
    by: str
    period: str
    first: str
    last: str
    recurs: bool
    words: str
    retells: str = ""
    days: str = ""


class Duty(NamedTuple):
    """A duty: its own ``text`` where the task has several, its units with their roles, its days and times."""

    iri: str
    text: str
    owners: tuple[str, ...]
    assigned: tuple[tuple[str, str], ...]
    due: tuple[str, ...]
    times: tuple[Time, ...]


class Task(NamedTuple):
    """A task; ``place`` is that of its section in the notice, ``position`` its own there, -1 where it has none;
    ``due`` the first of its days; ``has``: filter and value; ``within``: the passage of the sheet that has all its words, by number,
    -1 where none has."""

    iri: str
    notice: str
    place: int
    position: int
    text: str
    due: str
    stated: bool
    has: tuple[tuple[str, str], ...]
    duties: tuple[Duty, ...]
    within: int = -1


class Notice(NamedTuple):
    """A notice as a calendar names it; ``dated``: issued, or else signed; ``has``: filter and value."""

    iri: str
    title: str
    year: str
    dated: str
    has: tuple[tuple[str, str], ...]


class Unit(NamedTuple):
    """A unit by all its names; ``has``: filter and value; how many tasks it has, and how many of them only by a clause over a
    whole notice."""

    iri: str
    names: tuple[str, ...]
    has: tuple[tuple[str, str], ...]
    tasks: int
    by_default: int


class Sheet(NamedTuple):
    """The tasks of a graph in the order of the text, its notices (IRI "" of tasks without one) and, of the graph of a notice,
    the passages of its sections in their order; or units alone."""

    notices: tuple[Notice, ...] = ()
    tasks: tuple[Task, ...] = ()
    passages: tuple[Passage, ...] = ()
    units: tuple[Unit, ...] = ()


def sheet_of(graph: str, said: Said) -> Sheet:
    tasks = sorted(
        map(said.task, said.of_kind("Task")), key=lambda each: (each.notice, each[2:4], each.iri)
    )
    notices = sorted({each.notice for each in tasks}.union(said.of_kind("Notice")))
    sections = said.sections() if graph in said.of_kind("Notice") else ()
    passages, within = passages_of(sections, said.stated())
    placed = [task._replace(within=within.get(task.iri, -1)) for task in tasks]
    told = _without_retold(placed, said.repeats())
    return Sheet(tuple(map(said.notice, notices)), told, passages)


def _without_retold(tasks: list[Task], repeats: dict[str, list[str]]) -> tuple[Task, ...]:
    """The tasks, their times with the duties that say the same already."""
    times = [
        Told(task.iri, duty.iri, time.iri, time.by, (time.period, time.first, time.last, time.words), duty.owners)
        for task in tasks
        for duty in task.duties
        for time in duty.times
    ]  # fmt: skip
    twins = retold(times, repeats)
    if not twins:
        return tuple(tasks)

    retelling = {duty for duty, _ in twins}

    def renewed(duty: Duty) -> Duty:
        if duty.iri not in retelling:
            return duty
        known = ((each, twins.get((duty.iri, each.iri), "")) for each in duty.times)
        return duty._replace(times=tuple(each._replace(retells=twin) for each, twin in known))

    return tuple(each._replace(duties=tuple(map(renewed, each.duties))) for each in tasks)


#: A sheet as JSON, compressed (zlib): those of some thousand notices are held at once.
Written = bytes
#: Bytes of JSON of which a sheet has no more: that of a notice of 28 kB has 0.1 MB.
_MOST = 64 << 20


def written(sheet: Sheet) -> Written:
    """The sheet in a form to be kept; nothing for an empty one."""
    return zlib.compress(orjson.dumps(sheet, default=tuple), 1) if any(sheet) else b""


def _told(content: Written) -> Any:
    """What is written there, None where nothing is; ValueError for anything else, and for what unfolds to more than any sheet has."""
    if not content:
        return None
    unfolding = zlib.decompressobj()
    try:
        told = unfolding.decompress(content, _MOST)
    except zlib.error as error:
        raise ValueError(f"no sheet: {error}") from None
    if not unfolding.eof or unfolding.unused_data:
        raise ValueError(
            f"a sheet of more than {_MOST} bytes, cut short, or with something behind it"
        )
    return orjson.loads(told)


def without_twins(sheets: Iterable[tuple[str, Sheet]]) -> Iterator[tuple[str, Written]]:
    """The sheets with their graphs, a task that several graphs have in that of the first."""
    seen: set[str] = set()
    for graph, sheet in sheets:
        tasks = tuple(task for task in sheet.tasks if task.iri not in seen)
        twins = [task for task in sheet.tasks if task.iri in seen and task.within >= 0]
        seen.update(task.iri for task in tasks)
        passages = list(sheet.passages)
        for twin in twins:
            there = passages[twin.within]
            passages[twin.within] = there._replace(rest=f"{there.rest} {twin.text}")
        yield graph, written(sheet._replace(tasks=tasks, passages=tuple(passages)))


def sheet_in(content: Written) -> Sheet:
    """The sheet that is written there; TypeError or ValueError for anything else."""
    if (told := _told(content)) is None:
        return Sheet()
    notices, tasks, passages, units = told
    own = tuple(map(_notice_from, notices)), tuple(map(_task_from, tasks))
    return Sheet(*own, tuple(map(_passage_from, passages)), tuple(map(_unit_from, units)))


def words_in(content: Written) -> tuple[list[str], list[str], int]:
    """The IRIs of the notices, the texts of the tasks and the number of passages of a sheet that is known to be one."""
    notices, tasks, passages, _ = _told(content) or ((), (), (), ())
    texts = Task._fields.index("text")
    return [iri for iri, *_ in notices], [task[texts] for task in tasks], len(passages)


def _notice_from(told: Any) -> Notice:
    iri, title, year, dated, has = told
    return Notice(str(iri), str(title), str(year), str(dated), _pairs_from(has))


def _pairs_from(told: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in told)


def _task_from(told: Any) -> Task:
    iri, notice, place, position, text, due, stated, has, duties, within = told
    own = str(iri), str(notice), int(place), int(position), str(text), str(due), bool(stated)
    return Task(*own, _pairs_from(has), tuple(map(_duty_from, duties)), int(within))


def _passage_from(told: Any) -> Passage:
    section, kinds, rest = told
    return Passage(str(section), tuple(map(str, kinds)), str(rest))


def _unit_from(told: Any) -> Unit:
    iri, names, has, tasks, by_default = told
    return Unit(str(iri), tuple(map(str, names)), _pairs_from(has), int(tasks), int(by_default))


def _duty_from(told: Any) -> Duty:
    iri, text, owners, assigned, due, times = told
    own = str(iri), str(text), tuple(map(str, owners)), _pairs_from(assigned), tuple(map(str, due))
    return Duty(*own, tuple(map(_time_from, times)))


def _time_from(told: Any) -> Time:
    iri, by, period, first, last, recurs, words, *twin = told
    own = str(iri), str(by), str(period), str(first), str(last), bool(recurs), str(words)
    return Time(*own, *map(str, twin))


class Said:
    """What a graph says of that which lists and figures are made of, gone through once."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in statements:
            name = _READ.get(predicate)
            if name is not None:
                self._values[name][lexical(subject)].append(lexical(value))
        for told in self._values.values():
            for node, values in told.items():
                if len(values) > 1:
                    told[node] = sorted(set(values))

    def by(self, name: str) -> Mapping[str, Sequence[str]]:
        """The values of a property by subject, each once, sorted."""
        return self._values.get(name, {})

    def all(self, nodes: Iterable[str], *names: str) -> Sequence[str]:
        """The values that the nodes have by any of the properties, each once, sorted."""
        told = [each for name in names if (each := self._values.get(name))]
        found = [values for node in nodes for each in told if (values := each.get(node))]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    def of(self, node: str, name: str) -> Sequence[str]:
        """The values of a property of one node, each once, sorted."""
        told = self._values.get(name)
        return told.get(node, ()) if told else ()

    def one(self, node: str, name: str) -> str:
        found = self.of(node, name)
        return found[0] if found else ""

    def of_kind(self, name: str) -> Iterator[str]:
        kind = _AZ + name
        return (node for node, kinds in self.by("type").items() if kind in kinds)

    def repeats(self) -> dict[str, list[str]]:
        """By row of an annex the sections of the body that it repeats."""
        return {row: list(bodies) for row, bodies in self.by("repeats").items()}

    def sections(self) -> list[Section]:
        """The sections that lists have, in their order."""
        kinds: dict[str, list[str]] = defaultdict(list)
        for kind in KINDS:
            for node in self.of_kind(kind):
                kinds[node].append(kind)
        return [
            Section(node, kinds[node], self.of(node, "title"), self.of(node, "text"))
            for node in sorted(kinds, key=lambda node: (self._position(node), node))
        ]

    def _position(self, node: str) -> int:
        """The first of its places, -1 where it has none."""
        return min(map(_number, self.of(node, "position")), default=-1)

    def stated(self) -> dict[str, dict[str, str]]:
        """By section the text of each task that is stated there."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for task in self.of_kind("Task"):
            for section in self.of(task, "statedIn"):
                found[section][task] = self.one(task, "text")
        return found

    def notice(self, node: str) -> Notice:
        dated = self.one(node, "issued") or self.one(node, "signed")
        has = ((name, each) for name, told in _OF.items() for each in self.of(node, told))
        return Notice(node, self.one(node, "title"), self.one(node, "planYear"), dated, tuple(has))

    def task(self, node: str) -> Task:
        sections = self.of(node, "statedIn")
        duties = self.of(node, "hasDuty")
        bases = self.all(self.all(duties, "answeredBy"), "basis")
        return Task(
            node,
            self.one(node, "notice"),
            min((_number(self.one(each, "position")) for each in sections), default=-1),
            _number(self.one(node, "position")),
            self.one(node, "text"),
            self.one(node, "due"),
            not _STATED.isdisjoint(bases),
            (
                *self._has(node, sections),
                *(("inferred", each) for each in duties if self._inferred(each)),
            ),
            tuple(self._duty(each, node) for each in duties),
        )

    def _inferred(self, duty: str) -> bool:
        return self.all(self.of(duty, "answeredBy"), "basis") == [_CARRIED]

    def _has(self, task: str, sections: Sequence[str]) -> Iterator[tuple[str, str]]:
        reached = dict.fromkeys(self.of(task, "notice"))
        while sections := [each for each in sections if each not in reached]:
            yield from (("section", each) for each in sections)
            reached |= dict.fromkeys(sections)
            sections = self.all(sections, "isPartOf")
        for name, properties in _HAS.items():
            yield from ((name, each) for each in self.all([task], *properties))

    def _duty(self, node: str, task: str) -> Duty:
        assignments = self.all(self.of(node, "answeredBy"), "hasAssignment")
        return Duty(
            node,
            self.one(node, "text") if node != task else "",
            tuple(self.of(node, "owner")),
            tuple(sorted({pair for each in assignments for pair in self._assigned(each)})),
            tuple(self.of(node, "due")),
            tuple(map(self._time, self.of(node, "hasTime"))),
        )

    def _assigned(self, node: str) -> Iterator[tuple[str, str]]:
        roles = self.of(node, "role") or [""]
        units = self.of(node, "assignee") or [""]
        return ((unit, role) for unit in units for role in roles)

    def _time(self, node: str) -> Time:
        first = self.one(node, "fromDay") or self.one(node, "fromMonth")
        last = self.one(node, "toDay") or self.one(node, "toMonth")
        first, last = (first, last) if first and last else ("", "")
        recurs = _AZ + "Recurrence" in self.of(node, "type")
        by, period, words = (self.one(node, name) for name in ("by", "period", "asWritten"))
        days = days_text({name: self.of(node, name) for name in DAYS}) if recurs else ""
        return Time(node, by, period, first, last, recurs, words, "", days)


def days_text(found: Mapping[str, Iterable[str]]) -> str:
    """On which days something recurs, by property, as a rule of iCalendar has them.

    >>> days_text({"byMonth": ["12", "6"], "byMonthDay": ["20"], "byDay": []})
    'BYMONTH=6,12;BYMONTHDAY=20'
    """
    told = {
        name: sorted(filter(form.fullmatch, found.get(name, ())), key=_in_order)
        for name, form in _DAY_FORMS.items()
    }
    return ";".join(f"{DAYS[name]}={','.join(values)}" for name, values in told.items() if values)


def _in_order(value: str) -> tuple[bool, int, str]:
    """A last day behind the others, days of the week as they follow each other."""
    day = _WEEK.find(value[-2:])
    return value.startswith("-"), day if day >= 0 else int(value), value


_WEEK = "MO TU WE TH FR SA SU"
_DAY_FORMS = {
    "byMonth": re.compile(r"[1-9]|1[0-2]"),
    "byMonthDay": re.compile(r"-?(?:[1-9]|[12]\d|3[01])"),
    "byDay": re.compile(r"(?:-?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)"),
}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1
