"""Markdown's headings and tables, found in the text as it stands: nothing is taken out of it, so
that offsets count in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.read.grid import Field, infer_cells, trim
from ingest.read.lines import Line, strip
from ingest.records import Block

HEADING = re.compile(r" {0,3}#{1,6}(?=[\s*_]|[^\s#])")
RULER = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*")
UNDERLINE = re.compile(r" {0,3}=+\s*")
BAR = re.compile(r"\\.|\|")


def is_heading(text: str, line: Line) -> bool:
    """Whether the line is a Markdown heading (``# …``; the blank behind # is often forgotten)."""
    return HEADING.match(text, line.start, line.end) is not None


def is_underline(text: str, line: Line) -> bool:
    """Whether the line (``====``) makes the line above it a heading."""
    return UNDERLINE.fullmatch(text, line.start, line.end) is not None


def read_table(text: str, lines: Sequence[Line], at: int) -> tuple[Block, int] | None:
    """The Markdown table that starts at line ``at`` and the number of the line behind it."""
    behind = at
    while behind < len(lines) and _has_bar(text, lines[behind]):
        behind += 1
    if behind - at < 2:
        return None
    ruled = _is_ruler(text, lines[at + 1])
    if not ruled and not all(_is_framed(text, line) for line in lines[at:behind]):
        return None
    rows = [_fields(text, line) for line in lines[at:behind] if not _is_ruler(text, line)]
    if not any(start < end for row in rows for start, end in row):
        return None
    span = strip(text, lines[at].start, lines[behind - 1].end)
    return Block("table", *span, lines[at].page, infer_cells(text, rows)), behind


def _has_bar(text: str, line: Line) -> bool:
    return text.find("|", line.start, line.end) >= 0


def _is_ruler(text: str, line: Line) -> bool:
    return RULER.fullmatch(text, line.start, line.end) is not None


def _is_framed(text: str, line: Line) -> bool:
    start, end = strip(text, line.start, line.end)
    return end - start > 2 and text[start] == "|" == text[end - 1]


def _fields(text: str, line: Line) -> list[Field]:
    """Fields between bars, the outer ones being the frame."""
    start, end = strip(text, line.start, line.end)
    bars = [m.start() for m in BAR.finditer(text, start, end) if m[0] == "|"]
    edges = [start - 1, *bars, end]
    fields = [trim(text, one + 1, other) for one, other in pairwise(edges)]
    first = 1 if bars and bars[0] == start else 0
    last = len(fields) - (1 if len(bars) > first and bars[-1] == end - 1 else 0)
    return fields[first:last] or [(start, start)]
