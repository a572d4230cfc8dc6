"""Rows of notices: one is read, put and removed without the others."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from service.errors import StoreError
from service.store.draft import change
from service.store.layout import DataDir, Snapshot
from service.store.manifest import open_rows
from service.store.rows import NoticeRow, Rows, read_rows, write_rows

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
    with closing(write_rows(second, there="x")) as rows:
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


_READ: dict[str, Callable[[Rows], object]] = {
    "rows": list, "number": len, "graphs": lambda rows: rows.graphs, "rates": lambda rows: list(rows.rates),
    "one": lambda rows: rows.get("x:00150"), "digest": lambda rows: rows.digest(),
}  # fmt: skip
_CHANGED: dict[str, Callable[[Rows], object]] = {
    "put": lambda rows: rows.put([replace(ONE, graph="x:00149x")]),
    "removed": lambda rows: rows.remove("x:00151"),
    "reader": lambda rows: rows.read_by("z"),
}


def test_damage_deep_in_the_file_is_told_where_it_is_met(tmp_path: Path) -> None:
    """Whatever is asked or changed gives an answer or says in words that the file is damaged, and of which snapshot."""
    snapshot = Snapshot("00000007-abc", tmp_path / "00000007-abc")
    snapshot.path.mkdir()
    with closing(write_rows(snapshot.rows)) as rows:
        rows.put(replace(ONE, graph=f"x:{n:05}") for n in range(300))
    whole, dice = snapshot.rows.read_bytes(), random.Random(5)
    told: dict[str, list[StoreError]] = {name: [] for name in _READ | _CHANGED}
    for trial in range(60):
        damage = bytearray(whole)
        for _ in range(1 + trial % 3):
            at, size = dice.randrange(4096, len(whole)), dice.choice((1, 200, 4096))
            damage[at : at + size] = dice.randbytes(min(size, len(whole) - at))
        snapshot.rows.write_bytes(damage)
        for name, act in (_READ | _CHANGED).items():
            copy = tmp_path / "copy.sqlite" if trial % 2 or name in _CHANGED else None
            try:
                with closing(open_rows(snapshot, copy)) as rows:
                    act(rows)
            except StoreError as error:
                told[name].append(error)
    said = [error for errors in told.values() for error in errors]
    assert all("快照 00000007-abc 的清单" in error.zh for error in said)
    assert all("notices.sqlite of snapshot 00000007-abc" in error.en for error in said)
    assert all(len(told[name]) > 5 for name in ("rows", "rates", "digest", *_CHANGED))
    assert all(len(errors) < 60 for errors in told.values()), "a damaged row is no matter of others"
