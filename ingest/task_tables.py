"""Tables of tasks: their columns, and whether they repeat the body or are the notice's own list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.marks import Mark, read_mark
from ingest.notes import role_of_label
from ingest.records import Normalised, Paragraph, Table
from ingest.scope import Covered
from ingest.structure import Note, Room, Sentence, sentences_of

_TEXT_HEAD = re.compile(
    r"措施|内容|任务|要求|事项|工作|目标|举措|项目|要点|类别|领域|行业|隐患|问题"
)
_MEASURE_HEAD = re.compile(r"措施|内容|举措|要求|标准|具体")
_NUMBER_HEAD = re.compile(r"序号|编号|序|号|NO\.?", re.I)
_DITTO = ("〃", "″", "同上", "”", "“")
_SHARE_REPEATED = 0.5
_GRAM = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a task table: its number, the title cells before the measures, the measures (or
    the aspect of them that stands in this row) and the owner and time cells with their heading."""

    number: Mark | None
    headings: tuple[Normalised, ...]
    lead: Normalised
    measures: Normalised
    notes: tuple[Note, ...]
    page: int | None


def task_rows(table: Table) -> tuple[Row, ...]:
    """The rows of ``table`` if its first rows head it as a table of tasks, else ()."""
    for h in range(min(3, len(table.rows))):
        deep = _head_depth(table.rows[h:])
        labels = _labels(table.rows[h : h + deep])
        columns = _columns(labels, table.rows[h + deep :])
        if columns:
            h += deep - 1
            rows = _filled(table.rows[h + 1 :], columns)
            return tuple(r for row in rows if (r := _row(row, labels, columns, table.page)))
    return ()


def _head_depth(rows: Sequence[tuple[Normalised, ...]]) -> int:
    """How many rows the head takes: a second one where it divides a cell of the first (责任分工 over
    牵头单位 and 配合单位)."""
    if len(rows) < 2:
        return 1
    first, second = ([c.text for c in row] for row in rows[:2])
    divided = any(
        a == b and c != d for a, b, c, d in zip(first, first[1:], second, second[1:], strict=False)
    )
    labelled = sum(
        1
        for t in second
        if len(t) <= 10 and (role_of_label(t) or _TEXT_HEAD.search(t) or t in first)
    )
    return 2 if divided and labelled * 2 > len(second) else 1


def _labels(head: Sequence[tuple[Normalised, ...]]) -> list[str]:
    """One label a column: the lowest that gives a role, else the lowest."""
    columns = [[c.text.replace("\n", "") for c in column] for column in zip(*head, strict=True)]
    return [next((t for t in reversed(c) if role_of_label(t)), c[-1]) for c in columns]


def _filled(
    rows: Sequence[tuple[Normalised, ...]], columns: _Columns
) -> Iterator[tuple[Normalised, ...]]:
    """The rows without group headings (one text through all columns); 〃 and 同上, and blanks in a
    row that goes on with the one above (no number of its own), take the cell above."""
    above: tuple[Normalised, ...] = ()
    for row in rows:
        if _is_group(row, columns):
            above = ()
            continue
        goes_on = above and columns.number is not None and not row[columns.number].text
        above = tuple(
            above[i] if above and (c.text in _DITTO or (goes_on and not c.text)) else c
            for i, c in enumerate(row)
        )
        yield above


def repeats(rows: Sequence[Row], body: str) -> bool:
    """Whether most of what the rows say stands in the body too."""
    grams = _grams(body)
    text = [g for r in rows for g in _grams(r.measures.text)]
    return bool(text) and sum(1 for g in text if g in grams) >= _SHARE_REPEATED * len(text)


def overlap(text: str, other: str) -> float:
    """Share of the 8-character runs of ``text`` that stand in ``other``."""
    grams = _grams(text)
    return len(grams & _grams(other)) / len(grams) if grams else 0.0


def covered_rows(rows: Sequence[Row]) -> tuple[Covered, ...]:
    """The sentences of the rows' measures, each with its row's owner and time cells."""
    out: list[Covered] = []
    for row in rows:
        room = row_room(row)
        sentences = [e for e in room.elements if isinstance(e, Sentence)]
        notes = tuple(e for e in room.elements if isinstance(e, Note))
        out += [Covered(s, (room,), (*notes, *row.notes)) for s in sentences]
    return tuple(out)


def row_room(row: Row) -> Room:
    """The row as a room whose title is its last heading cell."""
    paragraph = Paragraph(row.measures, False, row.page)
    heading = next((h for h in reversed(row.headings) if h.text), Normalised("", ()))
    head = Paragraph(heading, True, row.page) if heading.text else paragraph
    return Room(
        "annex-row",
        row.number,
        heading.text.replace("\n", ""),
        (head, paragraph),
        sentences_of(paragraph),
        (),
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    number: int | None
    headings: tuple[int, ...]
    measures: tuple[int, ...]
    notes: tuple[int, ...]


def _columns(labels: Sequence[str], rows: Sequence[tuple[Normalised, ...]]) -> _Columns | None:
    notes = tuple(i for i, t in enumerate(labels) if role_of_label(t))
    number = next((i for i, t in enumerate(labels) if _NUMBER_HEAD.fullmatch(t)), None)
    texts = [
        i for i, t in enumerate(labels) if i not in notes and i != number and _TEXT_HEAD.search(t)
    ]
    if not notes or not texts or not rows:
        return None
    named = [i for i in texts if _MEASURE_HEAD.search(labels[i])]
    longest = max(texts, key=lambda i: sum(len(r[i].text) for r in rows))
    chosen = (
        labels[longest]
        if not named
        else labels[max(named, key=lambda i: sum(len(r[i].text) for r in rows))]
    )
    measures = tuple(i for i in texts if labels[i] == chosen)
    return _Columns(
        number, tuple(i for i in texts if i < measures[0] and i not in measures), measures, notes
    )


def _row(
    cells: tuple[Normalised, ...], labels: Sequence[str], columns: _Columns, page: int | None
) -> Row | None:
    measures = cells[columns.measures[-1]]
    if not re.search(r"\w", measures.text):
        return None
    lead = cells[columns.measures[0]]
    number = cells[columns.number].text if columns.number is not None else ""
    notes = _notes(cells, labels, columns, page)
    return Row(
        number=read_mark(f"{number}、") or read_mark(number),
        headings=tuple(cells[i] for i in columns.headings),
        lead=lead,
        measures=measures,
        notes=notes,
        page=page,
    )


def _is_group(row: tuple[Normalised, ...], columns: _Columns) -> bool:
    """Whether a row only heads those below it: one text, through all columns or not of measures."""
    filled = {c.offsets for c in row if c.text}
    through = all(c.text for c in row)
    return len(filled) <= 1 and (through or not row[columns.measures[-1]].text)


def _notes(
    cells: tuple[Normalised, ...], labels: Sequence[str], columns: _Columns, page: int | None
) -> tuple[Note, ...]:
    """The owner and time cells; one cell merged over columns of several roles gives none of them."""
    merged: dict[tuple[int, ...], list[int]] = {}
    for i in columns.notes:
        if cells[i].text:
            merged.setdefault(cells[i].offsets, []).append(i)
    return tuple(
        Note(cells[at[0]], page, labels[at[0]] if len({labels[i] for i in at}) == 1 else "责任单位")
        for at in merged.values()
    )


def _grams(text: str) -> set[str]:
    plain = re.sub(r"\W", "", text)
    return {plain[i : i + _GRAM] for i in range(len(plain) - _GRAM + 1)}
