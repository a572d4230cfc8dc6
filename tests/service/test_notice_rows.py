"""Rows of notices: one is read, put and removed without the others."""

from __future__ import annotations

import errno
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from service.store.draft import change
from service.store.layout import DataDir
from service.store.rows import NoticeRow, read_rows, write_rows

ONE, OTHER = (
    NoticeRow(
        f"x:{name}", f"通知{name}", f"{name}.txt", "0" * 64, 3, 2, 1, 0, 90, 0.5, "r", "published",
        {"any_owner": {"part": 2, "whole": 3}} if name == "a" else {},
    )
    for name in "ab"
)  # fmt: skip


def test_rows_are_put_replaced_and_removed(tmp_path: Path) -> None:
    first, second = tmp_path / "one %3F?#.sqlite", tmp_path / "other.sqlite"
    with closing(write_rows(first)) as rows:
        assert not rows.changed
        rows.put([OTHER, ONE])
        assert (rows.changed, len(rows), rows.graphs) == (True, 2, ["x:a", "x:b"])
        assert list(rows) == [ONE, OTHER]
    shutil.copyfile(first, second)
    with closing(write_rows(second, there=True)) as rows:
        assert not rows.changed
        rows.put([replace(ONE, sha256="1" * 64)])
        rows.remove("x:b")
        rows.read_by("other")
        assert rows.changed
        assert list(rows) == [replace(ONE, sha256="1" * 64, reader="other")]
    with closing(read_rows(first)) as rows:
        assert list(rows) == [ONE, OTHER], "what was copied stays as it was"
        assert (rows.get("x:b"), rows.get("x:c")) == (OTHER, None)
        assert list(rows.rates) == [ONE.rates]


def test_the_digest_is_of_all_but_the_time_that_reading_took() -> None:
    def digest(*found: NoticeRow) -> str:
        with closing(write_rows(None)) as rows:
            rows.put(found)
            return rows.digest()

    assert digest(ONE, OTHER) == digest(OTHER, replace(ONE, seconds=9.0))
    others = [{"graph": "x:c"}, {"file": "c"}, {"sha256": "1"}, {"reader": "c"}, {"origin": "file"}]
    digests = [digest(OTHER, replace(ONE, **each)) for each in others]  # type: ignore[arg-type]
    assert len({digest(ONE, OTHER), digest(OTHER), digest(), *digests}) == 8


def test_a_full_disk_is_told_as_one_and_nothing_is_taken_for_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDir(tmp_path)
    with change(data):
        pass
    before = data.require_current()

    def put_much() -> None:
        with change(data) as draft:
            draft.rows.database.execute("PRAGMA max_page_count = 2")
            draft.rows.put(replace(ONE, graph=f"x:{number}") for number in range(200))

    with pytest.raises(OSError, match="No space") as told:
        put_much()
    assert told.value.errno == errno.ENOSPC

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("service.store.manifest.shutil.copyfile", full)
    with pytest.raises(OSError, match="No space") as told, change(data):
        pass
    assert told.value.errno == errno.ENOSPC
    assert data.require_current() == before
    assert [path.name for path in data.snapshots.iterdir()] == [before.id]
