"""The units that are searched for by their names, as the graph has them, place by place: so a change writes anew those of the
places that it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, groupby
from operator import itemgetter

import pyoxigraph as ox

from ontology import ids
from ontology.terms import PREFIXES
from service.store.figures import FIGURE, UNIT
from service.store.quads import lexical
from service.store.sheets import UNIT_FACETS, Sheet, Unit, Written, sheet_in, written

_KINDS = tuple(ox.NamedNode(ids.ONTOLOGY + name) for name in ("Unit", "UnitGroup", "Post"))
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_NAMES = tuple(ox.NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))
_HAS = {name: ox.NamedNode(ids.ONTOLOGY + name) for name in UNIT_FACETS}
_TASKS, _BY_DEFAULT = (ox.NamedNode(FIGURE + name) for name in ("tasks", "tasks-by-default"))

#: Values by predicate, some of them twice.
_Told = defaultdict[ox.NamedNode, list[str]]


def place_of(unit: str) -> str:
    """What stands for the graph of a unit (IRI) in an index: the IRIs of those of a place begin so.

    >>> place_of("https://w3id.org/anze/id/unit/141181/water"), place_of("http://example.org/a")
    ('https://w3id.org/anze/id/unit/141181', 'https://w3id.org/anze/id/unit/')
    """
    return UNIT + unit.removeprefix(UNIT).split("/")[0] if unit.startswith(UNIT) else UNIT


def all_units(store: ox.Store) -> dict[str, Written]:
    """The sheets of all units, by place; the units of one place are in memory at once."""
    typed = chain(*(store.quads_for_pattern(None, _TYPE, kind, None) for kind in _KINDS))
    every = sorted((place_of(iri), iri) for iri in {lexical(quad.subject) for quad in typed})
    places = groupby(every, key=itemgetter(0))
    return {
        place: _written(filter(None, (_unit_of(store, iri) for _, iri in there)))
        for place, there in places
    }


def changed_units(
    store: ox.Store, before: Mapping[str, Written], changed: Iterable[str]
) -> dict[str, Written]:
    """The sheets of the places of the ``changed`` units (IRIs), those ``before`` with these as they are now."""
    places: dict[str, dict[str, Unit]] = {}
    for iri in changed:
        place = place_of(iri)
        if place not in places:
            places[place] = {each.iri: each for each in sheet_in(before.get(place, b"")).units}
        places[place].pop(iri, None)
        if (unit := _unit_of(store, iri)) is not None:
            places[place][iri] = unit
    return {place: _written(units.values()) for place, units in places.items()}


def _unit_of(store: ox.Store, iri: str) -> Unit | None:
    told = _Told(list)
    kinds = set()
    for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None, None):
        told[quad.predicate].append(lexical(quad.object))
        if quad.predicate == _TYPE:
            kinds.add(quad.object)
    return _unit(iri, told) if not kinds.isdisjoint(_KINDS) else None


def _unit(iri: str, told: _Told) -> Unit:
    names = sorted({name for each in _NAMES for name in told[each]})
    has = ((name, value) for name, each in _HAS.items() for value in sorted(set(told[each])))
    tasks, by_default = (max(map(int, told[each]), default=0) for each in (_TASKS, _BY_DEFAULT))
    return Unit(iri, tuple(names), tuple(has), tasks, by_default)


def _written(units: Iterable[Unit]) -> Written:
    return written(Sheet(units=tuple(sorted(units))))
