"""The figures that are kept with each change are those that counting everything gives."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from service.store import figures
from service.store.build import build
from service.store.draft import change
from service.store.graphs import FIGURES_GRAPH, triples_of
from service.store.layout import DataDir
from service.store.updates import run_update
from tests.service.conftest import LVLIANG, NOTICES, SOURCES, XIAOYI


def kept(root: Path) -> dict[tuple[str, str], int]:
    store = ox.Store.read_only(str(DataDir(root).require_current().store))
    graph = ox.NamedNode(FIGURES_GRAPH)
    return {
        (str(q.subject), q.predicate.value.removeprefix(figures.FIGURE)): int(q.object.value)
        for q in store.quads_for_pattern(None, None, None, graph)
        if isinstance(q.object, ox.Literal)
    }


def counted(root: Path) -> dict[tuple[str, str], int]:
    store = ox.Store.read_only(str(DataDir(root).require_current().store))
    found = figures.Figures()
    for name in (XIAOYI, LVLIANG):
        found.update(figures.figures_of(name, triples_of(store, name)))
    return {(f"<{subject}>", name): count for (subject, name), count in found.items() if count}


def test_figures_follow_what_is_built_replaced_withdrawn_and_brought_back(root: Path) -> None:
    whole = kept(root)
    assert whole == counted(root)
    assert whole[f"<{FIGURES_GRAPH}>", "notices"] == 2
    with change(DataDir(root)) as draft:
        triples = triples_of(draft.store, XIAOYI)
        row = draft.manifest.notice(XIAOYI)
        assert row is not None
        draft.put_notice(row, triples[: len(triples) // 2])
    assert kept(root) == counted(root) != whole
    with change(DataDir(root)) as draft:
        draft.drop_notice(LVLIANG)
    assert kept(root) == counted(root)
    assert kept(root)[f"<{FIGURES_GRAPH}>", "notices"] == 1
    build(DataDir(root), NOTICES, SOURCES, fresh=True)
    assert kept(root) == whole


def test_figures_follow_an_update_by_hand(root: Path) -> None:
    with change(DataDir(root)) as draft:
        run_update(draft, f"DELETE WHERE {{ GRAPH <{LVLIANG}> {{ ?s a ?kind }} }}", union=True)
    assert kept(root) == counted(root)
    assert kept(root)[f"<{FIGURES_GRAPH}>", "notices"] == 1
