"""Pages of placed text and ruled tables to a document's blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.read.builder import Builder, TextCell
from ingest.read.columns import Columns, find_columns
from ingest.read.geometry import Margins, Piece, find_lines, find_margins, find_paragraphs
from ingest.read.lines import FURNITURE
from ingest.read.ruling import Ruled, common_edges, go_on, on_edges
from ingest.read.running import without_running


@dataclass(frozen=True, slots=True)
class Page:
    """A page: pieces of text in any order and the tables drawn on it."""

    number: int  # from 1
    pieces: tuple[Piece, ...]
    tables: tuple[Ruled, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """A page's tables with their cells, and the lines outside in reading order."""

    tables: tuple[tuple[Ruled, list[TextCell]], ...]
    lines: list[Piece]
    columns: Columns


@dataclass(slots=True)
class Open:
    """A table at the end of a page that the next page may go on with."""

    cells: list[TextCell]
    edges: tuple[float, ...]
    page: int


def build(pages: Sequence[Page]) -> Builder:
    """The pages' paragraphs and tables in reading order."""
    builder = Builder()
    spread = _spread_all(pages)
    margins = find_margins([line for one in spread for line in one.lines if line.text.strip()])
    waiting: Open | None = None
    for page, one in zip(pages, spread, strict=True):
        rest = one.lines
        for table, cells in one.tables:
            above = [line for line in rest if line.top < table.box[1]]
            rest = [line for line in rest if line.top >= table.box[1]]
            common = (
                None
                if waiting is None or _real(above)
                else common_edges(waiting.edges, table.edges)
            )
            if waiting is not None and common is not None:
                before = on_edges(waiting.cells, waiting.edges, common)
                more = on_edges(cells, table.edges, common)
                waiting = Open(go_on(before, more), tuple(common), waiting.page)
                _add(builder, above, one.columns, margins, page.number)
                continue
            _flush(builder, waiting)
            _add(builder, above, one.columns, margins, page.number)
            waiting = Open(cells, table.edges, page.number)
        if _real(rest):
            _flush(builder, waiting)
            waiting = None
        _add(builder, rest, one.columns, margins, page.number)
    _flush(builder, waiting)
    return builder


def _spread_all(pages: Sequence[Page]) -> list[Spread]:
    """Each page's tables and lines, running heads and feet left out."""
    spread = [_spread(page) for page in pages]
    lines = without_running([one.lines for one in spread])
    return [replace(one, lines=rest) for one, rest in zip(spread, lines, strict=True)]


def _spread(page: Page) -> Spread:
    rest = list(page.pieces)
    tables: list[tuple[Ruled, list[TextCell]]] = []
    for table in sorted(page.tables, key=lambda t: t.box[1]):
        cells, outside = table.filled(rest)
        if any(cell.text for cell in cells):
            rest = outside
            tables.append((table, cells))
    columns = find_columns(rest)
    lines = [line for part, _ in columns.parts(rest) for line in find_lines(part)]
    return Spread(tuple(tables), lines, columns)


def _real(lines: Sequence[Piece]) -> bool:
    """Whether lines hold more than a page number."""
    return any(not FURNITURE.fullmatch(line.text) for line in lines if line.text.strip())


def _flush(builder: Builder, table: Open | None) -> None:
    """Append a finished table; a single row is no table but framed text."""
    if table is None:
        return
    if any(cell.row > 0 for cell in table.cells):
        builder.add_table(table.cells, table.page)
    else:
        for cell in table.cells:
            builder.add(cell.text, page=table.page)


def _add(
    builder: Builder, lines: Sequence[Piece], columns: Columns, margins: Margins, page: int
) -> None:
    for part, is_column in columns.parts(lines):
        for paragraph in find_paragraphs(part, find_margins(part) if is_column else margins):
            builder.add(paragraph, page=page)
