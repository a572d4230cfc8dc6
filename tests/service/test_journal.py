"""A build that is stopped goes on from what it has read."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from service.commands.dump import dump
from service.store import build as building
from service.store.build import build, reader_digest
from service.store.journal import open_journal
from service.store.layout import DataDir
from service.store.parcel import Parcel, parcel_of
from service.store.waiting import Waiting, read_place
from tests.service.conftest import NOTICES, SOURCES


@pytest.fixture(scope="module")
def parcels() -> list[Parcel]:
    return [parcel_of(*SOURCES.read(path.read_bytes(), path.name)) for path in NOTICES]


def key(parcel: Parcel) -> tuple[str, str]:
    return parcel.row.file, parcel.row.sha256


def test_what_was_read_is_there_when_the_journal_is_opened_again(
    tmp_path: Path, parcels: list[Parcel]
) -> None:
    journal = open_journal(tmp_path, "a")
    places = [journal.add(parcel) for parcel in parcels]
    assert journal.take(key(parcels[0])) is None, "only what an earlier build has read"
    again = open_journal(tmp_path, "a")
    assert [again.take(key(parcel)) for parcel in parcels] == list(
        zip(parcels, places, strict=True)
    )
    assert [read_place(place) for place in places] == [parcel.own for parcel in parcels]
    assert again.take(("other.txt", parcels[0].row.sha256)) is None


@pytest.mark.parametrize("lost", [1, 500, 60_000])
def test_a_frame_that_is_not_whole_is_cut_off(
    tmp_path: Path, parcels: list[Parcel], lost: int
) -> None:
    journal = open_journal(tmp_path, "a")
    journal.add(parcels[0])
    whole = journal.path.stat().st_size
    journal.add(parcels[1])
    lost = min(lost, journal.path.stat().st_size - whole - 3)
    with journal.path.open("r+b") as file:
        file.truncate(journal.path.stat().st_size - lost)
    again = open_journal(tmp_path, "a")
    assert again.kept.keys() == {key(parcels[0])}
    assert journal.path.stat().st_size == whole
    again.add(parcels[1])
    assert len(open_journal(tmp_path, "a").kept) == 2


def test_a_frame_that_was_altered_and_all_behind_it_are_read_anew(
    tmp_path: Path, parcels: list[Parcel]
) -> None:
    journal = open_journal(tmp_path, "a")
    for parcel in parcels:
        place = journal.add(parcel)
    with journal.path.open("r+b") as file:
        file.seek(place.start + 10)
        file.write(b"\0\0")
    assert open_journal(tmp_path, "a").kept.keys() == {key(parcels[0])}


def test_what_another_reader_has_read_goes(tmp_path: Path, parcels: list[Parcel]) -> None:
    open_journal(tmp_path, "a").add(parcels[0])
    assert not open_journal(tmp_path, "b").kept
    assert not open_journal(tmp_path, "a").kept
    assert not list(tmp_path.iterdir())
    open_journal(tmp_path, "a").add(parcels[0])
    assert not open_journal(tmp_path, "a", fresh=True).kept


def test_a_build_that_was_stopped_reads_the_rest_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, data = DataDir(tmp_path / "whole"), DataDir(tmp_path / "data")
    build(whole, NOTICES, SOURCES)
    asked: list[str] = []

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(building, "_put", stop)
        with pytest.raises(KeyboardInterrupt):
            build(data, NOTICES, SOURCES)
    assert data.current() is None
    assert not list(data.snapshots.iterdir())
    assert len(open_journal(data.root, reader_digest()).kept) == 2
    read = building.read_files

    def noted(paths: list[Path], *rest: object) -> object:
        asked.extend(path.name for path in paths)
        return read(paths, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "read_files", noted)
    report = build(data, NOTICES, SOURCES)
    assert (asked, len(report.fresh)) == ([], 2)
    stores = [ox.Store.read_only(str(each.require_current().store)) for each in (whole, data)]
    assert dump(stores[0]) == dump(stores[1])
    assert not list(data.root.glob("read-*")), "what stands in the snapshot is kept once"


@pytest.mark.parametrize("piece", [50_000, 1 << 30])
def test_graphs_that_wait_are_loaded_together(
    tmp_path: Path, parcels: list[Parcel], monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    """From a journal and a file of their own, in one piece or several; one without triples is there, too."""
    monkeypatch.setattr("service.store.waiting._PIECE", piece)
    monkeypatch.setattr("service.store.waiting._WHOLE", piece)
    journal = open_journal(tmp_path, "a")
    waiting = Waiting(tmp_path / "waiting.nq")
    names = [parcel.row.graph for parcel in parcels]
    waiting.places[names[0]] = journal.add(parcels[0])
    waiting.add({names[1]: parcels[1].own, "x:empty": b""})
    year = "https://w3id.org/anze/ontology#year"
    assert waiting[names[1]] == parcels[1].own
    store = ox.Store()
    waiting.load(store)
    assert {graph.value for graph in store.named_graphs()} == {*names, "x:empty"}
    assert len(store) == sum(parcel.own.count(b"\n") for parcel in parcels) > 100
    years = [
        q
        for q in store.quads_for_pattern(None, ox.NamedNode(year), None)
        if q.subject == q.graph_name
    ]
    assert {q.graph_name.value for q in years} == set(names)
    assert not waiting.places
    assert not waiting.path.exists()
