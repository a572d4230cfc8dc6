"""The corpus ``topics.yml`` and the rules by which headings pass their topics on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.finding import Clause, clause
from ingest.gazetteer import _without_departments, hazard_gazetteer, named, sector_gazetteer
from ingest.records import Normalised, Paragraph
from ingest.structure import Room
from ingest.topics import hazards_of, sectors_beside, sectors_of
from ontology import codes
from tests.ingest.written import written

CORPUS: dict[str, Any] = written(Path(__file__).with_name("topics.yml"))


def _words(text: str) -> Normalised:
    return Normalised(text, tuple(range(len(text))))


def _room(kind: str, title: str) -> Room:
    return Room(kind, None, title, (Paragraph(_words(title)),), (), ())


def _clause(text: str) -> Clause:
    return clause(_words(text))


def _sectors(text: str, *rooms: Room) -> set[str]:
    return {t.notation for t in sectors_of(_clause(text), rooms)}


def _named(text: str, *rooms: Room) -> set[str]:
    here = _clause(text)
    return {t.notation for t in hazards_of(here, rooms, sectors_of(here, rooms))}


def _hazards(text: str, *rooms: Room) -> set[str]:
    """The general hazards: a finer one stands beside the one that it is a kind of."""
    above = {code.notation: code.broader for code in codes.hazards()}
    found = _named(text, *rooms)
    return {n for n in found if above[n] not in found and n != "leak"} | (found & BROAD)


BROAD = {"flood", "geological", "meteorological", "fire"}
FINER = [
    ("防范雷电、寒潮和暴雨", {"lightning", "cold-wave", "rainstorm"}),
    ("做好山洪、内涝防范", {"flash-flood", "waterlogging"}),
    ("治理滑坡、泥石流、地面沉降隐患", {"landslide", "debris-flow", "ground-subsidence"}),
    ("低温雨雪冰冻天气应对", {"snow-ice"}),
    ("处置危险化学品泄漏", {"leak"}),
    ("防止发生踩踏", {"stampede"}),
]


@pytest.mark.parametrize(("text", "finer"), FINER)
def test_finer_hazards_stand_beside_the_general_one(text: str, finer: set[str]) -> None:
    found = _named(text)
    assert finer <= found
    above = {code.notation: code.broader for code in codes.hazards()}
    assert {above[n] for n in finer} - {"accident"} <= found


def test_phrases_name_sectors_and_hazards() -> None:
    for row in CORPUS["phrases"]:
        assert _sectors(row["text"]) == set(row["sectors"]), row["text"]
        assert _hazards(row["text"]) == set(row["hazards"]), row["text"]
    assert len(CORPUS["phrases"]) == 199


def test_phrases_that_name_nothing() -> None:
    for text in CORPUS["nothing"]:
        assert not _sectors(text), text
        assert not _hazards(text), text
    assert len(CORPUS["nothing"]) == 42


def test_heading_decides_the_sector() -> None:
    heading = _room("article", "（一）煤矿。")
    assert _sectors("推进消防设施升级改造。", heading) == {"coal-mine"}
    assert _sectors("推进消防设施升级改造。", _room("article", "（一）夯实基础。")) == {"fire"}


def test_sectors_that_the_sentence_names_beside_its_heading() -> None:
    heading = _room("article", "（一）道路交通。")
    for text, beside in (
        ("加强铁路沿线安全治理。", {"railway"}),
        ("强化烟花爆竹运输监管。", {"fireworks"}),
        ("推进消防设施升级改造。", set()),
    ):
        here = _clause(text)
        assert {t.notation for t in sectors_beside(here, sectors_of(here, (heading,)))} == beside


def test_nearest_heading_decides() -> None:
    rooms = (_room("part", "二、消防安全"), _room("article", "（一）煤矿。"))
    assert _sectors("强化监管。", *rooms) == {"coal-mine"}
    assert _sectors("强化监管。", rooms[0]) == {"fire"}


def test_other_trades_leave_the_heading() -> None:
    heading = _room("article", "（十九）公共场所。")
    text = "农机、文化旅游等行业领域也要结合实际开展专项整治。"
    assert _sectors(text, heading) == {"agri-machinery", "culture-tourism"}


def test_hazards_of_heading_and_sentence() -> None:
    heading = _room("item", "水旱灾害")
    assert _hazards("强化暴雨预警。", heading) == {"flood", "drought", "meteorological"}
    assert _hazards("强降雨期间加密会商。", heading) == {"flood", "drought"}


def test_fire_safety_heading_means_fire() -> None:
    assert _hazards("划设标识线。", _room("article", "（三）消防安全。")) == {"fire"}
    assert _hazards("提升消防安全管理水平。") == set()


def test_words_that_name_a_sector_in_headings_only() -> None:
    for title, sector in (("消除道路和铁路沿线隐患", "road-transport"), ("守牢海上安全防线", "water-transport"),
                          ("冬季用电安全", "power"), ("涉校涉生安全", "education"), ("食药安全", "food-drug")):  # fmt: skip
        assert sector in _sectors("逐项整改销号。", _room("article", title)), title
    for title in ("打通林区防火道路", "海上风电", "水上乐园"):
        found = _sectors("逐项整改销号。", _room("article", title))
        assert not found & {"road-transport", "water-transport"}, title
    assert "road-transport" not in _sectors("受灾群众沿道路转移。")


def test_hazards_in_the_context_of_a_sector() -> None:
    gas, chemical = _room("article", "（三）城镇燃气"), _room("article", "（四）危险化学品")
    assert _hazards("每半年开展一次泄漏检测。", gas) == {"gas-leak"}
    assert _hazards("每半年开展一次泄漏检测。") == set()
    assert _hazards("开展氯乙烯泄漏演练。", chemical) == {"toxic-chemical"}
    assert _hazards("落实“三专两探一撤”。", _room("article", "煤矿")) == {"mine-water"}


def test_sub_items_take_the_hazard_of_the_article() -> None:
    rooms = (_room("article", "2.森林草原防火"), _room("item", "（1）严控火源。"))
    assert _hazards("烧荒者从重处罚。", *rooms) == {"forest-fire"}
    assert _hazards("开展会商。", *rooms, _room("item", "防汛")) == {"flood"}


def test_sub_items_take_the_sector_of_the_article_where_nothing_else_names_one() -> None:
    rooms = (_room("article", "3.危险化学品"), _room("item", "（1）强化储存。"))
    assert _sectors("落实定置管理。", *rooms) == {"hazchem"}
    assert _sectors("更新老旧电梯。", *rooms) == {"special-equipment"}
    assert _sectors("落实定置管理。", rooms[0], _room("item", "（2）烟花爆竹。")) == {"fireworks"}
    part = (_room("part", "三、消防"), _room("article", "（一）强化培训。"))
    assert _sectors("落实全员培训。", *part) == set()


def test_a_fire_heading_keeps_fire_breaks_out_of_the_forest() -> None:
    heading = _room("article", "消防安全")
    assert _hazards("连片村寨开挖防火隔离带。", heading) == {"fire"}
    assert _hazards("清理林区防火隔离带可燃物。", heading) == {"forest-fire"}


def test_forest_fire_covers_the_general_word() -> None:
    assert _hazards("提升火灾处置专业化水平。", _room("item", "森林火灾")) == {"forest-fire"}


def test_mentions_stand_in_the_text() -> None:
    for row in CORPUS["phrases"]:
        for gazetteer in (sector_gazetteer(), hazard_gazetteer()):
            for topic in named(_words(row["text"]), gazetteer, "topic.sentence"):
                mention = topic.mention
                assert row["text"][mention.start : mention.end] == mention.quote


def test_no_code_shields_its_own_keyword() -> None:
    looped = 0
    for row in (*codes.sectors(), *codes.hazards()):
        looped += 1
        assert not set(row.keywords) & set(row.excluded), row.notation
        assert len(set(row.keywords)) == len(row.keywords), row.notation
    assert looped == len(codes.sectors()) + len(codes.hazards()) > 60


def test_names_of_departments_are_blanked_whichever_they_are() -> None:
    texts = ("教育、民政等部门", "外卖、快递等新业态", "省水利厅、省农业厅", "由市教育局牵头")
    assert all("＿" in _without_departments(text) for text in texts)
    assert _without_departments("推进水利、教育工程。") == "推进水利、教育工程。"
