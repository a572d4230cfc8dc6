"""The graph of what follows from the vocabulary and from what is known of units.

Nothing is inferred of what a notice says else: its graph has what a query needs. What follows of a unit
depends on the vocabulary and on units of the same function in the places above it; so where a few units
change, only they and their like below are inferred anew, and a notice more costs as much among ten thousand
as among five."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from ontology.ids import CODES_GRAPH, DIVISIONS_GRAPH, INFERRED_GRAPH, code_iri
from ontology.materialise import NOT_READ, infer
from ontology.rules import SET_UP, rules
from ontology.terms import PREFIXES, term
from service.store import graphs
from service.store.registry import REGISTRY_GRAPH

_FUNCTION, _PLACE, _SUPERIOR = (
    ox.NamedNode(term(name)) for name in ("function", "jurisdiction", "superiorJurisdiction")
)
_REGISTRY = ox.NamedNode(REGISTRY_GRAPH)
_LISTS = ox.NamedNode(CODES_GRAPH), ox.NamedNode(DIVISIONS_GRAPH)
#: Properties whose values stand in code lists or in the ontology.
_CODED = frozenset({_FUNCTION, _PLACE, ox.NamedNode(PREFIXES["rdf"] + "type")})
#: Organisations that a government sets up answer to it: functions that go together.
_ZONES: frozenset[ox.NamedNode] = frozenset(
    ox.NamedNode(code_iri("function", name)) for name in ("people-government", *SET_UP)
)

#: Functions by place.
_Wanted = defaultdict[ox.NamedNode, set[ox.NamedNode]]


def key(vocabulary: Mapping[str, str]) -> str:
    """SHA-256 (hex) of the vocabulary graphs' digests and of the rules: while it stays, what was
    inferred of the vocabulary holds."""
    premises = {name: digest for name, digest in vocabulary.items() if name not in NOT_READ}
    text = json.dumps([premises, [rule.construct for rule in rules()]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def of_all(store: ox.Store, vocabulary: Iterable[str]) -> graphs.Change:
    """Make the graph what follows from the vocabulary and of all units, inferred at once."""
    names = [*(name for name in vocabulary if name not in NOT_READ), REGISTRY_GRAPH]
    read = (store.quads_for_pattern(None, None, None, ox.NamedNode(name)) for name in names)
    found = infer(quad.triple for quads in read for quad in quads).triples
    return graphs.put_whole(store, INFERRED_GRAPH, found)


def of_units(store: ox.Store, changed: Iterable[ox.Triple]) -> graphs.Change:
    """Infer anew what may be other than before, as the registry has lost or won the ``changed`` triples."""
    changed = set(changed)
    above, below = _kin(store, changed)
    anew = below | {node for triple in changed for node in _spoken_of(triple)}
    premises = [triple for node in above | anew for triple in _about(store, node)]
    premises += [
        quad.triple
        for node in anew
        for quad in store.quads_for_pattern(None, None, node, _REGISTRY)
    ]
    named = _values(premises, _FUNCTION) | _values(premises, _PLACE)
    premises += [triple for node in named for triple in _about(store, node)]
    found = [t for t in infer(premises).triples if t.subject in anew] if premises else []
    return graphs.put_about(store, INFERRED_GRAPH, anew, found)


def _spoken_of(triple: ox.Triple) -> Iterable[ox.NamedNode]:
    """The subject, and an object that is no code: what it is may follow from the triple."""
    if isinstance(triple.subject, ox.NamedNode):
        yield triple.subject
    found = triple.object
    if isinstance(found, ox.NamedNode) and triple.predicate not in _CODED:
        yield found


def _about(store: ox.Store, node: ox.NamedNode) -> list[ox.Triple]:
    """What registry and code lists assert of a node."""
    return [
        quad.triple
        for graph in (_REGISTRY, *_LISTS)
        for quad in store.quads_for_pattern(node, None, None, graph)
    ]


def _kin(store: ox.Store, changed: set[ox.Triple]) -> tuple[set[ox.NamedNode], set[ox.NamedNode]]:
    """The units with the functions of the ``changed`` ones: in the places above theirs, and in theirs
    or the places below."""
    above, below = _Wanted(set), _Wanted(set)
    for place, own in _functions(store, changed).items():
        alike = own | _ZONES if own & _ZONES else own
        for at in _reach(store, place, upwards=True) - {place}:
            above[at] |= alike
        for at in _reach(store, place, upwards=False):
            below[at] |= alike
    return _units(store, above), _units(store, below)


def _functions(store: ox.Store, changed: set[ox.Triple]) -> _Wanted:
    """The functions of the units that the ``changed`` triples are about, as they are and were, by place."""
    about: dict[ox.NamedNode, list[ox.Triple]] = {}
    for triple in changed:
        if isinstance(triple.subject, ox.NamedNode):
            about.setdefault(triple.subject, []).append(triple)
    found = _Wanted(set)
    for unit, triples in about.items():
        said = [*_about(store, unit), *triples]
        for place in _values(said, _PLACE):
            found[place] |= _values(said, _FUNCTION)
    return found


def _values(triples: Iterable[ox.Triple], predicate: ox.NamedNode) -> set[ox.NamedNode]:
    found = (triple.object for triple in triples if triple.predicate == predicate)
    return {node for node in found if isinstance(node, ox.NamedNode)}


def _reach(store: ox.Store, place: ox.NamedNode, *, upwards: bool) -> set[ox.NamedNode]:
    """The place and those above or below it."""
    reached, front = {place}, [place]
    while front:
        at = front.pop()
        ends = (at, None) if upwards else (None, at)
        for quad in store.quads_for_pattern(ends[0], _SUPERIOR, ends[1], _LISTS[1]):
            found = quad.object if upwards else quad.subject
            if isinstance(found, ox.NamedNode) and found not in reached:
                reached.add(found)
                front.append(found)
    return reached


def _units(store: ox.Store, wanted: _Wanted) -> set[ox.NamedNode]:
    """The units of each place that have one of its functions."""
    there = (
        (quad.subject, functions)
        for place, functions in wanted.items()
        for quad in store.quads_for_pattern(None, _PLACE, place, _REGISTRY)
    )
    return {
        unit
        for unit, functions in there
        if isinstance(unit, ox.NamedNode)
        and any(
            q.object in functions for q in store.quads_for_pattern(unit, _FUNCTION, None, _REGISTRY)
        )
    }
