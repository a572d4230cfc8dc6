"""Whose a place of the file is: the section, the row of a table or the task that it stands in, and its sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shapes.facts import Fact, seen
from shapes.text import ANNEX_HEADING
from shapes.view import Notice, Place, Section, Task

_SHOWN = 40  # characters around a place that are shown with it
_STOPS = "。；\n"


class Line(NamedTuple):
    """A line of the file: where it stands, and whether that is in an annex."""

    place: Place
    text: str
    annexed: bool


Hit = tuple[Line, tuple[int, int], dict[str, str]]
"""A span of a line and what is said of it; ``found``: its words."""
_ONCE = {"times": "", "timesEn": ""}


def _lines(source: str) -> Iterator[Line]:
    at, annexed = 0, False
    for line in source.splitlines(keepends=True):
        annexed = annexed or bool(ANNEX_HEADING.fullmatch(line.strip()))
        yield Line(Place(at, at + len(line)), line, annexed)
        at += len(line)


class Holders:
    """The ``lines`` of the file, and the sections, rows and tasks by where they begin; of those that begin alike the
    task last."""

    def __init__(self, notice: Notice, source: str) -> None:
        self.lines = tuple(_lines(source))
        parts: list[Section | Task] = [*notice.sections.values(), *notice.tasks]
        parts += [row.section for row in notice.annex]
        found = [(each.place.start, each) for each in parts if each.place.start is not None]
        self.notice = notice.iri
        self.each = sorted(found, key=lambda pair: (pair[0], isinstance(pair[1], Task)))
        self.starts = [start for start, _ in self.each]

    def at(self, line: Line, span: tuple[int, int]) -> tuple[str, Place, str] | None:
        """Whose a span of a line is, where it stands and its sentence; None where it is nobody's."""
        place = line.place.inside(*span)
        holder = self._of(place, line.place, line.annexed)
        return None if holder is None else (holder, place, sentence_at(line.text, span))

    def seen(self, name: str, line: Line, span: tuple[int, int], **says: str) -> Iterator[Fact]:
        """A fact about a span of a line, with its sentence; none where it is nobody's."""
        if at := self.at(line, span):
            holder, place, sentence = at
            yield seen(holder, name, place, **{"sentence": sentence, **says})

    def told(self, name: str, line: Line, span: tuple[int, int], **says: str) -> Iterator[Fact]:
        """A fact about a span of a line; where that is nobody's (an addressee, what stands above a table) of the notice."""
        nobody = (self.notice, line.place.inside(*span), sentence_at(line.text, span))
        holder, place, sentence = self.at(line, span) or nobody
        yield seen(holder, name, place, **{"sentence": sentence, **says})

    def once(self, name: str, hits: Iterable[Hit]) -> Iterator[Fact]:
        """A fact about the first place of each of the words that are found, and in how many places they stand (``times``)."""
        places: dict[str, list[Hit]] = {}
        for hit in hits:
            places.setdefault(hit[2]["found"], []).append(hit)
        for (line, span, says), *others in places.values():
            many = len(others) + 1
            times = {"times": f"，全文共 {many} 处", "timesEn": f" ({many} times in the text)"}
            yield from self.told(name, line, span, **says, **(times if others else _ONCE))

    def _of(self, place: Place, line: Place, annexed: bool) -> str | None:
        """What begins last ahead of the place; in a row of a table, whose cells stand on both sides of its text, the row;
        the notice, where nothing says where it stands. In an annex only a row or a task is anything."""
        if not self.each:
            return self.notice
        first, end = bisect_left(self.starts, line.start or 0), bisect_left(self.starts, line.end or 0)  # fmt: skip
        here = [each for _, each in self.each[first:end]]
        row = next((e for e in here if isinstance(e, Section) and e.kind == "AnnexRow"), None)
        at = bisect_right(self.starts, place.start or 0) - 1
        before = self.each[at][1] if at >= 0 else None
        inside = isinstance(before, Task) and not place.outside(before.place)
        if row is not None and not inside:
            return row.iri
        return before.iri if before is not None and (inside or not annexed) else None


def sentence_at(line: str, span: tuple[int, int]) -> str:
    """The sentence of the line that the span stands in; what is far from it aside, for which … stands.

    >>> sentence_at("甲" * 60 + "，于6月底前完成。另行通知。", (62, 66)).replace("甲" * 38, "…甲")
    '……甲，于6月底前完成。'
    """
    first, last = max(0, span[0] - _SHOWN), span[1] + _SHOWN
    start = max([line.rfind(stop, first, span[0]) + 1 for stop in _STOPS] + [first])
    ends = [at for stop in _STOPS if (at := line.find(stop, span[1], last)) >= 0]
    end = min([*ends, last]) + 1
    before = start == first and line[:start].strip() and line[start - 1] not in _STOPS
    behind = not ends and line[end:].strip()
    return ("…" if before else "") + line[start:end].strip() + ("…" if behind else "")
