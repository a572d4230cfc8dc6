"""Tasks: which ones (filters to SPARQL) and what is said of them (a subgraph to JSON)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ontology import ids
from service.errors import BadRequest
from service.lookup import terms
from service.lookup.ask import Asker, Subgraph
from service.lookup.terms import AZ, DCTERMS, RDF_TYPE, among, day, iri, local, string, year

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
        """The graph pattern of ``?task``."""
        parts = ["?task a az:Task ; az:notice ?notice ."]
        parts += [part for part in (self._where(), self._who(), self._what(), self._when()) if part]
        return "\n".join(parts)

    def _where(self) -> str:
        found = ""
        if self.notice:
            found += among("?notice", self.notice) + "\n"
        if self.section:
            found += among("?section", self.section)
            found += " ?task az:statedIn/dcterms:isPartOf* ?section .\n"
        if self.jurisdiction:
            found += among("?place", self.jurisdiction)
            found += " ?notice az:jurisdiction/az:within* ?place .\n"
        if self.year is not None:
            found += f"?notice az:planYear {year(self.year)} .\n"
        return found

    def _who(self) -> str:
        found = ""
        if self.unit or self.role or self.function:
            found += "?task az:hasAssignment ?assignment .\n"
        if self.unit:
            found += among("?unit", self.unit) + " ?assignment az:assignee ?unit .\n"
        if self.function:
            found += among("?function", self.function)
            found += " ?assignment az:assignee/az:function ?function .\n"
        if self.role:
            found += f"?assignment az:role {iri(ids.code_iri('role', self.role))} .\n"
        if self.has_owner is not None:
            found += _exists(self.has_owner, _EXPLICIT_OWNER)
        return found

    def _what(self) -> str:
        found = ""
        if self.sector:
            found += among("?sector", self.sector) + " ?task az:sector/skos:broader* ?sector .\n"
        if self.hazard:
            found += among("?hazard", self.hazard) + " ?task az:hazard/skos:broader* ?hazard .\n"
        if self.mechanism:
            found += among("?mechanism", self.mechanism) + " ?task az:invokes ?mechanism .\n"
        if self.instrument:
            found += among("?instrument", self.instrument)
            found += " ?task az:cites|az:ordersIssuing|az:ordersRevising ?instrument .\n"
        if self.text:
            found += "?task az:text ?said .\n"
            found += "".join(f"FILTER(CONTAINS(?said, {string(w)}))\n" for w in self.text.split())
        return found

    def _when(self) -> str:
        found = ""
        if self.due_from is not None or self.due_to is not None:
            found += "?task az:due ?when .\n"
        if self.due_from is not None:
            found += f"FILTER(?when >= {day(self.due_from)})\n"
        if self.due_to is not None:
            found += f"FILTER(?when <= {day(self.due_to)})\n"
        if self.recurrence:
            found += "?task az:hasTime ?time . ?time a az:Recurrence ; az:period ?period .\n"
            if self.recurrence != "any":
                period = PERIODS.get(self.recurrence, self.recurrence)
                found += f"FILTER(STR(?period) = {string(period)})\n"
        if self.has_deadline is not None:
            found += _exists(self.has_deadline, "?task az:due ?any")
        return found


#: Named in a note or by the notice's scope rule; not merely the subject of the sentence.
_EXPLICIT_OWNER = (
    f"?task az:hasAssignment/az:basis ?basis FILTER(?basis != <{ids.code_iri('basis', 'subject')}>)"
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
    """Everything said of the tasks, their parts and the parts' evidence.

    One look-up a level: Oxigraph answers the same as one query of unions 1,000 times slower."""
    whole = await ask.about(tasks)
    for step in (_PARTS, ("evidence",), ("source",)):
        names = [AZ + name for name in step]
        nodes = {node for subject in list(whole.index) for node in whole.all(subject, *names)}
        whole.add(await ask.about(sorted(nodes - set(whole.index))))
    return whole


_PARTS = (
    "hasAssignment",
    "hasTime",
    "hasTarget",
    "hasCondition",
    "hasTerm",
    "hasMention",
    "evidence",
    "statedIn",
    "notice",
)


class TaskWriter:
    """Tasks of one subgraph as JSON; ``labels`` names the IRIs in it."""

    def __init__(self, graph: Subgraph, labels: dict[str, str], base: str) -> None:
        self.graph = graph
        self.labels = labels
        self.base = base

    def task(self, node: str) -> dict[str, object]:
        graph = self.graph
        return {
            "id": node,
            "url": link(node, self.base),
            "text": graph.one(node, AZ + "text"),
            "notice": self.ref(graph.one(node, AZ + "notice")),
            "section": self._section(graph.one(node, AZ + "statedIn")),
            "owners": [self._owner(each) for each in graph.all(node, AZ + "hasAssignment")],
            "owner_list_open": graph.one(node, AZ + "ownerListOpen") == "true",
            "due": graph.all(node, AZ + "due"),
            "times": [self._time(each) for each in graph.all(node, AZ + "hasTime")],
            "targets": [self._quantity(each) for each in graph.all(node, AZ + "hasTarget")],
            "conditions": [self._quantity(each) for each in graph.all(node, AZ + "hasCondition")],
            **{name: self._named(node, prop) for name, prop in _NAMED_FIELDS.items()},
            "terms": [self._term(each) for each in graph.all(node, AZ + "hasTerm")],
            "evidence": self.evidence(node),
        }

    def ref(self, node: str | None) -> dict[str, str] | None:
        """A node by IRI, label and address at this service."""
        return None if node is None else self._link(node)

    def _link(self, node: str) -> dict[str, str]:
        label = self.labels.get(node, terms.local(node))
        return {"id": node, "label": label, "url": link(node, self.base)}

    def _named(self, task: str, name: str) -> list[dict[str, object]]:
        """Concepts or instruments of the task, each with the words by which it has them."""
        mentions = {
            self.graph.one(each, AZ + "denotes"): each
            for each in self.graph.all(task, AZ + "hasTerm", AZ + "hasMention")
        }
        return [
            {**self._link(each), "evidence": self.evidence(mentions.get(each))}
            for each in self.graph.all(task, AZ + name)
        ]

    def _section(self, node: str | None) -> dict[str, str | None] | None:
        if node is None:
            return None
        number, title = (self.graph.one(node, p) for p in (AZ + "number", DCTERMS + "title"))
        return {"id": node, "number": number, "title": title, "url": link(node, self.base)}

    def _owner(self, node: str) -> dict[str, object]:
        return {
            "unit": self.ref(self.graph.one(node, AZ + "assignee")),
            "role": self._code(node, "role"),
            "basis": self._code(node, "basis"),
            "as_written": self.graph.one(node, AZ + "asWritten"),
            "evidence": self.evidence(node),
        }

    def _time(self, node: str) -> dict[str, object]:
        kinds = {local(each) for each in self.graph.all(node, RDF_TYPE)}
        values = {
            name: self.graph.one(node, AZ + prop)
            for name, prop in _TIME_FIELDS.items()
            if self.graph.one(node, AZ + prop) is not None
        }
        if "basis" in values:
            values["basis"] = self._code(node, "basis")
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
            "evidence": self.evidence(node),
        }

    def _code(self, node: str, name: str) -> str | None:
        value = self.graph.one(node, AZ + name)
        return local(value) if value else None

    def evidence(self, node: str | None) -> dict[str, object] | None:
        """The words this was read from and where they stand in the source file."""
        found = self.graph.one(node, AZ + "evidence") if node else None
        if found is None:
            return None
        source = self.graph.one(found, AZ + "source")
        return {
            "exact": self.graph.one(found, AZ + "exact"),
            "start": _number(self.graph.one(found, AZ + "start")),
            "end": _number(self.graph.one(found, AZ + "end")),
            "page": _number(self.graph.one(found, AZ + "page")),
            "rule": self.graph.one(found, AZ + "rule"),
            "confidence": _number(self.graph.one(found, AZ + "confidence")),
            "source": source,
            "file": self.graph.one(source, AZ + "fileName") if source else None,
        }


_NAMED_FIELDS = {
    "mechanisms": "invokes",
    "sectors": "sector",
    "hazards": "hazard",
    "measures": "measure",
    "cites": "cites",
    "orders_issuing": "ordersIssuing",
    "orders_revising": "ordersRevising",
}
_TIME_KINDS = {
    "DueDate": "due",
    "Recurrence": "recurrence",
    "SeasonWindow": "season",
    "ResponseTime": "response",
}
_TIME_FIELDS = {
    "by": "by",
    "basis": "basis",
    "period": "period",
    "min_times": "minTimes",
    "from_month": "fromMonth",
    "to_month": "toMonth",
    "within": "within",
    "as_written": "asWritten",
}


def _number(text: str | None) -> int | float | None:
    if text is None:
        return None
    value = float(text)
    return int(value) if value.is_integer() else value


def link(node: str, base: str) -> str:
    """The address at this service of an IRI of the project; any other IRI is its own address."""
    if node.startswith(ids.BASE):
        return f"{base}/{node.removeprefix(ids.BASE)}".replace("/ontology#", "/ontology/")
    return node
