"""The same answer as JSON, CSV or XLSX: nested values become one cell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import xlsxwriter

Json = dict[str, Any]


def flat(row: Json) -> dict[str, str | int | float | bool | None]:
    """One value a column: the label of a reference, list members joined by ；."""
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, list):
        return "；".join(str(_cell(each)) for each in value)
    if isinstance(value, dict):
        for name in ("unit", "label", "as_written", "exact", "title", "term"):
            if value.get(name):
                return _cell(value[name])
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def to_csv(rows: Sequence[Json]) -> bytes:
    """CSV with a byte order mark, so that spreadsheets read the Chinese as UTF-8."""
    buffer = io.StringIO()
    table = [flat(row) for row in rows]
    if table:
        writer = csv.DictWriter(buffer, list(table[0]))
        writer.writeheader()
        writer.writerows({k: _inert(v) for k, v in row.items()} for row in table)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _inert(value: str | int | float | bool | None) -> str | int | float | bool | None:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def to_xlsx(rows: Sequence[Json], sheet: str = "anze") -> bytes:
    """A workbook with one sheet: header row fixed and filterable, text never a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF5"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        table = [flat(row) for row in rows]
        names = list(table[0]) if table else ["（空）"]
        page.write_row(0, 0, names, bold)
        for number, row in enumerate(table, 1):
            page.write_row(number, 0, list(row.values()), wrap)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(table), 1), len(names) - 1)
        page.set_column(0, len(names) - 1, 24)
    return buffer.getvalue()
