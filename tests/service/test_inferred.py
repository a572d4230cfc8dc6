"""What notices share stands in one graph, what follows from it in another; both go with the notices."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.ids import INFERRED_GRAPH, code_iri, jurisdiction_iri, unit_iri
from ontology.load import graphs as vocabulary
from ontology.materialise import NOT_READ, infer
from ontology.namespaces import az
from ontology.statements import Statement, stated
from service.commands.dump import dump
from service.store import inferred
from service.store.build import build
from service.store.draft import change
from service.store.graphs import put_graph, triples_of
from service.store.layout import DataDir
from service.store.parcel import parcel_of, triples_in
from service.store.registry import REGISTRY_GRAPH
from service.store.rows import NoticeRow
from service.store.sources import read_notice_file, real_sources
from tests.shared import five_notices, own_vocabulary

pytestmark = pytest.mark.usefixtures("at_hand")

NOTICES = Path(__file__).parents[2] / "data" / "notices"
CHILD, PARENT = NOTICES / "xiaoyi-2026.txt", NOTICES / "lvliang-2025.txt"
Read = tuple[NoticeRow, list[Statement]]


@pytest.fixture(scope="module")
def read() -> list[Read]:
    """The beginnings of the five notices, two of them in two versions."""
    files = [(path.read_text("utf-8")[:3_000], path.name) for path in sorted(NOTICES.glob("*.txt"))]
    files += [(text[:2_000], name) for text, name in files[-2:]]
    return [read_notice_file(text.encode(), name) for text, name in files]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A store with the vocabulary alone."""
    return DataDir(own_vocabulary(tmp_path_factory))


@pytest.fixture(scope="module")
def known(empty: DataDir) -> list[ox.Triple]:
    """What the vocabulary says from which something follows; notices change nothing of it."""
    names = [name for name, _ in vocabulary() if name not in NOT_READ]
    return [triple for name in names for triple in triples_of(opened(empty), name)]


def whole(store: ox.Store, known: list[ox.Triple]) -> set[ox.Triple]:
    """What follows from vocabulary and registry, inferred at once."""
    return set(infer([*known, *triples_of(store, REGISTRY_GRAPH)]).triples)


def opened(data: DataDir) -> ox.Store:
    return ox.Store.read_only(str(data.require_current().store))


def test_in_any_order_it_is_what_follows_from_all_at_once(
    empty: DataDir, known: list[ox.Triple], read: list[Read]
) -> None:
    chance, superior = random.Random(1), ox.NamedNode(az("superiorUnit"))
    steps = chance.sample(read, len(read)) + [None] * 3
    counts = []
    for step in steps:
        with change(empty) as draft:
            if step is None:
                draft.drop_notice(chance.choice(draft.rows.graphs))
            else:
                draft.put_notices([parcel_of(*step)])
        store = opened(empty)
        found = triples_of(store, INFERRED_GRAPH)
        assert set(found) == whole(store, known)
        counts.append(sum(triple.predicate == superior for triple in found))
    assert len(counts) == 10
    assert max(counts) > 4 > min(counts)


def test_some_nodes_after_the_others_it_is_what_follows_from_all_at_once(
    known: list[ox.Triple], read: list[Read]
) -> None:
    """A zone answers to the government of its own place, which may be among other nodes than the zone."""
    zone, government = (
        ox.NamedNode(unit_iri("141181", name)) for name in ("development-zone", "people-government")
    )
    told = {t for each in read for t in triples_in(parcel_of(*each).shared)}
    place, function = (ox.NamedNode(az(name)) for name in ("jurisdiction", "function"))
    for unit in (zone, government):
        code = unit.value.rpartition("/")[2]
        told.add(ox.Triple(unit, place, ox.NamedNode(jurisdiction_iri("141181"))))
        told.add(ox.Triple(unit, function, ox.NamedNode(code_iri("function", code))))
    store = ox.Store()
    for name, graph in vocabulary():
        put_graph(store, name, triples_in(graph.serialize(format="nt", encoding="utf-8")))
    put_graph(store, REGISTRY_GRAPH, told)
    nodes = {t.subject for t in told if isinstance(t.subject, ox.NamedNode)}
    one_by_one = [{node: [t for t in told if t.subject == node]} for node in nodes]
    names = [name for name, _ in vocabulary()]
    assert len(list(inferred.of_all(store, names, one_by_one))) > len(nodes) > 20
    found = set(triples_of(store, INFERRED_GRAPH))
    assert found == whole(store, known)
    assert ox.Triple(zone, ox.NamedNode(az("superiorUnit")), government) in found


def test_no_triple_stands_in_two_graphs(tmp_path_factory: pytest.TempPathFactory) -> None:
    quads = list(opened(DataDir(five_notices(tmp_path_factory))))
    assert len({quad.triple for quad in quads}) == len(quads) > 60_000


def test_two_notices_of_one_place_name_a_unit_once(empty: DataDir) -> None:
    """One calls it by its function, one by its name; each label goes with its notice."""
    office = ox.NamedNode(unit_iri("141181", "emergency-management"))
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    also = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")

    def says(notice: str, name: str) -> Read:
        row = NoticeRow(f"x:{notice}", "", notice, "", 0, 0, 0, 0, 0)
        return row, [stated(ox.Triple(office, label, ox.Literal(name, language="zh")))]

    def names(predicate: ox.NamedNode) -> list[str]:
        graph = ox.NamedNode(REGISTRY_GRAPH)
        found = opened(empty).quads_for_pattern(office, predicate, None, graph)
        return [quad.object.value for quad in found]  # type: ignore[union-attr]

    with change(empty) as draft:
        for graph in draft.rows.graphs:
            draft.drop_notice(graph)
        said = says("a", "孝义市应急管理部门"), says("b", "孝义市应急管理局")
        draft.put_notices([parcel_of(*each) for each in said])
    assert (names(label), names(also)) == (["孝义市应急管理局"], ["孝义市应急管理部门"])
    with change(empty) as draft:
        draft.drop_notice("x:b")
    assert (names(label), names(also)) == (["孝义市应急管理部门"], [])
    with change(empty) as draft:
        draft.drop_notice("x:a")
    assert (names(label), names(also)) == ([], [])


def test_inferred_facts_come_and_go_with_the_notices(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = DataDir(own_vocabulary(tmp_path_factory))
    office = "safety-committee-office"
    fact = ox.Quad(
        ox.NamedNode(unit_iri("141181", office)),
        ox.NamedNode(az("superiorUnit")),
        ox.NamedNode(unit_iri("141100", office)),
        ox.NamedNode(INFERRED_GRAPH),
    )
    build(data, [CHILD, PARENT], real_sources())
    both = dump(opened(data))
    assert fact in opened(data)
    assert not build(data, [CHILD, PARENT], real_sources()).changed
    assert build(data, [CHILD], real_sources()).changed
    assert fact not in opened(data)
    assert build(data, [CHILD, PARENT], real_sources()).changed
    assert dump(opened(data)) == both
