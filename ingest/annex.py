"""An annex table that repeats the body: its rows beside the articles they repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ingest.marks import Mark, read_mark
from ingest.notes import read_note
from ingest.records import AnnexRow, Owner, Task
from ingest.scope import Covered
from ingest.structure import Room
from ingest.task_tables import Row, covered_rows, overlap, runs
from ingest.units import Issuer, unit_of
from ontology.ids import annex_row_iri, slug

_ASPECT = re.compile(r"([^，。；：]{2,14}(?:方面|领域|行业))[，：]")
_LEAST_OVERLAP = 0.3
_LEAST_NEW = 14
"""Characters; shorter words are a heading, or too few to tell."""
_MOST_KNOWN = 0.5
_TOLD_BY = 20
"""Tasks of an article that a run of words may tell apart; what more of them have tells nothing."""
_NUMBERED = re.compile(r"(?<![.、\d])\d+(?!\d*[.、．])|至少|每[个年月季]")


class _Articles(NamedTuple):
    """The articles of a body: their numbers, and by run of characters those that have it."""

    numbers: Sequence[str | None]
    having: Mapping[str, Sequence[int]]


def annex_rows(notice: str, rows: Sequence[Row], articles: Sequence[Room]) -> tuple[AnnexRow, ...]:
    """The rows of the annexes, numbered as these count their tasks; of a second one that counts from 1 again, each with
    how many had its number (``annex/1-2``)."""
    out: list[AnnexRow] = []
    item = 0
    lead = ""
    introduced: set[tuple[int, ...]] = set()
    known = _articles(articles if rows else ())
    for row in rows:
        mark = read_mark(row.lead.text)
        if row.lead.text != lead or row.lead.text == row.measures.text:
            item = mark.number if mark else item + 1
        lead = row.lead.text
        first = row.lead.offsets not in introduced and row.lead.text != row.measures.text
        introduced.add(row.lead.offsets)
        out.append(_annex_row(notice, row, item, mark, known, row.lead.text if first else ""))
    return tuple(_apart(out))


def _apart(rows: Sequence[AnnexRow]) -> Iterator[AnnexRow]:
    times = Counter[str]()
    for row in rows:
        times[row.iri] += 1
        again = times[row.iri]
        yield row if again == 1 else replace(row, iri=f"{row.iri}-{again}")


def _articles(articles: Sequence[Room]) -> _Articles:
    having: dict[str, list[int]] = {}
    for at, article in enumerate(articles):
        for run in runs(whole_text(article)):
            having.setdefault(run, []).append(at)
    return _Articles([article.number for article in articles], having)


def annex_sentences(
    rows: Sequence[Row], annex: Sequence[AnnexRow]
) -> tuple[tuple[str, Covered], ...]:
    """The sentences of the ``rows``, each with the IRI of its row."""
    return tuple(
        (told.iri, c) for row, told in zip(rows, annex, strict=True) for c in covered_rows([row])
    )


class _Article(NamedTuple):
    """An article of the body: its words, its tasks and by run the first of them that have it, and who acts in it (units)."""

    words: str
    tasks: Sequence[Task]
    having: Mapping[str, Sequence[int]]
    acting: frozenset[str]

    def most_like(self, words: str) -> Sequence[Task]:
        """Those of the tasks that share most with the words, the first where none does."""
        shared = Counter(at for run in runs(words) for at in self.having.get(run, ()))
        most = max(shared.values(), default=0)
        return [self.tasks[at] for at, n in shared.items() if n == most] or self.tasks[:_TOLD_BY]


class Beyond:
    """Which sentences of an annex say what its notice does not: most of the sentence is new, or a clause of it with a
    number or a date is (建成151个站); or nobody who acts in the article that its row repeats acts in it, or it has
    another day, rhythm or number. ``body``: the runs of characters that it has."""

    def __init__(
        self, body: frozenset[str], annex: Sequence[AnnexRow], issuer: Issuer, year: int | None
    ) -> None:
        self._body = body
        self._repeated = {row.iri: row.body_article for row in annex}
        self._issuer = issuer
        self._ends = {date(year, 12, 31)} if year else set()  # of all that has no time of its own
        self._articles: dict[str, _Article] = {}

    def says(self, row: str, task: Task, tasks: Mapping[str | None, Sequence[Task]]) -> bool:
        """Whether the ``task`` of a row is one beyond the ``tasks`` of the body, by the number of their article."""
        number = self._repeated[row]
        if _says_more(task.text, self._body):
            return True
        if number is None or number not in tasks:
            return False
        if number not in self._articles:
            self._articles[number] = self._article(tasks[number])
        return self._differs(task, self._articles[number])

    def _article(self, tasks: Sequence[Task]) -> _Article:
        having: dict[str, list[int]] = {}
        for at, task in enumerate(tasks):
            for run in runs(task.text):
                if len(having.setdefault(run, [])) < _TOLD_BY:
                    having[run].append(at)
        return _Article("".join(t.text for t in tasks), tasks, having, self._acting(tasks))

    def _differs(self, task: Task, article: _Article) -> bool:
        acting, alike = self._acting([task]), article.most_like(task.text)
        others = acting and article.acting and acting.isdisjoint(article.acting)
        return (
            bool(others)
            or bool(_days([task]) - _days(alike) - self._ends)
            or bool(_rhythms([task]) - _rhythms(alike))
            or any(q.mention.quote not in article.words for q in task.targets)
        )

    def _acting(self, tasks: Sequence[Task]) -> frozenset[str]:
        acting = (o for t in tasks for o in t.owners if o.role in ("lead", "responsible"))
        units = (unit_of(o.name, self._issuer) for o in acting)
        return frozenset(u.iri for u in units if u)


def _days(tasks: Sequence[Task]) -> set[date | None]:
    return {d.date for t in tasks for d in t.due}


def _rhythms(tasks: Sequence[Task]) -> set[str]:
    return {r.period for t in tasks for r in t.recurrences}


def _says_more(sentence: str, body: frozenset[str]) -> bool:
    clauses = [c for c in re.split("[，；。]", sentence) if _NUMBERED.search(c)]
    return any(
        len(re.sub(r"\W", "", words)) >= _LEAST_NEW and overlap(words, body) < _MOST_KNOWN
        for words in (sentence, *clauses)
    )


def _annex_row(
    notice: str,
    row: Row,
    item: int,
    mark: Mark | None,
    articles: _Articles,
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


def _repeated(row: Row, articles: _Articles) -> str | None:
    """Number of the first article that shares most of the row's text, or None."""
    found = runs(row.measures.text)
    shared = Counter(at for run in found for at in articles.having.get(run, ()))
    if not shared:
        return None
    at = min(shared, key=lambda each: (-shared[each], each))
    return articles.numbers[at] if shared[at] / len(found) >= _LEAST_OVERLAP else None


def whole_text(room: Room) -> str:
    """The text of a room and of all that it holds."""
    return "".join([*(p.text for p in room.own), *(whole_text(r) for r in room.rooms)])
