"""Tasks: what is said of them, a subgraph to JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import lru_cache
from typing import Any

from ingest.gazetteer import first_hits, measure_gazetteer
from ontology import ids
from service.engine.walk import Extent, Walk
from service.lookup import terms
from service.lookup.ask import PREF_LABEL, Asker, Subgraph, Values
from service.lookup.terms import AZ, DCTERMS, RDF_TYPE, local

Json = dict[str, Any]


async def tasks_told(ask: Asker, tasks: Sequence[str], extent: Extent | None = None) -> Values:
    """What ``TaskWriter`` tells of the tasks (``ROW``: what a row of a page does, ``CELLS``: what a row of a table does),
    everything said of their duties and those who answer for them; of their sections and notices what they are called."""
    return await ask.walk(tasks, extent or _WHOLE)


async def task_graph(ask: Asker, tasks: Sequence[str]) -> Subgraph:
    """The same as a graph."""
    return await ask.reached(Walk(tuple(tasks), _WHOLE))


async def names_in(ask: Asker, values: Values) -> dict[str, str]:
    """What the nodes are called that ``TaskWriter`` refers to: by the values what they tell of, the others by the engine."""
    labels = await ask.labels(values.of_all(*_REFERRED) - values.told.keys())
    titles = {node: values.all(node, PREF_LABEL, _TITLE) for node in values.told}
    return labels | {node: title[0] for node, title in titles.items() if title}


_TITLE = DCTERMS + "title"
_NAMED_FIELDS = {
    "mechanisms": (AZ + "invokes", AZ + "combats", AZ + "mentionsFormula"),
    "sectors": (AZ + "sector",),
    "hazards": (AZ + "hazard",),
    "cites": (AZ + "cites",),
    "orders_issuing": (AZ + "ordersIssuing",),
    "orders_revising": (AZ + "ordersRevising",),
}
_MEASURE = AZ + "measure"
_NAMED = (_MEASURE, *(name for names in _NAMED_FIELDS.values() for name in names))
#: Of these the fields of a row.
_TAGS = ("sectors", "hazards", "mechanisms")
_TIME_FIELDS = {
    "by": AZ + "by",
    "period": AZ + "period",
    "min_times": AZ + "minTimes",
    "from_month": AZ + "fromMonth",
    "to_month": AZ + "toMonth",
    "from_day": AZ + "fromDay",
    "to_day": AZ + "toDay",
    "times_per_year": AZ + "timesPerYear",
    "within": AZ + "reactionTime",
    "as_written": AZ + "asWritten",
}
#: What is written of a number, and what a target of a page's row shows of it.
_FIGURE_FIELDS = {
    "indicator": AZ + "indicator",
    "as_written": AZ + "asWritten",
    "value": AZ + "value",
    "unit": AZ + "unitText",
}
_TARGET_FIELDS = ("indicator", "as_written")

#: On which days something recurs, of which there may be several; numbers but for those of the week.
_DAY_FIELDS = {
    "by_month": AZ + "byMonth",
    "by_month_day": AZ + "byMonthDay",
    "by_day": AZ + "byDay",
}


def _az(*names: str) -> tuple[str, ...]:
    return tuple(AZ + name for name in names)


#: Of a task, which may be a duty itself, and of a duty, what a row shows.
_DUTY = _az("text", "due", "owner", "answeredBy", "hasTime", "hasTarget")
_OF_TASK = _DUTY + _az("notice", "statedIn", "evidence", "hasDuty")
#: What leads to nodes that are told by their names.
_REFERRED = _az("notice", "assignee", "owner", "denotes") + _NAMED
_WHOLE = Extent(
    _OF_TASK + _az("hasTerm", "hasMention", "hasCondition") + _NAMED,
    (
        (_az("statedIn", "notice"), (RDF_TYPE, _TITLE, *_az("number", "source", "status"))),
        (_az("hasDuty", "hasTerm", "hasMention", "evidence"), ()),
        (_az("answeredBy", "hasTime", "hasTarget", "hasCondition", "source"), ()),
        (_az("hasAssignment"), ()),
    ),
)
#: What a row of a page shows: of a task a third of its triples. The owners of a task are those of its notes; which of its duties an
#: office has is asked where it has several, which are told by themselves.
ROW = Extent(
    tuple(name for name in _OF_TASK if name != AZ + "owner") + tuple(name for field in _TAGS for name in _NAMED_FIELDS[field]),
    (
        (_az("statedIn", "notice"), (_TITLE, *_az("number", "status"))),
        (_az("hasDuty"), _DUTY),
        (
            _az("answeredBy", "hasTime", "hasTarget"),
            (RDF_TYPE, *_az("asWritten", "evidence", "basis", "hasAssignment", "indicator"), *_TIME_FIELDS.values(), *_DAY_FIELDS.values()),
        ),
        (_az("hasAssignment"), _az("assignee", "role", "asWritten")),
    ),
)  # fmt: skip

#: What a row of a table to take along shows: no place in the file but that of the task.
CELLS = Extent(
    tuple(name for name in _OF_TASK if name != AZ + "owner") + _az("hasTerm", "hasCondition") + _NAMED,
    (
        (_az("statedIn", "notice"), (_TITLE, *_az("number", "source", "status"))),
        (_az("hasDuty", "hasTerm", "evidence"), (*_DUTY, *_az("term", "page"))),
        (
            _az("answeredBy", "hasTime", "hasTarget", "hasCondition", "source"),
            (RDF_TYPE, *_az("basis", "hasAssignment", "ownerListOpen", "fileName"), *_FIGURE_FIELDS.values(), *_TIME_FIELDS.values(), *_DAY_FIELDS.values()),
        ),
        (_az("hasAssignment"), _az("assignee", "role", "asWritten")),
    ),
)  # fmt: skip


class TaskWriter:
    """Tasks of which ``values`` tell as JSON; ``labels`` names the IRIs in them."""

    def __init__(self, values: Values, labels: dict[str, str], base: str) -> None:
        self.graph = values
        self.labels = labels
        self.base = base
        self._answering: dict[str, list[Json]] = {}

    def task(self, node: str, units: Set[str] = frozenset()) -> dict[str, object]:
        """A task; of the duties that ``units`` answer for alone, where they are given and answer for some."""
        graph = self.graph
        every, duties = self._meant(node, units)
        notes = self._held(duties, "answeredBy")
        mentions = self._mentions(node)
        return {
            **self._stated(node, every, duties),
            "owners": self._owners(notes, self.evidence),
            "owner_list_open": any(graph.one(n, AZ + "ownerListOpen") == "true" for n in notes),
            "due": self._held(duties, "due") if units else graph.all(node, AZ + "due"),
            "times": [
                {**self._time(each), "evidence": self.evidence(each)}
                for each in self._held(duties, "hasTime")
            ],
            "targets": [self._quantity(each) for each in self._held(duties, "hasTarget")],
            "conditions": [self._quantity(each) for each in self._held(duties, "hasCondition")],
            "duties": [self._duty(each) for each in duties],
            **{name: self._named(node, props, mentions) for name, props in _NAMED_FIELDS.items()},
            "measures": [*self._measures(node)],
            "terms": [self._term(each) for each in graph.all(node, AZ + "hasTerm")],
            "evidence": self.evidence(node, AZ + "text"),
        }

    def row(self, node: str, units: Set[str] = frozenset()) -> dict[str, object]:
        """Of ``task`` what a row of a table shows; of places in the file where they begin and end alone. Those with the same
        ``notes`` have the same owners."""
        graph = self.graph
        every, duties = self._meant(node, units)
        notes = self._held(duties, "answeredBy")
        return {
            **self._stated(node, every, duties),
            "owners": self._owners(notes, self._at),
            "notes": tuple(notes),
            "due": self._held(duties, "due") if units else graph.all(node, AZ + "due"),
            "times": [self._time(each) for each in self._held(duties, "hasTime")],
            "targets": [
                {name: graph.one(each, _FIGURE_FIELDS[name]) for name in _TARGET_FIELDS}
                for each in self._held(duties, "hasTarget")
            ],
            **{
                field: [self._link(each) for each in graph.all(node, *_NAMED_FIELDS[field])]
                for field in _TAGS
            },
            "evidence": self._at(node, AZ + "text"),
        }

    def cells(self, node: str) -> dict[str, object]:
        """Of ``task`` what a row of a table to take along shows: of what it names the names alone."""
        graph = self.graph
        every, duties = self._meant(node, frozenset())
        notes = self._held(duties, "answeredBy")
        span = graph.one(node, AZ + "evidence")
        return {
            **self._stated(node, every, duties),
            "owners": self._owners(notes, lambda _: None),
            "owner_list_open": any(graph.one(n, AZ + "ownerListOpen") == "true" for n in notes),
            "due": graph.all(node, AZ + "due"),
            "times": [self._time(each) for each in self._held(duties, "hasTime")],
            "targets": [self._figure(each) for each in self._held(duties, "hasTarget")],
            "conditions": [self._figure(each) for each in self._held(duties, "hasCondition")],
            "duties": [self._duty(each) for each in duties] if len(duties) > 1 else [],
            **{name: self._called(node, *props) for name, props in _NAMED_FIELDS.items()},
            "measures": self._called(node, _MEASURE),
            "terms": [{"term": graph.one(e, AZ + "term")} for e in graph.all(node, AZ + "hasTerm")],
            "evidence": {
                "exact": graph.one(node, AZ + "text"),
                "page": _number(graph.one(span, AZ + "page")),
                "file": graph.one(span.partition("#")[0], AZ + "fileName"),
            }
            if span and ids.span_of(span)
            else None,
        }

    def _called(self, task: str, *names: str) -> list[Json]:
        """What the task has by these properties, by name."""
        found = self.graph.all(task, *names)
        return [{"label": self.labels.get(each, local(each))} for each in found]

    def _figure(self, node: str) -> Json:
        """A number as it is written, or what it is."""
        told: Json = {name: self.graph.one(node, prop) for name, prop in _FIGURE_FIELDS.items()}
        return told | {"value": _number(told["value"])}

    def _meant(self, node: str, units: Set[str]) -> tuple[list[str], list[str]]:
        """All duties of a task, and those that ``units`` answer for, or all where they answer for none."""
        graph = self.graph
        every = sorted(graph.all(node, AZ + "hasDuty"), key=_place)
        return every, [
            each for each in every if units & set(graph.all(each, AZ + "owner"))
        ] or every

    def _stated(self, node: str, every: Sequence[str], duties: Sequence[str]) -> dict[str, object]:
        """What the task says and where it stands; the words of its ``duties`` where these are not ``every`` one."""
        graph = self.graph
        notice = graph.one(node, AZ + "notice")
        return {
            "id": node,
            "url": link(node, self.base),
            "text": graph.one(node, AZ + "text"),
            **({"part": self._words(duties)} if len(duties) < len(every) else {}),
            "notice": self.ref(notice),
            "draft": notice is not None and self._code(notice, "status") == "draft",
            "section": self._section(graph.one(node, AZ + "statedIn")),
        }

    def _at(self, node: str, words: str = AZ + "asWritten") -> dict[str, object] | None:
        """The words of ``node`` and where they stand."""
        found = ids.span_of(self.graph.one(node, AZ + "evidence") or "")
        exact = self.graph.one(node, words)
        return {"exact": exact, "start": found[0], "end": found[1]} if found else None

    def _held(self, holders: Sequence[str], name: str) -> list[str]:
        """The values of a property of the holders, each once, in the order of the text."""
        found = {each for holder in holders for each in self.graph.all(holder, AZ + name)}
        return sorted(found, key=_place) if len(found) > 1 else list(found)

    def _words(self, duties: Sequence[str]) -> str:
        return "……".join(self.graph.one(each, AZ + "text") or "" for each in duties)

    def _duty(self, node: str) -> dict[str, object]:
        """The pairs: who, by when, how often, how much; ``text`` where the task has several."""
        graph = self.graph
        words = {
            name: [graph.one(each, AZ + "asWritten") for each in self._held([node], prop)]
            for name, prop in (("times", "hasTime"), ("targets", "hasTarget"))
        }
        return {
            "text": graph.one(node, AZ + "text"),
            "owners": [self.ref(each) for each in graph.all(node, AZ + "owner")],
            "due": graph.all(node, AZ + "due"),
            **words,
        }

    def ref(self, node: str | None) -> dict[str, str] | None:
        """A node by IRI, label and address at this service."""
        return None if node is None else self._link(node)

    def _link(self, node: str) -> dict[str, str]:
        label = self.labels.get(node, terms.local(node))
        return {"id": node, "label": label, "url": link(node, self.base)}

    def _mentions(self, task: str) -> dict[str, str]:
        """By concept or instrument the mention by which the task has it."""
        return {
            denoted: each
            for each in self.graph.all(task, AZ + "hasTerm", AZ + "hasMention")
            for denoted in self.graph.all(each, AZ + "denotes")
        }

    def _named(
        self, task: str, names: Sequence[str], mentions: Mapping[str, str]
    ) -> list[dict[str, object]]:
        """Concepts or instruments of the task, each with the words by which it has them."""
        return [
            {**self._link(each), "evidence": self._mention(task, mentions.get(each))}
            for each in self.graph.all(task, *names)
        ]

    def _measures(self, task: str) -> Iterator[dict[str, object]]:
        """The measures of the task, each with the first words of the code list that name it in the sentence."""
        text = self.graph.one(task, AZ + "text") or ""
        sentence = self.graph.one(task, AZ + "evidence") or ""
        start, end = ids.span_of(sentence) or (0, -1)
        hits = {hit.notation: hit for hit in first_hits(text, measure_gazetteer())}
        for each in self.graph.all(task, _MEASURE):
            hit, span = hits.get(local(each)), sentence
            if hit and end - start == len(text):  # read as it is printed
                source = sentence.partition("#")[0]
                span = ids.span_iri(source, start + hit.start, start + hit.end)
            evidence = self._span(span, text[hit.start : hit.end]) if hit else None
            yield {**self._link(each), "evidence": evidence}

    def _mention(self, task: str, span: str | None) -> dict[str, object] | None:
        """A mention with its words: those of a quoted term, or cut out of the sentence if it was read as
        it is printed."""
        if span is None:
            return None
        words = self.graph.one(span, AZ + "term")
        text = self.graph.one(task, AZ + "text") or ""
        sentence = ids.span_of(self.graph.one(task, AZ + "evidence") or "")
        found = ids.span_of(span)
        if words is None and sentence and found and sentence[1] - sentence[0] == len(text):
            start, end = (each - sentence[0] for each in found)
            words = text[start:end] if 0 <= start < end <= len(text) else None
        return self._span(span, words)

    def _section(self, node: str | None) -> dict[str, str | None] | None:
        if node is None:
            return None
        number, title = (self.graph.one(node, p) for p in (AZ + "number", _TITLE))
        return {"id": node, "number": number, "title": title, "url": link(node, self.base)}

    def _owners(self, notes: Sequence[str], evidence: Callable[[str], Json | None]) -> list[Json]:
        """Who answers by each of the notes, in the order of its words, with the ``evidence`` of the note. Many tasks share
        one: what it says is put together once."""
        for note in notes:
            if note not in self._answering:
                told = evidence(note)
                self._answering[note] = [{**one, "evidence": told} for one in self._named_by(note)]
        return [dict(each) for note in notes for each in self._answering[note]]

    def _named_by(self, note: str) -> Iterator[Json]:
        graph, basis = self.graph, self._code(note, "basis")
        for node in self._in_order(note):
            yield {
                "unit": self.ref(graph.one(node, AZ + "assignee")),
                "role": self._code(node, "role"),
                "basis": basis,
                "as_written": graph.one(node, AZ + "asWritten"),
            }

    def _in_order(self, note: str) -> list[str]:
        """The assignments of a note as its words name them. A name that lacks the word it shares with others
        (市住建、交通局) stands where its longest beginning does."""
        words = self.graph.one(note, AZ + "asWritten") or ""
        names = {
            each: self.graph.one(each, AZ + "asWritten") or ""
            for each in self.graph.all(note, AZ + "hasAssignment")
        }
        if len(names) < 2:
            return list(names)
        return sorted(names, key=lambda each: (*_stands(names[each], words), _place(each)))

    def _time(self, node: str) -> dict[str, object]:
        kinds = {local(each) for each in self.graph.all(node, RDF_TYPE)}
        values = {
            name: found
            for name, prop in _TIME_FIELDS.items()
            if (found := self.graph.one(node, prop)) is not None
        }
        kind = next((name for cls, name in _TIME_KINDS.items() if cls in kinds), "other")
        days = {name: self.graph.all(node, prop) for name, prop in _DAY_FIELDS.items()}
        told = {name: in_order(found) for name, found in days.items() if found}
        return {"kind": kind, **values, **told}

    def _quantity(self, node: str) -> dict[str, object]:
        comparator = self.graph.one(node, AZ + "comparator")
        return {
            "comparator": local(comparator) if comparator else None,
            "value": _number(self.graph.one(node, AZ + "value")),
            "high": _number(self.graph.one(node, AZ + "high")),
            "unit": self.graph.one(node, AZ + "unitText"),
            "indicator": self.graph.one(node, AZ + "indicator"),
            "as_written": self.graph.one(node, AZ + "asWritten"),
            "evidence": self.evidence(node),
        }

    def _term(self, node: str) -> dict[str, object]:
        return {
            "term": self.graph.one(node, AZ + "term"),
            "kind": self._code(node, "termKind"),
            "denotes": self.ref(self.graph.one(node, AZ + "denotes")),
            "evidence": self._span(node, self.graph.one(node, AZ + "term")),
        }

    def _code(self, node: str, name: str) -> str | None:
        value = self.graph.one(node, AZ + name)
        return local(value) if value else None

    def evidence(self, node: str, words: str = AZ + "asWritten") -> dict[str, object] | None:
        """The words that ``node`` was read from and where they stand in the source file."""
        return self._span(self.graph.one(node, AZ + "evidence"), self.graph.one(node, words))

    def _span(self, span: str | None, words: str | None = None) -> dict[str, object] | None:
        found = ids.span_of(span) if span else None
        if span is None or found is None:
            return None
        source = span.partition("#")[0]
        return {
            "id": span,
            "url": link(span, self.base),
            "exact": words,
            "start": found[0],
            "end": found[1],
            "in_heading": self.graph.one(span, AZ + "inHeading") == "true",
            "page": _number(self.graph.one(span, AZ + "page")),
            "file": self.graph.one(source, AZ + "fileName"),
        }


def within_days(rows: Sequence[Json], first: date | None, last: date | None) -> list[Json]:
    """The rows, their days and times of these days ahead of the others, where days are asked for; ``due_asked`` is the first.

    >>> told = [{"due": ["2026-06-30", "2026-10-31"], "times": [{"by": "2026-06-30"}, {"by": "2026-10-31"}]}]
    >>> within_days(told, date(2026, 10, 1), None)[0]["due"], within_days(told, None, None) == told
    (['2026-10-31', '2026-06-30'], True)
    """
    if first is None and last is None:
        return [*rows]
    start, end = (first or date.min).isoformat(), (last or date.max).isoformat()

    def beyond(day: str | None) -> bool:
        return day is None or not start <= day <= end

    found = []
    for row in rows:
        days = sorted(row["due"], key=lambda day: (beyond(day), day))
        times = sorted(row["times"], key=lambda time: beyond(time.get("by")))
        found.append({**row, "due": days, "times": times, "due_asked": days[0] if days else None})
    return found


def each_once(owners: Sequence[Json], units: Container[str]) -> list[Json]:
    """Those who answer for a task, a unit once, those of ``units`` first.

    >>> told = [{"unit": unit and {"id": unit}} for unit in ("a", None, "b", "a")]
    >>> [each["unit"] and each["unit"]["id"] for each in each_once(told, {"b"})]
    ['b', 'a', None]
    """
    first = {each["unit"]["id"]: each for each in reversed(owners) if each["unit"]}
    own = [each for each in owners if not each["unit"] or first[each["unit"]["id"]] is each]
    return sorted(own, key=lambda each: not each["unit"] or each["unit"]["id"] not in units)


_TIME_KINDS = {
    "DueDate": "due",
    "Recurrence": "recurrence",
    "SeasonWindow": "season",
    "ResponseTime": "response",
}


def in_order(values: Iterable[str]) -> list[int | str]:
    """Months and days by their number, days of the week as they follow each other, a last one last.

    >>> in_order(["9", "-1", "12"]), in_order(["FR", "MO"])
    ([9, 12, -1], ['MO', 'FR'])
    """
    found = list(values)
    if all(each.removeprefix("-").isdecimal() for each in found):
        return [*sorted(map(int, found), key=lambda each: (each < 0, each))]
    return [*sorted(found, key=lambda each: (_WEEK.find(each[-2:]), each))]


_WEEK = "MO TU WE TH FR SA SU"


def _number(text: str | None) -> int | float | None:
    if text is None:
        return None
    value = float(text)
    return int(value) if value.is_integer() else value


def _stands(name: str, words: str) -> tuple[int, int]:
    """Where the longest beginning of ``name`` that ``words`` hold stands in them; the longer the earlier.

    >>> words = "（市住建、交通局，市公安局）"
    >>> sorted(["市公安局", "市交通局", "市住建局"], key=lambda name: _stands(name, words))
    ['市住建局', '市交通局', '市公安局']
    """
    found = (end for end in range(len(name), 0, -1) if name[:end] in words)
    end = next(found, 0)
    return (words.index(name[:end]), -end) if end else (len(words), 0)


@lru_cache(maxsize=1 << 14)
def _place(node: str) -> tuple[object, ...]:
    """Sorts IRIs by their words and, in numbers, by value: duty/2 before duty/10."""
    return tuple(
        (int(step), "") if step.isdigit() else (-1, step) for step in re.split(r"[/-]", node)
    )


def reading(node: str, base: str = "", at: tuple[int, int] | None = None) -> str:
    """The address at this service at which a notice is read: of the notice, of a section or task of it (IRIs or
    addresses here), or of the sentence that has the characters ``at`` of its file.

    >>> reading("https://w3id.org/anze/id/notice/140200-2024/article/6/task/2", "http://host")
    'http://host/notices/140200-2024#article/6/task/2'
    >>> reading("https://w3id.org/anze/id/notice/140200-2024", at=(5, 7))
    '/notices/140200-2024#char=5,7'
    """
    notice, _, place = node.rpartition("/id/notice/")[2].partition("/")
    place = f"char={at[0]},{at[1]}" if at else place
    return f"{base}/notices/{notice}" + (f"#{place}" if place else "")


def link(node: str, base: str) -> str:
    """The address at this service of an IRI of the project; any other IRI is its own address. A span of a
    file has its characters as a parameter, because no client sends a fragment."""
    node = node.replace("#char=", "?char=")
    if node.startswith(ids.BASE):
        return f"{base}/{node.removeprefix(ids.BASE)}".replace("/ontology#", "/ontology/")
    return node


#: What tells a table without rows its columns.
NO_TASK = TaskWriter(Values({}), {}, "").task("")
