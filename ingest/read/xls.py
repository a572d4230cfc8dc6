"""Workbooks of Excel 97-2003 (XLS) and of WPS (ET), which writes the same: a table for each sheet that
is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import StringIO

import xlrd
from xlrd.sheet import Cell
from xlrd.xldate import xldate_as_datetime

from ingest.read.problems import Excess, unreadable
from ingest.read.sheets import Sheet, Value, require_size, workbook
from ingest.records import Document

MEDIA = "application/vnd.ms-excel"
EMPTY = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR)


def read_xls(data: bytes, file_name: str) -> Document:
    """The document of an XLS or ET file."""
    return workbook(_sheets(data, file_name), data, file_name, MEDIA)


def _sheets(data: bytes, file_name: str) -> Iterator[Sheet]:
    """The sheets that are shown. A damaged file shows in the library as any error."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=StringIO(), formatting_info=True, ragged_rows=True
        )
        yield from [_sheet(s, book.datemode) for s in book.sheets() if not s.visibility]
    except Excess:
        raise
    except Exception as error:
        if "encrypted" in str(error):
            raise unreadable(file_name, "encrypted", format="Excel") from error
        detail = str(error) or type(error).__name__
        raise unreadable(file_name, "broken", format="Excel", detail=detail) from error


def _sheet(sheet: xlrd.sheet.Sheet, mode: int) -> Sheet:
    require_size(sheet.nrows, sheet.ncols)
    merged = {
        (top, left): (bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
    }
    return Sheet([[_value(c, mode) for c in sheet.row(n)] for n in range(sheet.nrows)], merged)


def _value(cell: Cell, mode: int) -> Value:
    """The value of a cell; ``mode`` says from which day the workbook counts."""
    if cell.ctype == xlrd.XL_CELL_DATE:
        day: datetime = xldate_as_datetime(cell.value, mode)
        return day if cell.value >= 1 else day.time()
    value: Value = cell.value
    return "" if cell.ctype in EMPTY else value
