"""What the built graph knows beside a notice: how the other notices stand, and its superior's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from ontology import ids
from service.store.layout import DataDir
from shapes.index import Triple
from shapes.oxigraph import from_oxigraph
from shapes.records import Rates, Share

_PLACE, _YEAR = ids.ONTOLOGY + "jurisdiction", ids.ONTOLOGY + "planYear"
_HEAD = f"""PREFIX az: <{ids.ONTOLOGY}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX basis: <{ids.code_iri("basis", "")}>
PREFIX role: <{ids.code_iri("role", "")}>
"""
_COUNT = (
    _HEAD
    + "SELECT ?n (COUNT(DISTINCT ?t) AS ?c) {{ GRAPH ?n {{ ?t a az:Task . {0} }} }} GROUP BY ?n"
)
_BASIS = "?t az:hasDuty/az:answeredBy ?r . ?r az:basis basis:{0} ; az:hasAssignment ?a ."
_TIME = "?t az:hasDuty/az:hasTime ?w . ?w a az:{0} ."
_OWN = "?t az:hasDuty/az:hasTime ?w ."
_SEVERAL = (
    "?t az:hasDuty/az:answeredBy ?r, ?s . ?r az:basis basis:note ; az:hasAssignment ?a . "
    "?s az:basis basis:note ; az:hasAssignment ?b . FILTER(STR(?a) < STR(?b))"
)
# Field of Rates: the pattern that a task must fit; "several" is the whole of lead_named.
PATTERNS = {
    "tasks": "",
    "any_owner": "?t az:hasDuty/az:answeredBy/az:hasAssignment ?a .",
    "by_note": _BASIS.format("note"),
    "by_default": _BASIS.format("default"),
    "by_subject": _BASIS.format("subject"),
    "explicit_owner": "?t az:hasDuty/az:answeredBy ?r . ?r az:basis ?b ; az:hasAssignment ?a . FILTER(?b IN (basis:note, basis:default))",
    "own_deadline": _OWN,
    "own_date": _TIME.format("DueDate"),
    "recurrence": _TIME.format("Recurrence"),
    "season": _TIME.format("SeasonWindow"),
    "reaction": _TIME.format("ResponseTime"),
    "measurable": "?t az:hasDuty/az:hasTarget ?x .",
    "several": _SEVERAL,
    "lead_named": _SEVERAL + " ?t az:hasDuty/az:answeredBy/az:hasAssignment/az:role role:lead .",
}
_NOTICES = (
    _HEAD
    + """SELECT ?n (MIN(?title_) AS ?title) (MIN(?year_) AS ?year) (MIN(?issuer_) AS ?issuer) { GRAPH ?n { ?n a az:Notice .
  OPTIONAL { ?n dcterms:title ?title_ } OPTIONAL { ?n az:planYear ?year_ }
  OPTIONAL { ?n az:issuedBy/skos:prefLabel ?issuer_ FILTER(LANG(?issuer_) = "zh") } } } GROUP BY ?n"""
)
_SUPERIOR = (
    _HEAD
    + """SELECT ?n { GRAPH <%s> { <%s> az:superiorJurisdiction ?above } GRAPH ?n {
  ?n a az:Notice ; az:jurisdiction ?above ; az:planYear ?year . FILTER(STR(?year) = "%s") } } ORDER BY ?n"""
)


def current_store(data_dir: Path) -> Path | None:
    """Directory of the built graph's store; None if nothing is built."""
    snapshot = DataDir(data_dir).current()
    return snapshot.store if snapshot else None


@lru_cache(maxsize=4)
def stored_rates(store: Path) -> tuple[Rates, ...]:
    """The rates of every notice of a built graph (a snapshot never changes)."""
    return rates_in(ox.Store.read_only(str(store)))


def rates_in(store: ox.Store) -> tuple[Rates, ...]:
    """The rates of every notice in a store, by title."""
    counts = {name: _counts(store, pattern) for name, pattern in PATTERNS.items()}
    made = []
    for row in _rows(store, _NOTICES):
        notice = row["n"]
        label = f"{row['issuer']}{row['year'][:4]}" if row["issuer"] else row["title"]
        made.append(
            _rates(
                notice, row["title"], label, {name: c.get(notice, 0) for name, c in counts.items()}
            )
        )
    return tuple(sorted(made, key=lambda rates: (rates.title, rates.notice)))


def _rates(notice: str, title: str, label: str, counts: dict[str, int]) -> Rates:
    tasks, several = counts.pop("tasks"), counts.pop("several")
    lead = Share(counts.pop("lead_named"), several)
    shares = {name: Share(count, tasks) for name, count in counts.items()}
    return Rates(notice=notice, title=title, label=label, tasks=tasks, lead_named=lead, **shares)


def superior_graph(store_path: Path, notice: Sequence[Triple]) -> list[Triple] | None:
    """The notice of the same plan year that the superior of the notice's jurisdiction issued."""
    facts = {str(p): str(o) for s, p, o in notice if str(p) in (_PLACE, _YEAR)}
    if len(facts) < 2:
        return None
    store = _opened(store_path)
    found = _rows(store, _SUPERIOR % (ids.DIVISIONS_GRAPH, facts[_PLACE], facts[_YEAR][:4]))
    return graph_of(store, found[0]["n"]) if found else None


@lru_cache(maxsize=2)
def _opened(path: Path) -> ox.Store:
    """The snapshot's store, opened once for a batch; a snapshot never changes."""
    return ox.Store.read_only(str(path))


def graph_of(store: ox.Store, name: str) -> list[Triple]:
    """The triples of a named graph."""
    return list(from_oxigraph(store.quads_for_pattern(None, None, None, ox.NamedNode(name))))


def _counts(store: ox.Store, pattern: str) -> dict[str, int]:
    return {row["n"]: int(row["c"]) for row in _rows(store, _COUNT.format(pattern))}


def _rows(store: ox.Store, query: str) -> list[dict[str, str]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: _text(row[name]) for name in names} for row in found]


def _text(term: object) -> str:
    return str(getattr(term, "value", "")) if term is not None else ""


def beside(own: Iterable[Rates], others: Iterable[Rates]) -> tuple[Rates, ...]:
    """Both, each notice once."""
    return tuple({rates.notice: rates for rates in (*others, *own)}.values())
