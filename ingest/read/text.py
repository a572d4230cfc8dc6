"""Plain text and Markdown, read verbatim: every line that is not blank is a block, tables (tabs,
bars, blanks, commas, one cell a line, HTML tags inside the text) are one block each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ingest.read.aligned import read_aligned
from ingest.read.encoding import decode
from ingest.read.lines import Line, find_lines, strip
from ingest.read.markdown import has_bar, is_heading, is_underline, read_table
from ingest.read.stacked import read_stacked
from ingest.read.tabs import read_tabs
from ingest.read.tagged import find_tables
from ingest.records import Block, Document


def read_text(data: bytes, file_name: str) -> Document:
    """The document of a text file."""
    text, encoding = decode(data, file_name)
    markdown = file_name.lower().endswith((".md", ".markdown"))
    return Document(
        file_name=file_name,
        media_type="text/markdown" if markdown else "text/plain",
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        blocks=tuple(find_blocks(text)),
        encoding=encoding,
    )


def find_blocks(text: str) -> Iterator[Block]:
    """The blocks of ``text``, in order; they hold all its characters that are not blank."""
    at = 0
    for table in find_tables(text):
        yield from _scan(text, list(find_lines(text, at, table.start)))
        yield table
        at = table.end
    yield from _scan(text, list(find_lines(text, at)))


def _scan(text: str, lines: list[Line]) -> Iterator[Block]:
    number = 0
    while number < len(lines):
        if has_bar(text, lines[number]):
            before, table, number = read_table(text, lines, number)
            yield from (_line(text, [line], 0)[0] for line in before)
            yield from [table] if table else []
            continue
        found = _table(text, lines, number)
        block, number = found if found is not None else _line(text, lines, number)
        yield block


def _table(text: str, lines: list[Line], number: int) -> tuple[Block, int] | None:
    line = lines[number]
    if text.find("\t", line.start, line.end) >= 0:
        return read_tabs(text, lines, number)
    return read_stacked(text, lines, number) or read_aligned(text, lines, number)


def _line(text: str, lines: list[Line], number: int) -> tuple[Block, int]:
    """The line as paragraph or heading, and the number of the line behind it."""
    line, behind = lines[number], number + 1
    if behind < len(lines) and is_underline(text, lines[behind]):
        last = lines[behind]
        return Block("heading", *strip(text, line.start, last.end), line.page), behind + 1
    kind = "heading" if is_heading(text, line) else "paragraph"
    return Block(kind, *strip(text, line.start, line.end), line.page), behind
