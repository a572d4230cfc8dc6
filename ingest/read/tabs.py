"""Tables in plain text: lines with tabs, as a table copied out of Word, a PDF or an OCR result
leaves them. Cells may be wrapped in ``<p>``, hold line breaks inside ``<p>…</p>`` or ``"…"``,
and the table may go on over page breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.grid import Field, infer_cells, trim
from ingest.read.lines import Line, is_furniture, strip
from ingest.records import Block

LONGEST_CELL_LINES = 20
P = re.compile(r"<(/?)p\b[^<>]{0,200}>", re.IGNORECASE)


def read_tabs(text: str, lines: Sequence[Line], at: int) -> tuple[Block, int] | None:
    """The table that starts at line ``at`` and the number of the line behind it."""
    if not _is_row(text, lines[at], first=True):
        return None
    rows: list[list[Field]] = []
    number, behind = at, at
    while number < len(lines):
        line = lines[number]
        if _is_row(text, line, first=not rows) and not (
            rows and _starts_another(text, line, rows[0])
        ):
            end = _last_line(text, lines, number)
            rows.append(_fields(text, line.start, lines[end].end))
            number = behind = end + 1
        elif rows and is_furniture(text, line):
            number += 1
        else:
            break
    full = sum(sum(start < end for start, end in row) > 1 for row in rows)
    if len(rows) < 2 or full < 2:
        return None
    span = strip(text, lines[at].start, lines[behind - 1].end)
    return Block("table", *span, lines[at].page, infer_cells(text, rows)), behind


def _is_row(text: str, line: Line, first: bool) -> bool:
    """A tab between two fields; further rows may have one filled field (a group's heading) among
    blank ones."""
    found = text.find("\t", line.start, line.end)
    if found < 0:
        return False
    filled = [part for part in text[line.start : line.end].split("\t") if part.strip()]
    return len(filled) > 1 or (not first and text.count("\t", line.start, line.end) > 1)


def _starts_another(text: str, line: Line, heading: Sequence[Field]) -> bool:
    """Whether the line is a heading of its own (序号 …) that differs from the table's."""
    fields = _fields(text, line.start, line.end)
    first = ["".join(text[start:end].split()) for start, end in fields]
    return first[0] in {"序号", "编号"} and first != [
        "".join(text[start:end].split()) for start, end in heading
    ]


def _last_line(text: str, lines: Sequence[Line], number: int) -> int:
    """Number of the line on which the row that starts at line ``number`` ends."""
    start, ends = lines[number].start, number
    is_open = _is_open(text, start, lines[number].end)
    for last in range(number + 1, min(number + LONGEST_CELL_LINES, len(lines))):
        if is_open and not _closes(text, lines[last]):
            continue
        if not is_open and P.match(text, lines[last].start, lines[last].end) is None:
            break
        is_open = _is_open(text, start, lines[last].end)
        ends = ends if is_open else last
    return ends


def _closes(text: str, line: Line) -> bool:
    return "</p>" in text[line.start : line.end] or '"' in text[line.start : line.end]


def _is_open(text: str, start: int, end: int) -> bool:
    """Whether a ``<p>`` or a quoted field is still open at ``end``."""
    depth = sum(-1 if tag[1] else 1 for tag in P.finditer(text, start, end))
    if depth > 0:
        return True
    field = text.rfind("\t", start, end) + 1 or start
    return text.startswith('"', field) and text.count('"', field, end) % 2 == 1


def _fields(text: str, start: int, end: int) -> list[Field]:
    """Fields between tabs; a tab or line break inside a quoted field is part of it."""
    fields: list[Field] = []
    at = start
    while True:
        close = text.find('"', at + 1, end) if text.startswith('"', at) else -1
        tab = text.find("\t", max(at, close), end)
        stop = end if tab < 0 else tab
        quoted = close > 0 and not text[close + 1 : stop].strip()
        fields.append(trim(text, at + 1, close) if quoted else trim(text, at, stop))
        if tab < 0:
            return fields
        at = tab + 1
