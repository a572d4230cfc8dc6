"""The vocabulary that is kept is the one that ships, and nothing but the time that a build takes depends on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ontology import load
from service.store import vocabulary
from service.store.vocabulary import of_graph, read_kept, shipped
from tests.service.conftest import ROOT
from tests.shared import once

_SHIPPED = """
import sys
from pathlib import Path
from service.store import vocabulary
vocabulary.kept_in = lambda: Path(sys.argv[1])
print(sum(len(each.triples()) for each in vocabulary.shipped().values()), "rdflib" in sys.modules)
"""
_BUILT = """
import sys
from pathlib import Path
from service.store import vocabulary
kept, sys.argv = Path(sys.argv[1]), ["anze", "build", *sys.argv[2:]]
vocabulary.kept_in = lambda: kept
from service.__main__ import main
try:
    main()
finally:
    print("rdflib" in sys.modules)
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "kept.vocabulary", lambda path: vocabulary.keep(path) or None)


def test_what_is_kept_is_what_ships(kept: Path) -> None:
    found = read_kept(kept)
    assert found is not None
    made = load.graphs()
    assert list(found) == [name for name, _ in made]
    for name, graph in made:
        assert found[name] == of_graph(graph, name)
        assert len(set(found[name].triples())) == len(graph) > 1000


def test_a_process_that_finds_it_kept_loads_no_rdflib(kept: Path, tmp_path: Path) -> None:
    made = [
        subprocess.run(
            [sys.executable, "-B", "-c", _SHIPPED, path], capture_output=True, text=True, check=True
        ).stdout.split()
        for path in (kept, tmp_path / "none")
    ]
    assert [each[1] for each in made] == ["False", "True"]
    assert made[0][0] == made[1][0]
    assert not (tmp_path / "none").exists()  # Python was told to keep nothing


def test_a_build_of_notices_loads_no_rdflib_and_asks_of_what_stands_beside_them_whether_it_is_a_graph(
    kept: Path, tmp_path: Path
) -> None:
    file = tmp_path / "notices" / "xiaoyi.txt"
    file.parent.mkdir()
    file.write_bytes((ROOT / "data/notices/xiaoyi-2026.txt").read_bytes())
    beside = tmp_path / "beside"
    shutil.copytree(file.parent, beside)
    (beside / "graph.ttl").write_text("")
    made = [
        subprocess.run(
            [sys.executable, "-c", _BUILT, kept, path, "--data", tmp_path / "data"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for path in (file, file.parent, beside)
    ]
    assert [each[-1] for each in made] == ["False", "False", "True"]


def test_what_is_damaged_or_of_other_sources_is_not_read(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole = tmp_path / "other", kept.read_bytes()
    assert read_kept(path) is None
    for spoilt in (b"", whole[:-1], whole[:4000] + b"?" + whole[4001:]):
        path.write_bytes(spoilt)
        assert read_kept(path) is None
    path.write_bytes(whole)
    assert read_kept(path) is not None
    edition = vocabulary._edition()
    assert len(edition[2]) > 80
    other = (*edition[2][:-1], (edition[2][-1][0], 0, 0))
    monkeypatch.setattr(vocabulary, "_edition", lambda: (*edition[:2], list(other)))
    assert read_kept(path) is None


@pytest.mark.parametrize("who", ["a build", "a start"])
def test_what_a_file_said_before_it_was_saved_is_not_kept_as_its_own(
    who: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, source = tmp_path / "made", tmp_path / "source"
    source.touch()
    monkeypatch.setattr(vocabulary, "kept_in", lambda: path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(
        vocabulary, "_edition", lambda: ("", "", [("source", 0, source.stat().st_size)])
    )

    def made_meanwhile() -> dict[str, vocabulary.Vocabulary]:
        source.write_text("saved")
        return {}

    monkeypatch.setattr(vocabulary, "_made", made_meanwhile)
    shipped() if who == "a build" else vocabulary.keep(path)
    assert path.exists()
    assert read_kept(path) is None
    vocabulary.keep(path)  # nothing is saved anew
    assert read_kept(path) == {}


def test_who_makes_it_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "made"
    made = {"x:graph": vocabulary.Vocabulary("digest", b"<x:a> <x:b> <x:c> .\n")}
    monkeypatch.setattr(vocabulary, "kept_in", lambda: path)
    monkeypatch.setattr(vocabulary, "_made", lambda: made)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert shipped() == read_kept(path) == made
    monkeypatch.setattr(vocabulary, "_made", lambda: pytest.fail("made again"))
    assert shipped() == made
