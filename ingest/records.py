"""The plain data between the stages of reading. All spans are half-open and count Unicode code
points in ``Document.text``, the text of the file as read.

Those of which a notice has hundreds are tuples by name: quicker to make, to compare and to make anew."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from ontology.ids import code_iri


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Period:
    """The years that a plan covers, both counted."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; ``row``/``column`` count from 0. A merged cell stands once, at its top left,
    with ``row_span``/``column_span`` > 1."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading (the format says so: Markdown #, HTML h1, DOCX style) or a table."""

    kind: str  # "paragraph" | "heading" | "table"
    start: int
    end: int
    page: int | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its whole text and the blocks that cover it, in order.

    ``hard_breaks``: whether a block's end is a paragraph's end (DOCX, HTML) or may be a line or
    page break inside a sentence (TXT, PDF, OCR). ``file_name`` is the base name. ``left_out``: why
    files inside it (of an archive), or parts of it, could not be read, one message each."""

    file_name: str
    media_type: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    hard_breaks: bool = False
    encoding: str | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Normalised:
    """Cleaned text and, for each of its characters, the offset of that character in the source."""

    text: str
    offsets: tuple[int, ...]
    ends: Mapping[int, int] = field(default_factory=dict, compare=False)
    """Where the source writes one character in several (&ldquo;): the end of each, by its offset."""

    def cut(self, start: int, end: int | None = None) -> Normalised:
        """This text from ``start`` to ``end``, still knowing where it came from."""
        return Normalised(self.text[start:end], self.offsets[start:end], self.ends)

    def source(self, start: int = 0, end: int | None = None) -> Span:
        """Span in the source of the half-open span ``start:end`` of this text."""
        return Span(*self._limits(start, len(self.offsets) if end is None else end))

    def mention(self, start: int, end: int, rule: str) -> Mention:
        """The words ``start:end`` of this text as evidence found by ``rule``."""
        return Mention(self.text[start:end], *self._limits(start, end), rule)

    def _limits(self, start: int, end: int) -> tuple[int, int]:
        """Where ``start:end`` begins and ends in the source, 0 and 0 where nothing stands there."""
        end = min(end, len(self.offsets))
        if start >= end:
            return 0, 0
        last = self.offsets[end - 1]
        return self.offsets[start], self.ends.get(last, last + 1)

    def place(self, offset: int) -> int | None:
        """The place in this text of the character at ``offset`` of the source, None where it has none."""
        i = bisect_left(self.offsets, offset)
        return i if i < len(self.offsets) and self.offsets[i] == offset else None

    def __add__(self, other: Normalised) -> Normalised:
        return joined((self, other))


NO_WORDS = Normalised("", ())


def joined(parts: Iterable[Normalised]) -> Normalised:
    """The parts as one text."""
    parts = tuple(parts)
    ends: dict[int, int] = {}
    for part in parts:
        ends.update(part.ends)
    return Normalised(
        "".join(p.text for p in parts), tuple(chain.from_iterable(p.offsets for p in parts)), ends
    )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One whole paragraph, its line and page breaks mended. ``heading``: the format said so."""

    words: Normalised
    heading: bool = False
    page: int | None = None

    @property
    def text(self) -> str:
        return self.words.text


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows; a cell merged over rows or columns stands in each place it covers."""

    rows: tuple[tuple[Normalised, ...], ...]
    page: int | None = None


class Mention(NamedTuple):
    """What every extracted value carries: exact words, source span, id of the rule that found it."""

    quote: str
    start: int
    end: int
    rule: str


class Owner(NamedTuple):
    """``statement``: the words that give it together with others (a note, a cell, a clause), None where
    those are the names themselves; ``open_list``: they leave the list open (等单位); ``of``: the body that a
    person heads, where it is named in front of him (各乡镇…，主要负责人…)."""

    name: str
    role: str  # lead | responsible | assist | supervise
    basis: str  # note | default | subject | carried
    mention: Mention
    unit: str | None = None  # IRI
    statement: Mention | None = None
    open_list: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    date: date | None  # None: the calendar has no such day (2月30日前)
    basis: str  # explicit | inherited
    mention: Mention


@dataclass(frozen=True, slots=True)
class On:
    """On which days what recurs falls, as iCalendar tells it (RFC 5545); empty where the text does not say."""

    months: tuple[int, ...] = ()  # of the year
    days: tuple[int, ...] = ()  # of the month, -1 is its last
    weekdays: tuple[str, ...] = ()  # MO to SU; 1FR is the first Friday of the month


@dataclass(frozen=True, slots=True)
class Recurrence:
    period: str  # ISO 8601 duration
    minimum: int
    mention: Mention
    on: On = On()


@dataclass(frozen=True, slots=True)
class Window:
    """``since`` and ``until``: the days of a span that has its own (a phase), None for a season."""

    first: str  # --MM
    last: str
    mention: Mention
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """``working_days``: the duration counts working days (5个工作日内)."""

    duration: str  # ISO 8601 duration
    mention: Mention
    working_days: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A target or a condition: ``value`` (and ``high`` where op is "between") in ``unit``.

    ``measured_in``, ``grade`` and ``change`` are notations of the schemes unit-of-measure, grade and
    change; of a grade, ``op`` goes by merit (>= is this grade or better). ``listed``: the number
    only counts what is set out elsewhere (法定七项职责), so it is no fact of the graph."""

    op: str  # >= > <= < = between
    value: float
    high: float | None
    unit: str
    what: str
    mention: Mention
    measured_in: str | None = None
    grade: str | None = None
    change: str | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    kind: str
    mention: Mention
    concept: str | None = None  # IRI
    instrument: str | None = None  # IRI of the instrument that the term is a short name of


class Topic(NamedTuple):
    """A code (its notation) that the words point to."""

    notation: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class Citation:
    title: str
    doc_number: str | None
    relation: str  # follow | issue | revise
    mention: Mention
    instrument: str | None = None  # IRI


@dataclass(frozen=True, slots=True)
class Goal:
    """What a notice wants of accidents: ``aim`` and ``levels`` are notations."""

    aim: str
    levels: tuple[str, ...]
    mention: Mention


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the characters of a file (white space left out) became: ``counts`` by kind (task, statement,
    heading, note, annex, masthead, furniture, nothing), ``unread`` the spans of those that became nothing."""

    counts: tuple[tuple[str, int], ...] = ()
    unread: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a reader of the data should know; never silently dropped."""

    level: str  # error | warning | info
    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """An agent: an organisation (``kind`` unit), a collective (group) or an office (post).
    ``function`` is a notation of the function scheme, None where the name tells none or the agent
    is told from others of the function by its name; then ``part_of`` is the IRI of the collective
    that it is a member of (unit) or a part of (group, post)."""

    iri: str
    jurisdiction: str | None
    function: str | None
    label: str
    kind: str
    spellings: tuple[str, ...] = ()
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered room of the notice: part, article or item (sub-item, run-in aspect).

    ``number`` is as written (一, （三）, 1.)."""

    iri: str
    kind: str  # preamble | part | article | item | annex-row
    number: str | None
    title: str
    position: int
    parent: str | None  # IRI
    start: int
    end: int
    text: str


class Duty(NamedTuple):
    """A clause of a task that ties who, by when and how much: its span, its words, and which of the
    task's owners, times and numbers (indices into the task's own lists) are its own."""

    start: int
    end: int
    text: str
    owners: tuple[int, ...] = ()
    due: tuple[int, ...] = ()
    recurrences: tuple[int, ...] = ()
    windows: tuple[int, ...] = ()
    response: tuple[int, ...] = ()
    targets: tuple[int, ...] = ()
    conditions: tuple[int, ...] = ()


class Task(NamedTuple):
    iri: str
    section: str  # IRI of the section that states it
    part: str | None
    article: str | None
    sub: str | None
    position: int
    text: str
    start: int
    end: int
    page: int | None
    owners: tuple[Owner, ...] = ()
    open_ended: bool = False
    when: str | None = None  # immediate | done | ongoing: a time limit without a date
    due: tuple[Due, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    windows: tuple[Window, ...] = ()
    response: tuple[Response, ...] = ()
    targets: tuple[Quantity, ...] = ()
    conditions: tuple[Quantity, ...] = ()
    terms: tuple[Term, ...] = ()
    citations: tuple[Citation, ...] = ()
    sectors: tuple[Topic, ...] = ()
    sectors_beside: tuple[Topic, ...] = ()
    hazards: tuple[Topic, ...] = ()
    measures: tuple[Topic, ...] = ()
    mechanisms: tuple[Topic, ...] = ()
    duties: tuple[Duty, ...] = ()

    @property
    def unquoted(self) -> tuple[Topic, ...]:
        """The mechanisms that no quoted term of the task denotes."""
        quoted = {term.concept for term in self.terms}
        return tuple(m for m in self.mechanisms if code_iri("mechanism", m.notation) not in quoted)


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One row of an annex table that repeats the body."""

    iri: str
    item: int
    aspect: str | None
    part: str | None
    title: str
    text: str
    owners: tuple[Owner, ...]
    open_ended: bool
    body_article: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Notice:
    iri: str
    title: str
    doc_number: str | None
    doc_number_written: str | None  # as printed: 孝政发[2026]01号
    issuer: str | None
    issuer_unit: str | None  # IRI
    jurisdiction: str | None  # GB/T 2260 code
    superior: str | None  # GB/T 2260 code
    plan_year: int | None
    plan_period: Period | None
    signed: date | None
    issued: date | None
    status: str  # issued | draft
    addressees: tuple[str, ...]
    copied_to: tuple[str, ...]
    document: Document
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    annex: tuple[AnnexRow, ...] = ()
    units: tuple[Unit, ...] = ()
    goals: tuple[Goal, ...] = ()
    issues: tuple[Issue, ...] = field(default=())
    coverage: Coverage = Coverage()
