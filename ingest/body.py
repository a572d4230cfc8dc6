"""The body of a notice: its sections, and every sentence in them read and judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.annex import Beyond
from ingest.carried import Read
from ingest.deadlines import Calendar
from ingest.finding import clause
from ingest.orders import Verdict, asks_for_papers, is_entry, opens_list, verdict
from ingest.phases import in_phase
from ingest.records import Section, Task
from ingest.scope import Covered, covered_sentences
from ingest.sections import name_sections
from ingest.structure import Outline
from ingest.task_tables import Row, covered_rows, row_room
from ingest.tasks import Place, bare_task, defaults_of, in_full, lays_down_default
from ontology.ids import annex_row_iri, preamble_iri, task_iri

_Placed = tuple[Covered, str]


def read_body(
    notice: str,
    plan: Outline,
    lists: Sequence[Sequence[Row]],
    again: Sequence[tuple[str, Covered]],
    beyond: Beyond,
    when: Calendar,
) -> tuple[tuple[Section, ...], list[Read]]:
    """The sections of the numbered text and of the notice's own task tables (``lists``), and every
    sentence: of the text ahead of the first number, of the sections, of the tables, and those of the rows that
    say it ``again`` in an annex (with the IRI of their row) as far as they go ``beyond`` the body."""
    rooms = (*plan.rooms, *plan.annex_rooms)
    sections, iris = name_sections(notice, rooms)
    leading = tuple(covered_sentences([plan.lead] if plan.lead else []))
    covered = tuple(covered_sentences(rooms))
    rows = tuple(_row_sections(notice, lists, len(sections)))
    placed = [(c, preamble_iri(notice)) for c in leading]
    placed += [(c, iris[id(c.rooms[-1])]) for c in covered]
    placed += [(c, section.iri) for section, row in rows for c in covered_rows([row])]
    ahead = len(placed)
    placed += [(c, iri) for iri, c in again]
    defaults = defaults_of(covered, [p.words for p in (*plan.front, *plan.end)])
    positions: Counter[str] = Counter()
    read = []
    body: dict[str | None, list[Task]] = {}
    first_of_list: Verdict | None = None
    following = ""
    papers = False
    for i, (found, section) in enumerate(placed):
        if not following:
            first_of_list = None
            papers = papers and is_entry(found.sentence.text)
        following = _following(placed, i)
        position = positions[section] + 1
        if lays_down_default(found.sentence.text):
            positions[section] = position
            continue
        place = Place(section, found.rooms, position, task_iri(section, position))
        reaching = [d for d in defaults if d.reaches(i - len(leading), found.rooms)]
        here = clause(found.sentence.words)
        task = bare_task(here, found, place, reaching, when)
        if i >= ahead and not beyond.says(section, in_phase(task, found.rooms, when), body):
            continue
        task = in_phase(in_full(task, here, found.rooms), found.rooms, when)
        positions[section] = position
        if i < ahead:
            body.setdefault(task.article, []).append(task)
        noted = any(o.basis == "note" for o in task.owners)
        ruling = verdict(task, _titles(found), noted, following, first_of_list, when.year, papers)
        papers = papers or asks_for_papers(found.sentence.text)
        if opens_list(found.sentence.text, ruling):
            first_of_list = ruling
        read.append(Read(found.sentence.words, found.rooms, task, ruling, noted))
    return (*sections, *(section for section, _ in rows)), read


def _titles(found: Covered) -> list[str]:
    """The headings over a sentence; the cells beside the measures of a row that has owners or a time (存在问题)
    are none."""
    charged = any(note.label for note in found.notes)
    rooms = (r for r in found.rooms if not (charged and r.kind == "annex-row"))
    return ["lead" if r.kind == "lead" else r.title for r in rooms]


def _following(placed: Sequence[_Placed], i: int) -> str:
    """The next sentence of the same paragraph."""
    if i + 1 == len(placed):
        return ""
    here, behind = placed[i][0].sentence.words, placed[i + 1][0].sentence
    return behind.text if behind.words.source().start == here.source().end else ""


def _row_sections(
    notice: str, lists: Sequence[Sequence[Row]], before: int
) -> Iterator[tuple[Section, Row]]:
    """Each row of a task table with its section, counted on from the ``before`` ones."""
    position = before
    for t, rows in enumerate(lists, 1):
        for r, row in enumerate(rows, 1):
            position += 1
            yield _row_section(annex_row_iri(notice, f"{t}.{r}"), row, position), row


def _row_section(iri: str, row: Row, position: int) -> Section:
    room, span = row_room(row), row.measures.source()
    return Section(
        iri, "annex-row", room.number, room.title, position, None, span.start, span.end,
        row.measures.text,
    )  # fmt: skip
