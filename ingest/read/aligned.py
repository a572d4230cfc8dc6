"""Tables in plain text whose columns are parted by blanks or commas: three lines or more that fall into
the same number of fields, the first of them short words, the others counted 1, 2, 3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.read.grid import Field, infer_cells, trim
from ingest.read.lines import Line, strip
from ingest.records import Block

LEAST_FIELDS = 3
LONGEST_LABEL = 10
PARTED = (re.compile(r"(?<=\S)[ \u3000\xa0]{2,}(?=\S)"), re.compile(","), re.compile("，"))
COUNTED = re.compile(r"[（(]?(\d{1,3})[)）.、]?")
STOP = re.compile(r"[。；：！]")


def read_aligned(text: str, lines: Sequence[Line], at: int) -> tuple[Block, int] | None:
    """The table that starts at line ``at`` and the number of the line behind it."""
    head = lines[at]
    if head.end - head.start > 200 or STOP.search(text, head.start, head.end):
        return None
    for parted in PARTED:
        first = _fields(text, head, parted)
        if len(first) >= LEAST_FIELDS and all(0 < b - a <= LONGEST_LABEL for a, b in first):
            rows = [first, *_counted(text, lines[at + 1 :], parted, len(first))]
            if len(rows) > 2:
                behind = at + len(rows)
                span = strip(text, head.start, lines[behind - 1].end)
                return Block("table", *span, head.page, infer_cells(text, rows)), behind
    return None


def _counted(
    text: str, lines: Sequence[Line], parted: re.Pattern[str], width: int
) -> list[list[Field]]:
    """The rows of ``width`` fields that count on from 1."""
    rows = list[list[Field]]()
    for number, line in enumerate(lines, 1):
        fields = _fields(text, line, parted)
        counted = COUNTED.fullmatch(text, *fields[0])
        if len(fields) != width or counted is None or int(counted[1]) != number:
            break
        rows.append(fields)
    return rows


def _fields(text: str, line: Line, parted: re.Pattern[str]) -> list[Field]:
    start, end = strip(text, line.start, line.end)
    edges = [(start, start), *(m.span() for m in parted.finditer(text, start, end)), (end, end)]
    return [trim(text, before, behind) for (_, before), (behind, _) in pairwise(edges)]
