"""CSV and TSV, as Excel, WPS and databases write them: one table, its fields parted by the sign that
parts them evenly. The text of the document is what the fields say, quotation marks undone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from ingest.read.builder import MOST_COLUMNS, Builder, TextCell
from ingest.read.cell_lines import rejoined
from ingest.read.encoding import decode
from ingest.read.problems import Excess, unreadable
from ingest.records import Document

SIGNS = (",", "\t", ";", "，", "|")
MOST_SAMPLED = 200
_TEXT_FORMULA = re.compile(r'\s*="(.*)"\s*', re.DOTALL)
csv.field_size_limit(10_000_000)


def read_separated(data: bytes, file_name: str) -> Document:
    """The document of a CSV or TSV file."""
    text, _ = decode(data, file_name)
    first, _, rest = text.partition("\n")
    told = first.strip().removeprefix("sep=") if first.startswith("sep=") else ""
    rows = list(_rows(rest, told) if told in SIGNS else _rows(text, separator(text)))
    builder = Builder()
    builder.add_table(
        TextCell(number, column, rejoined(_plain(value)))
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
        if _plain(value)
    )
    if not builder.blocks:
        raise unreadable(file_name, "no-text", format="CSV", detail=("没有字段", "no fields"))
    return builder.document(data, file_name, "text/csv", hard_breaks=True)


def _plain(field: str) -> str:
    """What a field says; programs that keep Excel from changing a text write it as a formula.

    >>> _plain('="0351"'), _plain(" 甲 ")
    ('0351', '甲')
    """
    formula = _TEXT_FORMULA.fullmatch(field)
    said = formula[1].replace('""', '"') if formula else field
    return said.strip().replace("\t", " ")


def separator(text: str) -> str:
    """The sign that gives the most fields in rows of the same width.

    >>> separator("序号;任务;单位\\n1;检查,整改;市应急局"), separator("只有一列")
    (';', ',')
    """

    def even(sign: str) -> int:
        widths = Counter(len(row) for row in _rows(text, sign, MOST_SAMPLED) if len(row) > 1)
        return max((count * width for width, count in widths.items()), default=0)

    return max(SIGNS, key=even)


def _rows(text: str, sign: str, most: int | None = None) -> Iterator[list[str]]:
    """The rows of ``text``, the first ``most`` of them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        for number, row in enumerate(reader):
            if number == most:
                return
            if len(row) > MOST_COLUMNS * 20:
                told = (f"一行 {len(row)} 个字段", f"a row of {len(row)} fields")
                raise Excess(told, f"{MOST_COLUMNS * 20}")
            yield row
    except csv.Error as error:
        limit = ("每个字段 1000 万字符", "10 million characters a field")
        raise Excess(("字段过长", "a field is too long"), limit) from error
