"""What is kept beside compiled modules is written wholly or not at all, and what hangs is given up."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ontology import kept


def test_it_stands_beside_the_compiled_module() -> None:
    path = kept.beside(str(kept.__file__), "trial")
    assert path.parent == Path(str(kept.__cached__)).parent
    assert (path.name.split(".")[0], path.suffix) == ("kept", ".trial")


def test_what_cannot_be_written_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "made.trial"
    kept.write(path, b"first")

    def full(part: Path, _: bytes) -> int:
        part.touch()
        raise OSError("no space")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        kept.write(path, b"second")
    assert [each.name for each in tmp_path.iterdir()] == ["made.trial"]
    assert path.read_bytes() == b"first"


def test_many_who_write_at_once_do_not_share_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole = tmp_path / "made.trial", Path.write_bytes
    parts: list[Path] = []

    def second_writes_meanwhile(part: Path, content: bytes) -> int:
        parts.append(part)
        if len(parts) == 1:
            kept.write(path, b"second")  # of the same process id: a thread, another container
        return whole(part, content)

    monkeypatch.setattr(Path, "write_bytes", second_writes_meanwhile)
    kept.write(path, b"first")
    assert len(set(parts)) == 2
    assert path.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["made.trial"]


def test_whoever_may_read_modules_may_read_what_is_kept(tmp_path: Path) -> None:
    path, plain = tmp_path / "made.trial", tmp_path / "plain"
    kept.write(path, b"")
    plain.touch()
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_process_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    (tmp_path / "hangs.py").write_text(
        f"open({str(told)!r}, 'w').write('began')\nimport time\ntime.sleep(600)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    start = time.monotonic()
    kept.make("hangs", patience=3)
    assert time.monotonic() - start < 300
    assert told.read_text() == "began"


def test_one_that_fails_or_cannot_be_started_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    kept.make("there.is.none")
    monkeypatch.setattr(sys, "executable", "/there/is/none")
    kept.make("there.is.none")


def test_the_process_is_the_same_python(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command))
    kept.make("service.patterns")
    assert asked == [[sys.executable, "-m", "service.patterns"]]
