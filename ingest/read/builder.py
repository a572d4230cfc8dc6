"""Text and blocks of formats that hold paragraphs and tables of their own (DOCX, HTML, PDF, OFD):
blocks stand on lines of their own, cells are divided by tabs, rows by line breaks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from ingest.read.problems import Excess
from ingest.records import Block, Cell, Document

MOST_COLUMNS = 60
MOST_PLACES = 1_000_000  # rows times columns of a table


@dataclass(frozen=True, slots=True)
class TextCell:
    """A table cell before its place in the text is known."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Builder:
    """Collects the parts of a document in order."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, kind: str = "paragraph", page: int | None = None) -> None:
        """Append a paragraph or heading, unless it is blank."""
        text = text.strip()
        if text:
            start = self._write(text)
            self.blocks.append(Block(kind, start, self.length, page))
            self._write("\n")

    def add_table(self, cells: Iterable[TextCell], page: int | None = None) -> None:
        """Append a table; ``cells`` in the order of rows. Blank cells get no ``Cell``."""
        start, done = self.length, list[Cell]()
        row: int | None = None
        for cell in cells:
            if row is not None:
                self._write("\n" if cell.row != row else "\t")
            row = cell.row
            text = cell.text.strip()
            at = self._write(text)
            if text:
                size = (cell.row_span, cell.column_span)
                done.append(Cell(cell.row, cell.column, at, self.length, *size))
        if done:
            span = (done[0].start, max(cell.end for cell in done))
            self.blocks.append(Block("table", *span, page, apart(done)))
        if self.length > start:
            self._write("\n")

    def document(
        self, data: bytes, file_name: str, media_type: str, *, hard_breaks: bool
    ) -> Document:
        """The document of what was appended."""
        return Document(
            file_name=file_name,
            media_type=media_type,
            sha256=hashlib.sha256(data).hexdigest(),
            text="".join(self.parts),
            blocks=tuple(self.blocks),
            hard_breaks=hard_breaks,
        )

    def _write(self, text: str) -> int:
        """The offset at which ``text`` was appended."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start


def apart(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells with spans that end with the table and reach into no other cell; where two would
    have the same place, only the first."""
    rows = max((cell.row for cell in cells), default=0) + 1
    columns = max((cell.column for cell in cells), default=0) + 1
    if rows * columns > MOST_PLACES:
        told = (f"表格 {rows} 行 {columns} 列", f"a table of {rows} rows, {columns} columns")
        raise Excess(told, (f"每表 {MOST_PLACES} 格", f"{MOST_PLACES} cells a table"))
    starts = {(cell.row, cell.column) for cell in cells}
    taken: set[tuple[int, int]] = set()
    done: list[Cell] = []
    for cell in cells:
        if (cell.row, cell.column) in taken:
            continue
        cell = replace(
            cell,
            row_span=min(cell.row_span, rows - cell.row),
            column_span=min(cell.column_span, MOST_COLUMNS),
        )
        places = _places(cell)
        if places & taken or len(places & starts) > 1:
            cell = replace(cell, row_span=1, column_span=1)
            places = _places(cell)
        taken |= places
        done.append(cell)
    return tuple(done)


def _places(cell: Cell) -> set[tuple[int, int]]:
    rows = range(cell.row, cell.row + cell.row_span)
    return set(product(rows, range(cell.column, cell.column + cell.column_span)))
