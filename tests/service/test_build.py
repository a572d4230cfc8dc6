"""Building: incremental, repeatable, all or nothing."""

from __future__ import annotations

import errno
import os
import shutil
import tarfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from ontology.ids import INFERRED_GRAPH
from ontology.statements import Statement, stated
from service.commands.dump import dump
from service.errors import BadRequest, NothingBuilt
from service.store import draft
from service.store.archive import restore, write_archive
from service.store.build import build
from service.store.draft import change, size_on_disk
from service.store.files import find_files
from service.store.graphs import (
    HISTORY_GRAPH,
    count_named,
    graph_size,
    lines,
    named_graphs,
    put_graph,
    union_triples,
)
from service.store.index import read_live
from service.store.layout import DataDir, take_lease
from service.store.manifest import read_manifest, write_manifest
from service.store.publish import publish, withdraw
from service.store.quads import has_stored_union
from service.store.registry import REGISTRY_GRAPH
from service.store.rows import NoticeRow
from service.store.sources import Sources, real_sources
from service.store.updates import run_update
from tests.service.conftest import LVLIANG, NOTICES, ROOT, SOURCES, XIAOYI


def content(data: DataDir) -> bytes:
    return dump(ox.Store.read_only(str(data.require_current().store)))


def test_twice_from_nothing_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = DataDir(tmp_path / "one"), DataDir(tmp_path / "two")
    build(one, NOTICES, SOURCES)
    build(two, list(reversed(NOTICES)), SOURCES)
    assert content(one) == content(two)
    assert content(one).count(b"\n") > 100


def test_a_file_whose_name_is_no_utf_8_is_named_as_it_was_meant(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "高平.txt".encode("gb18030")))
    path.write_text("关于安全的通知", "utf-8")
    with pytest.raises(BadRequest, match=r"高平\.txt"):
        find_files([tmp_path])


def test_unchanged_files_are_not_read_again(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    first = build(data, NOTICES, SOURCES)
    again = build(data, NOTICES, SOURCES)
    assert len(first.fresh) == 2
    assert (again.fresh, again.changed, again.snapshot) == (set(), False, first.snapshot)
    assert len(build(data, NOTICES, SOURCES, fresh=True).fresh) == 2


def test_steps_of_a_build_take_no_place_of_snapshots_that_somebody_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDir(tmp_path)
    build(data, NOTICES[:1], SOURCES)
    with change(data) as draft:
        run_update(draft, "INSERT DATA { GRAPH <x:h> { <x:s> <x:p> 1 } }", union=True)
    asked_for = {path.name for path in data.snapshots.iterdir()}
    assert len(asked_for) == 2
    monkeypatch.setattr("service.store.build.BATCH", 1)
    report = build(data, NOTICES, SOURCES, fresh=True)
    assert report.snapshot is not None
    assert int(report.snapshot.id[:8]) == 4, "two steps"
    kept = {path.name for path in data.snapshots.iterdir()}
    assert kept == {*asked_for, report.snapshot.id}


def test_the_union_is_stored_only_where_graphs_share_a_triple(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)

    def default() -> tuple[bool, set[ox.Triple], list[ox.Triple]]:
        store = ox.Store.read_only(str(data.require_current().store))
        named = {quad.triple for quad in store if isinstance(quad.graph_name, ox.NamedNode)}
        return has_stored_union(store), named, list(union_triples(store))

    stored, named, union = default()
    assert (stored, set(union), len(union)) == (False, named, len(named))
    for update, is_stored in (
        (f"INSERT {{ GRAPH <x:g> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{XIAOYI}> {{ ?s ?p ?o }} }}", True),
        ("INSERT DATA { GRAPH <x:h> { <x:s> <x:p> 1 } }", True),
        ("DROP GRAPH <x:g>", False),
        ("INSERT { GRAPH <x:types> { <x:s> <x:n> ?n } } WHERE { SELECT (COUNT(*) AS ?n) { ?s a ?t } }", False),
    ):  # fmt: skip
        with change(data) as draft:
            run_update(draft, update, union=True)
        stored, named, union = default()
        assert (stored, set(union), len(union)) == (is_stored, named, len(named))
    counted = [t.object.value for t in union if t.predicate.value == "x:n"]  # type: ignore[union-attr]
    assert counted == [str(sum(t.predicate.value.endswith("#type") for t in union))]


def test_a_notice_is_put_where_the_union_is_stored(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)
    copy = "INSERT { GRAPH <x:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    with change(data) as draft:
        run_update(draft, copy, union=True)
    with change(data) as draft:
        withdraw(draft, LVLIANG, "t", "no more")
    store = ox.Store.read_only(str(data.require_current().store))
    named = {quad.triple for quad in store if isinstance(quad.graph_name, ox.NamedNode)}
    default = [q.triple for q in store if isinstance(q.graph_name, ox.DefaultGraph)]
    assert (set(default), len(default)) == (named, len(named))
    assert any("invalidated" in t.predicate.value for t in default)


def test_a_change_leaves_the_snapshot_before_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tables are shared, or copied where the file system has no links."""

    def no_links(*_: Path) -> None:
        raise OSError

    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)
    for shares in (True, False):
        before = data.require_current()
        files = {f: f.read_bytes() for f in before.path.rglob("*") if f.is_file()}
        tables = _tables(before.path)
        if not shares:
            monkeypatch.setattr(Path, "hardlink_to", no_links)
        with change(data) as draft:
            run_update(
                draft, f"INSERT DATA {{ GRAPH <x:{shares}> {{ <x:a> <x:b> 1 }} }}", True, (), ()
            )
        assert {f: f.read_bytes() for f in files} == files
        now = _tables(data.require_current().path)
        kept = [now[name] == tables[name] for name in now.keys() & tables]
        assert len(kept) > 5
        assert kept == [shares] * len(kept)
    for notice in (LVLIANG, XIAOYI):  # what is listed of the others is shared, too
        with change(data) as draft:
            draft.drop_notice(notice)
        assert notice not in read_live(data.require_current().index)


def _tables(snapshot: Path) -> dict[Path, int]:
    """The tables of a snapshot's stores, each with the number of its file."""
    return {f.relative_to(snapshot): f.stat().st_ino for f in snapshot.rglob("*.sst")}


def test_changes_by_hand_alone_leave_a_whole_snapshot(tmp_path: Path) -> None:
    data = DataDir(tmp_path / "data")
    for number in range(2):
        with change(data) as draft:
            run_update(
                draft, f"INSERT DATA {{ GRAPH <x:g> {{ <x:a> <x:b> {number} }} }}", True, (), ()
            )
        assert not list(ox.Store.read_only(str(data.require_current().said)))
    with tarfile.open(tmp_path / "kept.tar", "w") as archive:
        write_archive(data, archive)
    restore(DataDir(tmp_path / "again"), tmp_path / "kept.tar")
    assert content(DataDir(tmp_path / "again")) == content(data)


def test_a_store_of_an_earlier_version_is_put_as_it_is_now(tmp_path: Path) -> None:
    """It had no store of what is shared, units in each notice's graph, and the union as a copy."""
    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)
    now = content(data)
    current = data.require_current()
    store, said = ox.Store(str(current.store)), ox.Store(str(current.said))
    for quad in said:
        store.add(quad)
    store.remove_graph(ox.NamedNode(REGISTRY_GRAPH))
    store.bulk_extend(ox.Quad(*quad.triple, ox.DefaultGraph()) for quad in list(store))
    store.flush()
    manifest = read_manifest(current)
    vocabulary = {**manifest.vocabulary, INFERRED_GRAPH: "made by other rules"}
    earlier = replace(manifest, vocabulary=vocabulary, quads=count_named(store))
    del store, said
    shutil.rmtree(current.said)
    write_manifest(current.path, earlier)
    build(data, NOTICES, SOURCES)
    assert content(data) == now


def test_a_graph_put_again_keeps_what_the_store_writes_otherwise(tmp_path: Path) -> None:
    """The engine keeps durations and numbers by value: PT24H comes back as P1D."""
    store = ox.Store(str(tmp_path / "store"))
    xsd = "http://www.w3.org/2001/XMLSchema#"
    written = [("PT24H", "duration"), ("P1D", "duration"), ("01", "integer"), ("x", "string")]
    triples = [
        ox.Triple(
            ox.NamedNode("x:s"),
            ox.NamedNode("x:p"),
            ox.Literal(value, datatype=ox.NamedNode(xsd + datatype)),
        )
        for value, datatype in written
    ]
    store.bulk_load(lines("x:new", map(stated, triples)), ox.RdfFormat.N_QUADS)
    grown = [put_graph(store, "x:g", triples) for _ in range(3)]
    assert grown == [3, 0, 0]
    assert [graph_size(store, name) for name in ("x:g", "x:new", None)] == [3, 3, 0]


def test_a_file_that_is_gone_is_withdrawn_only_when_mirroring(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)
    kept = build(data, NOTICES[:1], SOURCES, mirror=False)
    assert {row.graph for row in kept.rows} == {XIAOYI, LVLIANG}
    gone = build(data, NOTICES[:1], SOURCES)
    assert [row.graph for row in gone.withdrawn] == [LVLIANG]
    store = ox.Store.read_only(str(data.require_current().store))
    assert LVLIANG not in set(named_graphs(store))


def shut(monkeypatch: pytest.MonkeyPatch, *closed: Path) -> None:
    """Have the system refuse to list these folders and to read these files, as it does without rights."""
    scan, whole = os.scandir, Path.read_bytes

    def refuse(path: object) -> None:
        if Path(str(path)) in closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def scandir(path: Any = ".") -> Any:
        refuse(path)
        return scan(path)

    def read_bytes(self: Path) -> bytes:
        refuse(self)
        return whole(self)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The notices in a folder, one of them a folder deeper."""
    inside = tmp_path / "notices" / "inside"
    inside.mkdir(parents=True)
    shutil.copy(NOTICES[0], tmp_path / "notices" / "xiaoyi.txt")
    shutil.copy(NOTICES[1], inside / "lvliang.txt")
    return tmp_path / "notices"


@pytest.mark.parametrize("mirror", [True, False])
@pytest.mark.parametrize("content", [None, b"", b"no turtle"])
def test_a_notice_whose_file_cannot_be_read_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, mirror: bool
) -> None:
    data = DataDir(folder.parent / "data")
    before = build(data, [folder], SOURCES)
    assert before.rows
    file = folder / "xiaoyi.txt"
    if content is None:
        shut(monkeypatch, file)
    else:
        file.write_bytes(content)
    report = build(data, [folder], SOURCES, mirror=mirror)
    assert [each.path for each in report.bad] == [file]
    assert [row.graph for row in report.kept] == [XIAOYI]
    assert (report.withdrawn, report.rows, report.changed) == ([], before.rows, False)


@pytest.mark.parametrize("mirror", [True, False])
def test_nothing_is_withdrawn_where_a_folder_cannot_be_listed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mirror: bool
) -> None:
    data = DataDir(folder.parent / "data")
    before = build(data, [folder], SOURCES)
    with monkeypatch.context() as patched:
        shut(patched, folder / "inside")
        report = build(data, [folder], SOURCES, mirror=mirror)
    assert [each.path for each in report.unlisted] == [folder / "inside"]
    assert "mounted" in report.unlisted[0].reason
    assert [row.graph for row in report.kept] == ([LVLIANG] if mirror else [])
    assert (report.withdrawn, report.rows) == ([], before.rows)
    (folder / "inside" / "lvliang.txt").unlink()
    if mirror:
        with pytest.raises(BadRequest, match=str(folder / "inside")):
            build(data, [folder], SOURCES)
    shutil.rmtree(folder / "inside")
    assert [row.graph for row in build(data, [folder], SOURCES).withdrawn] == [LVLIANG]


def test_one_empty_folder_among_others_withdraws_nothing(folder: Path) -> None:
    """A share that is not mounted, say; without ``mirror`` nothing is withdrawn anyway."""
    data, share = DataDir(folder.parent / "data"), folder.parent / "share"
    (folder / "inside").rename(share)
    before = build(data, [folder, share], SOURCES)
    (share / "lvliang.txt").unlink()
    with pytest.raises(BadRequest, match=f"No file of a notice in {share} "):
        build(data, [folder, share], SOURCES)
    assert data.current() == before.snapshot
    assert len(build(data, [folder, share], SOURCES, mirror=False).rows) == 2
    assert len(build(data, [folder, share], SOURCES, empty=True).withdrawn) == 1


def test_a_folder_within_that_is_empty_now_withdraws_nothing(folder: Path) -> None:
    data, share = DataDir(folder.parent / "data"), folder / "inside"
    (folder / "never").mkdir()
    before = build(data, [folder], SOURCES)
    (share / "lvliang.txt").rename(folder.parent / "lvliang.txt")
    with pytest.raises(BadRequest, match=f"No file of a notice in {share} .*--allow-empty"):
        build(data, [folder], SOURCES)
    assert data.current() == before.snapshot
    assert len(build(data, [folder], SOURCES, mirror=False).rows) == 2
    with pytest.raises(BadRequest, match=str(share)):
        build(data, [folder], SOURCES)
    assert len(build(data, [folder], SOURCES, empty=True).withdrawn) == 1
    again = build(data, [folder], SOURCES)
    assert (len(again.rows), again.changed) == (1, False)


@pytest.mark.parametrize("left", ["share", "share/2026", ""])
def test_a_share_is_empty_however_deep_its_files_stood(folder: Path, left: str) -> None:
    """What a mount point that is left shows, or one that is gone from an ``archive`` of such."""
    data, deep = DataDir(folder.parent / "data"), folder / "archive" / "share" / "2026" / "3"
    deep.mkdir(parents=True)
    (folder / "inside" / "lvliang.txt").rename(deep / "lvliang.txt")
    before = build(data, [folder], SOURCES)
    stays = folder / "archive" / left
    shutil.rmtree(folder / "archive")
    stays.mkdir(parents=True)
    with pytest.raises(BadRequest, match=f"No file of a notice in .*{stays} "):
        build(data, [folder], SOURCES)
    assert data.current() == before.snapshot
    shutil.rmtree(folder / "archive")
    assert [row.graph for row in build(data, [folder], SOURCES).withdrawn] == [LVLIANG]


@pytest.mark.parametrize("first", [["archive"], ["archive/share", "inside"], ["."]])
@pytest.mark.parametrize("then", [["archive", "inside"], ["."]])
def test_folders_are_known_when_other_ones_around_them_are_given(
    folder: Path, first: list[str], then: list[str]
) -> None:
    data, share = DataDir(folder.parent / "data"), folder / "archive" / "share"
    share.mkdir(parents=True)
    (folder / "xiaoyi.txt").rename(share / "xiaoyi.txt")
    before = build(data, [folder / each for each in first], SOURCES)
    (share / "xiaoyi.txt").unlink()
    with pytest.raises(BadRequest, match=f"No file of a notice in .*{share} "):
        build(data, [folder / each for each in then], SOURCES)
    assert data.current() == before.snapshot


def test_folders_are_known_wherever_a_build_is_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDir(folder.parent / "data")
    monkeypatch.chdir(folder.parent)
    build(data, [Path(folder.name)], SOURCES)
    (folder / "inside" / "lvliang.txt").unlink()
    monkeypatch.chdir(folder / "inside")
    with pytest.raises(BadRequest, match=f"No file of a notice in {folder / 'inside'} "):
        build(data, [Path("..")], SOURCES)


def test_folders_are_known_through_a_link(folder: Path) -> None:
    data, link = DataDir(folder.parent / "data"), folder.parent / "link"
    link.symlink_to(folder)
    build(data, [link], SOURCES)
    (folder / "inside" / "lvliang.txt").unlink()
    with pytest.raises(BadRequest, match=f"No file of a notice in {folder / 'inside'} "):
        build(data, [folder], SOURCES)


def test_folders_that_an_earlier_edition_noted_are_known(folder: Path) -> None:
    """By what stands below the path that was given."""
    data = DataDir(folder.parent / "data")
    build(data, [folder], SOURCES)
    with change(data) as draft:
        draft.manifest = replace(draft.manifest, folders=["inside"])
    (folder / "inside" / "lvliang.txt").unlink()
    with pytest.raises(BadRequest, match=f"No file of a notice in {folder / 'inside'} "):
        build(data, [folder], SOURCES)


def test_an_empty_folder_of_the_name_of_one_elsewhere_is_nothing_to_heed(folder: Path) -> None:
    data, other = DataDir(folder.parent / "data"), folder.parent / "other"
    (other / "2025").mkdir(parents=True)
    (folder / "xiaoyi.txt").rename(other / "2025" / "xiaoyi.txt")
    (other / "inside").mkdir()
    build(data, [folder, other], SOURCES)
    again = build(data, [folder, other], SOURCES)
    assert (len(again.rows), again.changed) == (2, False)


def test_what_cannot_be_listed_is_not_empty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is what is above it."""
    data, deep = DataDir(folder.parent / "data"), folder / "share" / "2026"
    deep.parent.mkdir()
    (folder / "inside").rename(deep)
    before = build(data, [folder], SOURCES)
    shut(monkeypatch, deep)
    report = build(data, [folder], SOURCES)
    assert [each.path for each in report.unlisted] == [deep]
    assert (report.withdrawn, report.rows) == ([], before.rows)


@pytest.mark.parametrize("mirror", [True, False])
def test_an_empty_folder_empties_nothing_unless_that_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mirror: bool
) -> None:
    data, nothing = DataDir(folder.parent / "data"), folder.parent / "not-mounted"
    nothing.mkdir()
    (nothing / "README.md").touch()
    with pytest.raises(BadRequest, match="no graph was made"):
        build(data, [nothing], SOURCES, mirror=mirror)
    assert data.current() is None
    build(data, [folder], SOURCES)
    before = data.current()
    with pytest.raises(BadRequest, match=f"{nothing} .* with its 2 notices.* mounted.*--allow-em"):
        build(data, [nothing], SOURCES, mirror=mirror)
    with monkeypatch.context() as patched:
        shut(patched, nothing)
        with pytest.raises(BadRequest, match="cannot be listed"):
            build(data, [nothing], SOURCES, mirror=mirror)
    assert data.current() == before
    report = build(data, [nothing], SOURCES, mirror=mirror, empty=True)
    assert (len(report.rows), len(report.withdrawn)) == ((0, 2) if mirror else (2, 0))


def test_a_link_that_leads_nowhere_is_a_file_that_cannot_be_read(folder: Path) -> None:
    data = DataDir(folder.parent / "data")
    build(data, [folder], SOURCES)
    file = folder / "xiaoyi.txt"
    file.unlink()
    file.symlink_to(folder / "not mounted" / "xiaoyi.txt")
    report = build(data, [folder], SOURCES)
    assert ([each.path for each in report.bad], report.withdrawn) == ([file], [])


def test_what_was_published_or_withdrawn_over_http_survives_a_build(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)
    changed = NOTICES[0].read_bytes() + f"\n<{XIAOYI}> <x:changed> 1 .\n".encode()

    def put(content: bytes) -> None:
        with change(data) as draft:
            publish(
                draft,
                *SOURCES.read(content, "new.ttl"),
                lambda _: [],
                by="t",
                expected=XIAOYI,
            )

    put(changed)
    with change(data) as draft:
        withdraw(draft, LVLIANG, "t", "no more")
    for fresh in (False, True):
        report = build(data, NOTICES, SOURCES, fresh=fresh)
        assert [each.path for each in report.overruled] == list(NOTICES)
        assert [row.graph for row in report.rows] == [XIAOYI]
        store = ox.Store.read_only(str(data.require_current().store))
        assert LVLIANG not in set(named_graphs(store))
        assert next(store.quads_for_pattern(None, ox.NamedNode("x:changed"), None, None), None)
        del store
    put(NOTICES[0].read_bytes())  # what was published is what the file says
    edited = tmp_path / NOTICES[1].name
    edited.write_bytes(NOTICES[1].read_bytes() + b"\n# edited\n")
    report = build(data, [NOTICES[0], edited], SOURCES)
    assert report.overruled == []
    assert {row.graph for row in report.rows} == {XIAOYI, LVLIANG}


def test_a_build_makes_anew_what_was_updated_by_hand(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)
    before = content(data)
    with change(data) as draft:
        run_update(draft, "DROP ALL", union=True)
    assert len(content(data)) < len(before) / 10
    build(data, NOTICES, SOURCES)
    assert content(data) == before


def read_but_bad(raw: bytes, name: str) -> tuple[NoticeRow, list[Statement]]:
    if name == "bad.txt":
        raise BadRequest("坏", "bad")
    return SOURCES.read(raw, name)


def test_a_bad_file_is_listed_and_leaves_the_rest(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("no turtle")
    data = DataDir(tmp_path / "data")

    report = build(data, [bad, *NOTICES], Sources(read_but_bad, SOURCES.vocabulary))
    assert [each.path for each in report.bad] == [bad]
    assert len(report.rows) == 2


def test_a_build_that_fails_changes_nothing(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    before = build(data, NOTICES, SOURCES).snapshot

    def fail() -> list[object]:
        raise RuntimeError("vocabulary is broken")

    with pytest.raises(RuntimeError):
        build(data, NOTICES[:1], type(SOURCES)(SOURCES.read, fail))  # type: ignore[arg-type]
    assert data.current() == before
    assert [p.name for p in data.snapshots.iterdir()] == [before.id if before else ""]


def test_what_a_failed_build_still_writes_is_removed_with_it(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    written: list[int] = []

    def write_on(directory: Path) -> None:
        end = time.monotonic() + 0.3
        while directory.is_dir() and time.monotonic() < end:
            with suppress(OSError):
                (directory / f"{len(written):06d}.sst").write_bytes(b"")
                written.append(1)

    with data.fresh() as directory:
        (directory / "store").mkdir()
        engine = threading.Thread(target=write_on, args=(directory / "store",))
        engine.start()
        while not written:
            time.sleep(0.001)
    engine.join()
    assert list(data.snapshots.iterdir()) == []


def test_the_same_notice_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(NOTICES[0].read_bytes())
    report = build(DataDir(tmp_path / "data"), [NOTICES[0], copy], SOURCES)
    assert len(report.rows) == 1
    assert "xiaoyi.ttl" in report.bad[0].reason


def test_a_notice_that_another_file_replaces_is_told(tmp_path: Path) -> None:
    data = DataDir(tmp_path / "data")
    renamed, half = tmp_path / "renamed.txt", tmp_path / "half.txt"
    renamed.write_bytes(NOTICES[0].read_bytes())
    half.write_bytes(NOTICES[0].read_bytes() + b"\n# half\n")
    assert build(data, NOTICES, SOURCES, mirror=False).replaced == []
    [(before, now)] = build(data, [half], SOURCES, mirror=False).replaced
    assert (before.file, now.file, before.graph, now.graph) == (
        "xiaoyi.ttl",
        "half.txt",
        XIAOYI,
        XIAOYI,
    )
    half.write_bytes(half.read_bytes() + b"# more\n")
    assert build(data, [half], SOURCES, mirror=False).replaced == [], "the same file, changed"
    assert len(build(data, [NOTICES[0]], SOURCES, mirror=False).replaced) == 1
    assert build(data, [renamed], SOURCES, mirror=False).replaced == [], "the same content"


def test_old_snapshots_go_unless_somebody_reads_them(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    first = build(data, NOTICES, SOURCES).snapshot
    assert first is not None
    lease = take_lease(first.path)
    for number in range(4):
        build(data, NOTICES[: 1 + number % 2], SOURCES, keep=2)
    assert lease >= 0
    assert len(list(data.snapshots.iterdir())) == 3
    assert first.path.is_dir()


def test_leftovers_of_a_killed_writer_are_removed(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    with pytest.raises(NothingBuilt):
        data.require_current()
    (data.snapshots / ".building-1-1" / "store").mkdir(parents=True)
    (data.snapshots / "99999999-dead").mkdir()
    build(data, NOTICES, SOURCES)
    assert [p.name[:8] for p in data.snapshots.iterdir()] == ["00000001"]


def test_files_of_a_directory(tmp_path: Path) -> None:
    for name in ("b.txt", "a.docx", "README.md", "x.exe", ".hidden.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in find_files([tmp_path]).files] == ["a.docx", "b.txt"]
    with pytest.raises(BadRequest):
        find_files([tmp_path / "none"])


class Watched:
    """A store that tells what is asked of it."""

    def __init__(self, store: ox.Store) -> None:
        self.store, self.asked = store, list[str]()

    def __getattr__(self, name: str) -> object:
        self.asked.append(name)
        return getattr(self.store, name)


def test_files_of_a_store_are_merged_when_much_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDir(tmp_path)
    build(data, NOTICES, SOURCES)
    whole, asked = content(data), list[str]()

    def tidy(self: draft.Draft, *given: bool, tidy: Any = draft.Draft.tidy_store) -> None:
        watched = Watched(self.store)
        self.store = watched  # type: ignore[assignment]
        tidy(self, *given)
        self.store = watched.store
        asked[:] = watched.asked

    monkeypatch.setattr(draft.Draft, "tidy_store", tidy)
    build(data, NOTICES[:1], SOURCES)
    assert asked == ["flush"], "the store is small"
    monkeypatch.setattr(draft, "LEAST", 1)
    build(data, NOTICES, SOURCES)
    assert asked == ["optimize", "flush"]
    assert content(data) == whole
    monkeypatch.setattr(draft, "SHARE", 10)
    build(data, NOTICES[:1], SOURCES)
    assert asked == ["flush"], "too little has changed"


def test_a_first_build_is_compressed_and_says_the_same_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Merged files, and those that small changes leave, take 330 bytes a quad."""
    notice = [ROOT / "data/notices/gaoping-2024.txt"]
    whole, parted, changed = (DataDir(tmp_path / name) for name in ("whole", "parted", "changed"))
    report = build(whole, notice, real_sources())
    store = whole.require_current().store
    assert report.quads > 40_000
    assert size_on_disk(store) < 240 * report.quads
    assert sum(log.stat().st_size for log in store.glob("*.log")) < 1 << 10
    monkeypatch.setattr("service.store.waiting._PIECE", 1 << 20)
    monkeypatch.setattr(draft, "LEAST", 1)
    build(parted, notice, real_sources())
    build(changed, NOTICES[:1], real_sources())
    build(changed, notice, real_sources())
    assert content(whole) == content(parted) == content(changed)


def test_a_store_of_which_more_waits_than_it_has_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was published, what was put by hand and blank nodes, as if the graphs were added to it."""
    told, asked = [], list[str]()
    write = draft.Draft._write_anew
    monkeypatch.setattr(
        draft.Draft, "_write_anew", lambda self: (asked.append(self.folder.name), write(self))
    )
    for size in (0, 1 << 40):
        data = DataDir(tmp_path / str(size))
        with change(data) as first:
            text = NOTICES[0].read_bytes()
            read = SOURCES.read(text, NOTICES[0].name)
            publish(first, *read, lambda _: [], by="a", expected=None)
            first.put_graph("x:own", ox.parse(b"_:gb <x:p> _:gc .", ox.RdfFormat.N_TRIPLES))
        monkeypatch.setattr(draft, "size_on_disk", lambda _, size=size: size)
        build(data, NOTICES[1:], SOURCES, mirror=False)
        store = ox.Store.read_only(str(data.require_current().store))
        history = sum(
            1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(HISTORY_GRAPH))
        )
        told.append((content(data), sorted(named_graphs(store)), history, count_named(store)))
    assert told[0] == told[1]
    assert b"_:gb <x:p> _:gc" in told[0][0]
    assert told[0][2] > 3
    assert len(asked) == 3, "the first of either, and the second of that which has less than waits"


def test_a_file_that_the_engine_tidies_away_meanwhile_counts_nothing(tmp_path: Path) -> None:
    (tmp_path / "000007.sst").write_bytes(b"x" * 100)
    (tmp_path / "000009.sst").symlink_to(tmp_path / "gone")
    assert size_on_disk(tmp_path) == 100
