"""Tables in plain text that a copy left with one cell a line: 序号 and the other heads, then 1 and its cells, 2 and
its cells."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.read.lines import Line, strip
from ingest.records import Block, Cell

_FIRST_HEADS = frozenset({"序号", "编号"})
FEWEST_COLUMNS, MOST_COLUMNS = 3, 10
LONGEST_HEAD = 12


def read_stacked(text: str, lines: Sequence[Line], at: int) -> tuple[Block, int] | None:
    """The table whose first head is line ``at`` and the number of the line behind it; None where the rows do not
    count on from 1 with as many lines each as there are heads."""
    if _words(text, lines[at]) not in _FIRST_HEADS:
        return None
    heads = lines[at : at + MOST_COLUMNS + 1]
    width = next((i for i, line in enumerate(heads) if _words(text, line) == "1"), 0)
    if width < FEWEST_COLUMNS or any(
        len(_words(text, line)) > LONGEST_HEAD for line in heads[:width]
    ):
        return None
    rows = 1
    while _is_row(text, lines, at + rows * width, rows, width):
        rows += 1
    behind = at + rows * width
    rest = {_words(text, line) for line in lines[behind - width + 1 : behind + width]}
    if rows < 3 or str(rows) in rest:
        return None
    cells = tuple(
        Cell(i // width, i % width, *strip(text, line.start, line.end))
        for i, line in enumerate(lines[at:behind])
    )
    return Block("table", cells[0].start, cells[-1].end, lines[at].page, cells), behind


def _is_row(text: str, lines: Sequence[Line], at: int, number: int, width: int) -> bool:
    return at + width <= len(lines) and _words(text, lines[at]) == str(number)


def _words(text: str, line: Line) -> str:
    return "".join(text[line.start : line.end].split())
