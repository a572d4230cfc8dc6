"""Tasks and times found in the index of a snapshot, a page at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from ontology import ids
from service.store import searching
from service.store.conditions import (
    WORDED,
    Conditions,
    Span,
    Where,
    notices_where,
    of_tasks,
    selections,
    span_where,
    tasks_where,
    times_where,
)
from service.store.index import read_live
from service.store.opened import MATCHING, TASKS, Found, Part, Parts
from service.store.sheets import EDITION, FACETS, NOTICE_FACETS
from service.store.words import matching, words_of

#: Notices with the place that each belongs to; places are read once, since those of one notice have no index.
_PLACED = f"""FROM notice n LEFT JOIN (SELECT b.notice, MIN(p.iri) AS place FROM belongs b JOIN name p ON p.id = b.value
WHERE b.facet = {NOTICE_FACETS.index("jurisdiction")} GROUP BY b.notice) q ON q.notice = n.id WHERE"""
_TIMES = "FROM time m JOIN notice n ON n.id = m.notice"
#: With their tasks, which are as many look-ups more.
_TASK_TIMES = f"{_TIMES} JOIN duty d ON d.id = m.duty JOIN task t ON t.id = d.task"
_HITS = "FROM hit CROSS JOIN time m ON m.id = hit.id"


class _Order(NamedTuple):
    """How tasks are sorted: by what between parts, by what (first, then) in one, where they are numbered in the order of
    notices and text, and what else decides between parts."""

    key: str
    first: str
    then: str
    beside: str


_ORDERS = {
    "notice": _Order("n.iri", "t.notice", "t.id", "t.id"),
    "due": _Order("t.due", "t.due", "t.id", "n.iri, t.id"),
    "text": _Order("t.text", "t.rank", "t.iri", "t.iri"),
}
#: So many chosen tasks take longer to sort than to meet some of them in an index that has the order.
_MANY = 2_000
#: When what falls due before a day comes last.
_RANK = "CASE WHEN m.by >= ? THEN 0 WHEN m.by <> '' THEN 3 WHEN m.period <> '' THEN 1 ELSE 2 END"
_OWNERS = "SELECT json_group_array(iri) FROM owner JOIN name ON id = unit WHERE owner.duty = d.id"


class TimeRow(NamedTuple):
    """A time as a calendar tells of it: "" where it has no such thing; ``owners`` are units (IRIs), ``inferred`` where the
    sentence itself names none; that and ``draft`` are -1 where the index does not tell."""

    by: str
    period: str
    first: str
    duty: str
    time: str
    task: str
    text: str
    notice: str
    title: str
    year: str
    dated: str
    last: str
    words: str
    draft: int
    inferred: int
    days: str
    owners: Sequence[str]


#: Whether the notice is a draft, and whether the owners of the duty are inferred.
_DRAFT = f"""EXISTS (SELECT 1 FROM belongs WHERE facet = {NOTICE_FACETS.index("status")} AND notice = n.id
AND value = (SELECT id FROM name WHERE iri = '{ids.code_iri("status", "draft")}'))"""
_INFERRED = f"""EXISTS (SELECT 1 FROM has WHERE facet = {FACETS.index("inferred")} AND task = t.id
AND value = (SELECT id FROM name WHERE iri = m.node))"""
_KEY = "m.by, m.period, m.first, m.node, m.iri"
_ROW = f"""{_KEY}, t.iri, CASE d.text WHEN '' THEN t.text ELSE d.text END,
n.iri, n.title, n.year, n.dated, m.last, m.words, {_DRAFT}, {_INFERRED}, m.days, ({_OWNERS})"""


def _times_of(wanted: Conditions) -> str:
    """From what the times of these are read."""
    return _TASK_TIMES if of_tasks(wanted) else _TIMES


class Index:
    """The index of one snapshot, open for reading until it is closed."""

    def __init__(self, folder: Path) -> None:
        live = read_live(folder)
        self._parts = Parts(sorted(folder.glob("*.sqlite")), live)
        self._knows_words = all(part.edition == EDITION for part in self._parts)

    def close(self) -> None:
        self._parts.close()

    def answer(self, order: Mapping[str, Any]) -> Any:
        """What an order asks for: ``of`` notices, tasks, times, counts, months, sections or units, those ``wanted``, and which
        ``page`` of them; or what each of ``several`` asks for."""
        if order["of"] == "several":
            return [self.answer(each) for each in order["orders"]]
        asked: dict[str, Callable[..., Any]] = {
            "notices": self.notices,
            "tasks": self.tasks,
            "times": self.times,
            "counts": self.counts,
            "months": self.months,
            "sections": self.sections,
            "units": self.units,
        }
        return asked[order["of"]](Conditions(**order["wanted"]), **order["page"])

    def having(self, text: str) -> set[str]:
        """IRIs of the tasks whose sentences have every word that the text asks for."""
        where = Where()
        where.words(text, WORDED)
        found = self._parts.each(lambda part: list(part.rows(f"t.iri {TASKS}", where)))
        return {row[0] for rows in found for row in rows}

    def sections(self, wanted: Conditions, kind: str, limit: int | None, offset: int) -> Any:
        """``searching.sections``, None of an index of an earlier edition, which has no words of theirs."""
        if not self._knows_words:
            return None
        return searching.sections(self._parts, wanted, kind, limit, offset)

    def units(self, wanted: Conditions, limit: int | None, offset: int, **others: Any) -> Any:
        """``searching.units``, None of an index of an earlier edition, which has no names of theirs."""
        if not self._knows_words:
            return None
        return searching.units(self._parts, wanted, limit, offset, **others)

    def notices(self, wanted: Conditions, newest: bool, limit: int | None, offset: int) -> Found:
        """IRIs of one page of notices, or of all from ``offset`` on: by place and year, or the newest first (by year and
        date)."""
        where = notices_where(wanted)
        select = f"IFNULL(q.place, ''), n.year, n.iri, n.dated {_PLACED}"
        found = self._parts.each(lambda part: set(part.rows(select, where)))
        rows = sorted(set().union(*found))
        if newest:
            rows.sort(key=lambda row: (row[1], row[3]), reverse=True)
        end = None if limit is None else offset + limit
        return Found([row[2] for row in rows[offset:end]], len(rows))

    def tasks(self, wanted: Conditions, sort: str, limit: int | None, offset: int) -> Found:
        """IRIs of one page of tasks, or of all from ``offset`` on. ``sort``: notice, due or text; - before it
        reverses, but not the order of tasks that are alike in it, and tasks without a day stay last."""
        end = None if limit is None else offset + limit
        groups = [replace(wanted, has_deadline=True), replace(wanted, has_deadline=False)]
        apart = sort == "-due" and wanted.has_deadline is None
        found: list[str] = []
        many = sum(self._parts.each(lambda part: part.choose(wanted))) > _MANY
        for group in groups if apart else [wanted]:
            if end is None or len(found) < end:
                most = None if end is None else end - len(found)
                found += self._sorted(group, sort, most, many)
        return Found(found[offset:end], sum(self._parts.each(lambda part: part.count(wanted))))

    def _sorted(self, wanted: Conditions, sort: str, most: int | None, many: bool) -> list[str]:
        """The first tasks in an order, at ``most`` so many, or all; ``many``: more are chosen than are to be sorted."""
        along = many and most is not None and sort != "notice"
        matched = (
            sort == "notice" and bool(matching(words_of(wanted.text))) and not selections(wanted)
        )
        where, order = tasks_where(wanted, along, matched), _ORDERS[sort.removeprefix("-")]
        down = sort.startswith("-")
        # tasks have the numbers of their notices' order: up that order they are read as they are found, not sorted
        by = f"ORDER BY {order.first} {'DESC' if down else 'ASC'}, {order.then}"
        if sort == "notice":
            by = f"ORDER BY {'pair.rowid' if matched else 't.id'}"
        select = f"{order.key}, {order.beside}, t.iri {MATCHING if matched else TASKS}"
        each = self._parts.each(lambda part: list(part.rows(select, where, by, most=most or -1)))
        rows = [row for rows in each for row in rows]
        rows.sort(key=lambda row: row[1:-1])
        rows.sort(key=itemgetter(0), reverse=down)
        return [row[-1] for row in rows[:most]]

    def times(
        self,
        wanted: Conditions,
        span: Mapping[str, Any] | None,
        since: str,
        limit: int | None,
        offset: int,
    ) -> Found:
        """One page of ``TimeRow`` of a ``Span``, or all from ``offset`` on: seasons, what recurs, then day by day; with ``since`` (a
        day) what falls due from then on, what recurs, seasons, and at the end what is past."""
        where = times_where(wanted, None if span is None else Span(**span))
        hits = f"m.id {_times_of(wanted)}"
        rank, before = (_RANK, [since]) if since else ("0", [])
        select, by = f"{rank}, {_KEY}, m.id {_HITS}", "1, m.id" if since else "m.id"
        end = None if limit is None else offset + limit

        def first(part: Part) -> tuple[int, list[Any]]:
            number = part.hit(hits, where)
            return number, [(*row, part) for row in part.of_hits(select, by, end, before)]

        keys, total = self._parts.together(first, lambda row: row[:6])
        shown = keys[offset:end]

        def told(part: Part) -> dict[Any, TimeRow]:
            page = Where()
            page.among("m.id", [number for *_, number, own in shown if own is part])
            rows = {}
            for row in part.rows(f"{_ROW} {_TASK_TIMES} WHERE", page):
                found = TimeRow._make((*row[:-1], json.loads(row[-1])))
                rows[row[:5]] = found if part.tells else found._replace(draft=-1, inferred=-1)
            return rows

        rows = dict(pair for found in self._parts.each(told) for pair in found.items())
        return Found([rows[key[1:6]] for key in shown], total)

    def counts(self, wanted: Conditions, spans: Sequence[Mapping[str, Any]]) -> list[int]:
        """How many times there are of each ``Span``, by one look at all times."""
        tests = [span_where(Span(**each)) for each in spans]
        select = ", ".join(f"COUNT(*) FILTER (WHERE {test})" for test in tests)
        before = [value for test in tests for value in test.values]
        where = times_where(wanted, None)
        whole = f"{select} {_times_of(wanted)} WHERE"
        found = self._parts.each(lambda part: next(part.rows(whole, where, before=before)))
        return [sum(each) for each in zip([0] * len(spans), *found, strict=True)]

    def months(self, wanted: Conditions) -> dict[str, int]:
        """The months (2026-10) in which a time falls due, and how many do."""
        where = times_where(wanted, None)
        where.add("m.by <> ''")
        found: Counter[str] = Counter()
        select = f"substr(m.by, 1, 7), COUNT(*) {_times_of(wanted)} WHERE"
        for each in self._parts.each(lambda part: dict(part.rows(select, where, "GROUP BY 1"))):
            found.update(each)
        return dict(sorted(found.items()))
