"""What notices have in common is kept in step with them, however they come and go."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from alignment.relations import Place, kin
from ontology.ids import ONTOLOGY
from service.jobs import forkserver
from service.store import alignments
from service.store.alignments import orders_of, pairs_changed
from service.store.beside import GRAPHS
from service.store.build import build
from service.store.draft import change
from service.store.graphs import FIGURES_GRAPH, HISTORY_GRAPH
from service.store.layout import DataDir
from service.store.reading import READ_JOB, Effort, read_files
from service.store.sources import Sources, read_notice_file, real_sources
from service.store.write_job import perform
from tests.shared import own_vocabulary

pytestmark = pytest.mark.usefixtures("at_hand")

NOTICES = Path(__file__).parents[2] / "data" / "notices"
FILES = [NOTICES / f"{name}.txt" for name in ("xiaoyi-2026", "lvliang-2025", "datong-2026")]
#: The real reader without the vocabulary, which alignment does not need.
SOURCES = Sources(read_notice_file, lambda: [])


def aligned(data: DataDir) -> set[ox.Quad]:
    """Every quad of the graphs of alignments, and of none else."""
    snapshot = data.current()
    assert snapshot is not None
    store = ox.Store.read_only(str(snapshot.store))
    graphs = [g for g in store.named_graphs() if str(g.value).startswith(GRAPHS)]
    return {quad for g in graphs for quad in store.quads_for_pattern(None, None, None, g)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> set[ox.Quad]:
    data = DataDir(tmp_path_factory.mktemp("whole"))
    build(data, FILES, SOURCES)
    return aligned(data)


def test_a_superior_and_a_sister_are_aligned(whole: set[ox.Quad]) -> None:
    kinds = [q for q in whole if q.predicate.value == f"{ONTOLOGY}alignmentKind"]
    assert len(kinds) > 8
    graphs = {q.graph_name.value.rsplit("/", 1)[-1] for q in whole}  # type: ignore[union-attr]
    assert graphs == {"141181-2026-xiaozhengfa-1", "140200-2026-tongzhengfa-1"}


def test_passages_lead_to_both_sections(whole: set[ox.Quad]) -> None:
    """Three passages of 吕梁 in 孝义, one in 大同; each with its words and sections."""
    names = ("sectionFrom", "sectionTo", "sharedText")
    told = {name: [q for q in whole if q.predicate.value == ONTOLOGY + name] for name in names}
    passages = {q.subject for q in told["sharedText"]}
    assert len(passages) == 4
    assert all({q.subject for q in each} == passages for each in told.values())
    assert any(q.predicate.value == f"{ONTOLOGY}wordingFrom" for q in whole)


def test_several_processes_give_the_same_and_leave_nothing(
    tmp_path: Path, whole: set[ox.Quad], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alignments, "_WORTH", 1)
    monkeypatch.setattr(alignments, "_TOGETHER", 1)
    monkeypatch.setattr("service.store.build.read_files", read_files)
    data = DataDir(tmp_path)
    report = build(data, FILES, SOURCES, effort=Effort(jobs=2))
    assert aligned(data) == whole
    assert report.snapshot is not None
    assert not forkserver.running.keys() & {alignments.ALIGN_JOB, READ_JOB}
    parts = {path.name for path in report.snapshot.path.iterdir()}
    assert parts == {"lease", "manifest.json", "notices.sqlite", "said", "store", "index"}


def test_builds_in_one_directory_and_then_another_give_the_same(
    tmp_path: Path, whole: set[ox.Quad], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a caller that goes from one to the other."""
    monkeypatch.setattr(alignments, "_WORTH", 1)
    monkeypatch.setattr("service.store.build.read_files", read_files)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        build(DataDir(Path("data")), FILES, SOURCES, effort=Effort(jobs=2))
        assert aligned(DataDir(tmp_path / name / "data")) == whole


def test_one_after_the_other_gives_the_same(tmp_path: Path, whole: set[ox.Quad]) -> None:
    data = DataDir(tmp_path)
    for count in (1, 2, 3):
        build(data, FILES[:count], SOURCES)
    assert aligned(data) == whole


def test_what_is_published_is_put_as_a_build_puts_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    built, data = (DataDir(own_vocabulary(tmp_path_factory)) for _ in range(2))
    build(built, FILES, real_sources())
    build(data, FILES[1:], real_sources())
    order = {"data": str(data.root), "keep": 3, "do": "publish", "file": FILES[0].name}
    said = {"by": "x", "graph": None, "reason": "x"}
    done = perform({**order, **said}, FILES[0].read_bytes())
    assert done["new"]
    there, meant = (quads_of(each) for each in (data, built))
    assert there == meant
    assert len(aligned(built)) > 50


def quads_of(data: DataDir) -> set[ox.Quad]:
    """All quads but the figures, which count themselves, and the history."""
    store = ox.Store.read_only(str(data.require_current().store))
    aside = {ox.NamedNode(FIGURES_GRAPH), ox.NamedNode(HISTORY_GRAPH)}
    return {quad for quad in store if quad.graph_name not in aside}


def test_what_is_withdrawn_is_aligned_with_nothing(tmp_path: Path, whole: set[ox.Quad]) -> None:
    data = DataDir(tmp_path)
    build(data, FILES, SOURCES)
    build(data, FILES[1:], SOURCES)
    left = aligned(data)
    assert left == {q for q in whole if "xiaozhengfa" not in str(q.graph_name)} != whole
    build(data, [FILES[0], FILES[2]], SOURCES)  # without what both have to do with
    graphs = ox.Store.read_only(str(data.require_current().store)).named_graphs()
    assert not [graph for graph in graphs if graph.value.startswith(GRAPHS)]
    build(data, FILES, SOURCES)
    assert aligned(data) == whole


def test_a_notice_read_anew_is_aligned_anew(tmp_path: Path, whole: set[ox.Quad]) -> None:
    data = DataDir(tmp_path)
    build(data, FILES, SOURCES)
    with change(data) as draft:
        pairs = alignments.renew(draft, [FILES_IRI])
    assert pairs == 2
    assert aligned(data) == whole


FILES_IRI = "https://w3id.org/anze/id/notice/141100-2025-draft-f4deb53a"

CITY, COUNTY, SISTER, FAR = "141100", "141181", "141182", "140200"


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        (("a", COUNTY, 2026), ("b", CITY, 2025), [("b", "a")]),
        (("a", CITY, 2025), ("b", COUNTY, 2026), [("a", "b")]),
        (("a", COUNTY, 2025), ("b", CITY, 2026), []),
        (("a", COUNTY, 2026), ("b", "140000", 2026), [("b", "a")]),
        (("a", COUNTY, 2026), ("b", COUNTY, 2020), [("b", "a")]),
        (("a", COUNTY, 2026), ("b", SISTER, 2026), [("a", "b")]),
        (("a", COUNTY, 2026), ("b", SISTER, 2024), []),
        (("a", COUNTY, 2026), ("b", FAR, 2026), []),
        (("a", CITY, 2026), ("b", FAR, 2025), [("b", "a")]),
        (("a", CITY, 2026), ("b", FAR, 2027), [("a", "b")]),
    ],
)
def test_which_notices_are_set_beside_which(
    one: tuple[str, str, int], other: tuple[str, str, int], pairs: list[tuple[str, str]]
) -> None:
    assert list(kin([Place(*one), Place(*other)]).related(Place(*one))) == pairs


def test_of_sister_places_the_nearest_in_time_are_set_beside_each_other() -> None:
    years = {COUNTY: (2024, 2026), SISTER: (2023, 2025, 2026)}
    there = [Place(f"{code[-1]}-{year}", code, year) for code in years for year in years[code]]
    own = {("1-2024", "1-2026"), ("2-2023", "2-2025"), ("2-2025", "2-2026")}
    # 2025 has none of its year beside it: the earlier of its neighbours is nearest to it.
    between = {("2-2023", "1-2024"), ("1-2024", "2-2025"), ("1-2026", "2-2026")}
    assert pairs_of(there) == pairs_by_the_rule(there) == own | between


#: The place above each; no notice is of 北京's 110100, so that a county may have none above it but the province.
ABOVE = {
    "000000": "",
    "140000": "",
    CITY: "140000",
    COUNTY: CITY,
    SISTER: CITY,
    "141183": CITY,
    FAR: "140000",
    "140221": FAR,
    "110000": "",
    "110100": "110000",
    "110105": "110100",
    "110108": "110100",
}


def pairs_of(there: list[Place]) -> set[tuple[str, str]]:
    return {pair[:2] for order in orders_of(there) for pair in order}


def pairs_by_the_rule(there: list[Place]) -> set[tuple[str, str]]:
    """Of all pairs, one after the other, those to which the rule applies."""
    years = {
        each.code: sorted({one.year for one in there if one.code == each.code}) for each in there
    }

    def apply(one: Place, other: Place) -> bool:
        if lies_below(other.code, one.code):
            return 0 <= other.year - one.year <= 1
        if lies_below(one.code, other.code) or (one.year, one.notice) >= (other.year, other.notice):
            return False
        if one.code == other.code:
            at = years[one.code].index(one.year)
            return [other.year] == years[one.code][at + 1 : at + 2] and (
                one.notice == max(names(one)) or other.notice == min(names(other))
            )
        sisters = "" != ABOVE[one.code] == ABOVE[other.code] and other.year - one.year <= 1
        return sisters and (nearest(one, other) == other.year or nearest(other, one) == one.year)

    def names(one: Place) -> list[str]:
        return [each.notice for each in there if (each.code, each.year) == (one.code, one.year)]

    def nearest(one: Place, other: Place) -> int:
        return min(years[other.code], key=lambda year: (abs(year - one.year), year))

    return {(one.notice, other.notice) for one, other in product(there, there) if apply(one, other)}


def lies_below(code: str, other: str) -> bool:
    above = ABOVE[code]
    return above != "" and (above == other or lies_below(above, other))


def test_whatever_comes_and_goes_the_pairs_are_those_of_what_is_there() -> None:
    chance = Random(7)
    codes = sorted(ABOVE.keys() - {"110100"})
    whole = [
        Place(f"{code}-{year}-{kind}", code, year)
        for code, year, kind in product(codes, range(2021, 2027), "ab")
    ]
    there: list[Place] = []
    pairs: set[tuple[str, str]] = set()
    parted = 0
    for _ in range(60):
        changed = chance.sample(whole, chance.choice((1, 1, 1, 5, 15)))
        before, gone = list(there), chance.sample(changed, 1)
        there = [each for each in there if each not in changed]
        there += [each for each in changed if each not in gone or chance.random() < 0.6]
        names = {each.notice for each in changed}
        stale, fresh = pairs_changed(there, before, names)
        assert stale <= pairs
        kept = {pair for pair in pairs if names.isdisjoint(pair)}
        assert not kept & fresh
        pairs = (kept - stale) | fresh
        parted += len(stale)
        assert pairs == pairs_of(there) == pairs_by_the_rule(there)
    assert parted > 20
    assert len(there) > 60
    assert len(pairs) > 200


def test_nearer_notices_take_the_place_of_others(tmp_path: Path) -> None:
    """孝义 of 2025 and its sister’s of 2026 are nearest to each other until those of the same years come, and again when
    they go."""
    text = (NOTICES / "xiaoyi-2026.txt").read_text("utf-8")
    sister = text.replace("孝义", "汾阳").replace("孝政", "汾政")
    files = {
        "own-2025.txt": text.replace("2026", "2025"),
        "sister-2026.txt": sister,
        "sister-2025.txt": sister.replace("2026", "2025"),
        "own-2026.txt": text,
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    data, fresh = DataDir(tmp_path / "data"), DataDir(tmp_path / "fresh")
    paths = [tmp_path / name for name in files]
    build(data, paths[:2], SOURCES)
    first = aligned(data)
    build(data, paths, SOURCES)
    build(fresh, paths, SOURCES)
    assert aligned(data) == aligned(fresh)
    assert not first & aligned(data)
    build(data, paths[:2], SOURCES)
    assert aligned(data) == first
    assert len(first) > 500


def test_the_vocabulary_of_alignments_is_known(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every code that an alignment names is a concept of the code lists."""
    data = DataDir(own_vocabulary(tmp_path_factory))
    build(data, FILES, real_sources())
    store = ox.Store.read_only(str(data.require_current().store))
    codes = {q.object for q in aligned(data) if "/code/" in str(q.object)}
    notation = ox.NamedNode("http://www.w3.org/2004/02/skos/core#notation")
    assert len(codes) > 10
    assert all(next(store.quads_for_pattern(code, notation, None, None), None) for code in codes)  # type: ignore[arg-type]
