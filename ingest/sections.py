"""Rooms as sections with IRIs, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.records import Paragraph, Section
from ingest.structure import Room
from ontology.ids import article_iri, item_iri, part_iri, preamble_iri, slug


def name_sections(notice: str, rooms: Sequence[Room]) -> tuple[tuple[Section, ...], dict[int, str]]:
    """The sections of a notice, and the section IRI of each room by ``id(room)``.

    Articles are numbered through the notice where the notice does so, else within their part; a
    number that comes twice is told apart by its order (3, 3-2)."""
    articles = [r for top in rooms for r in _articles(top)]
    numbers = [r.mark.number for r in articles if r.mark]
    through = len(numbers) == len(set(numbers))
    used: Counter[str] = Counter()
    sections: list[Section] = []
    iris: dict[int, str] = {}

    def add(room: Room, parent: str | None, part: int | None) -> None:
        iri = (
            parent or notice
            if room.kind == "tail"
            else _unique(_iri(notice, room, parent, part, through), used)
        )
        iris[id(room)] = iri
        if room.kind != "tail":
            sections.append(_section(room, iri, parent, len(sections) + 1))
        own_part = room.mark.number if room.kind == "part" and room.mark else part
        for below in room.rooms:
            add(below, iri, own_part)

    for room in rooms:
        add(room, None, None)
    return tuple(sections), iris


def preamble_section(notice: str, paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """The preamble as a section before all others, () where there is none."""
    if not paragraphs:
        return ()
    text = "\n".join(p.text for p in paragraphs)
    start, end = paragraphs[0].words.source().start, paragraphs[-1].words.source().end
    return (Section(preamble_iri(notice), "preamble", None, "", 0, None, start, end, text),)


def _articles(room: Room) -> list[Room]:
    return [room] if room.kind == "article" else [r for r in room.rooms if r.kind == "article"]


def _iri(notice: str, room: Room, parent: str | None, part: int | None, through: bool) -> str:
    key = str(room.mark.number) if room.mark else slug(room.title, 40) or "0"
    if room.kind == "part":
        return part_iri(notice, key)
    if room.kind == "article":
        return article_iri(notice, key if through or part is None else f"{part}.{key}")
    return item_iri(parent or notice, key)


def _unique(iri: str, used: Counter[str]) -> str:
    used[iri] += 1
    return iri if used[iri] == 1 else f"{iri}-{used[iri]}"


def _section(room: Room, iri: str, parent: str | None, position: int) -> Section:
    spans = [p.words.source() for p in room.own if p.words.offsets]
    tail = [p for r in room.rooms if r.kind == "tail" for p in r.own]
    return Section(
        iri=iri,
        kind=room.kind,
        number=room.number,
        title=room.title,
        position=position,
        parent=parent,
        start=min(s.start for s in spans),
        end=max(s.end for s in spans),
        text="\n".join(p.text for p in [*room.own, *tail]),
    )
