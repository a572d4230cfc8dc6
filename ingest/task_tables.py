"""Tables of tasks: their columns, and whether they repeat the body or are the notice's own list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.marks import Mark, read_mark
from ingest.records import NO_WORDS, Normalised, Paragraph, Table
from ingest.scope import Covered
from ingest.structure import Note, Room, Sentence, sentences_of
from ingest.table_heads import Cells, Columns, heads, unheaded

_DITTO = ("〃", "″", "同上", "”", "“")
_SHARE_REPEATED = 0.5
_RUN = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a task table: the group that it stands in, its number, the title cells before the measures,
    the measures (or the aspect of them that stands in this row) and the owner and time cells with their heading."""

    group: Normalised
    number: Mark | None
    headings: tuple[Normalised, ...]
    lead: Normalised
    measures: Normalised
    notes: tuple[Note, ...]
    page: int | None


def task_rows(table: Table) -> tuple[Row, ...]:
    """The rows of ``table`` if it is one of tasks, else ()."""
    head = next(heads(table.rows), None) or unheaded(table.rows)
    if head is None:
        return ()
    rows = _filled(table.rows[head.behind :], head.columns)
    return tuple(r for group, row in rows if (r := _row(group, row, head.columns, table.page)))


def _filled(rows: Sequence[Cells], columns: Columns) -> Iterator[tuple[Normalised, Cells]]:
    """The rows, each with the group heading above it (one text through all columns); 〃 and 同上, and blanks
    in a row that goes on with the one above (no number or no title of its own), take the cell above."""
    above: Cells = ()
    group = NO_WORDS
    for row in rows:
        if _is_group(row, columns):
            above = ()
            group = next((c for c in row if c.text), NO_WORDS)
            continue
        goes_on, own = _goes_on(row, columns), _own_notes(row, columns)
        above = tuple(
            above[i]
            if above and (c.text in _DITTO or (goes_on and not c.text and i not in own))
            else c
            for i, c in enumerate(row)
        )
        yield group, above


def _goes_on(row: Cells, columns: Columns) -> bool:
    """Whether a row has no number, or no title, of its own: a merged cell that the source lost."""
    named = [i for i in (columns.number, *columns.headings[:1]) if i is not None]
    return any(not row[i].text for i in named)


def _own_notes(row: Cells, columns: Columns) -> tuple[int, ...]:
    """The owner and time cells of a row with a number of its own that fills some of them: its blanks are blank."""
    numbered = columns.number is not None and bool(row[columns.number].text)
    return columns.notes if numbered and any(row[i].text for i in columns.notes) else ()


def repeats(rows: Sequence[Row], known: frozenset[str]) -> bool:
    """Whether most of the runs of characters that the rows have are among the ``known`` ones."""
    text = [run for r in rows for run in runs(r.measures.text)]
    return bool(text) and sum(1 for run in text if run in known) >= _SHARE_REPEATED * len(text)


def overlap(text: str, known: frozenset[str]) -> float:
    """Share of the runs of ``text`` that are among the ``known`` ones."""
    found = runs(text)
    return len(found & known) / len(found) if found else 0.0


def covered_rows(rows: Sequence[Row]) -> tuple[Covered, ...]:
    """The sentences of the rows' measures, each with its row's owner and time cells."""
    out: list[Covered] = []
    for row in rows:
        room = row_room(row)
        rooms = (*_group_rooms(row), room)
        sentences = [e for e in room.elements if isinstance(e, Sentence)]
        notes = tuple(e for e in room.elements if isinstance(e, Note))
        out += [Covered(s, rooms, (*notes, *row.notes)) for s in sentences]
    return tuple(out)


def _group_rooms(row: Row) -> tuple[Room, ...]:
    """The group that a row stands in, as a room whose title it is."""
    if not row.group.text:
        return ()
    heading = Paragraph(row.group, True, row.page)
    return (Room("annex-group", None, row.group.text.replace("\n", ""), (heading,), (), ()),)


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


def _row(group: Normalised, cells: Cells, columns: Columns, page: int | None) -> Row | None:
    notes = _notes(cells, columns, page)
    told = cells[columns.measures[-1]]
    headed = [cells[i] for i in columns.headings if cells[i].text] if notes else []
    measures = told if re.search(r"\w", told.text) or not headed else headed[-1]
    if not re.search(r"\w", measures.text):
        return None
    lead = cells[columns.measures[0]] if measures is told else measures
    number = cells[columns.number].text if columns.number is not None else ""
    return Row(
        group=group,
        number=read_mark(f"{number}、") or read_mark(number),
        headings=tuple(cells[i] for i in columns.headings),
        lead=lead,
        measures=measures,
        notes=notes,
        page=page,
    )


def _is_group(row: Cells, columns: Columns) -> bool:
    """Whether a row only heads those below it: one text, through all columns or not of measures."""
    filled = {c.text for c in row if c.text}
    through = all(c.text for c in row)
    return len(filled) <= 1 and (through or not row[columns.measures[-1]].text)


def _notes(cells: Cells, columns: Columns, page: int | None) -> tuple[Note, ...]:
    """The owner and time cells; one cell merged over columns of several roles gives none of them."""
    merged: dict[tuple[int, ...], list[int]] = {}
    labels = columns.labels
    for i in columns.notes:
        if cells[i].text:
            merged.setdefault(cells[i].offsets, []).append(i)
    return tuple(
        Note(cells[at[0]], page, labels[at[0]] if len({labels[i] for i in at}) == 1 else "责任单位")
        for at in merged.values()
    )


@lru_cache(maxsize=2)
def runs(text: str) -> frozenset[str]:
    """The 8-character runs of a text; one is held against others, one after the other."""
    plain = re.sub(r"\W", "", text)
    return frozenset([plain[i : i + _RUN] for i in range(len(plain) - _RUN + 1)])
