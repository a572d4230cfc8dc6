"""An annex table that repeats the body: its rows beside the articles they repeat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.marks import Mark, read_mark
from ingest.notes import read_note
from ingest.records import AnnexRow, Owner
from ingest.scope import Covered
from ingest.structure import Room
from ingest.task_tables import Row, covered_rows, overlap, runs
from ontology.ids import annex_row_iri, slug

_ASPECT = re.compile(r"([^，。；：]{2,14}(?:方面|领域|行业))[，：]")
_LEAST_OVERLAP = 0.3
_LEAST_NEW = 14
"""Characters; shorter words are a heading, or too few to tell."""
_MOST_KNOWN = 0.5
_NUMBERED = re.compile(r"(?<![.、\d])\d+(?!\d*[.、．])|至少|每[个年月季]")

#: Number of an article, and the runs of characters that it has.
_Known = tuple[str | None, frozenset[str]]


def annex_rows(notice: str, rows: Sequence[Row], articles: Sequence[Room]) -> tuple[AnnexRow, ...]:
    """The rows of the annex, numbered as the annex counts its tasks."""
    out: list[AnnexRow] = []
    item = 0
    lead = ""
    introduced: set[tuple[int, ...]] = set()
    known = [(a.number, runs(whole_text(a))) for a in articles] if rows else []
    for row in rows:
        mark = read_mark(row.lead.text)
        if row.lead.text != lead or row.lead.text == row.measures.text:
            item = mark.number if mark else item + 1
        lead = row.lead.text
        first = row.lead.offsets not in introduced and row.lead.text != row.measures.text
        introduced.add(row.lead.offsets)
        out.append(_annex_row(notice, row, item, mark, known, row.lead.text if first else ""))
    return tuple(out)


def saying_more(
    rows: Sequence[Row], annex: Sequence[AnnexRow], body: str
) -> tuple[tuple[str, Covered], ...]:
    """The sentences of ``rows`` that the body does not have, each with the IRI of its row: most of the sentence
    is new, or a clause of it with a number or a date is (建成151个站)."""
    return tuple(
        (told.iri, c)
        for row, told in zip(rows, annex, strict=True)
        for c in covered_rows([row])
        if _says_more(c.sentence.text, body)
    )


def _says_more(sentence: str, body: str) -> bool:
    clauses = [c for c in re.split("[，；。]", sentence) if _NUMBERED.search(c)]
    return any(
        len(re.sub(r"\W", "", words)) >= _LEAST_NEW and overlap(words, runs(body)) < _MOST_KNOWN
        for words in (sentence, *clauses)
    )


def _annex_row(
    notice: str,
    row: Row,
    item: int,
    mark: Mark | None,
    articles: Sequence[_Known],
    introduction: str,
) -> AnnexRow:
    """The row; ``introduction`` is the text of a cell merged over it and the rows below it, which
    the first of them brings."""
    aspect = _ASPECT.match(row.measures.text) if row.measures.text != row.lead.text else None
    title = row.lead.text[mark.length :].partition("。")[0] if mark else ""
    contents = [(n, read_note(n.text, n.label)) for n in row.notes]
    owners = tuple(
        Owner(o.name, o.role, "note", n.words.mention(o.start, o.end, "owner.annex"),
              statement=n.words.mention(0, len(n.text), "owner.annex"), open_list=c.open_ended)
        for n, c in contents
        for o in c.owners
    )  # fmt: skip
    key = f"{item}-{slug(aspect[1])}" if aspect else str(item)
    span = row.measures.source()
    return AnnexRow(
        iri=annex_row_iri(notice, key),
        item=item,
        aspect=aspect[1] if aspect else None,
        part=row.number.written.rstrip("、.") if row.number else None,
        title=title,
        text=introduction + row.measures.text,
        owners=owners,
        open_ended=any(c.open_ended for _, c in contents),
        body_article=_repeated(row, articles),
        start=span.start,
        end=span.end,
    )


def _repeated(row: Row, articles: Sequence[_Known]) -> str | None:
    """Number of the first article that shares most of the row's text, or None."""
    text = row.measures.text
    shared = [(overlap(text, known), -i) for i, (_, known) in enumerate(articles)]
    share, at = max(shared, default=(0.0, 0))
    return articles[-at][0] if share >= _LEAST_OVERLAP else None


def whole_text(room: Room) -> str:
    """The text of a room and of all that it holds."""
    return "".join([*(p.text for p in room.own), *(whole_text(r) for r in room.rooms)])
