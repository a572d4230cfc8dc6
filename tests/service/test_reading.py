"""Several processes read what one does, in the same order; one bad file stops none."""

from __future__ import annotations

import zlib
from dataclasses import asdict, replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from alignment.relations import place_of
from ontology.ids import ONTOLOGY, jurisdiction_iri
from ontology.statements import parsed, stated
from service.errors import EngineFailed
from service.store import build as building
from service.store import draft
from service.store.build import build
from service.store.graphs import count_named, lines
from service.store.layout import DataDir
from service.store.parcel import Parcel, from_message, parcel_of, to_message
from service.store.reading import Effort, Reading, read_files
from service.store.sources import real_sources
from shapes.oxigraph import from_oxigraph
from shapes.rates import rates
from tests.ingest.genre import END, FRONT

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = sorted(p for p in GOLDEN.glob("*.*") if p.suffix in {".txt", ".md"} and p.stem != "README")


def untimed(reading: Reading) -> Parcel | None:
    parcel = reading.parcel
    return parcel and replace(parcel, row=replace(parcel.row, seconds=0.0))


def test_what_a_process_hands_over_stands_in_the_graph_of_its_notice() -> None:
    path = FILES[0]
    parcel = parcel_of(*real_sources().read(path.read_bytes(), path.name))
    head, body = to_message(parcel)
    assert from_message(head, body) == parcel
    foreign = b"<x:s> <x:p> <x:o> <https://w3id.org/anze/graph/codes> .\n"
    said = head["own"] + head["shared"]
    for added, whole in (
        ("own", foreign + body),
        ("shared", body[:said] + foreign + body[said:]),
        ("shared", body[:said] + foreign[:-1] + body[said:]),
    ):
        longer = head | {added: head[added] + len(whole) - len(body)}
        for told in (head, longer):
            with pytest.raises(EngineFailed, match=r"outside of the notice|in no known form"):
                from_message(told, whole)
        with pytest.raises(EngineFailed, match="outside of the notice"):
            from_message(longer, whole)
    with pytest.raises(EngineFailed, match="in no known form"):
        from_message(head, body + foreign)


def test_a_sheet_that_unfolds_without_end_is_refused() -> None:
    path = FILES[0]
    head, body = to_message(parcel_of(*real_sources().read(path.read_bytes(), path.name)))
    said = head["own"] + head["shared"]
    assert from_message(head, body[:said] + zlib.compress(b"[[], [], [], []]")).sheet
    for told in (b"[[], [], [], []" + b" " * (65 << 20) + b"]", b"[[], []", b"{}"):
        with pytest.raises(EngineFailed, match="in no known form"):
            from_message(head, body[:said] + zlib.compress(told))
    with pytest.raises(EngineFailed, match="in no known form"):
        from_message(head, body[:said] + zlib.compress(b"[[], [], [], []]")[:-4])


def test_what_hides_behind_the_end_of_a_line_is_refused() -> None:
    """The end of the line names the notice's graph, the statement another one."""
    path = FILES[0]
    head, body = to_message(parcel_of(*real_sources().read(path.read_bytes(), path.name)))
    own = head["row"]["graph"]
    other = "<x:s> <x:p> <x:o> <https://w3id.org/anze/graph/codes> ."
    refused = 0
    for hidden in (
        f"{other} #",
        f"{other}# ",
        f"{other}\t# <x:a>",
        f"{other}\r<x:s> <x:p> <x:o>",
        f"{other}\r#",
    ):
        line = f"{hidden} <{own}> .\n".encode()
        with pytest.raises(EngineFailed, match="outside of the notice"):
            from_message(head | {"own": head["own"] + len(line)}, line + body)
        refused += 1
    assert refused == 5
    for name in (f"{own}> . # <x:a", "no IRI", ""):
        with pytest.raises(EngineFailed, match="outside of the notice"):
            from_message(head | {"row": head["row"] | {"graph": name}}, body)
    literal = f'<x:s> <x:p> "第1. #2条\\r" <{own}> .\n'.encode()
    assert from_message(head | {"own": head["own"] + len(literal)}, literal + body).own.startswith(
        literal
    )


def test_two_processes_read_what_one_does(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("不是通知", "utf-8")
    paths = [*FILES[:4], bad, *FILES[4:]]
    one = list(read_files(paths, real_sources().read, Effort(1)))
    two = list(read_files(paths, real_sources().read, Effort(2)))
    assert len(FILES) >= 8
    assert [r.path for r in two] == paths
    assert [untimed(r) for r in two] == [untimed(r) for r in one]
    assert [r.path for r in two if r.parcel is None] == [bad]
    assert "bad.txt" in two[4].reason


def test_the_row_counts_each_mechanism_once_quoted_or_not() -> None:
    body = "一、责任\n（一）体系。落实“三管三必须”。再落实“三管三必须”和“某某新词”。推行四不两直。坚持四不两直。\n"
    row, _ = real_sources().read(f"{FRONT}{body}{END}".encode(), "n.txt")
    assert row.mechanisms == 2


def test_the_rates_of_the_row_are_those_of_the_whole_graph() -> None:
    rated = 0
    for path in FILES:
        row, said = real_sources().read(path.read_bytes(), path.name)
        assert row.rates == asdict(rates(from_oxigraph(parsed(said))))
        rated += row.rates["any_owner"]["part"] > 0
    assert rated >= 6


def test_a_day_that_no_calendar_has_is_no_deadline_that_is_counted() -> None:
    """Neither as read nor in the graph: 2月30日 is told as wrong, and nothing can be done by it."""
    counted = 0
    for day, dated in (("2月30日前", 0), ("13月底前", 0), ("2月28日前", 1)):
        body = f"一、自查\n\n（一）各企业。各企业{day}完成自查。各镇要检查。\n"
        row, said = real_sources().read(f"{FRONT}{body}{END}".encode(), "n.txt")
        in_graph = asdict(rates(from_oxigraph(parsed(said))))
        assert row.rates == in_graph
        assert {row.rates[name]["part"] for name in ("own_deadline", "own_date")} == {dated}, day
        assert row.with_deadline == dated
        assert sum(t.predicate.value == ONTOLOGY + "hasTime" for t in parsed(said)) >= 1
        counted += row.tasks
    assert counted == 6


def test_a_notice_names_its_place_and_year_as_its_graph_says_them() -> None:
    """Alignment finds a notice's relatives by its IRI alone."""
    placed = 0
    for path in FILES:
        row, statements = real_sources().read(path.read_bytes(), path.name)
        own = ox.NamedNode(row.graph)
        said = {t.predicate.value: t.object for t in parsed(statements) if t.subject == own}
        division, year = (said.get(ONTOLOGY + name) for name in ("jurisdiction", "year"))
        there = place_of(row.graph)
        if division is None or year is None:
            assert there is None
            continue
        assert there is not None
        assert jurisdiction_iri(there.code) == getattr(division, "value", None)
        assert str(there.year) == getattr(year, "value", None)
        placed += 1
    assert placed >= 6


def test_a_stopped_build_goes_on_from_its_last_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "BATCH", 2)
    data = DataDir(tmp_path)
    calls = 0

    def stop(_what: str, done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(data, FILES[:4], real_sources(), progress=stop)
    report = build(data, FILES[:4], real_sources())
    assert calls > 2
    assert len(report.rows) == 4
    assert len(report.fresh) == 2


def test_steps_come_to_the_same_whether_what_is_shared_is_read_whole_or_node_by_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "_DEARER", 10**9)
    found = []
    for batch, much in ((1_000, 0), (2, 0), (2, 10**9)):
        monkeypatch.setattr(building, "BATCH", batch)
        monkeypatch.setattr(draft, "_MUCH", much)
        data = DataDir(tmp_path / f"{batch}-{much}")
        report = build(data, FILES[:5], real_sources())
        store = ox.Store.read_only(str(data.require_current().store))
        assert report.quads == count_named(store)
        found.append(set(store))
    assert len(found[0]) > 10_000
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_lines_are_those_that_the_engine_writes() -> None:
    graph, subject, blank = ox.NamedNode("x:g"), ox.NamedNode("x:s"), ox.BlankNode("b")
    signs = "".join(map(chr, (*range(0x300), 0x2028, 0xFFFE, 0x20000)))
    objects = [
        *(subject, blank, ox.Literal(signs), ox.Literal(signs, language="zh"), ox.Literal("")),
        *(ox.Literal(value, datatype=ox.NamedNode("x:d")) for value in signs),
    ]
    triples = [ox.Triple(node, subject, each) for node in (subject, blank) for each in objects]
    quads = [ox.Quad(*triple, graph) for triple in triples]
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    assert written.count(b"\n") == len(triples) > 1_500
    assert lines("x:g", map(stated, triples)) == b"".join(sorted(written.splitlines(keepends=True)))
