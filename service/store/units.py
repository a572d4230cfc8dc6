"""The units that are searched for by their names, as the graph has them, place by place: so a change writes anew those of the
places that it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from ontology import ids
from ontology.terms import PREFIXES
from service.store.figures import FIGURE, UNIT
from service.store.heaps import Heaps, lines_of
from service.store.quads import lexical
from service.store.sheets import UNIT_FACETS, Sheet, Unit, Written, sheet_in, written

_KINDS = tuple(ox.NamedNode(ids.ONTOLOGY + name) for name in ("Unit", "UnitGroup", "Post"))
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_NAMES = tuple(ox.NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))
_HAS = {name: ox.NamedNode(ids.ONTOLOGY + name) for name in UNIT_FACETS}
_TASKS, _BY_DEFAULT = (ox.NamedNode(FIGURE + name) for name in ("tasks", "tasks-by-default"))

#: All that is told of a unit.
_PATTERNS = (
    *(f"?s {_TYPE} {kind}" for kind in _KINDS),
    *(f"?s {each} ?o" for each in (*_NAMES, *_HAS.values(), _TASKS, _BY_DEFAULT)),
)

#: Values by predicate, some of them twice.
_Told = defaultdict[ox.NamedNode, list[str]]


def place_of(unit: str) -> str:
    """What stands for the graph of a unit (IRI) in an index: the IRIs of those of a place begin so.

    >>> place_of("https://w3id.org/anze/id/unit/141181/water"), place_of("http://example.org/a")
    ('https://w3id.org/anze/id/unit/141181', 'https://w3id.org/anze/id/unit/')
    """
    return UNIT + unit.removeprefix(UNIT).split("/")[0] if unit.startswith(UNIT) else UNIT


def all_units(store: ox.Store, folder: Path) -> Iterator[dict[str, Written]]:
    """The sheets of all units, by place, some places after the others; meanwhile there are files in a folder of the ``folder``."""
    with TemporaryDirectory(dir=folder) as aside:
        heaps, file = Heaps(Path(aside, "units")), Path(aside, "found")
        for pattern in _PATTERNS:
            found = store.query(
                f"CONSTRUCT {{ {pattern} }} WHERE {{ {pattern} }}", use_default_graph_as_union=True
            )
            assert isinstance(found, ox.QueryTriples)
            found.serialize(str(file), ox.RdfFormat.N_TRIPLES)
            heaps.add(lines_of(file))
        for about in heaps:
            units = filter(None, map(_unit_from, about.values()))
            places = groupby(sorted(units, key=_place), key=_place)
            yield {place: _written(there) for place, there in places}


def _place(unit: Unit) -> str:
    return place_of(unit.iri)


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
    quads = store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
    return _unit_from([quad.triple for quad in quads])


def _unit_from(triples: Sequence[ox.Triple]) -> Unit | None:
    """The unit that the triples are about, None where they are about anything else."""
    told = _Told(list)
    kinds = set()
    for triple in triples:
        told[triple.predicate].append(lexical(triple.object))
        if triple.predicate == _TYPE:
            kinds.add(triple.object)
    return _unit(lexical(triples[0].subject), told) if not kinds.isdisjoint(_KINDS) else None


def _unit(iri: str, told: _Told) -> Unit:
    names = sorted({name for each in _NAMES for name in told[each]})
    has = ((name, value) for name, each in _HAS.items() for value in sorted(set(told[each])))
    tasks, by_default = (max(map(int, told[each]), default=0) for each in (_TASKS, _BY_DEFAULT))
    return Unit(iri, tuple(names), tuple(has), tasks, by_default)


def _written(units: Iterable[Unit]) -> Written:
    return written(Sheet(units=tuple(sorted(units))))
