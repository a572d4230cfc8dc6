"""One cause, one finding: what follows from a wrong year in the title, from a notice that names no year or from one
that is sent to nobody is told with its cause, not place by place; so is a date of a year that is over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from shapes.index import Index
from shapes.policy import SEVERITIES
from shapes.records import Finding
from shapes.rulebook import Rule, Words
from shapes.terms import azc

TITLE_YEAR = "notice-title-year"
NO_YEAR = "notice-plan-year-missing"
NO_ADDRESSEE = "notice-addressee-missing"
#: Of one date: told with its year, where that is one that is over.
STALE_YEAR = "deadline-stale-year"
OF_A_STALE_YEAR = frozenset(
    {"deadline-before-notice", "deadline-before-year", "deadline-outside-year"}
)
#: Of sentences that name nobody: they leave it to the addressees.
OF_NOBODY = frozenset(
    {"owner-missing", "owner-context", "owner-unclear", "owner-unstated", "owner-of-a-rule"}
)
#: What is told of the same section or row: a note there mends both, a unit filled in or one date does.
OF_ONE_PLACE = {
    "owner-note-missing": ("owner-missing", "owner-blank"),
    "owner-missing": ("owner-blank",),
    "owner-blank": ("owner-lead-absent",),
    "target-contradiction": ("deadline-contradiction",),
    "structure-task-twice": ("deadline-contradiction",),
}
CAUSES = frozenset({TITLE_YEAR, NO_YEAR, NO_ADDRESSEE})
Key = TypeVar("Key", bound=Hashable)
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes that are at work in a notice. ``likely``: the year that dates and text speak for, where the title has
    another; ``unsent``: it leaves what it asks to addressees that it does not name."""

    rules: frozenset[str]
    likely: int | None
    unsent: bool

    def of(self, rule: str, values: Mapping[str, str]) -> str | None:
        """The cause that a result of the rule follows from; None if it stands for itself."""
        if rule == "deadline-none" and NO_YEAR in self.rules:
            return NO_YEAR
        if rule in OF_NOBODY and NO_ADDRESSEE in self.rules and self.unsent:
            return NO_ADDRESSEE
        if TITLE_YEAR in self.rules and self._of_the_title(rule, values):
            return TITLE_YEAR
        return None

    def _of_the_title(self, rule: str, values: Mapping[str, str]) -> bool:
        """Whether the result goes with the title's year: the right year, written out, is another than the title's,
        and a date without a year was read as one of the title's."""
        if rule == "notice-late":
            return True
        if rule == "deadline-outside-year":
            return values.get("dueYear") == str(self.likely)
        if rule == "deadline-before-year":
            return values.get("by", "").startswith(str(self.likely))
        if rule == "deadline-stale-year":
            found = _YEAR.search(values.get("found", ""))
            return found is not None and found[0] == str(self.likely)
        if rule == "deadline-before-notice":
            return not _YEAR.search(values.get("words", ""))
        return False


def causes_in(index: Index, notice: str, rules: Collection[str]) -> Causes:
    """The causes among the rules that have a result."""
    likely = index.whole(notice, azc("likelyYear"))
    return Causes(CAUSES & frozenset(rules), likely, index.text(notice, azc("unsent")) == "true")


def dated_once(found: Mapping[Key, Finding], rules: Mapping[str, Rule]) -> dict[Key, Finding]:
    """The findings, a date of a year that is over once: as that, with what else is wrong with it for the same reason, or
    with a date behind it that has no year of its own (2025年11月底前完成自评，12月中旬形成报告)."""
    dates = {key: each for key, each in found.items() if each.rule in OF_A_STALE_YEAR}
    told, gone = dict(found), set[Key]()
    for key, stale in found.items():
        if stale.rule == STALE_YEAR:
            same = [
                at
                for at, each in dates.items()
                if at not in gone and (_same_words(stale, each) or _goes_on(stale, each))
            ]
            gone.update(same)
            if same:
                told[key] = with_consequences(stale, [dates[at] for at in same], rules)
    return {key: each for key, each in told.items() if key not in gone}


def noted_once(found: Mapping[Key, Finding], rules: Mapping[str, Rule]) -> dict[Key, Finding]:
    """The findings, what one note or one name in a section mends told once, with the last of its causes (``OF_ONE_PLACE``)."""
    places: dict[tuple[str, str], Key] = {}
    for key, each in found.items():
        if each.where.section:
            places.setdefault((each.where.section, each.rule), key)
    following: dict[Key, list[Key]] = {}
    for key, each in found.items():
        cause, at = each.rule, key
        while up := next((c for c in OF_ONE_PLACE.get(cause, ()) if (each.where.section, c) in places), None):  # fmt: skip
            cause, at = up, places[each.where.section, up]
        if at != key:
            following.setdefault(at, []).append(key)
    gone = {key for keys in following.values() for key in keys}
    return {
        key: with_consequences(each, [found[at] for at in following[key]], rules)
        if key in following
        else each
        for key, each in found.items()
        if key not in gone
    }


def _same_words(one: Finding, two: Finding) -> bool:
    """Whether both are about the same words of the text, or the second names the words of the first in the same section."""
    mine, theirs = one.where, two.where
    if mine.start is not None and theirs.start is not None:
        overlap = mine.start < (theirs.end or 0) and theirs.start < (mine.end or 0)
    else:
        overlap = False
    words = [one.sentence[slice(*mark)] for mark in one.marks[:1]]
    return overlap or (mine.section == theirs.section and any(w in two.what.zh for w in words))


def _goes_on(stale: Finding, date: Finding) -> bool:
    """Whether a date without a year stands behind the stale one in its sentence."""
    at = stale.sentence.find(date.sentence)
    if date.rule == STALE_YEAR or not (stale.marks and date.marks) or at < 0:
        return False
    start, end = date.marks[0]
    yearless = not _YEAR.search(date.sentence[start:end])
    return (
        yearless and stale.where.section == date.where.section and at + start >= stale.marks[0][1]
    )


def with_consequences(
    finding: Finding, following: Sequence[Finding], rules: Mapping[str, Rule]
) -> Finding:
    """The finding of a cause, told with what follows from it and as severe as the worst of that."""
    counts = Counter[str]()
    for each in following:
        counts[each.rule] += each.count
    told = {rule: rules[rule].label for rule in counts}
    zh = "、".join(f"“{told[rule].zh}”{n}处" for rule, n in counts.items())
    en = ", ".join(f"{told[rule].en} ({n})" for rule, n in counts.items())
    what = Words(
        f"{finding.what.zh}由此而来、改好即消的，不再逐处列出：{zh}。",
        f"{finding.what.en} What follows from it and goes with it is not listed: {en}.",
    )
    worst = min((finding, *following), key=lambda each: SEVERITIES.index(each.severity)).severity
    return replace(
        finding, what=what, severity=worst, consequences=finding.consequences + counts.total()
    )
