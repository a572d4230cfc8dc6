"""Sheets as offices fill them: the title, the office that drew them up and remarks stand in the grid
too, around the table, and one grid may hold several tables. Here each gets back its own place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.records import Normalised, Paragraph, Table
from ingest.table_heads import Cells, Head, from_cards, heads, unheaded


def unframed(content: Sequence[Paragraph | Table]) -> tuple[Paragraph | Table, ...]:
    """``content`` with the lines ahead of a task table's head and behind its last row as paragraphs, a
    table for each head, cards turned into tables, and grids of nothing but lines as paragraphs."""
    return tuple(part for c in content for part in (_parts(c) if isinstance(c, Table) else (c,)))


def _parts(table: Table) -> Iterator[Paragraph | Table]:
    rows = table.rows
    if all(len(_cells(row)) <= 1 for row in rows):
        yield from _paragraphs(rows, table.page)
        return
    found = list(_different(heads(rows), rows)) or list(_bare(rows))
    if not found:
        yield from _cards(table)
        return
    behind = [0, *(head.behind for head in found)]
    tops = [_top(rows, head, least) for head, least in zip(found, behind, strict=False)]
    if tops[0]:
        yield replace(table, rows=rows[: tops[0]])
    for head, top, end in zip(found, tops, [*tops[1:], len(rows)], strict=True):
        closing = _closing(rows, head.behind, end)
        yield from _paragraphs(rows[top : head.first], table.page)
        yield replace(table, rows=tuple(_body(rows[head.first : closing], head.depth)))
        yield from _paragraphs(rows[closing:end], table.page)


def _cards(table: Table) -> Iterator[Paragraph | Table]:
    """Cards as a table, the lines ahead of them as paragraphs; what is no cards as it is."""
    rows = table.rows
    first = next((i for i, row in enumerate(rows) if len(_cells(row)) > 1), 0)
    cards = from_cards(rows[first:])
    yield from _paragraphs(rows[:first], table.page) if cards else ()
    yield replace(table, rows=cards or rows)


def _bare(rows: Sequence[Cells]) -> Iterator[Head]:
    """A table without a head, behind its title."""
    first = next((i for i, row in enumerate(rows) if len(_cells(row)) > 1), 0)
    found = unheaded(rows[first:])
    if found:
        yield replace(found, first=first)


def _body(rows: Sequence[Cells], depth: int) -> Iterator[Cells]:
    """The rows of a table without the repetitions of its head."""
    again = _texts(rows[0]) if depth else []
    return (row for i, row in enumerate(rows) if i < depth or _texts(row) != again)


def _closing(rows: Sequence[Cells], least: int, end: int) -> int:
    """Index of the first of the remarks at the end of ``rows[:end]``."""
    while end > least and len(_cells(rows[end - 1])) <= 1:
        end -= 1
    return end


def _different(found: Iterator[Head], rows: Sequence[Cells]) -> Iterator[Head]:
    """The heads that differ from the one above them; one that a page break repeats goes on with it."""
    above: list[str] = []
    for head in found:
        texts = _texts(rows[head.first])
        if texts != above:
            yield head
        above = texts


def _top(rows: Sequence[Cells], head: Head, least: int) -> int:
    """Index of the first of the lines that stand over a head: one text a row, over the first head up to
    three (who drew it up, when)."""
    most = 1 if least else 3
    top = head.first
    while top > least and len(_cells(rows[top - 1])) <= most:
        top -= 1
    return top


def _texts(row: Cells) -> list[str]:
    """The row's texts, a merged cell's once."""
    return [c.text for c in _cells(row)]


def _cells(row: Cells) -> list[Normalised]:
    return list({c.offsets: c for c in row if c.text}.values())


def _paragraphs(rows: Sequence[Cells], page: int | None) -> Iterator[Paragraph]:
    """The cells' lines as paragraphs; a cell merged over rows once."""
    seen: set[tuple[int, ...]] = set()
    for row in rows:
        for cell in _cells(row):
            if cell.offsets not in seen:
                seen.add(cell.offsets)
                yield from (Paragraph(line, False, page) for line in _lines(cell))


def _lines(cell: Normalised) -> Iterator[Normalised]:
    start = 0
    for line in cell.text.split("\n"):
        if line:
            yield cell.cut(start, start + len(line))
        start += len(line) + 1
