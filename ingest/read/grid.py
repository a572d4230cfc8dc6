"""Cells of a table whose source only shows a grid of fields (tabs, Markdown, OCR): which blank
field is covered by the merged cell above or at its left is inferred from the grid's habits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.records import Cell

EDGE = re.compile(r"(?:\s|<p\b[^<>]{0,200}>|</p>|<br\s*/?>|&nbsp;)+", re.IGNORECASE)
TAIL = re.compile(r"(?:<p\b[^<>]{0,200}>|</p>|<br\s*/?>|&nbsp;)\Z", re.IGNORECASE)
TAG = re.compile(r"<(/?)p\b[^<>]{0,200}>", re.IGNORECASE)
# Columns in which a blank field says "none" even in a row that continues the one above.
OPTIONAL = re.compile(r"备注|说明|完成情况|进展|remark", re.IGNORECASE)

Field = tuple[int, int]  # half-open span in the text, trimmed; start == end is blank


@dataclass(frozen=True, slots=True)
class Place:
    """A cell on its way: where it stands and how far it reaches."""

    row: int
    column: int
    span: Field
    row_span: int = 1
    column_span: int = 1


def trim(text: str, start: int, end: int) -> Field:
    """``start:end`` without blanks and paragraph tags at its ends."""
    opening = EDGE.match(text, start, end)
    start = opening.end() if opening else start
    while start < end:
        if text[end - 1].isspace():
            end -= 1
            continue
        tail = TAIL.search(text, max(start, end - 220), end) if text[end - 1] in ">;" else None
        if tail is None:
            return start, end
        end = tail.start()
    return start, start


def infer_cells(text: str, rows: Sequence[Sequence[Field]]) -> tuple[Cell, ...]:
    """Cells of the grid ``rows`` (the first is the heading), blank ones left out.

    Repetitions of the heading on later pages are left out, too."""
    heading = _key(text, rows[0])
    body = [row for row in rows[1:] if not (any(heading) and _key(text, row) == heading)]
    wide = _widen([rows[0], *body])
    places = _merge(text, wide)
    return tuple(
        Cell(p.row, p.column, *p.span, p.row_span, p.column_span)
        for p in sorted(_split(text, places, wide), key=lambda p: (p.row, p.column))
    )


def _key(text: str, row: Sequence[Field]) -> tuple[str, ...]:
    return tuple("".join(text[start:end].split()) for start, end in row)


def _used(row: Sequence[Field]) -> int:
    """Fields of ``row`` up to its last that is not blank."""
    return max((i + 1 for i, (start, end) in enumerate(row) if start < end), default=0)


@dataclass(frozen=True, slots=True)
class Wide:
    """A grid with rows of one width; columns ``first..last`` share one heading."""

    rows: list[list[Field]]
    first: int
    last: int


def _widen(rows: Sequence[Sequence[Field]]) -> Wide:
    """The grid with rows of the heading's width stretched where the heading spans columns."""
    named, width = _used(rows[0]), max(_used(row) for row in rows)
    if named >= width or named < 2:
        return Wide([_pad(list(row[:width]), width) for row in rows], 0, 0)
    stretched = _stretched(rows, named)
    extra = width - named
    full = [
        [*row[: stretched + 1], *_blanks(row[stretched], extra), *row[stretched + 1 : named]]
        if len(row) <= named
        else list(row[:width])
        for row in (_pad(list(row), named) for row in rows)
    ]
    return Wide([_pad(row, width) for row in full], stretched, stretched + extra)


def _stretched(rows: Sequence[Sequence[Field]], named: int) -> int:
    """Column of the field that spans columns: mostly the longest one of the narrow rows."""
    votes = Counter(
        max(range(named), key=lambda i: row[i][1] - row[i][0])
        for row in rows[1:]
        if len(row) == named
    )
    return votes.most_common(1)[0][0] if votes else named - 1


def _blanks(field: Field, count: int) -> list[Field]:
    return [(field[1], field[1])] * count


def _pad(row: list[Field], width: int) -> list[Field]:
    at = row[-1][1] if row else 0
    return row + [(at, at)] * (width - len(row))


def _merge(text: str, wide: Wide) -> list[Place]:
    """Cells with what they cover: repeated or blank fields belong to the cell above."""
    places: list[Place] = []
    above: list[int | None] = [None] * len(wide.rows[0])  # index of the cell over each column
    optional = [OPTIONAL.search(text[start:end]) is not None for start, end in wide.rows[0]]
    for number, row in enumerate(wide.rows):
        prefix = _prefix(text, row, above, places) if number > 1 else 0
        blank = [
            i < prefix or (prefix > 0 and a == b and not optional[i])
            for i, (a, b) in enumerate(row)
        ]
        column = 0
        while column < len(row):
            start, end = row[column]
            width = _reach(row, column, wide)
            if start < end and column >= prefix:
                places.append(Place(number, column, (start, end), 1, width))
                above[column : column + width] = [len(places) - 1] * width
            else:
                _cover(places, above, column, blank)
            column += width
    return places


def _cover(
    places: list[Place], above: list[int | None], column: int, blank: Sequence[bool]
) -> None:
    """Let the cell over ``column`` reach one row further, if all fields under it are ``blank``;
    else end it."""
    index = above[column]
    if index is None:
        return
    place = places[index]
    columns = range(place.column, place.column + place.column_span)
    if not all(blank[i] for i in columns):
        for i in columns:
            above[i] = None if above[i] == index else above[i]
    elif place.column == column:
        places[index] = replace(place, row_span=place.row_span + 1)


def _reach(row: Sequence[Field], column: int, wide: Wide) -> int:
    """Columns the field takes: blank neighbours under the same heading are part of it."""
    if not wide.first <= column < wide.last or row[column][0] == row[column][1]:
        return 1
    width = 1
    while column + width <= wide.last and row[column + width][0] == row[column + width][1]:
        width += 1
    return width


def _prefix(
    text: str, row: Sequence[Field], above: Sequence[int | None], places: Sequence[Place]
) -> int:
    """How many leading fields only continue the cells above (blank, or repeated after a page)."""
    count = 0
    for (start, end), index in zip(row, above, strict=True):
        same = index is not None and _same(text, (start, end), places[index].span)
        if start < end and not same:
            break
        count += 1
    rest = any(start < end for start, end in row[count:])
    return count if rest else 0


def _same(text: str, one: Field, other: Field) -> bool:
    if abs((one[1] - one[0]) - (other[1] - other[0])) > 20 + (one[1] - one[0]) // 10:
        return False
    return _key(text, [one]) == _key(text, [other])


def _split(text: str, places: Sequence[Place], wide: Wide) -> list[Place]:
    """A cell of n ``<p>`` over n rows, beside a column with a field in each, is n cells."""
    result: list[Place] = []
    for place in places:
        parts = _paragraphs(text, *_outer(text, place.span)) if place.row_span > 1 else []
        if len(parts) > 1 and len(parts) == place.row_span and _beside(place, wide):
            result += [
                replace(place, row=place.row + i, span=trim(text, *part), row_span=1)
                for i, part in enumerate(parts)
            ]
        else:
            result.append(place)
    return result


def _paragraphs(text: str, start: int, end: int) -> list[Field]:
    """Spans between each ``<p>`` and the ``</p>`` that follows it."""
    parts: list[Field] = []
    opened: int | None = None
    for tag in TAG.finditer(text, start, end):
        if not tag[1]:
            opened = tag.end()
        elif opened is not None:
            parts.append((opened, tag.start()))
            opened = None
    return parts


def _outer(text: str, span: Field) -> Field:
    """``span`` with the ``<p>`` tags that ``trim`` took off."""
    start = text.rfind("<", max(0, span[0] - 220), span[0])
    end = text.find(">", span[1], span[1] + 10)
    return (span[0] if start < 0 else start), (span[1] if end < 0 else end + 1)


def _beside(place: Place, wide: Wide) -> bool:
    column = place.column + place.column_span
    rows = wide.rows[place.row : place.row + place.row_span]
    return column < len(wide.rows[0]) and all(row[column][0] < row[column][1] for row in rows)
