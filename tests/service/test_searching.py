"""Sections and units are found by words in the index as by reading the graph: every filter, order and page; and after each change."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from time import sleep

import pyoxigraph as ox
import pytest

from ontology.statements import stated
from service.lookup import concepts, names, sections
from service.lookup.ask import Asker, Row
from service.lookup.sections import SectionFilter
from service.lookup.units import page_of_units
from service.store.build import build
from service.store.conditions import Conditions
from service.store.draft import change
from service.store.edition import is_earlier
from service.store.figures import UNIT
from service.store.finding import Index
from service.store.graphs import triples_of
from service.store.index import read_live, renew
from service.store.layout import DataDir
from service.store.manifest import open_rows
from service.store.opened import Found, Part, Parts
from service.store.parcel import parcel_of
from service.store.passages import Passage, Section, passages_of
from service.store.sheets import EDITION, Notice, Sheet, Task, Unit, without_twins, written
from service.store.updates import run_update
from service.store.words import words_of
from tests.service.conftest import LVLIANG, NOTICES, SOURCES, XIAOYI
from tests.service.test_find import BASE, Engines, code, unit
from tests.shared import five_notices, own_five_notices

pytestmark = pytest.mark.usefixtures("at_hand")

#: Plain ones of one character and more, phrases, several, such as stand in headings, across stops, with signs, capitals
#: or blanks, and none.
WORDS = (
    "安", "燃气", "安全", "隐患", "应急", "消防", "学校", "安全生产", "责任落实", "三管三必须", "重大事故隐患", "2026", "2026年",
    "1", "10月", "一、", "（一）", "，", "。", "、", "%", "100%", ".*", "[安全]", "\\", "'", '"', "(", "?", "*", "_",
    "AI", "ai", "APP", "App", "“", "《", "安全生产法》", "隐患，", "安全、", "安全 生产", "燃气 隐患", "应急 演练 预案", "燃气 没有的词",
    "安全 、", " 安全　隐患 ", "\t燃气\n", "总体要求", "工作目标", "没有的词", "鿿", "𠮷", "é", "Σ", "安全\x00",
    "“隐患”", "《安全生产法》", "燃气、隐患", "燃气，隐患", "燃气*", "'ai'", "d级", "、，",
)  # fmt: skip
KINDS = ("", "Part", "Article", "Item", "AnnexRow")


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with Engines(five_notices(tmp_path_factory)) as engines:
        yield engines


async def read(ask: Asker, wanted: SectionFilter) -> list[str]:
    """The sections by looking at each, whatever capitals they have."""
    every = await sections.find_sections(ask, replace(wanted, text=""))
    told = await sections.tell_sections(ask, every, "")
    return [
        str(row["id"])
        for row in told
        if all(word in f"{row['title']} {row['text']}".lower() for word in words_of(wanted.text))
    ]


def test_sections_are_found_as_by_reading_them(five: Engines) -> None:
    asked = [
        SectionFilter(notice, kind, text)
        for notice, kind, text in product(((), (XIAOYI,), (XIAOYI, LVLIANG)), KINDS, WORDS)
    ]

    async def pages(ask: Asker) -> list[tuple[list[str], int]]:
        return [await sections.page_of_sections(ask, each, None, 0) for each in asked]

    async def by_reading(ask: Asker) -> list[list[str]]:
        return [await read(ask, each) for each in asked if not each.kind]

    by_index, by_graph = five.both(pages)
    assert len(by_index) == len(KINDS) * len(WORDS) * 3
    for wanted, one, other in zip(asked, by_index, by_graph, strict=True):
        assert one == other, wanted
        assert one[1] == len(one[0])
    whole = [found for wanted, (found, _) in zip(asked, by_index, strict=True) if not wanted.kind]
    assert whole == five.asked(by_reading)
    assert len({total for _, total in by_index}) > 40, "words find different numbers"
    assert sum(total > 0 for _, total in by_index) > len(by_index) / 3


def test_pages_of_sections_together_are_the_whole_list(five: Engines) -> None:
    filters = [
        SectionFilter(text="安全"),
        SectionFilter(text="AI"),
        SectionFilter((XIAOYI,), "Item", "安全"),
    ]

    async def pages(ask: Asker) -> list[list[tuple[list[str], int]]]:
        found = []
        for wanted in filters:
            whole = await sections.page_of_sections(ask, wanted, None, 0)
            size = max(1, whole[1] // 4)
            starts = range(0, whole[1] + size, size)
            parts = [await sections.page_of_sections(ask, wanted, size, at) for at in starts]
            found.append([whole, *parts])
        return found

    by_index, by_graph = five.both(pages)
    assert by_index == by_graph
    assert len(by_index) == len(filters)
    for (whole, total), *parts in by_index:
        assert len(set(whole)) == len(whole) == total > 0
        assert [each for page, _ in parts for each in page] == whole
        assert {number for _, number in parts} == {total}


NAMES = (
    "应急", "局", "安", "学校", "孝义", "孝义市", "政府", "人民政府", "住建局", "市住建局", "孝义市应急局", "孝义市住房和城乡建设局", "各乡镇",
    "（商务局）", "市工信局（", "、", "%", ".*", "_", "'", " ", "应急 局", "企业", "AI", "ai", "Company", "\n", "“应急”", "局 孝义", "应急、局", "没有的单位", "𠮷",
    "市 局 应 急 管 理 住 建", "局 " * 50,
)  # fmt: skip
UNITS = (
    concepts.UnitFilter(),
    concepts.UnitFilter(used=True),
    concepts.UnitFilter(used=False),
    concepts.UnitFilter(jurisdiction=(f"{BASE}id/jurisdiction/141100",)),
    concepts.UnitFilter(jurisdiction=(f"{BASE}id/jurisdiction/141181",), used=True),
    concepts.UnitFilter(function=code("function/emergency-management")),
    concepts.UnitFilter(function=code("function/people-government"), used=False),
    concepts.UnitFilter(units=(unit("141181/emergency-management"), unit("nowhere"))),
)


def numbers(row: Row) -> tuple[str, int, int]:
    return row["unit"], int(row.get("tasks", 0)), int(row.get("by_default", 0))


def test_units_are_found_as_by_reading_their_names(five: Engines) -> None:
    async def found(ask: Asker) -> list[tuple[list[tuple[str, int, int]], int]]:
        told = []
        for name, wanted in product(NAMES, UNITS):
            office = await names.office_in(ask, "".join(words_of(name)))
            asked = replace(wanted, text=name, office=office)
            rows, total = await page_of_units(ask, asked, None, 0)
            page, again = await page_of_units(ask, asked, 3, 2)
            assert (page, again) == (rows[2:5], total)
            told.append((list(map(numbers, rows)), total))
        return told

    by_index, by_graph = five.both(found)
    assert len(by_index) == len(NAMES) * len(UNITS)
    for asked, one, other in zip(product(NAMES, UNITS), by_index, by_graph, strict=True):
        assert one == other, asked
        assert one[1] == len(one[0])
    assert len({total for _, total in by_index}) > 20
    assert sum(total > 0 for _, total in by_index) > len(by_index) / 4
    assert any(default for rows, _ in by_index for *_, default in rows)


async def everything(ask: Asker) -> tuple[object, ...]:
    words = (
        "警示", "教育", "三管三必须", "安全", "隐患", "燃气", "APP", "思想 引领", "一、", "新词", "新词乙 隐患", "新词甲 隐患",
    )  # fmt: skip
    return (
        [await sections.page_of_sections(ask, SectionFilter(text=word), None, 0) for word in words],
        [
            [numbers(row) for row in (await page_of_units(ask, asked, None, 0))[0]]
            for word in ("应急", "局", "新词", "甲县")
            for asked in [concepts.UnitFilter(text=word)]
        ],
    )


def agrees(root: Path) -> tuple[object, ...]:
    """What is found by the index, as by the graph."""
    with Engines(root) as engines:
        by_index, by_graph = engines.both(everything)
    assert by_index == by_graph
    return by_index


#: A part of a notice, a unit without tasks and one more name of a unit, by hand.
_BY_HAND = f"""PREFIX az: <{BASE}ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {{ GRAPH <{XIAOYI}> {{ <{XIAOYI}/part/99> a az:Part ; az:text "新词甲，安全", "新词乙", "新词乙，隐患，排查" }}
GRAPH <x:g> {{ <x:unit> a az:Unit ; skos:prefLabel "新词局" . <{BASE}id/unit/141181/emergency-management> skos:altLabel "新词办" }} }}"""


def test_the_index_follows_every_change(root: Path) -> None:
    found = [agrees(root)]
    with change(DataDir(root)) as draft:
        draft.drop_notice(LVLIANG)
    found.append(agrees(root))
    with change(DataDir(root)) as draft:
        run_update(draft, _BY_HAND, True, (), ())
    found.append(agrees(root))
    with change(DataDir(root)) as draft:
        draft.drop_notice(XIAOYI)
    found.append(agrees(root))
    with change(DataDir(root)) as draft:
        run_update(draft, "DROP GRAPH <x:g>", True, (), ())
    found.append(agrees(root))
    build(DataDir(root), NOTICES, SOURCES)
    assert agrees(root) == found[0]
    assert len({str(each) for each in found}) == len(found), "each change is seen"


def test_real_notices_come_and_go(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = own_five_notices(tmp_path_factory)
    data = DataDir(root)
    with closing(open_rows(data.require_current())) as rows:
        first, second = list(rows)[:2]
    store = ox.Store.read_only(str(data.require_current().store))
    whole = [*map(stated, sorted(triples_of(store, first.graph), key=str))]
    half = whole[: len(whole) // 2]
    found = [agrees(root)]
    for change_it in (
        lambda draft: draft.put_notice(parcel_of(first, half)),
        lambda draft: draft.drop_notice(second.graph),
        lambda draft: draft.put_notice(parcel_of(first, whole)),
    ):
        with change(data) as draft:
            change_it(draft)
        found.append(agrees(root))
    assert len({str(each) for each in found}) == len(found), "each change is seen"


def before(root: Path, edition: int) -> None:
    """Make the index one of another edition."""
    for part in DataDir(root).require_current().index.glob("*.sqlite"):
        part.chmod(0o644)
        with closing(sqlite3.connect(part)) as database:
            database.execute(f"PRAGMA user_version = {edition}")


def test_an_index_without_words_of_sections_is_not_asked_and_is_made_anew(root: Path) -> None:
    whole = agrees(root)
    before(root, 1)
    data = DataDir(root)
    assert is_earlier(data.require_current())
    assert agrees(root) == whole
    with closing(Index(data.require_current().index)) as index:
        assert index.sections(Conditions(text="安全"), "", 5, 0) is None
        assert index.units(Conditions(text="应急"), 5, 0, others=(), used=None) is None
    with change(data):
        pass
    assert not is_earlier(data.require_current())
    with closing(Index(data.require_current().index)) as index:
        assert index.sections(Conditions(text="警示"), "", 5, 0).total > 0
    assert agrees(root) == whole


def test_the_words_of_a_task_that_another_graph_has_stay_with_the_section(tmp_path: Path) -> None:
    task = Task("x:t", "x:b", -1, -1, "排查管网", "", False, (), (), 0)
    sheets = {
        graph: Sheet((Notice(graph, "", "", "", ()),), (task,), (Passage(f"{graph}/1", ("Item",), rest),))
        for graph, rest in (("x:a", "其他"), ("x:b", "燃气"))
    }  # fmt: skip
    renew(None, tmp_path / "index", dict(without_twins(sheets.items())))
    with closing(Index(tmp_path / "index")) as index:
        found = [
            index.sections(Conditions(text=word), "", None, 0).items for word in ("燃气", "管网")
        ]
    assert found[0] == ["x:b/1"]
    assert "x:b/1" in found[1]


def test_a_section_of_several_passages_is_found_once_among_those_of_several_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.index.MOST", 2)

    def notice(number: int) -> tuple[str, bytes]:
        name = f"x:{number}"
        twice = [Passage(f"{name}/1", ("Article",), rest) for rest in ("燃气管网", "燃气 学校")]
        task = Task(f"{name}/t", name, 0, 0, "排查隐患", "", False, (), (), number % 2)
        passages = (*twice[: 2 if number == 3 else 1], Passage(f"{name}/2", ("Item",), "隐患"))
        return name, written(Sheet((Notice(name, "", "", "", ()),), (task,), passages))

    renew(None, tmp_path / "index", dict(map(notice, range(5))))
    asked = {
        ("燃气", ""): [f"x:{n}/1" for n in range(5)],
        ("燃气 学校", ""): ["x:3/1"],
        ("管网 学校", ""): [],
        ("学校", "Item"): [],
        ("隐患", "Item"): [f"x:{n}/2" for n in range(5)],
        ("排查隐患", ""): ["x:0/1", "x:1/2", "x:2/1", "x:3/1", "x:4/1"],
        ("", "Article"): [f"x:{n}/1" for n in range(5)],
    }
    with closing(Index(tmp_path / "index")) as index:
        for (text, kind), found in asked.items():
            wanted = Conditions(text=text)
            assert index.sections(wanted, kind, None, 0) == Found(found, len(found)), (text, kind)
            page = index.sections(wanted, kind, 2, 1)
            assert page == Found(found[1:3], len(found)), (text, kind)
        of_one = index.sections(Conditions(("x:2",), text="隐患"), "", 9, 0)
    assert of_one == Found(["x:2/1", "x:2/2"], 2)
    assert len(asked) == 7


@pytest.mark.parametrize("notice", ["x:n", "", "x:other"])
def test_the_words_of_a_task_stay_with_its_section_whichever_notice_it_says_it_is_of(
    tmp_path: Path, notice: str
) -> None:
    passages, within = passages_of(
        [Section("x:n/1", ["Item"], ["燃气"], ["排查管网。形势严峻。"])],
        {"x:n/1": {"x:t": "排查管网"}},
    )
    task = Task("x:t", notice, 0, 0, "排查管网", "", False, (), (), within["x:t"])
    sheet = Sheet((Notice("x:n", "", "", "", ()),), (task,), passages)
    renew(None, tmp_path / "index", {"x:n": written(sheet)})
    with closing(Index(tmp_path / "index")) as index:
        for text in ("管网", "燃气", "严峻", "排查管网 形势"):
            assert index.sections(Conditions(text=text), "", 9, 0) == Found(["x:n/1"], 1), text


def test_where_a_look_at_one_part_fails_the_next_one_finds_the_others_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.index.MOST", 1)
    monkeypatch.setattr("service.store.index.FULL", 1)
    names = [f"x:{number}" for number in range(6)]
    sheets = [Sheet((Notice(name, "", "", "", ()),)) for name in names]
    renew(None, tmp_path / "index", dict(zip(names, map(written, sheets), strict=True)))
    ended = []

    def slowly(part: Part) -> None:
        if not ended:
            ended.append("first")
            raise sqlite3.OperationalError("damaged")
        sleep(0.05)
        ended.append(part.hidden)

    parts = Parts(sorted((tmp_path / "index").glob("*.sqlite")), read_live(tmp_path / "index"))
    with closing(parts):
        with pytest.raises(sqlite3.OperationalError):
            parts.each(slowly)
        assert len(ended) == len(names)
        assert parts.each(lambda part: part.edition) == [EDITION] * len(names)


def test_an_index_is_on_the_disk_when_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite leaves that to whoever has a snapshot become current."""
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda number: synced.add(os.fstat(number).st_ino))
    before, seen = None, 0
    for number in range(6):
        place = f"{UNIT}{number}"
        unit = Unit(f"{place}/a", ("甲",), (), 1, 0)
        renew(before, tmp_path / f"{number}", {place: written(Sheet(units=(unit,)))})
        before = tmp_path / f"{number}"
        files = {path.name: path.stat().st_ino for path in before.iterdir()}
        assert synced >= set(files.values())
        seen += len(files)
    assert seen > 12
