"""The report beside the text: the text's lines in reading order, each with the findings that concern it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shapes.policy import SEVERITIES
from shapes.records import Finding, Report
from shapes.report.structured import as_data
from shapes.report.summary import mend_head, to_mend
from shapes.text import unset

#: A line that numbers a part or an article and ends without a stop: it is set as a heading.
_HEADING = re.compile(r"(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）)[^。；]{1,40}")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where what is found of some words is told: the ``anchor`` of a card, its rule, and how severe it is."""

    anchor: str
    rule: str
    severity: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``told``: of the findings that stand on it, the worst first."""

    text: str
    told: tuple[Pointer, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """All findings of one rule in one place: one cause, one card. ``anchor``: its address on the page; ``told``: its
    findings by what they say, in order."""

    anchor: str
    rule: str
    severity: str
    findings: tuple[str, ...]
    told: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text. ``start``: its offset in code points of the file's text as read; ``elsewhere``: the worst of
    what stands on words of it, where the card is beside another line."""

    start: int
    heading: bool
    pieces: tuple[Piece, ...]
    cards: tuple[Card, ...]
    elsewhere: tuple[Pointer, ...]


def beside(report: Report, source: str | None) -> dict[str, Any]:
    """The report as plain data, and beside it ``lines`` (the text; empty where there is none), ``whole``
    (cards of findings that stand nowhere in it) and ``first`` (what to mend first, with its place; ``first_head``: what stands over it)."""
    lines = list(_lines(source or ""))
    starts = [start for start, _ in lines]
    by_line: dict[int, list[Finding]] = {}
    marked: dict[int, list[tuple[Finding, Pointer]]] = {}
    for finding in report.open:
        first = _line_of(finding, starts)
        by_line.setdefault(first, []).append(finding)
        for each in finding.each:
            pointer = Pointer(_anchor(first, finding.rule), finding.rule, each.severity)
            for start in _lines_from(_line_of(each, starts), each, starts):
                marked.setdefault(start, []).append((each, pointer))
    told = [
        _line(text, start, marked.get(start, ()), tuple(_cards(by_line.get(start, ()), start)))
        for start, text in lines
    ]
    whole = tuple(_cards(by_line.get(-1, ()), -1))
    anchors: dict[str, str] = {}
    for card in (*whole, *(card for line in told for card in line.cards)):
        anchors.setdefault(card.rule, card.anchor)
    return {
        **as_data(report),
        "lines": [asdict(line) for line in told],
        "whole": [asdict(card) for card in whole],
        "first_head": asdict(mend_head(report)),
        "first": [{"rule": g.rule.id, "anchor": anchors[g.rule.id], "sentences": g.total} for g in to_mend(report)],
    }  # fmt: skip


def _lines(source: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their offsets."""
    at = 0
    for text in source.splitlines(keepends=True):
        if text.strip():
            yield at, text.rstrip("\r\n")
        at += len(text)


def _line_of(finding: Finding, starts: Sequence[int]) -> int:
    """The offset of the line that a finding begins on; -1 where nothing says where it stands."""
    at = finding.where.start
    before = 0 if at is None else bisect_right(starts, at)
    return starts[before - 1] if before else -1


def _lines_from(first: int, finding: Finding, starts: Sequence[int]) -> Iterator[int]:
    """The lines that a finding stands on, the ``first`` and those that its sentence goes on in."""
    at = bisect_right(starts, first) - 1
    while first >= 0 and at < len(starts) and starts[at] < (finding.where.end or 0):
        yield starts[at]
        at += 1


def _cards(findings: Iterable[Finding], start: int) -> Iterator[Card]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda each: SEVERITIES.index(each.severity)):
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        names = tuple(finding.id for finding in found)
        told: dict[str, list[str]] = {}
        for finding in found:
            told.setdefault(finding.what.zh, []).append(finding.id)
        alike = tuple(map(tuple, told.values()))
        yield Card(_anchor(start, rule), rule, found[0].severity, names, alike)


def _anchor(start: int, rule: str) -> str:
    """The address of a rule's card beside the line at ``start``, -1 for the whole."""
    return f"at-{start}-{rule}" if start >= 0 else f"whole-{rule}"


def _line(
    text: str, start: int, marked: Sequence[tuple[Finding, Pointer]], cards: tuple[Card, ...]
) -> Line:
    pieces = _pieces(text, start, marked)
    here = {card.anchor for card in cards}
    worst = (piece.told[0] for piece in pieces if piece.told)
    elsewhere = {each.anchor: each for each in worst if each.anchor not in here}
    heading = bool(_HEADING.fullmatch(text.strip()))
    return Line(start, heading, pieces, cards, tuple(elsewhere.values()))


def _pieces(text: str, start: int, marked: Iterable[tuple[Finding, Pointer]]) -> tuple[Piece, ...]:
    """The line, as a reader sees it, cut where other findings stand on it.

    >>> _pieces("甲乙", 0, ())
    (Piece(text='甲乙', told=()),)
    """
    told: list[tuple[Pointer, ...]] = [()] * len(text)
    for finding, pointer in sorted(marked, key=lambda each: SEVERITIES.index(each[0].severity)):
        if finding.where.start is not None:
            first = max(finding.where.start - start, 0)
            last = min((finding.where.end or 0) - start, len(text))
            told[first:last] = [_with(each, pointer) for each in told[first:last]]
    cuts = [at for at in range(len(text)) if at == 0 or told[at] != told[at - 1]]
    shown = unset(text)
    return tuple(
        Piece("".join(shown[at:end]), told[at])
        for at, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    )


def _with(told: tuple[Pointer, ...], one: Pointer) -> tuple[Pointer, ...]:
    return told if any(each.anchor == one.anchor for each in told) else (*told, one)
