"""What the built graph knows beside a notice: how the other notices stand, and its superior's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from ontology import ids
from service.checking.previous import place_and_year
from service.store.layout import Snapshot
from service.store.manifest import read_manifest
from shapes.index import Triple
from shapes.oxigraph import from_oxigraph
from shapes.records import Rates

_HEAD = f"""PREFIX az: <{ids.ONTOLOGY}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX basis: <{ids.code_iri("basis", "")}>
PREFIX role: <{ids.code_iri("role", "")}>
"""
_SUPERIOR = (
    _HEAD
    + """SELECT ?n { GRAPH <%s> { %s az:superiorJurisdiction ?above } GRAPH ?n {
  ?n a az:Notice ; az:jurisdiction ?above ; az:planYear ?year . FILTER(STR(?year) = %s) } } ORDER BY ?n"""
)

_PREVIOUS = (
    _HEAD
    + """SELECT ?n { BIND (%s AS ?issuer) GRAPH ?n {
  ?n a az:Notice ; az:jurisdiction %s ; az:planYear ?year . OPTIONAL { ?n az:issuedBy ?by }
  FILTER (STR(?year) < %s) } } ORDER BY DESC(STR(?year)) DESC(STR(?by) = ?issuer) ?n"""
)

_KEPT = (
    _HEAD
    + """SELECT ?n ?title ?year ?file { GRAPH ?n { ?n a az:Notice ; az:jurisdiction %s ; az:planYear ?year .
  OPTIONAL { ?n dcterms:title ?title } OPTIONAL { ?n az:source/az:fileName ?file } } } ORDER BY ?n"""
)


_IRI = re.compile(re.escape(ids.BASE) + r"[\w./-]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice (IRI) of a snapshot as a reader names it; ``year`` is the plan year."""

    iri: str
    title: str
    year: int
    file: str


@lru_cache(maxsize=2)
def stored_rates(snapshot: Snapshot | None) -> tuple[Rates, ...]:
    """The rates of every notice of a snapshot, by title: each was measured when it was read."""
    found = [Rates.of(row.rates) for row in read_manifest(snapshot).notices if row.rates]
    return tuple(sorted(found, key=lambda rates: (rates.title, rates.notice)))


def superior_graph(snapshot: Snapshot | None, notice: Sequence[Triple]) -> list[Triple] | None:
    """The notice of the same plan year that the superior of the notice's jurisdiction issued, in the
    snapshot."""
    return _first(
        snapshot, notice, lambda place, year: _SUPERIOR % (ids.DIVISIONS_GRAPH, place, year)
    )


def previous_graph(snapshot: Snapshot | None, notice: Sequence[Triple]) -> list[Triple] | None:
    """The last notice of the same jurisdiction of an earlier plan year, of the same issuer if there is one of
    that year, in the snapshot."""
    issuer = next((str(o) for _, p, o in notice if str(p) == ids.ONTOLOGY + "issuedBy"), "")
    by = ox.Literal(issuer)
    return _first(snapshot, notice, lambda place, year: _PREVIOUS % (by, place, year))


def kept_of(snapshot: Snapshot | None, place: str) -> list[Kept]:
    """The notices of a jurisdiction (IRI) in the snapshot that have a plan year."""
    if snapshot is None:
        return []
    rows = _rows(_opened(snapshot.store), _KEPT % ox.NamedNode(place))
    return [
        Kept(row["n"], row["title"], int(row["year"][:4]), row["file"])
        for row in rows
        if row["year"][:4].isdecimal()
    ]


def _first(
    snapshot: Snapshot | None,
    notice: Sequence[Triple],
    query: Callable[[ox.NamedNode, ox.Literal], str],
) -> list[Triple] | None:
    """The notice that the query about a place and a year names first; none where the graph, perhaps of
    elsewhere, has something for a place that is no IRI."""
    place, year = place_and_year(notice)
    if not (place and year) or snapshot is None:
        return None
    try:
        asked = query(ox.NamedNode(place), ox.Literal(year))
    except ValueError:
        return None
    found = _rows(_opened(snapshot.store), asked)
    return notice_graph(snapshot, found[0]["n"]) if found else None


def graph_named(snapshot: Snapshot | None, iri: str) -> list[Triple]:
    """The notice of that IRI in the snapshot; nothing where it has none."""
    return notice_graph(snapshot, iri) if snapshot is not None and _IRI.fullmatch(iri) else []


def notice_graph(snapshot: Snapshot, name: str) -> list[Triple]:
    """All that a notice of the snapshot says, of itself and of what it shares with others."""
    return [t for path in (snapshot.store, snapshot.said) for t in graph_of(_opened(path), name)]


@lru_cache(maxsize=4)
def _opened(path: Path) -> ox.Store:
    """The snapshot's store, opened once for a batch; a snapshot never changes."""
    return ox.Store.read_only(str(path))


def graph_of(store: ox.Store, name: str) -> list[Triple]:
    """The triples of a named graph."""
    return list(from_oxigraph(store.quads_for_pattern(None, None, None, ox.NamedNode(name))))


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
