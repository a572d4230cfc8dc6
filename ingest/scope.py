"""Which responsibility note covers which sentence.

A note covers every sentence of its article that stands before it and after the previous note.
Where only the last sub-item ends with a note, it covers the whole article, and so for a part where
that note is a line of its own; where sub-items have notes of their own, each covers its sub-item. A note with nothing before it covers what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.labels import LABEL
from ingest.notes import held_for
from ingest.structure import Note, Room, Sentence


@dataclass(frozen=True, slots=True)
class Covered:
    """A sentence, the rooms it stands in (outermost first) and the notes that cover it."""

    sentence: Sentence
    rooms: tuple[Room, ...]
    notes: tuple[Note, ...]


_RUN_IN = re.compile(r"[^，。；：、]{1,6}[、.．）][^，。；：、]{2,14}。.")
"""A numbered article that opens with a short sentence as headings are (（五）严管在建工程。各单位…)."""
_Placed = tuple[Sentence | Note, tuple[Room, ...]]


def covered_sentences(
    rooms: Sequence[Room], above: tuple[Room, ...] = (), inherited: tuple[Note, ...] = ()
) -> Iterator[Covered]:
    """Every sentence under ``rooms`` in reading order with its notes; ``inherited`` are the notes
    of a part's heading, which hold for articles without one."""
    for found in _held_back([list(_covered(r, above, inherited)) for r in rooms], rooms):
        yield from found


def _covered(room: Room, above: tuple[Room, ...], inherited: tuple[Note, ...]) -> Iterator[Covered]:
    """The sentences of one room."""
    if room.kind == "part" and _line_for_all(room):
        yield from _sequence(_flat(room, above))
    elif room.kind == "part":
        own = [(e, (*above, room)) for e in room.elements]
        yield from _sequence(own)
        yield from covered_sentences(room.rooms, (*above, room), _of_heading(room) or inherited)
    else:
        found = list(_article(room, above))
        noted = any(c.notes for c in found)
        for c in found:
            yield c if noted else Covered(c.sentence, c.rooms, inherited)


def _held_back(
    found: Sequence[Sequence[Covered]], rooms: Sequence[Room]
) -> Iterator[Sequence[Covered]]:
    """The sentences of each of the ``rooms``; a note that says for how many of them it holds (以上三项责任单位：…)
    covers those before its own, too."""
    whole = list(found)
    for i, room in enumerate(rooms):
        own = room.elements if room.kind == "part" else [e for e, _ in _flat(room, ())]
        for note in (e for e in own if isinstance(e, Note)):
            for k in range(max(i + 1 - held_for(note.text), 0), i):
                whole[k] = [Covered(c.sentence, c.rooms, c.notes or (note,)) for c in whole[k]]
    return iter(whole)


def _article(room: Room, above: tuple[Room, ...]) -> Iterator[Covered]:
    here = (*above, room)
    own: list[_Placed] = [(e, here) for e in room.elements]
    if _one_note_for_all(room):
        yield from _sequence([*own, *(p for r in room.rooms for p in _flat(r, here))])
        return
    leading = _of_heading(room)
    yield from _sequence(own)
    for below in room.rooms:
        covered = list(_article(below, here))
        noted = any(c.notes for c in covered)
        for c in covered:
            yield Covered(c.sentence, c.rooms, leading) if leading and not noted else c


def _of_heading(room: Room) -> tuple[Note, ...]:
    """The notes of a room's heading: those ahead of its first sentence."""
    return tuple(
        e for e in takewhile(lambda e: isinstance(e, Note), room.elements) if isinstance(e, Note)
    )


def _one_note_for_all(room: Room) -> bool:
    """Whether only the last of several sub-items ends with a note, and the heading has none."""
    if len(room.rooms) < 2 or _of_heading(room):
        return False
    noted = [any(isinstance(e, Note) for e, _ in _flat(r, ())) for r in room.rooms]
    last = _flat(room.rooms[-1], ())
    closing = bool(last) and isinstance(last[-1][0], Note)
    return closing and noted[-1] and not any(noted[:-1])


def _line_for_all(part: Room) -> bool:
    """Whether a line of its own behind the last of several articles (责任部门：…) is the only note of a part; one in
    brackets holds for articles without headings alone."""
    if not _one_note_for_all(part):
        return False
    closing = _flat(part.rooms[-1], ())[-1][0]
    bracketed = closing.text.startswith(("（", "〔"))
    labelled = isinstance(closing, Note) and LABEL.match(closing.text.lstrip("（〔"))
    headed = any(r.title for r in part.rooms) or _RUN_IN.match(part.rooms[-1].own[0].text)
    if not labelled or (bracketed and headed):
        return False
    return _last_line(part).removesuffix("。") == closing.text.removesuffix("。")


def _last_line(room: Room) -> str:
    """The last paragraph under a room."""
    while room.rooms:
        room = room.rooms[-1]
    return room.own[-1].text


def _flat(room: Room, above: tuple[Room, ...]) -> list[_Placed]:
    here = (*above, room)
    return [(e, here) for e in room.elements] + [p for r in room.rooms for p in _flat(r, here)]


def _sequence(placed: Sequence[_Placed]) -> Iterator[Covered]:
    """The sentences of one run, each with the notes behind it (or, failing any, before it)."""
    waiting: list[tuple[Sentence, tuple[Room, ...]]] = []
    forward: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    for element, rooms in placed:
        if isinstance(element, Sentence):
            if notes:
                yield from (Covered(s, r, notes) for s, r in waiting)
                waiting, notes = [], ()
            waiting.append((element, rooms))
        elif waiting:
            notes = (*notes, element)
        else:
            forward = (*forward, element)
    yield from (Covered(s, r, notes or forward) for s, r in waiting)
