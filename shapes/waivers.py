"""Findings that somebody has acknowledged, and how they are found again in an edited draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from shapes.folding import apart
from shapes.records import Finding, Waived
from shapes.text import loose, unnumbered

LIKE = 80  # a sentence this similar (0-100) is the sentence that was acknowledged, edited


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One acknowledged finding: the rule, the sentence and the marked words as they were, who
    acknowledged it and why ("" where a list that came back says neither)."""

    id: str
    rule: str
    sentence: str
    words: str = ""
    reason: str
    by: str
    date: str


def acknowledge(finding: Finding, reason: str, by: str, date: str) -> list[Waiver]:
    """The waivers of a finding, one of each sentence that it covers: what is acknowledged stays so, however many
    sentences the finding tells of next time."""
    return [
        Waiver(
            id=each.id, rule=each.rule, sentence=each.sentence, words=marked_words(each),
            reason=reason, by=by, date=date,
        )
        for each in finding.each
    ]  # fmt: skip


def marked_words(finding: Finding) -> str:
    """The marked words of the finding's sentence, joined."""
    return "…".join(finding.sentence[start:end] for start, end in finding.marks)


def apply_waivers(findings: Sequence[Finding], waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """The findings, those waived that a waiver fits: the same id, or the same rule and marked
    words in a sentence that was edited but little. A waiver covers one sentence; a finding that tells of many is told of
    those that are waived and of the others apart."""
    single = {each.id: each for finding in findings for each in finding.each}
    waived: dict[str, Waiver] = {}
    for waiver in waivers:
        free = (each for each in single.values() if each.id not in waived)
        scored = [(score, each.id) for each in free if (score := _fit(each, waiver)) >= LIKE]
        if scored:
            waived[max(scored, key=lambda each: each[0])[1]] = waiver
    return tuple(
        told
        for finding in findings
        for told in apart([_waived(each, waived.get(each.id)) for each in finding.each])
    )


def _waived(finding: Finding, waiver: Waiver | None) -> Finding:
    if waiver is None:
        return finding
    return replace(finding, waived=Waived(waiver.by, waiver.reason, waiver.date))


def _fit(finding: Finding, waiver: Waiver) -> float:
    """0-101; 101 for the very finding."""
    if finding.rule != waiver.rule:
        return 0.0
    if finding.id == waiver.id:
        return 101.0
    marked, words = loose(marked_words(finding)), loose(waiver.words)
    if marked != words and (words or marked not in loose(waiver.sentence)):
        return 0.0  # a list that comes back has the sentence without its marks
    return likeness(finding.sentence, waiver.sentence)


def likeness(sentence: str, other: str) -> float:
    """How like two sentences are, 0 to 100, their numbers in front and punctuation aside."""
    return float(fuzz.ratio(loose(unnumbered(sentence)), loose(unnumbered(other))))
