"""What follows stands in a graph of its own and goes when its premises go."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH, unit_iri
from ontology.terms import az
from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources

NOTICES = Path(__file__).parents[2] / "data" / "notices"
CHILD, PARENT = NOTICES / "xiaoyi-2026.txt", NOTICES / "lvliang-2025.txt"


def superior_is_inferred(data: DataDir) -> bool:
    """Whether 孝义市安委办 is inferred to be under 吕梁市安委办."""
    snapshot = data.current()
    assert snapshot is not None
    store = ox.Store.read_only(str(snapshot.store))
    office = "safety-committee-office"
    return (
        ox.Quad(
            ox.NamedNode(unit_iri("141181", office)),
            ox.NamedNode(az("superiorUnit")),
            ox.NamedNode(unit_iri("141100", office)),
            ox.NamedNode(INFERRED_GRAPH),
        )
        in store
    )


def test_inferred_facts_come_and_go_with_the_notices(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    build(data, [CHILD, PARENT], real_sources())
    assert superior_is_inferred(data)
    assert not build(data, [CHILD, PARENT], real_sources()).changed
    assert build(data, [CHILD], real_sources()).changed
    assert not superior_is_inferred(data)
