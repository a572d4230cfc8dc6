"""Which tasks: the filters of a list, as a pattern of SPARQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ontology import ids
from service.lookup.terms import among, between, iri, string, year
from service.store.periods import spellings

#: Names of recurrences beside ISO 8601 durations.
PERIODS = {
    "daily": "P1D",
    "weekly": "P7D",
    "monthly": "P1M",
    "quarterly": "P3M",
    "half-yearly": "P6M",
    "yearly": "P1Y",
}
#: From an agent to its function: a named member and a qualified part have that of their collective.
KIND = "(az:subgroupOf|az:memberOf)*/az:function"
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
    measure: tuple[str, ...] = ()
    role: str = ""
    due_from: date | None = None
    due_to: date | None = None
    recurrence: str = ""
    has_owner: bool | None = None
    nobody: bool | None = None
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
            found += f" ?assignment az:assignee/{KIND} ?function .\n"
        if self.role:
            found += f"?assignment az:role {iri(ids.code_iri('role', self.role))} .\n"
        if self.has_owner is not None:
            found += f"{_STATED}\n" if self.has_owner else f"MINUS {{ {_STATED} }}\n"
        if self.nobody is not None:
            found += f"{'MINUS' if self.nobody else 'FILTER EXISTS'} {{ {_ANYBODY} }}\n"
        return found

    def _what(self) -> str:
        found = ""
        if self.sector:
            found += among("?sector", self.sector) + " ?task az:sector/skos:broader* ?sector .\n"
        if self.hazard:
            found += among("?hazard", self.hazard) + " ?task az:hazard/skos:broader* ?hazard .\n"
        if self.mechanism:
            found += among("?mechanism", self.mechanism) + f" ?task {FORMULA} ?mechanism .\n"
        if self.measure:
            found += among("?measure", self.measure) + " ?task az:measure ?measure .\n"
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
                found += f"FILTER(STR(?period) IN ({', '.join(map(string, spellings(period)))}))\n"
        if self.has_deadline is not None:
            found += _exists(self.has_deadline, "?task az:due ?any")
        return found


#: Named in a note or by the notice's scope rule; not merely the subject of the sentence.
EXPLICIT_OWNER = (
    "?task az:hasDuty/az:answeredBy/az:basis ?basis "
    f"FILTER(?basis IN (<{ids.code_iri('basis', 'note')}>, <{ids.code_iri('basis', 'default')}>))"
)

#: The same as a pattern of its own: the engine answers NOT EXISTS of a path once for each task.
_STATED = (
    f"VALUES ?stated {{ <{ids.code_iri('basis', 'note')}> <{ids.code_iri('basis', 'default')}> }} "
    "?note az:basis ?stated . ?task az:hasDuty/az:answeredBy ?note ."
)

#: Whom a note, the rule for all, the subject or a sentence before names.
_ANYBODY = "?task az:hasDuty/az:answeredBy/az:hasAssignment ?anybody ."


def _exists(wanted: bool, pattern: str) -> str:
    return f"FILTER {'' if wanted else 'NOT '}EXISTS {{ {pattern} }}\n"
