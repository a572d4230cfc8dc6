"""Backups come back on every Python, and what is no backup does not get out of its folder."""

from __future__ import annotations

import io
import os
import tarfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.errors import BadRequest
from service.store.archive import restore, write_archive
from service.store.edition import is_earlier
from service.store.layout import DataDir
from service.store.manifest import open_rows
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
