"""HTML tables inside plain or Markdown text (as OCR programs and converters leave them): found
in the text as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.read.builder import apart
from ingest.read.grid import Field, trim
from ingest.read.problems import Excess
from ingest.records import Block, Cell

TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]{0,500})>", re.IGNORECASE)
SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
MOST_SPANNED = 1000
MOST_COLUMNS = 1000


@dataclass(slots=True)
class Slots:
    """Where the next cell of a table with row and column spans stands."""

    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)  # column -> first row free again

    def next_row(self) -> None:
        self.row, self.column = self.row + 1, 0

    def place(self, row_span: int, column_span: int) -> tuple[int, int]:
        """Row and column of a cell of that size."""
        while self.taken.get(self.column, 0) > self.row:
            self.column += 1
        at = self.column
        self.column += column_span
        if at > MOST_COLUMNS:
            told = (f"表格 {at} 列", f"a table of {at} columns")
            raise Excess(told, (f"每表 {MOST_COLUMNS} 列", f"{MOST_COLUMNS} columns"))
        for column in range(at, self.column):
            self.taken[column] = self.row + row_span
        return self.row, at


def spans(attributes: str) -> tuple[int, int]:
    """Row and column span that a tag's attributes give."""
    found = {m[1].lower(): min(MOST_SPANNED, max(1, int(m[2]))) for m in SPAN.finditer(attributes)}
    return found.get("row", 1), found.get("col", 1)


def find_tables(text: str) -> Iterator[Block]:
    """The outermost ``<table>`` elements of ``text`` that hold a cell with text."""
    depth, start, cells = 0, 0, _Cells(text)
    for tag in TAG.finditer(text) if "<" in text else ():
        name, closes = tag[2].lower(), bool(tag[1])
        if name == "table":
            if not closes and depth == 0:
                start, cells = tag.start(), _Cells(text)
            depth = max(0, depth - 1) if closes else depth + 1
            if closes and depth == 0 and cells.finish(tag.start()):
                yield Block("table", start, tag.end(), None, cells.finish(tag.start()))
                cells = _Cells(text)
        elif depth == 1:
            cells.take(name, closes, tag)


class _Cells:
    """Gathers a table's cells from its tags, in order."""

    def __init__(self, text: str) -> None:
        self.text, self.slots, self.done = text, Slots(), list[Cell]()
        self.open: tuple[int, int, int] | None = None  # start, row span, column span

    def take(self, name: str, closes: bool, tag: re.Match[str]) -> None:
        self.close(tag.start())
        if name == "tr" and not closes:
            self.slots.next_row()
        elif name != "tr" and not closes:
            if self.slots.row < 0:
                self.slots.next_row()
            self.open = (tag.end(), *spans(tag[3]))

    def close(self, end: int) -> None:
        if self.open is None:
            return
        start, rows, columns = self.open
        self.open = None
        span: Field = trim(self.text, start, end)
        row, column = self.slots.place(rows, columns)
        if span[0] < span[1]:
            self.done.append(Cell(row, column, *span, rows, columns))

    def finish(self, end: int) -> tuple[Cell, ...]:
        self.close(end)
        return apart(self.done)
