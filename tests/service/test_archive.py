"""Backups come back on every Python, and what is no backup does not get out of its folder."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.commands import backup
from service.errors import BadRequest
from service.store import archive as archives
from service.store.archive import restore, write_archive
from service.store.edition import is_earlier
from service.store.layout import DataDir, Snapshot
from service.store.manifest import open_rows
from service.tokens import TokenFile
from tests.service.test_edition import rows_in_the_manifest


def test_restore_without_the_filter_of_newer_pythons(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.11.0 to 3.11.3, as Debian 12 has it."""
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        write_archive(DataDir(data_dir), archive)
    older = {name: value for name, value in vars(tarfile).items() if name != "data_filter"}
    monkeypatch.setattr("service.store.archive.tarfile", SimpleNamespace(**older))
    restored = restore(DataDir(tmp_path / "new"), tmp_path / "a.tar")
    assert restored.store.is_dir()


def test_a_backup_of_an_earlier_edition(root: Path, tmp_path: Path) -> None:
    """Its manifest has the rows of the notices."""
    before = DataDir(root).require_current()
    with closing(open_rows(before)) as rows:
        told = list(rows)
    rows_in_the_manifest(before)
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        write_archive(DataDir(root), archive)
    restored = restore(DataDir(tmp_path / "new"), tmp_path / "a.tar")
    assert is_earlier(restored)
    with closing(open_rows(restored)) as rows:
        assert list(rows) == told
    assert len(told) == 2


def test_what_came_back_is_on_the_disk_before_it_is_current(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        write_archive(DataDir(data_dir), archive)
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda number: synced.add(os.fstat(number).st_ino))
    restored = restore(DataDir(tmp_path / "new"), tmp_path / "a.tar")
    files = [path for path in restored.path.rglob("*") if path.is_file()]
    assert [path for path in files if path.stat().st_ino not in synced] == []
    assert len(files) > 20


def test_nobody_else_reads_the_tokens_of_a_backup(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while it is written or read back nor behind that, whatever the system would grant."""
    TokenFile(root).create("r", "read")
    desk, new, seen = tmp_path / "desk", tmp_path / "new", set[int]()
    desk.mkdir()

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    def writing(data: DataDir, archive: tarfile.TarFile) -> Snapshot:
        seen.update(map(mode, desk.iterdir()))
        return write_archive(data, archive)

    def unpacking(archive: tarfile.TarFile, directory: Path) -> None:
        seen.add(mode(directory))
        unpack(archive, directory)
        (directory / "tokens.json").chmod(0o644)  # as a tar that was packed anew may have it

    unpack = archives._unpack
    monkeypatch.setattr(backup, "write_archive", writing)
    monkeypatch.setattr(archives, "_unpack", unpacking)
    before = os.umask(0)
    try:
        backup.backup_command(desk / "a.tar", root)
        restore(DataDir(new), desk / "a.tar")
    finally:
        os.umask(before)
    assert seen == {0o600, 0o700}
    assert [mode(path) for path in (desk / "a.tar", new / "tokens.json")] == [0o600, 0o600]


HOSTILE = {
    "../out": tarfile.REGTYPE,
    "/tmp/anze-out": tarfile.REGTYPE,
    "snapshot/link": tarfile.SYMTYPE,
    "snapshot/device": tarfile.CHRTYPE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_archive_that_reaches_out_is_refused(tmp_path: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = HOSTILE[name], "/etc"
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(member, io.BytesIO())
    with pytest.raises(BadRequest, match="不完整或已损坏"):
        restore(DataDir(tmp_path / "new"), tmp_path / "a.tar")
    assert not Path("/tmp/anze-out").exists()
    assert not (tmp_path / "out").exists()
