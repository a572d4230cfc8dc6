"""What is said of nodes is gone through heap by heap: each line once, all of a node together."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.ids import ONTOLOGY, unit_iri
from ontology.terms import PREFIXES
from service.store import heaps, registry, units
from service.store.graphs import put_graph, triples_of
from service.store.heaps import Heaps, triple_of
from service.store.sheets import sheet_in

TYPE, LABEL, ALSO = (
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("rdf", "type"), ("skos", "prefLabel"), ("skos", "altLabel"))
)
KIND = ox.NamedNode(ONTOLOGY + "Unit")
PLACES = ("141181", "141182", "140000", "370100", "110000")
NODES = [ox.NamedNode(unit_iri(place, name)) for place in PLACES for name in ("water", "office")]
ODD = [ox.NamedNode(iri) for iri in ("http://example.org/a", "urn:x:b", unit_iri("abc", "water"))]


def said_of(nodes: list[ox.NamedNode], *names: str) -> list[ox.Triple]:
    labels = [ox.Triple(node, LABEL, ox.Literal(name)) for node in nodes for name in names]
    return [*(ox.Triple(node, TYPE, KIND) for node in nodes), *labels]


def lines(triples: list[ox.Triple], graph: str = "http://example.org/g") -> list[bytes]:
    return [f"{triple} <{graph}> .\n".encode() for triple in triples]


@pytest.mark.parametrize(("together", "parts"), [(1, 4), (10, 3), (1_000, 1)])
def test_all_of_a_node_is_together_and_once(
    tmp_path: Path, together: int, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heaps, "_TOGETHER", together)
    told = said_of([*NODES, *ODD], "水务局")
    heap = Heaps(tmp_path / "heaps")
    for each in (told, told[::-1], told[3:8]):
        heap.add(map(triple_of, lines(each)))
    found = [about for about in heap if about]
    assert len(found) == parts
    assert sum(map(len, found)) == len(NODES) + len(ODD) == 13
    said = [triple for about in found for triples in about.values() for triple in triples]
    assert len(said) == len(told)
    assert set(said) == set(told)
    provinces = [{node.value[:32] for node in about if node in NODES} for about in found]
    assert sum(map(len, provinces)) == len(set().union(*provinces)) > 0


def test_the_registry_of_all_nodes_is_that_of_each_of_them(tmp_path: Path) -> None:
    """Nodes that are new, that are said otherwise than before, and that nobody speaks of any more."""
    said = ox.Store()
    put_graph(said, "http://example.org/1", said_of(NODES[2:], "水务局", "局"))
    put_graph(said, "http://example.org/2", said_of(NODES[5:], "水利局", "水务局"))
    stores = []
    for number in range(2):
        store = ox.Store()
        put_graph(store, registry.REGISTRY_GRAPH, said_of(NODES[:6], "局", "水务"))
        told, kept = Heaps(tmp_path / f"{number}-told"), Heaps(tmp_path / f"{number}-kept")
        if number:
            told.add(map(triple_of, said.dump(format=ox.RdfFormat.N_QUADS).splitlines(True)))
            grown = [
                len(each.added) - len(each.removed)
                for each in registry.renew_all(store, told, kept)
            ]
            assert sum(grown) == len(store) - 18
            there = [t for about in kept for each in about.values() for t in each]
            assert set(there) == set(triples_of(store, registry.REGISTRY_GRAPH))
        else:
            list(registry.renew(store, said, NODES))
        stores.append(set(triples_of(store, registry.REGISTRY_GRAPH)))
    assert stores[0] == stores[1]
    assert len({triple.subject for triple in stores[1]}) == len(NODES) - 2
    assert sum(triple.predicate == ALSO for triple in stores[1]) > 5


def test_units_of_a_place_are_in_one_sheet_whatever_they_are_called(tmp_path: Path) -> None:
    store = ox.Store()
    put_graph(store, registry.REGISTRY_GRAPH, said_of([*NODES, *ODD], "水务局"))
    put_graph(store, "http://example.org/g", [ox.Triple(ODD[0], ALSO, ox.Literal("局"))])
    found: dict[str, list[str]] = {}
    for places in units.all_units(store, tmp_path):
        assert found.keys().isdisjoint(places)
        found |= {place: [u.iri for u in sheet_in(places[place]).units] for place in places}
    assert found[units.UNIT] == [node.value for node in ODD[:2]]
    assert {iri for each in found.values() for iri in each} == {n.value for n in (*NODES, *ODD)}
    assert len(found) == len(PLACES) + 2
    assert not list(tmp_path.iterdir())
