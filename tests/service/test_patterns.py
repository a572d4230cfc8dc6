"""What is kept of patterns is what Python makes of them, and nothing but the start of a process depends on it."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import pytest

from ontology import kept as kept_files
from ontology import pinyin
from service import patterns
from service.sparql import grammar
from service.store import vocabulary
from tests.shared import once

_KEEP = "import sys, pathlib; from service.patterns import keep; keep(pathlib.Path(sys.argv[1]))"
_READ = """
import re, sys
from pathlib import Path
from service import patterns
print(patterns.use(Path(sys.argv[1])))
compiled, code = [], re._compiler._code
re._compiler._code = lambda *given: (compiled.append(given), code(*given))[1]
from service.store.sources import warm
warm()
print(len(compiled))
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "kept.patterns", lambda path: run(_KEEP, path) and None)


def run(code: str, path: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_each_is_what_python_compiles(kept: Path) -> None:
    found = patterns.read_kept(kept)
    assert found is not None
    spec = find_spec("re._compiler")
    assert spec is not None
    assert spec.loader is not None
    compiler, machine = module_from_spec(spec), import_module("_sre")
    spec.loader.exec_module(compiler)  # as Python has it: that of the tests takes what is kept
    for pattern, flags in found.places:
        taken = machine.compile(*found.given((pattern, flags)) or ())
        made = compiler.compile(pattern, flags)
        assert isinstance(taken, re.Pattern)
        assert taken == made  # the code of both, too
        assert (taken.groups, taken.groupindex) == (made.groups, made.groupindex)
    assert len(found.places) > 1200


def test_a_process_that_reads_and_checks_compiles_hardly_any(kept: Path) -> None:
    used, compiled = run(_READ, kept)
    assert used == "True"
    assert int(compiled) < 30  # what libraries put together anew each time


@pytest.mark.parametrize("spoil", [b"", b"\xff" * 64, b"\0" * 8 + b"(", None])
def test_what_is_damaged_or_not_there_is_not_used(spoil: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "kept.patterns"
    if spoil is not None:
        path.write_bytes(spoil)
    before = import_module("re._compiler").compile
    assert not patterns.use(path)
    assert import_module("re._compiler").compile is before


def test_what_another_edition_kept_is_not_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_edition", lambda: (sys.version, 0))
    assert patterns.read_kept(kept) is None


def test_nothing_is_kept_where_python_keeps_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.patterns"
    monkeypatch.setattr(patterns, "kept_in", lambda: path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("kept"))
    patterns.use_or_keep()
    assert not path.exists()


@pytest.mark.parametrize("lacking", ["", "patterns", "syllables", "lark"])
def test_a_start_has_made_whatever_is_not_kept(
    kept: Path, lacking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {kind: tmp_path / f"kept.{kind}" for kind in ("patterns", "syllables", "lark")}
    there["patterns"].write_bytes(kept.read_bytes())
    pinyin.keep(there["syllables"])
    there["lark"].touch()
    if lacking:
        there[lacking].unlink()
    made: list[str] = []
    monkeypatch.setattr(patterns, "kept_in", lambda: there["patterns"])
    monkeypatch.setattr(pinyin, "kept_in", lambda: there["syllables"])
    monkeypatch.setattr(kept_files, "beside", lambda _, kind: there[kind])
    monkeypatch.setattr(kept_files, "make", made.append)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(patterns, "_take", lambda _: None)
    patterns.use_or_keep()
    assert made == (["service.patterns"] if lacking else [])


def test_what_does_not_hold_is_kept_anew(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, asked = tmp_path / "kept.patterns", list[Path]()
    path.write_bytes(kept.read_bytes())
    monkeypatch.setattr(patterns, "kept_in", lambda: path)
    monkeypatch.setattr(patterns, "keep", asked.append)
    patterns.renew()
    assert asked == []
    path.write_bytes(b"")  # newer than every module, and damaged
    patterns.renew()
    assert asked == [path]


def test_what_is_damaged_anywhere_is_not_used_and_kept_anew(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole, asked = tmp_path / "kept.patterns", kept.read_bytes(), list[Path]()
    monkeypatch.setattr(patterns, "kept_in", lambda: path)
    monkeypatch.setattr(patterns, "keep", asked.append)
    places = range(0, len(whole), len(whole) // 40)
    for place in places:
        other = bytes(byte ^ 255 for byte in whole[place : place + 16])
        path.write_bytes(whole[:place] + other + whole[place + 16 :])
        assert not patterns.use(path)
    path.write_bytes(whole[:-1] + b"?")
    assert not patterns.use(path)
    assert len(places) > 40
    patterns.renew()
    assert asked == [path]


@pytest.mark.parametrize("at", range(4))
def test_what_cannot_be_kept_stops_nothing_behind_it(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    modules = [patterns, pinyin, grammar, vocabulary]
    asked: list[Path] = []

    def full(path: Path) -> None:
        asked.append(path)
        raise OSError("no space")

    for number, module in enumerate(modules):
        path = tmp_path / str(number)
        monkeypatch.setattr(module, "kept_in", lambda path=path: path)
        monkeypatch.setattr(module, "keep", full if number == at else asked.append)
    patterns.renew()
    assert asked == [tmp_path / str(number) for number in range(4)]
    (record,) = caplog.records
    assert modules[at].__name__ in record.getMessage()
    assert "no space" in record.getMessage()
