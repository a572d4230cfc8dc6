"""What became of every character of a file: a task, a heading, a note, another sentence, masthead, furniture, nothing.

Silence is a fault: a passage that was read as nothing is an issue with its span.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.carried import Read
from ingest.records import Coverage, Issue, Normalised, Paragraph, Span, Table
from ingest.structure import Note, Outline, Room
from ingest.task_tables import Row

_KINDS = ("nothing", "task", "statement", "heading", "note", "annex", "masthead", "furniture")
_NOTHING, _SPACE = _KINDS.index("nothing"), 255
_UNREAD = re.compile(rb"\x00(?:[\x00\xff]*\x00)?")
_SHORTEST_UNREAD = 6
_SENTENCE = re.compile(r"[。；！]|.{60}")
_END_MATTER = re.compile(
    r"附[件表录：]|[抄分][送报]|主送|（|联系|电话|[^，。；]{2,40}\d{4}年\d{1,2}月"
)


@dataclass(slots=True)
class _Marks:
    """One code for each character of the text: furniture where no paragraph or cell has it, nothing
    until it is marked; what is marked once stays so."""

    codes: bytearray

    def place(self, words: Normalised) -> None:
        for a, b in _runs(words.offsets):
            self.codes[a:b] = bytes([_NOTHING]) * (b - a)

    def put(self, words: Normalised, kind: str) -> None:
        code = bytes([_KINDS.index(kind)])
        for a, b in _runs(words.offsets):
            self.codes[a:b] = self.codes[a:b].replace(bytes([_NOTHING]), code)


def coverage(
    text: str,
    plan: Outline,
    sentences: Sequence[Read],
    rows: Iterable[Row],
    repeated: Iterable[Row],
    tables: Sequence[Table],
) -> Coverage:
    """How many characters of ``text`` (white space left out) became what, and the spans of those that
    became nothing; ``rows`` are those of the tables that were read, ``repeated`` those that only repeat
    the body."""
    marks = _Marks(bytearray([_KINDS.index("furniture")]) * len(text))
    for words in _placed(plan, tables):
        marks.place(words)
    for s in sentences:
        marks.put(s.words, "task" if s.verdict.is_task else _kind(s.verdict.kind))
    again, read = list(repeated), list(rows)
    for row in again:
        for cell in (row.lead, row.measures):
            marks.put(cell, "annex")
    for row in read:
        for note in row.notes:
            marks.put(note.words, "note")
        for cell in (row.group, *row.headings, row.lead, row.measures):
            marks.put(cell, "heading")
    for room in (*plan.rooms, *plan.annex_rooms):
        _put_room(marks, room)
    for paragraph in plan.front:
        marks.put(paragraph.words, "statement" if _is_prose(paragraph) else "masthead")
    for paragraph in plan.end:
        if not _is_prose(paragraph):
            marks.put(paragraph.words, "masthead")
    used = {o for row in read for o in row.measures.offsets[:1]}
    for table in tables:
        _put_table(marks, table, used)
    return _counted(text, marks.codes)


def unread_issues(text: str, found: Coverage) -> Iterator[Issue]:
    """One issue for each passage that was read as nothing."""
    for span in found.unread:
        words = re.sub(r"\s+", "", text[span.start : span.end])
        message = f"这段文字没有读作任务、标题、括注或其他内容：“{words[:30]}”，请核对"
        yield Issue("warning", "text.unread", message, span.start, span.end)


def _runs(offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The offsets as half-open runs: one where they follow each other, as most do."""
    start, places = 0, range(len(offsets))
    while start < len(offsets):
        ahead = offsets[start] - start
        if offsets[-1] - places[-1] == ahead:
            end = len(offsets)
        else:
            end = bisect_right(places, ahead, start, key=lambda i: offsets[i] - i)
        yield offsets[start], offsets[end - 1] + 1
        start = end


def _kind(verdict: str) -> str:
    return "heading" if verdict == "heading" else "statement"


def _put_room(marks: _Marks, room: Room) -> None:
    for element in room.elements:
        if isinstance(element, Note):
            marks.put(element.words, "note")
    for below in room.rooms:
        _put_room(marks, below)
    for paragraph in room.own:
        marks.put(paragraph.words, "heading")


def _put_table(marks: _Marks, table: Table, used: set[int]) -> None:
    """The other columns of a table that was read; a table that was not stays nothing."""
    if not any(c.offsets[:1] and c.offsets[0] in used for row in table.rows for c in row):
        return
    for row in table.rows:
        for cell in row:
            marks.put(cell, "heading")


def _is_prose(paragraph: Paragraph) -> bool:
    """Whether a paragraph holds a sentence and is no line of the masthead or the end matter."""
    text = paragraph.text
    return bool(len(text) >= 15 and _SENTENCE.search(text) and not _END_MATTER.match(text))


def _placed(plan: Outline, tables: Sequence[Table]) -> Iterator[Normalised]:
    """The words of every paragraph and cell."""
    rooms: list[Room] = [*plan.rooms, *plan.annex_rooms]
    yield from (p.words for p in (*plan.front, *plan.end))
    while rooms:
        room = rooms.pop()
        yield from (p.words for p in room.own)
        rooms += room.rooms
    yield from (c for t in tables for row in t.rows for c in row)


def _counted(text: str, codes: bytearray) -> Coverage:
    for m in re.finditer(r"\s+", text):
        codes[m.start() : m.end()] = bytes([_SPACE]) * (m.end() - m.start())
    unread = (Span(*m.span()) for m in _UNREAD.finditer(codes))
    return Coverage(
        tuple((k, n) for i, k in enumerate(_KINDS) if (n := codes.count(i))),
        tuple(s for s in unread if s.end - s.start >= _SHORTEST_UNREAD),
    )
