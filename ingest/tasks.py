"""Sentences of the outline turned into tasks with everything that they and their notes say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest import concepts, gazetteer, topics
from ingest.deadlines import Calendar
from ingest.duties import duties_of
from ingest.finding import Clause, clause
from ingest.note_values import NoteOwner
from ingest.notes import NoteContent, find_default, read_note
from ingest.quantities import find_quantities
from ingest.quoted import find_citations, find_terms
from ingest.records import Citation, Mention, Normalised, Owner, Task, Term, Topic
from ingest.rulebook import rule_table
from ingest.scope import Covered, covered_sentences
from ingest.spelled import find_spelled
from ingest.structure import Note, Room
from ingest.subjects import find_subjects
from ingest.times import Times, find_times

_OF_A_PART = re.compile("本(?:部分|章|节)")


@dataclass(frozen=True, slots=True)
class Default:
    """A default, the sentence (its place in reading order) from which it holds, and the room to which it is
    kept (本部分各项均需…); without one it holds for the document."""

    owners: tuple[Owner, ...]
    unless_noted: bool
    since: int
    within: Room | None = None

    def reaches(self, i: int, rooms: Sequence[Room]) -> bool:
        """Whether it holds for sentence ``i``, which stands in ``rooms``."""
        return i >= self.since and (self.within is None or any(r is self.within for r in rooms))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands: the section's IRI, its rooms, its position among the section's sentences."""

    section: str
    rooms: tuple[Room, ...]
    position: int
    iri: str


def lays_down_default(text: str) -> bool:
    """Whether the sentence only names the owners of all tasks (以下各项均由各乡镇负责)."""
    return find_default(text) is not None


def defaults_of(covered: Sequence[Covered], outside: Sequence[Normalised]) -> tuple[Default, ...]:
    """The document-wide defaults that the preface and the end (``outside``), the notes and the
    sentences lay down."""
    found = [_default(words, find_default(words.text), 0) for words in outside]
    seen: set[int] = set()
    for i, c in enumerate(covered):
        found.append(_default(c.sentence.words, find_default(c.sentence.text), 0))
        for note in c.notes:
            if id(note) not in seen:
                seen.add(id(note))
                laid = _default(
                    note.words, read_note(note.text, note.label), _since(note, covered, i)
                )
                kept = c.rooms[0] if _OF_A_PART.search(note.text) else None
                found.append(replace(laid, within=kept))
    return tuple(d for d in found if d.owners)


def _default(words: Normalised, content: NoteContent | None, since: int) -> Default:
    if content is None:
        return Default((), False, since)
    return Default(_owners(words, content.defaults, "default", False), content.unless_noted, since)


def _since(note: Note, covered: Sequence[Covered], i: int) -> int:
    """From which sentence a default in a note holds: 以下 from its article, 以上各项 from the first."""
    return _article_start(covered, i) if "以下" in note.text else 0


def _article_start(covered: Sequence[Covered], i: int) -> int:
    """Index of the first sentence of the article in which sentence ``i`` stands."""
    article = covered[i].rooms[:2]
    while i and covered[i - 1].rooms[:2] == article:
        i -= 1
    return i


def bare_task(
    here: Clause, covered: Covered, place: Place, defaults: Sequence[Default], when: Calendar
) -> Task:
    """The task that one sentence states, made ready as ``here``, with its notes and the defaults that reach it, as far
    as who, when and how much go."""
    notes = [_noted(n, when) for n in covered.notes]
    times = find_times(here, when)
    noted = [t for n in notes for t in n.times]
    subjects = find_subjects(here)
    quantities = find_quantities(here, times.counts + tuple(_due_spans(here, times)))
    owners = [o for n in notes for o in n.owners]
    owners += _by_default(d for d in defaults if not (d.unless_noted and owners))
    span = here.words.source()
    part, article, sub = _numbers(place.rooms)
    return Task(
        iri=place.iri, section=place.section, part=part, article=article, sub=sub, position=place.position,
        text=here.words.text, start=span.start, end=span.end, page=covered.sentence.page,
        owners=(*dict.fromkeys(owners), *subjects.owners),
        open_ended=subjects.open_ended or any(n.open_ended for n in notes),
        when=next((n.when for n in notes if n.when), None),
        due=times.due + tuple(d for t in noted for d in t.due),
        recurrences=times.recurrences + tuple(r for t in noted for r in t.recurrences),
        windows=times.windows + tuple(w for t in noted for w in t.windows),
        response=times.response + tuple(r for t in noted for r in t.response),
        targets=quantities.targets,
        conditions=quantities.conditions,
    )  # fmt: skip


def _by_default(defaults: Iterable[Default]) -> list[Owner]:
    """The owners that defaults name, each once: a text of several parts may say the same of each."""
    named: dict[tuple[str, str, str], Owner] = {}
    for owner in (o for d in defaults for o in d.owners):
        named.setdefault((owner.of, owner.name, owner.role), owner)
    return list(named.values())


def in_full(task: Task, here: Clause, rooms: Sequence[Room]) -> Task:
    """The bare task of a sentence in its rooms with what it is about, and its duties."""
    sectors = topics.sectors_of(here, rooms)
    return task._replace(
        terms=_terms(here),
        citations=_citations(here),
        sectors=sectors,
        sectors_beside=topics.sectors_beside(here, sectors),
        hazards=topics.hazards_of(here, rooms, sectors),
        measures=gazetteer.named(here.words, gazetteer.measure_gazetteer(), "measure"),
        mechanisms=_mechanisms(here),
        duties=duties_of(here.words, task),
    )


def _owners(
    words: Normalised, found: Sequence[NoteOwner], basis: str, open_list: bool
) -> tuple[Owner, ...]:
    """The owners that ``words`` name; a note, or the part of it that gives them a time of their own, is
    their statement, of a default the names."""
    rule = f"owner.{basis}"

    def statement(owner: NoteOwner) -> Mention | None:
        part = owner.part or (0, len(words.text))
        return words.mention(*part, rule) if basis == "note" else None

    return tuple(
        Owner(o.name, o.role, basis, words.mention(o.start, o.end, rule),
              statement=statement(o), open_list=open_list)
        for o in found
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Noted:
    """What a note gives every task that it covers; ``when``: what its time limits say where they name no date:
    immediate, done or ongoing."""

    owners: tuple[Owner, ...]
    open_ended: bool
    times: tuple[Times, ...]
    when: str | None


@lru_cache(maxsize=64)
def _noted(note: Note, when: Calendar) -> _Noted:
    content = read_note(note.text, note.label)
    limits = [note.words.cut(a, b) for a, b in content.times]
    hits = (r for limit in limits for r in rule_table("limit") if r.pattern.search(limit.text))
    return _Noted(
        _owners(note.words, content.owners, "note", content.open_ended),
        content.open_ended,
        tuple(find_times(clause(limit), when, cell=True) for limit in limits),
        next((rule.given["when"] for rule in hits), None),
    )


def _due_spans(here: Clause, times: Times) -> Iterator[tuple[int, int]]:
    """Local spans of dates and seasons, which are no quantities."""
    offsets = here.words.offsets
    for mention in (*(d.mention for d in times.due), *(w.mention for w in times.windows)):
        yield offsets.index(mention.start), offsets.index(mention.end - 1) + 1


def _numbers(rooms: Sequence[Room]) -> tuple[str | None, str | None, str | None]:
    """Part, article and sub-item as written."""
    part = next((r.number for r in rooms if r.kind == "part"), None)
    article = next((r.number for r in rooms if r.kind == "article"), None)
    below = [r for r in rooms if r.kind == "item"]
    sub = (below[-1].number or below[-1].title) if below else None
    return part.rstrip("、.．") if part else None, article, sub


def _terms(here: Clause) -> tuple[Term, ...]:
    sentence = here.words.text
    return tuple(
        Term(
            t.term,
            concepts.kind_of(t.term),
            t.mention,
            concepts.concept_of(t.term, sentence),
            concepts.instrument_called(t.term),
        )
        for t in find_terms(here)
    )


def _citations(here: Clause) -> tuple[Citation, ...]:
    return tuple(
        Citation(c.title, c.doc_number, c.relation, c.mention, concepts.instrument_of(c.title))
        for c in find_citations(here)
    )


def _mechanisms(here: Clause) -> tuple[Topic, ...]:
    """The mechanisms that the sentence names, quoted or not, or spells out; one label, one concept."""
    text = here.words.text
    found: dict[str, Topic] = {}
    for hit in gazetteer.mechanism_gazetteer().find(text):
        words = text[hit.start : hit.end].strip("“”")
        mechanism = concepts.mechanism_of(words, text)
        if mechanism and mechanism.kind != "not-a-mechanism":
            found.setdefault(
                mechanism.notation,
                Topic(mechanism.notation, here.mention(hit.start, hit.end, "mechanism.named")),
            )
            for part, start, end in concepts.listed_in(words):
                at = text.index(words, hit.start)
                mention = here.mention(at + start, at + end, "mechanism.listed")
                found.setdefault(part, Topic(part, mention))
    for s in find_spelled(text):
        mention = here.mention(s.start, s.end, s.rule)
        found.setdefault(s.notation, Topic(s.notation, mention))
    return tuple(found.values())


def sentences(rooms: Sequence[Room]) -> tuple[Covered, ...]:
    """All sentences of the body with their notes."""
    return tuple(covered_sentences(rooms))
