"""The graph of what follows from the vocabulary and from what is known of units.

Nothing is inferred of what a notice says else: its graph has what a query needs. What follows of a unit
depends on the vocabulary and on units of the same function in the places above it; so where a few units
change, only they and their like below are inferred anew, and a notice more costs as much among ten thousand
as among five."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import pyoxigraph as ox

from ontology.ids import CODES_GRAPH, DIVISIONS_GRAPH, INFERRED_GRAPH, code_iri
from ontology.materialise import NOT_READ, infer
from ontology.rules import SET_UP, rules
from ontology.terms import PREFIXES, term
from service.store import graphs
from service.store.heaps import About, Node
from service.store.registry import REGISTRY_GRAPH

_FUNCTION, _PLACE, _SUPERIOR = (
    ox.NamedNode(term(name)) for name in ("function", "jurisdiction", "superiorJurisdiction")
)
_REGISTRY = ox.NamedNode(REGISTRY_GRAPH)
_DIVISIONS = ox.NamedNode(DIVISIONS_GRAPH)
_ASSERTED = frozenset({_REGISTRY, ox.NamedNode(CODES_GRAPH), _DIVISIONS})
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


def of_all(
    store: ox.Store, vocabulary: Iterable[str], registry: Iterable[About]
) -> Iterator[graphs.Change]:
    """Make the graph what follows from the vocabulary and of all that notices share, as this is gone through: of what the ``registry``
    says of some nodes after the others, those of a province together."""
    names = [name for name in vocabulary if name not in NOT_READ]
    known = [triple for name in names for triple in graphs.triples_of(store, name)]
    found = infer(known).triples
    listed = {triple.subject for triple in (*known, *found)}
    del known
    gone = graphs.subjects(store, f"<{INFERRED_GRAPH}>")
    yield graphs.put_about(store, INFERRED_GRAPH, gone & listed, found)
    gone -= listed
    for own in _shared(registry, listed):
        above = _units(store, _near(store, _functions(own.values()), upwards=True))
        yield _infer(store, own, above - own.keys(), gone & own.keys())
        gone -= own.keys()
    yield graphs.put_about(store, INFERRED_GRAPH, gone, ())


def of_units(store: ox.Store, changed: Iterable[ox.Triple]) -> graphs.Change:
    """Infer anew what may be other than before, as the registry has lost or won the ``changed`` triples."""
    told: dict[ox.NamedNode, list[ox.Triple]] = {}
    anew: set[ox.NamedNode] = set()
    for triple in changed:
        anew.update(_spoken_of(triple))
        if isinstance(triple.subject, ox.NamedNode):
            told.setdefault(triple.subject, []).append(triple)
    about = {unit: _about(store, unit) for unit in told}
    own = _functions([*about[unit], *was] for unit, was in told.items())
    anew |= _units(store, _near(store, own, upwards=False))
    above = _units(store, _near(store, own, upwards=True)) - anew
    about |= {node: _about(store, node) for node in anew - about.keys()}
    return _infer(store, about, above, about.keys())


def _infer(
    store: ox.Store,
    anew: Mapping[ox.NamedNode, Sequence[ox.Triple]],
    above: Set[ox.NamedNode],
    known: Set[Node],
) -> graphs.Change:
    """Infer nodes ``anew``, of each of which is given what is asserted; units among them answer to some of those ``above``. Of those
    that are ``known`` something was inferred before."""
    premises = [triple for about in anew.values() for triple in about]
    premises += [triple for node in above for triple in _about(store, node)]
    premises += [
        quad.triple
        for node in anew
        for quad in store.quads_for_pattern(None, None, node, _REGISTRY)
    ]
    named = _values(premises, _FUNCTION) | _values(premises, _PLACE)
    premises += [triple for node in named for triple in _about(store, node)]
    found = [t for t in infer(premises).triples if t.subject in anew] if premises else []
    return graphs.put_about(store, INFERRED_GRAPH, known, found)


def _shared(
    registry: Iterable[About], listed: Set[object]
) -> Iterator[dict[ox.NamedNode, list[ox.Triple]]]:
    """What the registry says of the nodes that are its own, not ``listed`` in the vocabulary; at last those that it only means."""
    told, meant = set[ox.NamedNode](), set[ox.NamedNode]()
    for about in registry:
        meant.update(node for triples in about.values() for node in map(_meant, triples) if node)
        own = {
            node: triples
            for node, triples in about.items()
            if isinstance(node, ox.NamedNode) and node not in listed
        }
        told |= own.keys()
        yield own
    yield {node: [] for node in meant - told if node not in listed}


def _meant(triple: ox.Triple) -> ox.NamedNode | None:
    """The object, where it is a node and no code: what it is may follow from the triple."""
    found = triple.object
    return found if isinstance(found, ox.NamedNode) and triple.predicate not in _CODED else None


def _spoken_of(triple: ox.Triple) -> Iterable[ox.NamedNode]:
    """The nodes of which something may follow from the triple."""
    ends = triple.subject, _meant(triple)
    return (node for node in ends if isinstance(node, ox.NamedNode))


def _about(store: ox.Store, node: ox.NamedNode) -> list[ox.Triple]:
    """What registry and code lists assert of a node."""
    found = store.quads_for_pattern(node, None, None, None)
    return [quad.triple for quad in found if quad.graph_name in _ASSERTED]


def _near(store: ox.Store, own: _Wanted, *, upwards: bool) -> _Wanted:
    """The functions of units there and in the places above or below that units of their ``own`` functions may answer to, or that
    may answer to these."""
    near = _Wanted(set)
    for place, functions in own.items():
        for at in _reach(store, place, upwards=upwards):
            near[at] |= _alike(functions)
    return near


def _alike(functions: set[ox.NamedNode]) -> Set[ox.NamedNode]:
    return functions | _ZONES if functions & _ZONES else functions


def _functions(told: Iterable[Sequence[ox.Triple]]) -> _Wanted:
    """The functions of units by place, as is ``told`` of each."""
    found = _Wanted(set)
    for triples in told:
        for place in _values(triples, _PLACE):
            found[place] |= _values(triples, _FUNCTION)
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
        for quad in store.quads_for_pattern(ends[0], _SUPERIOR, ends[1], _DIVISIONS):
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
