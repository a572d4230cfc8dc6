"""What the built graph knows beside a notice: how the other notices stand, and its superior's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from ontology import ids
from service.checking.previous import above_of, field_of, issuer_of, place_and_year
from service.store.layout import Snapshot
from service.store.manifest import open_rows
from shapes.index import Triple
from shapes.oxigraph import from_oxigraph
from shapes.peers import Peers, peers

_HEAD = f"""PREFIX az: <{ids.ONTOLOGY}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX basis: <{ids.code_iri("basis", "")}>
PREFIX role: <{ids.code_iri("role", "")}>
"""
_OF_PLACE = (
    _HEAD
    + """SELECT ?n ?title ?year ?by ?file { GRAPH ?n { ?n a az:Notice ; az:jurisdiction %s ; az:planYear ?year .
  OPTIONAL { ?n dcterms:title ?title } OPTIONAL { ?n az:issuedBy ?by } OPTIONAL { ?n az:source/az:fileName ?file } } } ORDER BY ?n"""
)


_IRI = re.compile(re.escape(ids.BASE) + r"[\w./-]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice (IRI) of a snapshot as a reader names it; ``year`` is the plan year."""

    iri: str
    title: str
    year: int
    issuer: str
    file: str


@lru_cache(maxsize=2)
def stored_peers(snapshot: Snapshot | None) -> Peers:
    """The notices of a snapshot to stand beside: the rates of each were measured when it was read."""
    with closing(open_rows(snapshot)) as rows:
        return peers(rows.rates)


def superior_graph(snapshot: Snapshot | None, notice: Sequence[Triple]) -> list[Triple] | None:
    """The general notice of the same plan year that stands above a notice (``above_of``), in the snapshot."""
    _, year = place_and_year(notice)
    found = [each for each in kept_of(snapshot, above_of(notice)) if f"{each.year}" == year]
    return _graph(snapshot, found)


def previous_graph(snapshot: Snapshot | None, notice: Sequence[Triple]) -> list[Triple] | None:
    """The last notice of the same jurisdiction and field of an earlier plan year, of the same issuer if there is one of
    that year, in the snapshot."""
    place, year = place_and_year(notice)
    issuer = issuer_of(notice)
    found = [each for each in kept_of(snapshot, place, field_of(issuer)) if f"{each.year}" < year]
    found.sort(key=lambda each: (-each.year, each.issuer != issuer, each.iri))
    return _graph(snapshot, found)


def _graph(snapshot: Snapshot | None, found: Sequence[Kept]) -> list[Triple] | None:
    return notice_graph(snapshot, found[0].iri) if snapshot is not None and found else None


def kept_of(snapshot: Snapshot | None, place: str, field: str = "") -> list[Kept]:
    """The notices of a jurisdiction (IRI) in the snapshot that have a plan year, and are for a ``field`` (``field_of``);
    none where the graph, perhaps of elsewhere, has something for a place that is no IRI."""
    if snapshot is None or not place:
        return []
    return [each for each in _of_place(snapshot.store, place) if field_of(each.issuer) == field]


@lru_cache(maxsize=16)
def _of_place(store: Path, place: str) -> tuple[Kept, ...]:
    """The notices of a place in a snapshot's store, which are asked for as the superior's and as the last ones."""
    try:
        asked = _OF_PLACE % ox.NamedNode(place)
    except ValueError:
        return ()
    return tuple(
        Kept(row["n"], row["title"], int(row["year"][:4]), row["by"], row["file"])
        for row in _rows(_opened(store), asked)
        if row["year"][:4].isdecimal()
    )


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
