"""The figures that are kept with each change are those that counting everything gives."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.ids import ONTOLOGY
from ontology.statements import stated
from service.engine.local import LocalEngine
from service.lookup import statistics
from service.lookup.ask import Asker
from service.settings import Settings
from service.store import figures
from service.store.build import build
from service.store.draft import change
from service.store.graphs import FIGURES_GRAPH, count_named, triples_of
from service.store.layout import DataDir
from service.store.parcel import parcel_of
from service.store.sheets import Said, sheet_of
from service.store.sources import Sources, read_notice_file
from service.store.updates import run_update
from tests.service.conftest import LVLIANG, NOTICES, PATIENT, SOURCES, XIAOYI

pytestmark = pytest.mark.usefixtures("at_hand")


def kept(root: Path) -> dict[tuple[str, str], int]:
    store = ox.Store.read_only(str(DataDir(root).require_current().store))
    graph = ox.NamedNode(FIGURES_GRAPH)
    return {
        (str(q.subject), q.predicate.value.removeprefix(figures.FIGURE)): int(q.object.value)
        for q in store.quads_for_pattern(None, None, None, graph)
        if isinstance(q.object, ox.Literal) and q.predicate.value != TRIPLES
    }


_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TRIPLES = figures.FIGURE + "triples"


def triples_kept(root: Path) -> list[int]:
    store = ox.Store.read_only(str(DataDir(root).require_current().store))
    found = store.quads_for_pattern(None, ox.NamedNode(TRIPLES), None, None)
    return [int(q.object.value) for q in found if isinstance(q.object, ox.Literal)]


def test_the_number_of_triples_is_kept_until_somebody_updates_by_hand(root: Path) -> None:
    def triples() -> int:
        return count_named(ox.Store.read_only(str(DataDir(root).require_current().store)))

    whole = triples()
    assert triples_kept(root) == [whole]
    with change(DataDir(root)) as draft:
        draft.drop_notice(LVLIANG)
    assert triples_kept(root) == [triples()] != [whole]
    with change(DataDir(root)) as draft:
        run_update(draft, "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }", union=True)
    assert triples_kept(root) == []
    build(DataDir(root), NOTICES, SOURCES)
    assert triples_kept(root) == [triples()]


def counted(root: Path) -> dict[tuple[str, str], int]:
    store = ox.Store.read_only(str(DataDir(root).require_current().store))
    found = figures.Figures()
    for name in (XIAOYI, LVLIANG):
        said = Said(map(stated, triples_of(store, name)))
        found.update(figures.figures_of(name, said, sheet_of(name, said)))
    for name, kinds in (("units", ("Unit", "Post")), ("instruments", ("Instrument",))):
        nodes = {
            quad.subject
            for kind in kinds
            for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(ONTOLOGY + kind), None)
        }
        found[FIGURES_GRAPH, name] = len(nodes)
    busy = Counter(n for (who, name), n in found.items() if name == "tasks" and "/id/unit/" in who)
    for tasks, units in busy.items():
        found[f"{figures.UNITS_WITH}{tasks}", "units-with"] = units
    found[FIGURES_GRAPH, "edition"] = figures.edition()
    return {(f"<{subject}>", name): count for (subject, name), count in found.items() if count}


def test_figures_follow_what_is_built_replaced_withdrawn_and_brought_back(root: Path) -> None:
    whole = kept(root)
    assert whole == counted(root)
    assert whole[f"<{FIGURES_GRAPH}>", "notices"] == 2
    assert whole[f"<{FIGURES_GRAPH}>", "units"] > 2
    assert {
        name: sum(n for (_, of), n in whole.items() if of == name)
        for name in ("of-place", "of-year")
    } == {"of-place": 2, "of-year": 2}
    assert len([name for _, name in whole if name == "units-with"]) > 1
    with change(DataDir(root)) as draft:
        triples = triples_of(draft.store, XIAOYI)
        row = draft.rows.get(XIAOYI)
        assert row is not None
        draft.put_notice(parcel_of(row, map(stated, triples[: len(triples) // 2])))
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


_PAPER = """孝义市人民政府关于做好2026年安全生产工作的通知

各乡镇人民政府：

一、强化隐患排查

（一）煤矿。开展煤矿隐患排查整治。（责任单位：市能源局，以下均需各乡镇人民政府负责，不再一一列出）

（二）燃气。推进燃气管网更新改造。（责任单位：市住建局、各乡镇人民政府）

（三）消防。开展消防宣传。

孝义市人民政府
2026年1月10日
"""


def test_what_a_clause_gives_to_all_is_counted_apart_from_what_is_named(tmp_path: Path) -> None:
    path = tmp_path / "default.txt"
    path.write_text(_PAPER, encoding="utf-8")
    build(DataDir(tmp_path / "data"), [path], Sources(read_notice_file, lambda: []))
    found = kept(tmp_path / "data")
    by_name = {name: count for (_, name), count in found.items() if name.startswith("notice-")}
    assert by_name["notice-tasks"] == by_name["notice-owner"] == 3
    assert by_name["notice-named"] == 2
    by_default = {who: count for (who, name), count in found.items() if name == "tasks-by-default"}
    assert list(by_default.values()) == [2]
    assert "township-governments" in next(iter(by_default))


class _Counting(LocalEngine):
    """Asked for what is not kept, as an engine of others is."""

    keeps_figures = False


def test_a_day_that_no_calendar_has_is_no_time_that_is_counted(tmp_path: Path) -> None:
    days = {
        "2月30日前": 0,
        "13月底前": 0,
        "2月28日前": 1,
        "每月": 1,
        "6月至9月": 1,
        "2月30日前每月": 1,
    }
    paths = []
    for year, day in enumerate(days, 2021):
        paths.append(tmp_path / f"{year}.txt")
        paper = _PAPER.replace("2026", str(year)).replace("开展消防", f"{day}开展消防")
        paths[-1].write_text(paper, encoding="utf-8")
    build(DataDir(tmp_path / "data"), paths, Sources(read_notice_file, lambda: []))

    async def told(kind: type[LocalEngine]) -> dict[str, tuple[object, object]]:
        settings = Settings(data_dir=tmp_path / "data", **PATIENT)
        engine = kind(settings)
        await engine.start()
        rows = await statistics.rates(Asker(engine, settings))
        await engine.stop()
        by_year = {row["year"]: (row["tasks"], row["with_time"]) for row in rows}
        return {day: by_year[year] for year, day in enumerate(days, 2021)}

    wanted = {day: (3, timed) for day, timed in days.items()}
    assert asyncio.run(told(LocalEngine)) == asyncio.run(told(_Counting)) == wanted
    assert len(wanted) == 6


def test_what_an_earlier_edition_kept_is_counted_and_listed_anew_by_the_next_change(
    root: Path,
) -> None:
    before = DataDir(root).require_current()
    store = ox.Store(str(before.store))
    earlier = {(FIGURES_GRAPH, "edition"): -1, (f"{figures.MONTH}2026-10", "due"): 5}
    figures.add(store, figures.Figures(earlier))
    store.flush()
    del store
    parts = list(before.index.glob("*.sqlite"))
    assert parts
    for part in parts:
        part.chmod(0o644)
        with closing(sqlite3.connect(part)) as database:
            database.executescript(
                "DROP INDEX time_notice; ALTER TABLE time DROP COLUMN notice; ALTER TABLE time DROP COLUMN retells"
            )
    assert kept(root) != counted(root)
    with change(DataDir(root)) as draft:
        draft.drop_notice(LVLIANG)
    assert kept(root) == counted(root)
    for part in DataDir(root).require_current().index.glob("*.sqlite"):
        with closing(sqlite3.connect(part)) as database:
            columns = database.execute("SELECT name FROM pragma_table_info('time')").fetchall()
            assert {("retells",), ("notice",)} <= set(columns)


def test_an_empty_store_has_no_graph_of_figures() -> None:
    store = ox.Store()
    assert figures.put(store, figures.Figures()) == 0
    assert list(store.named_graphs()) == []
