"""The reference page that is kept is the one that would be made, and needs no graph."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from ontology import docs_kept, kept
from ontology.docs import reference_page

_SHOWN = """
import sys
from hashlib import sha256
from pathlib import Path
from ontology import docs_kept
docs_kept.kept_in = lambda: Path(sys.argv[1])
print(sha256(docs_kept.kept_page("<p>top").encode()).hexdigest(), "rdflib" in sys.modules)
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("reference") / "page"
    docs_kept.keep(found)
    return found


def shown(path: Path) -> list[str]:
    command = [sys.executable, "-B", "-c", _SHOWN, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_it_is_the_page_and_is_shown_without_the_graphs(path: Path, tmp_path: Path) -> None:
    page = reference_page("<p>top")
    assert page.count("<p>top") == 1
    wanted = sha256(page.encode()).hexdigest()
    assert shown(path) == [wanted, "False"]
    assert shown(tmp_path / "none") == [wanted, "True"]  # Python was told to keep nothing
    assert not (tmp_path / "none").exists()


def test_what_is_damaged_or_of_other_sources_is_not_read(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = path.read_bytes()
    damaged = tmp_path / "damaged"
    damaged.write_bytes(content[:-1] + b"x")
    assert docs_kept.read_kept(damaged) is None
    assert docs_kept.read_kept(path) == content[32:].decode()
    monkeypatch.setattr(docs_kept, "_edition", lambda: b"another")
    assert docs_kept.read_kept(path) is None


def test_a_process_of_its_own_makes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    target = tmp_path / "page"

    def make(module: str) -> None:
        made.append(module)
        docs_kept.keep(target)

    monkeypatch.setattr(docs_kept, "kept_in", lambda: target)
    monkeypatch.setattr(kept, "may_keep", lambda _: True)
    monkeypatch.setattr(kept, "make", make)
    docs_kept.kept_page.cache_clear()
    try:
        assert docs_kept.kept_page("a") == reference_page("a")
        assert docs_kept.kept_page("b") == reference_page("b")
    finally:
        docs_kept.kept_page.cache_clear()
    assert made == ["ontology.docs_kept"]
