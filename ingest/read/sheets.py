"""Sheets of workbooks as tables, whatever file they come from: what a cell shows is its text, and a
date is written 2026-06-30, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from ingest.read.builder import MOST_PLACES, Builder, TextCell
from ingest.read.cell_lines import rejoined
from ingest.read.problems import Excess, unreadable
from ingest.records import Document

Value = int | float | str | bool | time | date | datetime | object
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's values, row by row; ``merged``: the last place of each merged cell by its first; rows and
    columns count from 0 at the first value."""

    rows: Sequence[Sequence[Value]]
    merged: Mapping[Place, Place]


def require_size(rows: int, columns: int) -> None:
    """Raise where a sheet is larger than any notice's."""
    if rows * columns > MOST_PLACES:
        told = (f"工作表 {rows} 行 {columns} 列", f"a sheet of {rows} rows, {columns} columns")
        raise Excess(told, (f"每表 {MOST_PLACES} 格", f"{MOST_PLACES} cells a sheet"))


def workbook(sheets: Iterable[Sheet], data: bytes, file_name: str, media_type: str) -> Document:
    """The document of a workbook's sheets; raises where all of them are empty."""
    builder = Builder()
    for sheet in sheets:
        builder.add_table(_cells(sheet))
    if not builder.blocks:
        raise unreadable(
            file_name, "no-text", format="Excel", detail=("工作表都是空的", "its sheets are empty")
        )
    return builder.document(data, file_name, media_type, hard_breaks=True)


def _cells(sheet: Sheet) -> Iterator[TextCell]:
    """The cells of a sheet, blank ones left out and merged ones once with their spans."""
    hidden = set(_hidden(sheet))
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            text = shown(value)
            if text and (row, column) not in hidden:
                bottom, right = sheet.merged.get((row, column), (row, column))
                spans = (max(1, bottom - row + 1), max(1, right - column + 1))
                yield TextCell(row, column, text, *spans)


def _hidden(sheet: Sheet) -> Iterator[Place]:
    """The places that a merged cell covers; what was written there before is not shown."""
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    for (top, left), (bottom, right) in sheet.merged.items():
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    yield row, column


def shown(value: Value) -> str:
    """What a cell shows, as far as its value tells.

    >>> shown(3.0), shown(0.5), shown(datetime(2026, 6, 30)), shown(date(2026, 6, 30)), shown(" 甲 ")
    ('3', '0.5', '2026-06-30', '2026-06-30', '甲')
    """
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (datetime, time)):
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else f"{value:%H:%M}"
    return rejoined(str(value).strip().replace("\t", " "))
