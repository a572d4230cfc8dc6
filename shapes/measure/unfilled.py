"""Places that were to be filled in and are not: a name, a day, a figure. What an annex leaves open is for others to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shapes.drafts import has_open_date, has_open_number
from shapes.facts import Fact, seen
from shapes.measure.holders import Holders, Line
from shapes.tables import in_turn

_OWNERS = re.compile(
    r"(?:主要)?(?:责任|牵头|主责|承办|主办|落实|负责|实施|分管)(?:单位|部门|[科处股]室|主体|机构)?(?:[（(、/及和].{1,10})?(?<!任)(?<!施)"
)
_RULED = re.compile(r"[|:\- \t]+\n?")  # |---|---|
_FILLED = 2  # rows with an owner that make one without stand out
_FACTS = {"owner": "blankOwner", "time": "blankTime", "words": "blankWords"}


def measure_unfilled(holders: Holders) -> Iterator[Fact]:
    """What is blank in the sections: who (``blankOwner``), by when (``blankTime``), something else (``blankWords``). Behind
    the heading of an annex only what was read as a row counts; the number and the day of the document are
    matters of its form."""
    told: set[tuple[str, str, str]] = set()
    for line in holders.lines:
        form = line.annexed and not _cells(line.text)  # for who receives it to fill in
        if form or has_open_number(line.text) or has_open_date(line.text):
            continue
        for row, found in in_turn("unfilled", line.text):
            if (at := holders.at(line, found.span())) is None:
                continue
            name, (holder, place, sentence) = _FACTS[row.gives], at
            if (holder, name, sentence) not in told:
                told.add((holder, name, sentence))
                words = found[0].strip(" 　") or found[0]
                yield seen(holder, name, place, found=words, sentence=sentence)
    for line, span in _empty_cells(holders.lines):
        cells = " ".join(_cells(line.text))[:60]
        yield from holders.seen("blankOwner", line, span, found="（空格）", sentence=cells)


def _empty_cells(lines: Sequence[Line]) -> Iterator[tuple[Line, tuple[int, int]]]:
    """The one empty cell below the head 责任单位 of a table whose other rows have theirs filled, two at least, in a row that is
    filled for the most part; where several are empty they may go on from the one above."""
    head, at, rows = 0, -1, list[Line]()
    for line in (*lines, None):
        if line and _RULED.fullmatch(line.text):
            continue
        cells = _cells(line.text) if line else []
        if line and at >= 0 and len(cells) == head:
            rows.append(line)
            continue
        empty = [each for each in rows if not _cells(each.text)[at]]
        filled = [cell for cell in _cells(empty[0].text) if cell] if len(empty) == 1 else []
        if len(filled) > head / 2 and len(rows) > _FILLED:
            bars = [m.start() for m in re.finditer(r"[|\t]", empty[0].text)]
            first = at if empty[0].text.lstrip().startswith("|") else at - 1
            bar = bars[min(max(first, 0), len(bars) - 1)]
            yield empty[0], (bar, bar + 1)
        head, rows = len(cells), []
        at = next((n for n, cell in enumerate(cells) if _OWNERS.fullmatch(cell)), -1)


def _cells(line: str) -> list[str]:
    """The cells of a line with bars or tabs, stripped.

    >>> _cells("| 1 | 检查 |  |"), _cells("1\\t检查\\t"), _cells("没有格子")
    (['1', '检查', ''], ['1', '检查', ''], [])
    """
    bars = line.strip()
    if bars.startswith("|"):
        return [cell.strip() for cell in bars.removeprefix("|").removesuffix("|").split("|")]
    cells = line.strip("\n")
    return [cell.strip() for cell in cells.strip(" ").split("\t")] if "\t" in cells else []
