"""The notice as the checks see it: plain records read from its graph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from ontology.ids import span_of
from shapes.errors import NoNoticeError
from shapes.index import Index, label
from shapes.terms import (
    DCT,
    EXPLICIT_BASES,
    IS_PART_OF,
    PREF_LABEL,
    SECTION_CLASSES,
    TITLE,
    az,
    notation,
)
from shapes.text import loose

_DATE = re.compile(r"(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:印发)?")
_YEAR = re.compile(r"\d{4}", re.ASCII)
_PRINTED = re.compile(r"[（(]?\d+[.、．)）](?!\d)")
_ASPECT = re.compile(
    r"(?:^\s*(?=[^，。]{2,16}(?:领域|行业)[：:])|(?:^|。)\s*(?=[^，。]{2,16}方面[，：:,]))"
    r"([\u4e00-\u9fff、（）]{2,16}(?:方面|领域|行业))[，：:,]"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Half-open span in code points of the source file as read, and page (from 1), if known."""

    start: int | None = None
    end: int | None = None
    page: int | None = None

    def inside(self, start: int, end: int) -> Place:
        """What stands in it from ``start`` to ``end``, counted from its own beginning."""
        at = self.start or 0
        return Place(at + start, at + end, self.page)

    def outside(self, other: Place) -> bool:
        """Whether this is known to begin outside of ``other``."""
        if self.start is None or other.start is None or other.end is None:
            return False
        return not other.start <= self.start < other.end


@dataclass(frozen=True, slots=True)
class Section:
    iri: str
    kind: str  # Part | Article | Item | AnnexRow
    number: str
    title: str
    text: str
    position: int
    parent: str | None
    place: Place
    aspect: str = ""
    counted: str = ""  # of a row, how the graph counts it, where it prints no number of its own


@dataclass(frozen=True, slots=True)
class Owner:
    """An assignment: the name as written and the unit it stands for."""

    iri: str
    name: str
    unit: str
    role: str
    basis: str
    group: bool
    known: bool
    note: str
    place: Place
    words: str = ""  # of the whole note

    @property
    def explicit(self) -> bool:
        """Whether a note or a document-wide default names it."""
        return self.basis in EXPLICIT_BASES


def can_be_kept(kind: str, dated: bool) -> bool:
    """Whether a time of this kind can be kept: all but a deadline that is not ``dated``, on a day that the calendar lacks.

    >>> can_be_kept("DueDate", dated=False), can_be_kept("SeasonWindow", dated=False)
    (False, True)
    """
    return dated or kind != "DueDate"


@dataclass(frozen=True, slots=True)
class Time:
    iri: str
    kind: str  # DueDate | Recurrence | SeasonWindow | ResponseTime
    words: str
    by: date | None
    period: str | None
    times: int | None
    place: Place

    @property
    def can_be_kept(self) -> bool:
        return can_be_kept(self.kind, self.by is not None)


@dataclass(frozen=True, slots=True)
class Number:
    """A target: comparator as its local name (gteq, lteq, eq, between …)."""

    iri: str
    words: str
    comparator: str
    value: float
    high: float | None
    unit: str
    indicator: str
    place: Place


@dataclass(frozen=True, slots=True)
class Term:
    iri: str
    words: str
    kind: str
    concept: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Citation:
    iri: str
    title: str
    number: str | None
    relation: str  # cites | ordersIssuing | ordersRevising


@dataclass(frozen=True, slots=True)
class Task:
    iri: str
    text: str
    section: str
    position: int
    open_ended: bool
    place: Place
    owners: tuple[Owner, ...] = ()
    times: tuple[Time, ...] = ()
    targets: tuple[Number, ...] = ()
    terms: tuple[Term, ...] = ()
    citations: tuple[Citation, ...] = ()
    sectors: frozenset[str] = frozenset()
    hazards: frozenset[str] = frozenset()
    duties: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # responsibilities that answer for its duties

    @property
    def noted(self) -> bool:
        return any(owner.explicit for owner in self.owners)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an annex that repeats the body."""

    section: Section
    owners: tuple[Owner, ...]
    open_ended: bool
    repeats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    iri: str
    title: str
    number: str | None
    status: str
    plan_year: int | None
    signed: date | None
    issued: date | None
    issuer: str | None
    jurisdiction: str | None
    file_name: str
    addressees: tuple[str, ...] = ()
    sections: dict[str, Section] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    annex: tuple[Row, ...] = ()
    rows: frozenset[str] = frozenset()  # sections that are rows of an annex, repeating or not
    furniture: frozenset[str] = frozenset()  # tasks that are no sentences: a signature, a heading

    @property
    def division(self) -> str:
        """Code of the administrative division that it is for (GB/T 2260); "" where there is none."""
        return (self.jurisdiction or "").rsplit("/", 1)[-1]

    @property
    def own_date(self) -> date | None:
        """The day of its signature, else that on which it was issued; None where it has neither."""
        return self.signed or self.issued

    @property
    def dated(self) -> str:
        """Its day as ISO 8601 has it (2026-03-05), else the year that it plans; "" where it says neither."""
        return str(self.own_date or self.plan_year or "")

    def is_since(self, day: str) -> bool:
        """Whether it is of a day or month (2024-01-01, 2021-09) or later, as far as it says; nothing says that one without a date
        is earlier."""
        return self.dated >= day[: len(self.dated)]

    @property
    def table_rows(self) -> list[Section]:
        """The sections that are rows of tables of tasks."""
        return [section for section in self.sections.values() if section.kind == "AnnexRow"]

    def in_table(self, task: Task) -> bool:
        """Whether the task stands in a row of such a table, or in one of an annex that repeats the body."""
        return task.section in self.rows

    def tasks_by_row(self) -> dict[str, list[Task]]:
        """The tasks that stand in rows of tables, by the row."""
        found: dict[str, list[Task]] = {}
        for task in self.tasks:
            if self.in_table(task):
                found.setdefault(task.section, []).append(task)
        return found


def place(index: Index, node: str) -> Place:
    """Where ``node`` was read, or what ``node`` names if it is a span itself; else an empty place."""
    spans = [node] if span_of(node) else index.strings(node, az("evidence"))
    places = [Place(*span, index.whole(iri, az("page"))) for iri in spans if (span := span_of(iri))]
    return min(places, key=lambda each: each.start or 0) if places else Place()


def the_notice(index: Index) -> str:
    """The IRI of the one notice of the graph; raises ``NoNoticeError`` where there is none, or more."""
    found = index.instances(az("Notice"))
    if len(found) != 1:
        raise NoNoticeError(
            f"图中有 {len(found)} 份通知（类型为 {az('Notice')} 的节点）{_few(found)}，应恰有 1 份；"
            "请每次检查一份通知的图，并写明它的类型。"
            f" / The graph holds {len(found)} notices (nodes of that class); pass the graph of exactly one."
        )
    return found[0]


def read_notice(index: Index) -> Notice:
    """The one notice of the graph."""
    iri = the_notice(index)
    answers = _Answers(index)
    sections, tasks, annex = _sections(index), _tasks(index, answers), _annex(index, answers)
    stating = {task.section for task in tasks} - {r.section.iri for r in annex if r.repeats}
    sections |= {row.section.iri: row.section for row in annex if row.section.iri in stating}
    # what stays in annex repeats the body; the other rows are the notice's own table of tasks
    issuer = _name(index, index.text(iri, az("issuedBy")))
    titles = {iri: section.title for iri, section in sections.items()}
    furniture = frozenset(
        t.iri for t in tasks if is_furniture(t.text, titles.get(t.section), issuer)
    )
    return Notice(
        iri=iri,
        title=index.text(iri, TITLE) or "",
        number=index.text(iri, az("docNumber")),
        status=notation(index.text(iri, az("status"))) or "issued",
        plan_year=_year(index.text(iri, az("planYear"))),
        signed=_date(index.text(iri, az("signed"))),
        issued=_date(index.text(iri, DCT + "issued")),
        issuer=issuer,
        jurisdiction=index.text(iri, az("jurisdiction")),
        file_name=index.text(index.text(iri, az("source")) or "", az("fileName")) or "",
        addressees=tuple(index.strings(iri, az("addressee"))),
        sections=sections,
        tasks=tuple(task for task in tasks if task.iri not in furniture),
        annex=tuple(row for row in annex if row.section.iri not in stating),
        rows=frozenset(row.section.iri for row in annex),
        furniture=furniture,
    )


def _few(names: list[str]) -> str:
    """The first few names, to be told which they are.

    >>> _few([]), _few(["a", "b"])
    ('', '：a、b')
    """
    return "：" + "、".join(names[:3]) + (" …" if len(names) > 3 else "") if names else ""


def is_furniture(text: str, title: str | None, issuer: str | None) -> bool:
    """Whether what was read as a task of a section with this title is a signature, a date, a stray mark or a heading."""
    words = loose(text)
    heading = title is not None and words == loose(title)
    return len(words) < 4 or words == loose(issuer or "") or heading or bool(_DATE.fullmatch(words))


def _name(index: Index, unit: str | None) -> str | None:
    return label(index, unit, PREF_LABEL) if unit else None


def _year(text: str | None) -> int | None:
    return int(text[:4]) if text and _YEAR.match(text) else None


def _date(text: str | None) -> date | None:
    """The date that a literal says; None where it says none: the shapes report that."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _section(index: Index, iri: str, kind: str) -> Section:
    return Section(
        iri=iri,
        kind=kind,
        number=index.text(iri, az("number")) or "",
        title=index.text(iri, TITLE) or "",
        text=index.text(iri, az("text")) or "",
        position=index.whole(iri, az("position")) or 0,
        parent=index.text(iri, IS_PART_OF),
        place=place(index, iri),
        aspect=index.text(iri, az("aspect")) or "",
    )


def _sections(index: Index) -> dict[str, Section]:
    found = [
        _section(index, iri, kind) for kind in SECTION_CLASSES for iri in index.instances(az(kind))
    ]
    return {section.iri: section for section in sorted(found, key=lambda s: (s.position, s.iri))}


def _tasks(index: Index, answers: _Answers) -> tuple[Task, ...]:
    found = [_task(index, iri, answers) for iri in index.instances(az("Task"))]
    return tuple(sorted(found, key=lambda t: (t.place.start or 0, t.section, t.position, t.iri)))


def _task(index: Index, iri: str, answers: _Answers) -> Task:
    duties = index.strings(iri, az("hasDuty"))
    return Task(
        iri=iri,
        text=index.text(iri, az("text")) or "",
        section=index.text(iri, az("statedIn")) or "",
        position=index.whole(iri, az("position")) or 0,
        open_ended=_open(index, duties),
        place=place(index, iri),
        owners=answers.owners(duties),
        times=tuple(_time(index, node) for node in _held(index, duties, "hasTime")),
        targets=tuple(_number(index, node) for node in _held(index, duties, "hasTarget")),
        terms=tuple(_term(index, node) for node in index.strings(iri, az("hasTerm"))),
        citations=_citations(index, iri),
        sectors=frozenset(notation(c) or "" for c in index.strings(iri, az("sector"))),
        hazards=frozenset(notation(c) or "" for c in index.strings(iri, az("hazard"))),
        duties=tuple(duties),
        notes=tuple(_held(index, duties, "answeredBy")),
    )


def _held(index: Index, holders: Iterable[str], name: str) -> list[str]:
    """The values of a property of all ``holders``, each once."""
    return list(dict.fromkeys(v for h in holders for v in index.strings(h, az(name))))


def _open(index: Index, holders: Iterable[str]) -> bool:
    notes = _held(index, holders, "answeredBy")
    return any(v in ("true", "1") for v in _held(index, notes, "ownerListOpen"))


@dataclass(slots=True)
class _Answers:
    """Who answers by each note, read once: a note answers for many duties."""

    index: Index
    known: dict[str, tuple[Owner, ...]] = field(default_factory=dict)

    def owners(self, holders: Iterable[str]) -> tuple[Owner, ...]:
        """Those who answer for any of the duties or rows ``holders``, in the order of the text."""
        notes = _held(self.index, holders, "answeredBy")
        found = [owner for note in notes for owner in self._of(note)]
        return tuple(sorted(found, key=lambda o: (o.place.start or 0, len(o.iri), o.iri)))

    def _of(self, note: str) -> tuple[Owner, ...]:
        if note not in self.known:
            named = self.index.strings(note, az("hasAssignment"))
            self.known[note] = tuple(
                _owner(self.index, node, note)
                for node in named
                if self.index.values(node, az("assignee"))
            )
        return self.known[note]


def _owner(index: Index, node: str, note: str) -> Owner:
    unit = index.text(node, az("assignee")) or ""
    group = index.is_a(unit, az("UnitGroup"))
    name = index.text(node, az("asWritten")) or label(index, unit, PREF_LABEL) or ""
    words = index.text(note, az("asWritten")) or ""
    return Owner(
        iri=node,
        name=name,
        unit=unit,
        role=notation(index.text(node, az("role"))) or "responsible",
        basis=notation(index.text(note, az("basis"))) or "note",
        group=group,
        known=group or bool(index.values(unit, az("function"))),
        note=note,
        place=_within(place(index, note), words, name),
        words=words,
    )


def _within(note: Place, words: str, name: str) -> Place:
    """Where ``name`` stands in the ``words`` of a note; the note where they were folded in reading."""
    at = words.find(name)
    if note.start is None or note.end is None or at < 0 or len(words) != note.end - note.start:
        return note
    return Place(note.start + at, note.start + at + len(name), note.page)


#: Classes of times, in the order in which one counts.
TIME_KINDS = ("DueDate", "Recurrence", "SeasonWindow", "ResponseTime")


def _time(index: Index, node: str) -> Time:
    return Time(
        iri=node,
        kind=next((kind for kind in TIME_KINDS if index.is_a(node, az(kind))), ""),
        words=index.text(node, az("asWritten")) or "",
        by=_date(index.text(node, az("by"))),
        period=index.text(node, az("period")),
        times=index.whole(node, az("minTimes")),
        place=place(index, node),
    )


def _number(index: Index, node: str) -> Number:
    comparator = index.text(node, az("comparator")) or ""
    return Number(
        iri=node,
        words=index.text(node, az("asWritten")) or "",
        comparator=comparator.replace("#", "/").rsplit("/", 1)[-1],
        value=index.number(node, az("value")) or 0.0,
        high=index.number(node, az("high")),
        unit=index.text(node, az("unitText")) or "",
        indicator=index.text(node, az("indicator")) or "",
        place=place(index, node),
    )


def _term(index: Index, node: str) -> Term:
    return Term(
        iri=node,
        words=index.text(node, az("term")) or index.text(node, az("asWritten")) or "",
        kind=notation(index.text(node, az("termKind"))) or "other",
        concept=index.text(node, az("denotes")),
        place=place(index, node),
    )


def _citations(index: Index, task: str) -> tuple[Citation, ...]:
    return tuple(
        Citation(node, index.text(node, TITLE) or "", index.text(node, az("docNumber")), relation)
        for relation in ("cites", "ordersIssuing", "ordersRevising")
        for node in index.strings(task, az(relation))
    )


def _row_section(section: Section) -> Section:
    """The row with its aspect (煤矿方面) and with its number only if it is printed."""
    run_in = _ASPECT.search(section.text)  # behind a lead-in over merged cells, perhaps
    aspect = section.aspect or (run_in[1] if run_in else "")
    printed = aspect or section.title or _PRINTED.match(section.text)
    return replace(
        section, aspect=aspect, number=section.number if printed else "", counted=section.number
    )


def _annex(index: Index, answers: _Answers) -> tuple[Row, ...]:
    rows = [
        Row(
            section=_row_section(_section(index, iri, "AnnexRow")),
            owners=answers.owners((iri,)),
            open_ended=_open(index, (iri,)),
            repeats=tuple(index.strings(iri, az("repeats"))),
        )
        for iri in index.instances(az("AnnexRow"))
    ]
    rows.sort(key=lambda row: (row.section.place.start or 0, row.section.position, row.section.iri))
    return tuple(rows)
