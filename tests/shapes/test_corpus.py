"""What the built graph knows beside a notice: rates kept from when each was read, and a notice that is
checked alike from file and store."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Literal

from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from service.checking.companions import report_beside
from service.checking.corpus import graph_of, previous_graph, stored_peers, superior_graph
from service.checking.notice_file import read_file
from service.store.build import build
from service.store.layout import DataDir, Snapshot
from service.store.sources import Sources, read_notice_file, real_sources
from shapes.check import Options, check
from shapes.index import Index
from shapes.oxigraph import from_oxigraph
from shapes.rates import Rates, rates
from shapes.terms import az
from shapes.view import read_notice as view
from tests.shapes.mutation import STEMS, text_of
from tests.shapes.mutation import graph_of as read_graph
from tests.shared import own_vocabulary

pytestmark = pytest.mark.usefixtures("at_hand")


@cache
def store() -> ox.Store:
    made = ox.Store()
    for stem in STEMS:
        notice = read_notice(text_of(stem).encode(), f"{stem}.txt")
        name = ox.NamedNode(notice.iri)
        made.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in notice_triples(notice))
    return made


def test_rates_are_kept_from_reading_and_stand_once(tmp_path: Path) -> None:
    for stem in STEMS:
        (tmp_path / f"{stem}.txt").write_text(text_of(stem), "utf-8")
    data = DataDir(tmp_path / "data")
    build(data, [tmp_path / f"{stem}.txt" for stem in STEMS], Sources(read_notice_file, list))
    kept = stored_peers(data.current()).told
    assert len(kept) == 5
    for iri, told in kept.items():
        assert rates(graph_of(store(), iri)) == Rates.of(told)


def test_rates_come_back_from_json() -> None:
    found = rates(graph_of(store(), next(iter(store().named_graphs())).value))
    assert Rates.of(json.loads(json.dumps(asdict(found)))) == found


def test_a_stored_notice_is_checked_like_a_read_one() -> None:
    notice = read_notice(text_of("datong-2026").encode(), "datong-2026.txt")
    read = check(list(from_oxigraph(notice_triples(notice))))
    stored = check(graph_of(store(), notice.iri))
    assert [f.id for f in stored.findings] == [f.id for f in read.findings]
    assert sum(f.count for f in read.findings) > 90  # sentences: one finding may tell of several


def test_the_last_notice_of_a_place_and_its_superiors_are_found(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of three years of one place and one of the city above, the year before, and the city's."""
    texts = {
        f"xiaoyi-{year}": text_of("xiaoyi-2026").replace("2026", str(year)) for year in (2023, 2024)
    }
    texts["lvliang-2026"] = text_of("lvliang-2025").replace("2025", "2026")
    paths = [tmp_path / f"{name}.txt" for name in texts]
    for path in paths:
        path.write_text(texts[path.stem], "utf-8")
    data = DataDir(own_vocabulary(tmp_path_factory))
    build(data, paths, real_sources())
    draft, _ = read_graph(text_of("xiaoyi-2026"), "xiaoyi-2026")
    last = previous_graph(data.current(), draft)
    above = superior_graph(data.current(), draft)
    assert last is not None
    assert above is not None
    assert view(Index(last)).plan_year == 2024
    assert view(Index(above)).title.startswith("吕梁市")
    oldest, _ = read_graph(texts["xiaoyi-2023"], "xiaoyi-2023")
    assert previous_graph(data.current(), oldest) is None
    assert previous_graph(None, draft) is None
    place, by = az("jurisdiction"), az("issuedBy")
    quoted = [(s, p, Literal('a" x') if str(p) == by else o) for s, p, o in draft]
    assert previous_graph(data.current(), quoted) is None
    nowhere = [(s, p, Literal('x> } <y"') if str(p) == place else o) for s, p, o in draft]
    assert previous_graph(data.current(), nowhere) is None
    assert superior_graph(data.current(), nowhere) is None

    def wanted(text: str, snapshot: Snapshot | None) -> list[str]:
        report = report_beside(read_file(text.encode(), "x.txt"), Options(), snapshot)
        return [note.zh for note in report.notes if "没有与上级的通知对照" in note.zh]

    assert wanted(text_of("xiaoyi-2026"), data.current()) == []
    [said] = wanted(texts["xiaoyi-2023"], data.current())
    assert "图谱里没有吕梁市 2023 年度的通知；有 2026 年度的《吕梁市" in said
    assert "（lvliang-2026.txt）" in said
    assert "superior" not in said
    assert "--against" not in said
    [said] = wanted(text_of("gaoping-2024"), data.current())
    assert "图谱里没有晋城市 2024 年度的通知。" in said
    assert wanted(text_of("gaoping-2024"), None) == [], "of what a graph lacks that is not there"


OFFICE = """孝义市教育局关于做好{year}年学校安全工作的通知
孝教发〔{year}〕3号
各中小学校：
一、落实安全责任
（一）各中小学校每月至少开展1次校园安全隐患排查。
（二）各中小学校{year}年9月底前组织1次应急疏散演练。
孝义市教育局
{year}年2月1日
"""


def test_an_office_s_notice_stands_beside_its_own_last_one_and_below_that_of_its_place(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    texts = {
        "office-2024": OFFICE.format(year=2024),
        "xiaoyi-2025": text_of("xiaoyi-2026").replace("2026", "2025"),
        "xiaoyi-2026": text_of("xiaoyi-2026"),
        "lvliang-2026": text_of("lvliang-2025").replace("2025", "2026"),
    }
    paths = [tmp_path / f"{name}.txt" for name in texts]
    for path in paths:
        path.write_text(texts[path.stem], "utf-8")
    data = DataDir(own_vocabulary(tmp_path_factory))
    build(data, paths, real_sources())
    office, _ = read_graph(OFFICE.format(year=2026), "office-2026")
    last, above = previous_graph(data.current(), office), superior_graph(data.current(), office)
    assert last is not None
    assert above is not None
    assert view(Index(last)).title == "孝义市教育局关于做好2024年学校安全工作的通知"
    assert view(Index(above)).title == "孝义市人民政府关于做好2026年安全生产工作的通知"
    first, _ = read_graph(OFFICE.format(year=2024), "office-2024")
    assert previous_graph(data.current(), first) is None, "the city's of 2023 is no last one of it"
    later, _ = read_graph(text_of("xiaoyi-2026").replace("2026", "2027"), "xiaoyi-2027")
    city = previous_graph(data.current(), later)
    assert city is not None
    assert view(Index(city)).title == "孝义市人民政府关于做好2026年安全生产工作的通知"
