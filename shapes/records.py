"""The report as plain data: what every form of it (text, JSON, HTML …) is made from."""

from __future__ import annotations

from dataclasses import dataclass

from shapes.blanks import Blank
from shapes.peers import Among
from shapes.policy import Policy
from shapes.rates import Rates
from shapes.rulebook import Rule, Words

WHOLE = "全文"  # the section of what stands in no section: the notice itself


@dataclass(frozen=True, slots=True)
class Where:
    """Where a finding stands. ``start``/``end``: half-open, code points of the file as read."""

    section: str  # as a reader says it: 四（十三）1.
    title: str
    page: int | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Waived:
    """Who acknowledged a finding, and why."""

    by: str
    reason: str
    date: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One result told to a reader. ``marks``: half-open spans of ``sentence`` to mark. ``count``:
    how many tasks share it (a note that covers five sentences is one finding of five). ``consequences``: how many other
    results follow from it and are told with it.
    ``paste``: words that mend it, to paste into the text; "" if there are none. ``covers``: the findings of single
    sentences, in the order of the text, that are told together here, the first of them in front."""

    id: str
    rule: str
    severity: str
    where: Where
    sentence: str
    marks: tuple[tuple[int, int], ...]
    what: Words
    focus: str
    value: str | None = None
    count: int = 1
    consequences: int = 0
    paste: str = ""
    waived: Waived | None = None
    covers: tuple[Finding, ...] = ()

    @property
    def each(self) -> tuple[Finding, ...]:
        """The findings of single sentences that this one tells of: itself, where it is one of them."""
        return self.covers or (self,)


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote of a finding (its id) in a report that went round: a state of the workbook's,
    by whom, and a note. ``parts``: ids of the single sentences that the finding covers, where it tells of many.
    ``row``: of the workbook's ``sheet``, from 1; ``word``: what stands there for a state and is none; ``sentence``: that of the
    finding as it was, "" where the report does not hold it."""

    finding: str
    rule: str
    state: str
    by: str
    note: str
    parts: tuple[str, ...] = ()
    row: int = 0
    word: str = ""
    sentence: str = ""
    sheet: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the findings of single sentences that it was written of."""
        return self.parts or (self.finding,)


@dataclass(frozen=True, slots=True)
class Change:
    """A duty that the place's last notice had otherwise, or not, or that is no longer there: ``fate`` is its
    code (raised, lowered, moved, dropped, only-here …), ``name`` that code in words, ``then`` and ``now``
    the duty's words in both notices ("" where it is not), ``how`` what differs (""  if one of them is)."""

    fate: str
    name: Words
    article: str
    then: str
    now: str
    how: Words


@dataclass(frozen=True, slots=True)
class Previous:
    """The place's own last notice beside this one. Of its ``duties`` so many are ``kept`` as they were in
    what they demand (of these so many ``reworded``), ``changed`` or ``dropped``; ``new``: those that only this
    notice has."""

    title: str
    year: int | None
    duties: int
    kept: int
    reworded: int
    changed: int
    dropped: int
    new: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a form of the report shows. ``notes``: what its reader should know of how it was made;
    ``blanks``: what the text leaves open."""

    notice: str
    title: str
    number: str | None
    file_name: str
    status: str
    plan_year: int | None
    policy: Policy
    rates: Rates
    among: Among
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    superior: str | None = None
    previous: Previous | None = None
    remarks: tuple[Remark, ...] = ()
    notes: tuple[Words, ...] = ()
    blanks: tuple[Blank, ...] = ()

    @property
    def open(self) -> tuple[Finding, ...]:
        """Findings that nobody has acknowledged."""
        return tuple(finding for finding in self.findings if finding.waived is None)

    @property
    def conforms(self) -> bool:
        """Whether no open finding is a violation."""
        return all(finding.severity != "violation" for finding in self.open)

    def count(self, severity: str) -> int:
        """Open findings of a severity."""
        return sum(finding.severity == severity for finding in self.open)
