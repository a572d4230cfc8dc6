"""Tasks: which ones (filters to SPARQL) and what is said of them (a subgraph to JSON)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ontology import ids
from service.errors import BadRequest
from service.lookup import terms
from service.lookup.ask import Asker, Subgraph
from service.lookup.terms import AZ, DCTERMS, RDF_TYPE, among, between, iri, local, string, year

#: Names of recurrences beside ISO 8601 durations.
PERIODS = {
    "daily": "P1D",
    "weekly": "P7D",
    "monthly": "P1M",
    "quarterly": "P3M",
    "half-yearly": "P6M",
    "yearly": "P1Y",
}
SORTS = {
    "notice": "?notice ?place ?position ?task",
    "due": "COALESCE(?due, '9999') ?notice ?place ?position ?task",
    "text": "?text ?task",
}


#: From an agent to its function: a named member and a qualified part have that of their collective.
_KIND = "(az:subgroupOf|az:memberOf)*/az:function"
#: From a task to the formulas that it invokes, combats or mentions.
FORMULA = "az:invokes|az:combats|az:mentionsFormula"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a task must have; None and empty do not restrict. Tuples are IRIs, one of which it has."""

    notice: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    year: int | None = None
    sector: tuple[str, ...] = ()
    hazard: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    role: str = ""
    due_from: date | None = None
    due_to: date | None = None
    recurrence: str = ""
    has_owner: bool | None = None
    has_deadline: bool | None = None
    text: str = ""

    def pattern(self) -> str:
        """The graph pattern of ``?task``; who, when and how often are of one ``?duty`` of it."""
        parts = ["?task a az:Task ; az:notice ?notice ."]
        if any((self.unit, self.role, self.function, self.due_from, self.due_to, self.recurrence)):
            parts.append("?task az:hasDuty ?duty .")
        parts += [part for part in (self._where(), self._who(), self._what(), self._when()) if part]
        return "\n".join(parts)

    def _where(self) -> str:
        found = self.of_notice()
        if self.section:
            found += among("?section", self.section)
            found += " ?task az:statedIn/dcterms:isPartOf* ?section .\n"
        return found

    def of_notice(self) -> str:
        """What ``?notice`` must be."""
        found = ""
        if self.notice:
            found += among("?notice", self.notice) + "\n"
        if self.jurisdiction:
            found += among("?place", self.jurisdiction)
            found += " ?notice az:jurisdiction/az:superiorJurisdiction* ?place .\n"
        if self.year is not None:
            found += f"?notice az:planYear {year(self.year)} .\n"
        return found

    def _who(self) -> str:
        found = ""
        if self.unit or self.role or self.function:
            found += "?duty az:answeredBy/az:hasAssignment ?assignment .\n"
        if self.unit:
            found += among("?unit", self.unit) + " ?assignment az:assignee ?unit .\n"
        if self.function:
            found += among("?function", self.function)
            found += f" ?assignment az:assignee/{_KIND} ?function .\n"
        if self.role:
            found += f"?assignment az:role {iri(ids.code_iri('role', self.role))} .\n"
        if self.has_owner is not None:
            found += f"{_STATED}\n" if self.has_owner else f"MINUS {{ {_STATED} }}\n"
        return found

    def _what(self) -> str:
        found = ""
        if self.sector:
            found += among("?sector", self.sector) + " ?task az:sector/skos:broader* ?sector .\n"
        if self.hazard:
            found += among("?hazard", self.hazard) + " ?task az:hazard/skos:broader* ?hazard .\n"
        if self.mechanism:
            found += among("?mechanism", self.mechanism) + f" ?task {FORMULA} ?mechanism .\n"
        if self.instrument:
            found += among("?instrument", self.instrument)
            found += " ?task az:cites|az:ordersIssuing|az:ordersRevising ?instrument .\n"
        if self.text:
            found += f"SERVICE text:index {{ ?task text:contains {string(self.text)} }}\n"
        return found

    def _when(self) -> str:
        found = ""
        if self.due_from is not None or self.due_to is not None:
            found += f"{between('?when', self.due_from, self.due_to)} ?duty az:due ?when .\n"
        if self.recurrence:
            found += "?duty az:hasTime ?time . ?time a az:Recurrence ; az:period ?period .\n"
            if self.recurrence != "any":
                period = PERIODS.get(self.recurrence, self.recurrence)
                found += f"FILTER(STR(?period) = {string(period)})\n"
        if self.has_deadline is not None:
            found += _exists(self.has_deadline, "?task az:due ?any")
        return found


#: Named in a note or by the notice's scope rule; not merely the subject of the sentence.
_EXPLICIT_OWNER = (
    "?task az:hasDuty/az:answeredBy/az:basis ?basis "
    f"FILTER(?basis IN (<{ids.code_iri('basis', 'note')}>, <{ids.code_iri('basis', 'default')}>))"
)

#: The same as a pattern of its own: the engine answers NOT EXISTS of a path once for each task.
_STATED = (
    f"VALUES ?stated {{ <{ids.code_iri('basis', 'note')}> <{ids.code_iri('basis', 'default')}> }} "
    "?note az:basis ?stated . ?task az:hasDuty/az:answeredBy ?note ."
)


def _exists(wanted: bool, pattern: str) -> str:
    return f"FILTER {'' if wanted else 'NOT '}EXISTS {{ {pattern} }}\n"


async def count_tasks(ask: Asker, wanted: TaskFilter) -> int:
    rows = await ask.select(f"SELECT (COUNT(DISTINCT ?task) AS ?n) WHERE {{ {wanted.pattern()} }}")
    return int(rows[0]["n"])


async def find_tasks(
    ask: Asker, wanted: TaskFilter, sort: str, limit: int | None, offset: int
) -> list[str]:
    """IRIs of one page of tasks, or of all from ``offset`` on, in a stable order."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise BadRequest(
            f"sort 应为 {'、'.join(SORTS)}（前加 - 为倒序），收到“{sort}”。",
            f"sort must be one of {', '.join(SORTS)} (- before it reverses), not {sort!r}.",
        )
    keys = SORTS[name]
    if sort.startswith("-"):
        first, _, rest = keys.partition(") " if keys.startswith("COALESCE") else " ")
        first += ")" if keys.startswith("COALESCE") else ""
        keys = f"DESC({first}) {rest}"
    rows = await ask.select(
        f"""SELECT DISTINCT ?task ?notice ?place ?position ?text ?due WHERE {{
        {{ SELECT ?task ?notice (MIN(STR(?day)) AS ?due) WHERE {{ {wanted.pattern()}
        OPTIONAL {{ ?task az:due ?day }} }} GROUP BY ?task ?notice }}
        OPTIONAL {{ ?task az:statedIn/az:position ?place }} OPTIONAL {{ ?task az:position ?position }}
        OPTIONAL {{ ?task az:text ?text }} }} ORDER BY {keys}
        {f"LIMIT {limit}" if limit else ""} OFFSET {offset}"""
    )
    return list(dict.fromkeys(row["task"] for row in rows))


async def task_graph(ask: Asker, tasks: list[str]) -> Subgraph:
    """Everything said of the tasks, their duties and those who answer for them.

    One look-up a level: Oxigraph answers the same as one query of unions 1,000 times slower."""
    whole = await ask.about(tasks)
    for step in _LEVELS:
        names = [AZ + name for name in step]
        nodes = {node for subject in list(whole.index) for node in whole.all(subject, *names)}
        whole.add(await ask.about(sorted(nodes - set(whole.index))))
    return whole


_LEVELS = (
    ("hasDuty", "hasTerm", "hasMention", "evidence", "statedIn", "notice"),
    ("answeredBy", "hasTime", "hasTarget", "hasCondition", "source"),
    ("hasAssignment",),
)


class TaskWriter:
    """Tasks of one subgraph as JSON; ``labels`` names the IRIs in it."""

    def __init__(self, graph: Subgraph, labels: dict[str, str], base: str) -> None:
        self.graph = graph
        self.labels = labels
        self.base = base

    def task(self, node: str) -> dict[str, object]:
        graph = self.graph
        duties = sorted(graph.all(node, AZ + "hasDuty"), key=_place)
        notes = self._held(duties, "answeredBy")
        return {
            "id": node,
            "url": link(node, self.base),
            "text": graph.one(node, AZ + "text"),
            "notice": self.ref(graph.one(node, AZ + "notice")),
            "section": self._section(graph.one(node, AZ + "statedIn")),
            "owners": self._owners(notes),
            "owner_list_open": any(graph.one(n, AZ + "ownerListOpen") == "true" for n in notes),
            "due": graph.all(node, AZ + "due"),
            "times": [self._time(each) for each in self._held(duties, "hasTime")],
            "targets": [self._quantity(each) for each in self._held(duties, "hasTarget")],
            "conditions": [self._quantity(each) for each in self._held(duties, "hasCondition")],
            "duties": [self._duty(each) for each in duties],
            **{name: self._named(node, props) for name, props in _NAMED_FIELDS.items()},
            "terms": [self._term(each) for each in graph.all(node, AZ + "hasTerm")],
            "evidence": self.evidence(node, AZ + "text"),
        }

    def _held(self, holders: Sequence[str], name: str) -> list[str]:
        """The values of a property of the holders, each once, in the order of the text."""
        found = {each for holder in holders for each in self.graph.all(holder, AZ + name)}
        return sorted(found, key=_place)

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

    def _named(self, task: str, names: Sequence[str]) -> list[dict[str, object]]:
        """Concepts or instruments of the task, each with the words by which it has them."""
        mentions = {
            denoted: each
            for each in self.graph.all(task, AZ + "hasTerm", AZ + "hasMention")
            for denoted in self.graph.all(each, AZ + "denotes")
        }
        return [
            {**self._link(each), "evidence": self._mention(task, mentions.get(each))}
            for each in self.graph.all(task, *(AZ + name for name in names))
        ]

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
        number, title = (self.graph.one(node, p) for p in (AZ + "number", DCTERMS + "title"))
        return {"id": node, "number": number, "title": title, "url": link(node, self.base)}

    def _owners(self, notes: Sequence[str]) -> list[dict[str, object]]:
        graph = self.graph
        return [
            {
                "unit": self.ref(graph.one(node, AZ + "assignee")),
                "role": self._code(node, "role"),
                "basis": self._code(note, "basis"),
                "as_written": graph.one(node, AZ + "asWritten"),
                "evidence": self.evidence(note),
            }
            for note in notes
            for node in sorted(graph.all(note, AZ + "hasAssignment"), key=_place)
        ]

    def _time(self, node: str) -> dict[str, object]:
        kinds = {local(each) for each in self.graph.all(node, RDF_TYPE)}
        values = {
            name: self.graph.one(node, AZ + prop)
            for name, prop in _TIME_FIELDS.items()
            if self.graph.one(node, AZ + prop) is not None
        }
        kind = next((name for cls, name in _TIME_KINDS.items() if cls in kinds), "other")
        return {"kind": kind, **values, "evidence": self.evidence(node)}

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


_NAMED_FIELDS = {
    "mechanisms": ("invokes", "combats", "mentionsFormula"),
    "sectors": ("sector",),
    "hazards": ("hazard",),
    "measures": ("measure",),
    "cites": ("cites",),
    "orders_issuing": ("ordersIssuing",),
    "orders_revising": ("ordersRevising",),
}
_TIME_KINDS = {
    "DueDate": "due",
    "Recurrence": "recurrence",
    "SeasonWindow": "season",
    "ResponseTime": "response",
}
_TIME_FIELDS = {
    "by": "by",
    "period": "period",
    "min_times": "minTimes",
    "from_month": "fromMonth",
    "to_month": "toMonth",
    "times_per_year": "timesPerYear",
    "within": "reactionTime",
    "as_written": "asWritten",
}


def _number(text: str | None) -> int | float | None:
    if text is None:
        return None
    value = float(text)
    return int(value) if value.is_integer() else value


def _place(node: str) -> tuple[object, ...]:
    """Sorts IRIs by their words and, in numbers, by value: assignment/2 before assignment/10."""
    return tuple(
        (int(step), "") if step.isdigit() else (-1, step) for step in re.split(r"[/-]", node)
    )


def link(node: str, base: str) -> str:
    """The address at this service of an IRI of the project; any other IRI is its own address. A span of a
    file has its characters as a parameter, because no client sends a fragment."""
    node = node.replace("#char=", "?char=")
    if node.startswith(ids.BASE):
        return f"{base}/{node.removeprefix(ids.BASE)}".replace("/ontology#", "/ontology/")
    return node
