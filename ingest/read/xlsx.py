"""Workbooks of Office Open XML (XLSX, XLSM): a table for each sheet that is shown, in the order of the
tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.read.package import Package, open_package
from ingest.read.problems import Excess, unreadable
from ingest.read.sheets import Sheet, require_size, workbook
from ingest.records import Document

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHEETS = 200
MOST_UNPACKED = 300_000_000
#: A cell that is not empty, the address of one, the number of a row (ECMA-376-1, 18.3.1.4 and 73).
_CELL = re.compile(rb"<(?:\w{1,9}:)?c(?:\s[^<>]{0,300})?(?<!/)>")
_ADDRESS = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
#: A formula without a value, but for a text that is empty (18.3.1.40).
_NO_VALUE = re.compile(
    rb"<(?:\w{1,9}:)?c(?:\s(?![^<>]{0,300}t=[\"']str)[^<>]{0,300})?>"
    rb"<(?:\w{1,9}:)?f(?:\s[^<>]{0,300})?(?:/>|>[^<]{0,9000}</(?:\w{1,9}:)?f>)"
    rb"(?:<(?:\w{1,9}:)?v\s?/>|<(?:\w{1,9}:)?v></(?:\w{1,9}:)?v>)?</(?:\w{1,9}:)?c>"
)
_ROW = re.compile(rb"<(?:\w{1,9}:)?row\s[^<>]{0,300}?\br=[\"'](\d{1,7})[\"']")


def read_xlsx(data: bytes, file_name: str) -> Document:
    """The document of an XLSX file."""
    package = open_package(data, file_name, "XLSX")
    _require_bounds(package)
    document = workbook(_sheets(data, file_name), data, file_name, MEDIA)
    return replace(document, left_out=tuple(_unreckoned(package)))


def _unreckoned(package: Package) -> Iterator[str]:
    """Why formulas are not read that no program has reckoned yet: the file holds no values of them."""
    parts = [name for name in package.names() if name.startswith("xl/worksheets/")]
    count = sum(len(_NO_VALUE.findall(package.read(name))) for name in parts)
    if count:
        yield (
            f"{count} 个公式没有算出的值，这些单元格按空白读；请用 Excel 或 WPS 打开、保存后再读。 / "
            f"{count} formulas without values are read as blank; open and save the file in Excel or WPS."
        )


def _require_bounds(package: Package) -> None:
    """Raise where the parts unpack to more than a notice holds, or where one cell far out makes a sheet
    of blanks enormous: the library keeps a place for each of them."""
    size = sum(info.file_size for info in package.archive.infolist())
    if size > MOST_UNPACKED:
        told = (f"解压后 {size // 1_000_000} MB", f"{size // 1_000_000} MB unpacked")
        raise Excess(told, f"{MOST_UNPACKED // 1_000_000} MB")
    for name in sorted(package.names()):
        if name.endswith((".xml", ".XML")) and "sheet" in name.lower():
            require_size(*_extent(package.read(name)))


def _extent(part: bytes) -> tuple[int, int]:
    """Rows and columns up to the last cell of a sheet that is not empty."""
    cells = [_ADDRESS.search(m[0]) for m in _CELL.finditer(part)]
    named = [(len(a[1]), a[1], int(a[2])) for a in cells if a]
    rows = [row for *_, row in named]
    if len(named) < len(cells):  # a cell without an address stands behind the one before it
        rows += (int(m[1]) for m in _ROW.finditer(part))
    columns = _number(max(named)[1]) if named else 1
    return max(rows, default=1), columns + len(cells) - len(named)


def _number(letters: bytes) -> int:
    """The number of a column: 28 for AB."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(data: bytes, file_name: str) -> Iterator[Sheet]:
    """The sheets that are shown."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for about in book.sheets_metadata[:MOST_SHEETS]:
            shown = about.visible == SheetVisibleEnum.Visible
            if shown and about.typ == SheetTypeEnum.WorkSheet:
                yield _sheet(book.get_sheet_by_name(about.name))
    except PasswordError as error:
        raise unreadable(file_name, "encrypted", format="Excel") from error
    except (CalamineError, OSError, ValueError) as error:
        raise unreadable(file_name, "broken", format="Excel", detail=str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # as faults of the library show
            raise
        raise unreadable(file_name, "broken", format="Excel", detail=str(error)) from None


def _sheet(sheet: CalamineSheet) -> Sheet:
    require_size(sheet.total_height, sheet.total_width)
    top, left = sheet.start or (0, 0)
    merged = {
        (a - top, b - left): (c - top, d - left)
        for (a, b), (c, d) in sheet.merged_cell_ranges or ()
    }
    return Sheet(sheet.to_python(), merged)
