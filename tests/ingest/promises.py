"""What the reader promises of any text that it accepts, checked on what it returned.

Text is never lost, in four steps:

1. every character of a block but white space stands in exactly one paragraph or cell, unless it is
   markup, an invisible sign, or a line of page furniture (page number, rule, running head);
2. every paragraph stands in exactly one of front, rooms, annex rooms and end; every table in tables;
3. every paragraph of a room stands in the own text of exactly one section, in order;
4. every word of a room stands in its heading, in one of its sentences or in one of its notes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain

from ingest.clean import paragraphs
from ingest.privacy import HIDDEN
from ingest.records import Document, Mention, Notice, Paragraph, Table
from ingest.sections import name_sections
from ingest.structure import Outline, Room, outline

_ALIKE = str.maketrans('【】〖〗[]「」『』"“”（）：，；！？', '〔〕〔〕〔〕"""""""():,;!?')


def alike(text: str) -> str:
    """``text`` as far as reading must keep it: no white space, one width, one kind of quote."""
    folded = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    return re.sub(
        r"[\s\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff\ufffe\uffff\u00ad]", "", folded
    )


def within(part: str, whole: str) -> bool:
    """Whether the characters of ``part`` stand in ``whole`` in their order; × hides any of them."""
    rest = iter(whole)
    return all(any(c in (other, HIDDEN) for other in rest) for c in part)


def mentions(notice: Notice) -> Iterator[Mention]:
    """Every piece of evidence of a notice."""
    for t in notice.tasks:
        for found in (
            t.owners, t.due, t.recurrences, t.windows, t.response, t.targets, t.conditions, t.terms,
            t.citations, t.sectors, t.hazards, t.measures, t.mechanisms,
        ):  # fmt: skip
            yield from (x.mention for x in found)
        yield Mention(t.text, t.start, t.end, "task")
    for row in notice.annex:
        yield from (o.mention for o in row.owners)
        yield Mention(row.text, row.start, row.end, "annex")
    yield from (g.mention for g in notice.goals)
    yield from (Mention(s.text, s.start, s.end, "section") for s in notice.sections)


def check_offsets(notice: Notice) -> int:
    """The number of spans checked: each lies in the text and cuts out the words it is said to. The
    text of a section, or of an annex row with its merged lead, is longer than one span can be."""
    text = notice.document.text
    checked = 0
    for m in mentions(notice):
        assert 0 <= m.start <= m.end <= len(text), m
        assert bool(m.quote) == (m.end > m.start), m
        if m.rule not in ("section", "annex"):
            assert within(alike(m.quote), alike(text[m.start : m.end])), (m, text[m.start : m.end])
        checked += 1
    return checked


def check_names(notice: Notice) -> None:
    """IRIs name one thing each, and refer to things that are there."""
    for things in (notice.sections, notice.tasks, notice.annex, notice.units):
        iris = [t.iri for t in things]
        assert len(set(iris)) == len(iris), [i for i in iris if iris.count(i) > 1]
    sections = {s.iri for s in (*notice.sections, *notice.annex)}
    assert {t.section for t in notice.tasks} <= sections
    assert {s.parent for s in notice.sections} <= sections | {None}
    assert [s.position for s in notice.sections] == sorted({s.position for s in notice.sections})


def check_text(document: Document) -> None:
    """Steps 1 to 4 for a document."""
    content = paragraphs(document)
    _check_cleaned(document, content)
    plan = outline(content)
    _check_outline(content, plan)
    _check_sections(plan)
    for room in _all(chain(plan.rooms, plan.annex_rooms)):
        _check_room(room)


def _check_cleaned(document: Document, content: Sequence[Paragraph | Table]) -> None:
    offsets = [o for c in content for words in _words(c) for o in words]
    assert len(offsets) == len(set(offsets)), "a character stands twice"
    plain = [o for c in content if isinstance(c, Paragraph) for o in c.words.offsets]
    assert plain == sorted(plain), "paragraphs are out of order"
    kept = set(offsets)
    for block in (b for b in document.blocks if b.kind != "table"):
        signs = enumerate(document.text[block.start : block.end], block.start)
        lost = "".join("\n" if i in kept else c for i, c in signs)
        for run in lost.split("\n"):
            assert _droppable(run, document.text), run


def _droppable(run: str, text: str) -> bool:
    bare = re.sub(
        r"\*\*|__|</?[A-Za-z][^<>]*>|^#?\w+;|[\[〔【]\d{1,2}[\]〕】]|[#>*+•●\\\-]", "", run
    )
    bare = re.sub(
        r"[\s\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff\ufffe\uffff\u00ad]", "", bare
    )
    if re.fullmatch(r"[-—–－―~·.\d第页/，,共_=*～─━]*", bare):
        return True
    return len(bare) <= 40 and re.sub(r"\s", "", text).count(bare) >= 3


def _words(c: Paragraph | Table) -> Iterator[Sequence[int]]:
    if isinstance(c, Paragraph):
        yield c.words.offsets
        return
    seen: set[int] = set()
    for words in (w for row in c.rows for w in row if w.offsets):
        if id(words) not in seen:
            seen.add(id(words))
            yield [o for o, t in zip(words.offsets, words.text, strict=True) if t != "\n"]


def _all(rooms: Iterator[Room] | Sequence[Room]) -> Iterator[Room]:
    for room in rooms:
        yield room
        yield from _all(room.rooms)


def _check_outline(content: Sequence[Paragraph | Table], plan: Outline) -> None:
    placed = [
        *plan.front, *(p for r in _all(plan.rooms) for p in r.own), *plan.end,
        *(p for r in _all(plan.annex_rooms) for p in r.own),
    ]  # fmt: skip
    wanted = [o for c in content if isinstance(c, Paragraph) for o in c.words.offsets]
    assert sorted(o for p in placed for o in p.words.offsets) == sorted(wanted)
    assert plan.tables == tuple(c for c in content if isinstance(c, Table))


def _check_sections(plan: Outline) -> None:
    rooms = (*plan.rooms, *plan.annex_rooms)
    sections, _ = name_sections("https://example.org/n", rooms)
    written = [line for r in _all(rooms) for p in r.own for line in p.text.split("\n")]
    told = [line for s in sections for line in s.text.split("\n")]
    assert sorted(told) == sorted(written)


def _check_room(room: Room) -> None:
    own = re.sub(r"\W", "", "".join(p.text for p in room.own))
    spoken = re.sub(r"\W", "", "".join(e.text for e in room.elements))
    heading = re.sub(r"\W", "", (room.mark.written if room.mark else "") + room.title)
    assert own.endswith(spoken), room
    assert len(own) - len(spoken) <= len(heading), room
