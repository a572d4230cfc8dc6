"""Rows as CSV or as a workbook, written part by part."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate, takewhile
from typing import IO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from service.lookup.columns import Cell, Column, Json

#: Characters across a sheet of A4 that can still be read; columns beyond are not printed.
PRINTED = 200
#: Points of a row: one that programs fit by themselves; of each line of more, as Chinese fonts need; the most there is.
FITTED, LINE, HIGHEST = 15.0, 16.5, 409.0
BOM = b"\xef\xbb\xbf"
#: Characters of the name of a sheet at most, and such as none has.
_NAME, _NO_NAME = 31, re.compile(r"[\[\]:*?/\\]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Csv:
    """A table as CSV, written to ``file`` behind a byte order mark, so that spreadsheets read the Chinese
    as UTF-8."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column]) -> None:
        self._file, self._columns = file, columns
        file.write(BOM + (_encoded([[column.name for column in columns]]) if columns else b""))

    def add(self, rows: Sequence[Json]) -> None:
        told = ([_inert(each.value(row)) for each in self._columns] for row in rows)
        self._file.write(_encoded(told))

    def close(self, notes: Sequence[tuple[str, str]], missing: str = "") -> None:
        """CSV has no place to tell ``notes``: its name and its headers say what it holds."""


def _encoded(rows: Iterable[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _inert(value: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


class Workbook:
    """A workbook of one table and a sheet that tells what it holds, written to ``file`` row by row:
    header fixed and filterable, days as days, text never a formula, set up for A4 across with the
    first columns. The ``title`` is the name of the sheet and the head of each printed page."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], title: str = "") -> None:
        self._book = xlsxwriter.Workbook(
            file,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._title = title
        self._sheet = self._book.add_worksheet(_NO_NAME.sub(" ", title)[:_NAME] or "表")
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._columns = columns
        number = {"align": "right", "indent": 1, "valign": "top"}
        self._number = self._book.add_format(number)
        self._share = self._book.add_format({**number, "num_format": "0.0%"})
        shown = takewhile(lambda column: not column.is_address, columns)
        widths = accumulate(column.width for column in shown)
        self._printed = max(1, sum(width <= PRINTED for width in widths))
        self._rows = 0
        self._begin()

    def _begin(self) -> None:
        bold = self._book.add_format({"bold": True, "bg_color": "#E8EEF5", "text_wrap": True})
        sheet = self._sheet
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, column.width)
        headings = [column.heading for column in self._columns]
        sheet.set_row(0, self._height(headings))
        sheet.write_row(0, 0, headings or ["（空）"], bold)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if self._title:
            sheet.set_header(f"&C&14{self._title.replace('&', '&&')}")
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def add(self, rows: Sequence[Json]) -> None:
        for row in rows:
            self._rows += 1
            values = [column.value(row) for column in self._columns]
            self._sheet.set_row(self._rows, self._height(values))
            for number, value in enumerate(values):
                self._write(number, value)

    def _height(self, values: Sequence[Cell]) -> float:
        """Points that the longest cell of a printed column takes."""
        lines = [
            sum(_lines(line, column.width) for line in str(value).split("\n"))
            for column, value in zip(self._columns[: self._printed], values, strict=False)
            if value is not None
        ]
        most = max(lines, default=1)
        return min(LINE * most, HIGHEST) if most > 1 else FITTED

    def _write(self, column: int, value: Cell) -> None:
        if isinstance(value, str) and _DAY.fullmatch(value):
            self._sheet.write_datetime(self._rows, column, date.fromisoformat(value), self._day)
        elif value is not None:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            shown = self._share if self._columns[column].is_share else self._number
            self._sheet.write(self._rows, column, value, shown if number else self._wrapped)

    def draw(self, told: int, drawn: Sequence[int], labels: Sequence[str]) -> None:
        """A sheet with bars: the column ``told`` says what they stand for (``labels``, its values), each
        of ``drawn`` is a series."""
        bars = self._book.add_chart({"type": "bar"})
        for column in drawn:
            bars.add_series(
                {
                    "name": [self._sheet.name, 0, column],
                    "categories": [self._sheet.name, 1, told, self._rows, told],
                    "categories_data": labels,
                    "values": [self._sheet.name, 1, column, self._rows, column],
                }
            )
        bars.set_y_axis({"reverse": True})
        bars.set_size({"width": 960, "height": 140 + 24 * self._rows * len(drawn)})
        if len(drawn) == 1:
            bars.set_legend({"none": True})
        self._book.add_worksheet("图").insert_chart(0, 0, bars)

    def close(self, notes: Sequence[tuple[str, str]], missing: str = "") -> None:
        """End the table, with ``missing`` below it where it is not complete."""
        if missing:
            self._sheet.write(self._rows + 1, 0, missing, self._wrapped)
        self._sheet.print_area(0, 0, self._rows + bool(missing), self._printed - 1)
        self._sheet.autofilter(0, 0, max(self._rows, 1), max(len(self._columns) - 1, 0))
        about = self._book.add_worksheet("说明")
        about.set_column(0, 0, 14)
        about.set_column(1, 1, 80)
        for number, (name, text) in enumerate([*notes, *([("注意", missing)] if missing else [])]):
            about.write_row(number, 0, [name, text], self._wrapped)
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # the OSError that it stands for


def _lines(text: str, width: int) -> int:
    """Lines that a text without breaks takes; Chinese characters are two wide.

    >>> _lines("", 8), _lines("引用任务数", 10), _lines("其中仅凭统一规定", 10)
    (1, 1, 2)
    """
    return max(1, -(-sum(1 + (sign > "\u2e7f") for sign in text) // width))
