"""Markdown's headings, and tables with bars (| ｜ │), found in the text as it stands: nothing is taken
out of it, so that offsets count in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.read.grid import Field, infer_cells, trim
from ingest.read.lines import Line, strip
from ingest.records import Block

HEADING = re.compile(r" {0,3}#{1,6}(?=[\s*_]|[^\s#])")
RULER = re.compile(r"[ \t]*[|｜]?(?:[ \t]*:?-+:?[ \t]*[|｜])+(?:[ \t]*:?-+:?)?[ \t]*")
DRAWN = re.compile(r"[\s─━═┄┅┈┉|│┃┆┇┊┋┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┠┣┤┥┨┫┬┯┰┳┴┷┸┻┼┿╂╋╔╗╚╝╠╣╦╩╬╟╢╤╧╪╫+=-]+")
UNDERLINE = re.compile(r" {0,3}=+\s*")
BAR = re.compile(r"\\.|[|｜│┃]")
LEAST_FIELDS = 3


def is_heading(text: str, line: Line) -> bool:
    """Whether the line is a Markdown heading (``# …``; the blank behind # is often forgotten)."""
    return HEADING.match(text, line.start, line.end) is not None


def is_underline(text: str, line: Line) -> bool:
    """Whether the line (``====``) makes the line above it a heading."""
    return UNDERLINE.fullmatch(text, line.start, line.end) is not None


def read_table(
    text: str, lines: Sequence[Line], at: int
) -> tuple[Sequence[Line], Block | None, int]:
    """What the run of lines with bars from line ``at`` on is: lines of no table, the table behind them
    if there is one, and the number of the line behind the run."""
    behind = at
    while behind < len(lines) and has_bar(text, lines[behind]):
        behind += 1
    run = lines[at:behind]
    ruled = [_is_ruler(text, line) for line in run]
    rows = [_fields(text, line) for line in run]
    first = _first_row(text, run, rows, ruled)
    grid = [row for row, is_ruler in zip(rows[first:], ruled[first:], strict=True) if not is_ruler]
    if not grid:
        first, grid = (
            0,
            _one_a_line(text, [r for r, is_ruler in zip(rows, ruled, strict=True) if not is_ruler]),
        )
    if not any(start < end for row in grid for start, end in row):
        return run, None, behind
    span = strip(text, run[first].start, run[-1].end)
    return run[:first], Block("table", *span, run[first].page, infer_cells(text, grid)), behind


def has_bar(text: str, line: Line) -> bool:
    """Whether the line may belong to a table with bars."""
    return any(len(m[0]) == 1 for m in BAR.finditer(text, line.start, line.end)) or bool(
        DRAWN.fullmatch(text, line.start, line.end)
    )


def _first_row(
    text: str, run: Sequence[Line], rows: Sequence[Sequence[Field]], ruled: Sequence[bool]
) -> int:
    """Index of the first line of ``run`` that belongs to a table that goes on to its end: a ruler below
    the head says so, or that all lines are framed, or that all have the same number of fields;
    ``len(run)`` where there is none."""
    heads = (i for i in range(len(run) - 1) if ruled[i + 1] and not ruled[i])
    under_a_head = next(heads, len(run))
    framed = even = len(run)
    while framed and (ruled[framed - 1] or _is_framed(text, run[framed - 1])):
        framed -= 1
    width = next(
        (len(row) for row, r in zip(reversed(rows), reversed(ruled), strict=True) if not r), 0
    )
    while even and (ruled[even - 1] or len(rows[even - 1]) == width >= LEAST_FIELDS):
        even -= 1
    first = min(under_a_head, framed, even)
    least = 1 if under_a_head == first else 2
    return first if sum(not r for r in ruled[first:]) >= least else len(run)


def _one_a_line(text: str, rows: Sequence[Sequence[Field]]) -> list[list[Field]]:
    """The rows of a table that stands one cell a line, each ending in a bar: the first row is as long as
    it takes until the number 1; [] where the lines are no such table."""
    if any(len(row) != 1 for row in rows):
        return []
    fields = [row[0] for row in rows]
    words = [text[start:end] for start, end in fields]
    width = next((i for i, word in enumerate(words) if word in ("1", "1.", "1、", "一")), 0)
    if width < LEAST_FIELDS or len(fields) % width or len(fields) < 2 * width:
        return []
    return [fields[i : i + width] for i in range(0, len(fields), width)]


def _is_ruler(text: str, line: Line) -> bool:
    return bool(
        RULER.fullmatch(text, line.start, line.end) or DRAWN.fullmatch(text, line.start, line.end)
    )


def _is_framed(text: str, line: Line) -> bool:
    start, end = strip(text, line.start, line.end)
    return end - start > 2 and text[start] in "|｜│┃" and text[end - 1] in "|｜│┃"


def _fields(text: str, line: Line) -> list[Field]:
    """Fields between bars, the outer ones being the frame."""
    start, end = strip(text, line.start, line.end)
    bars = [m.start() for m in BAR.finditer(text, start, end) if len(m[0]) == 1]
    edges = [start - 1, *bars, end]
    fields = [trim(text, one + 1, other) for one, other in pairwise(edges)]
    first = 1 if bars and bars[0] == start else 0
    last = len(fields) - (1 if len(bars) > first and bars[-1] == end - 1 else 0)
    return fields[first:last] or [(start, start)]
