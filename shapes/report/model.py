"""The JSON report as data models: they document it (``schema.json``) and tests hold it to them."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["violation", "warning", "info"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Text(_Model):
    """One text in both languages."""

    zh: str
    en: str


class NoticeFacts(_Model):
    """The notice that was checked."""

    iri: str
    title: str
    doc_number: str | None = Field(description="文号 as printed, normalised")
    file: str = Field(description="Base name of the file")
    status: str = Field(description="issued or draft")
    plan_year: int | None
    superior: str | None = Field(
        description="Title of the superior's notice that it was compared with"
    )
    previous: str | None = Field(description="Title of the place's last notice, if compared with")


class ShareOf(_Model):
    """A rate: part of a number of tasks."""

    part: int
    of: int
    rate: float = Field(ge=0, le=1)


class RateSet(_Model):
    """Shares of a notice's tasks; lead_named counts those with two or more owners in their note."""

    notice: str
    label: str
    tasks: int
    any_owner: ShareOf
    explicit_owner: ShareOf
    by_note: ShareOf
    by_default: ShareOf
    by_subject: ShareOf
    lead_named: ShareOf
    own_deadline: ShareOf
    own_date: ShareOf
    recurrence: ShareOf
    season: ShareOf
    reaction: ShareOf
    measurable: ShareOf


class Rank(_Model):
    """1 for the highest rate; the median is that of the other notices."""

    rank: int = Field(ge=1)
    median: float | None = Field(ge=0, le=1)


class RankSet(_Model):
    """Where each of the notice's rates stands."""

    any_owner: Rank
    explicit_owner: Rank
    by_note: Rank
    by_default: Rank
    by_subject: Rank
    lead_named: Rank
    own_deadline: Rank
    own_date: Rank
    recurrence: Rank
    season: Rank
    reaction: Rank
    measurable: Rank


class StandingData(_Model):
    """How the notice stands among all that are known."""

    notices: int = Field(description="This one and the others")
    rates: RankSet


class ChangeData(_Model):
    """A duty that changed, went or came since the last notice."""

    fate: str = Field(description="Notation of the scheme uptake, or dropped, or only-here")
    name: Text
    section: str
    then: str = Field(description="Its words in the last notice; empty if it is new")
    now: str = Field(description="Its words now; empty if it is gone")
    how: Text = Field(description="What differs")


class PreviousData(_Model):
    """What became of the duties of the place's last notice."""

    title: str
    year: int | None
    duties: int = Field(description="Duties of the last notice: kept + changed + dropped")
    kept: int
    reworded: int = Field(description="Of those that are kept: in other words")
    changed: int
    dropped: int
    new: int = Field(description="Duties that only this notice has")
    changes: list[ChangeData]


class BlankData(_Model):
    """Something that the text leaves open, to be filled in before it is issued."""

    name: Text
    count: int


class RuleCount(_Model):
    """How often a rule's open findings occur; a note that covers five sentences is one finding."""

    rule: str
    severity: Severity
    findings: int
    sentences: int


class Place(_Model):
    """Where a finding stands."""

    section: str = Field(description="As a reader names it: 四、（十三）1.")
    title: str = Field(description="The section's heading")
    page: int | None = Field(description="From 1, where the format has pages")
    start: int | None = Field(description="Code points of the file's text as read, half-open")
    end: int | None


class Acknowledgement(_Model):
    """Who acknowledged a finding, and why."""

    by: str = Field(description="Empty where the list that came back names nobody")
    reason: str = Field(description="Empty where the list that came back gives none")
    date: str


class Covered(_Model):
    """One of the sentences that a finding tells of together."""

    id: str = Field(description="As the finding would have it if it told of this sentence alone")
    section: str
    sentence: str
    paste: str


class FindingData(_Model):
    """One result."""

    id: str = Field(description="Depends on rule and words alone, so it outlives edits elsewhere")
    rule: str
    severity: Severity = Field(description="After profile and local rules")
    where: Place
    sentence: str
    marks: list[list[int]] = Field(
        description="Half-open spans of `sentence` that the finding is about"
    )
    what: Text = Field(description="What is wrong here")
    focus: str = Field(description="IRI of the node that failed the shape")
    value: str | None
    sentences: int = Field(description="Sentences that share the finding")
    consequences: int = Field(
        description="Other results that follow from it, told with it and not listed"
    )
    paste: str = Field(
        description="Words to paste into the text that mend it, Chinese; empty if there are none"
    )
    covers: list[Covered] = Field(description="The sentences of a finding that is told of many")
    waived: Acknowledgement | None


class RuleData(_Model):
    """A rule that a finding or a local change refers to."""

    id: str
    subject: str
    severity: Literal["violation", "warning", "info", "off"]
    changed_from: str | None = Field(description="Severity before the local rules file changed it")
    changed_because: str | None
    label: Text
    why: Text
    remedy: Text
    source: str = Field(description="Standard, law or convention behind the rule")
    explained_at: str = Field(description="Anchor in the project's documentation")


class ReportData(_Model):
    """Report of `anze validate -f json` and of POST /validate."""

    format: Literal["anze-report/1"]
    notice: NoticeFacts
    profile: Literal["draft", "issued", "strict"]
    conforms: bool = Field(description="No open finding is a violation")
    verdict: Text
    opening: list[Text] = Field(
        description="What to read first: ready or not and what is blank; what to mend first; how it compares"
    )
    notes: list[Text] = Field(
        description="How the report was made: by what the profile was chosen, what was hidden, what came back"
    )
    blanks: list[BlankData]
    counts: dict[Severity, int] = Field(description="Open findings by severity")
    rates: RateSet
    standing: StandingData
    other_rates: list[RateSet] = Field(
        description="Of the nearest notices: of its place, its city, its province; six at most"
    )
    previous: PreviousData | None
    summary: list[RuleCount]
    findings: list[FindingData]
    rules: list[RuleData]


def schema_text() -> str:
    """The JSON Schema (2020-12) of the report; ``schema.json`` is this text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ReportData.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
