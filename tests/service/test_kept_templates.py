"""Compiled templates are kept beside compiled modules, and pages are written where they cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from ontology.html import html_environment
from service.web import pages


def written(folder: Path, source: str = "{{ 40 + 2 }}") -> str:
    environment = html_environment(DictLoader({"a.html": source}))
    environment.bytecode_cache = pages.KeptTemplates(str(folder), "%s.page")
    return environment.get_template("a.html").render()


def test_a_template_is_compiled_once_and_anew_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled: list[str] = []
    own = Environment._compile

    def heard(self: Environment, source: str, filename: str) -> object:
        compiled.append(filename)
        return own(self, source, filename)

    monkeypatch.setattr(Environment, "_compile", heard)
    assert [written(tmp_path), written(tmp_path)] == ["42", "42"]
    assert len(compiled) == 1
    assert written(tmp_path, "{{ 6 }}") == "6"
    assert len(compiled) == 2


@pytest.mark.parametrize("forbidden", [True, False])
def test_where_nothing_can_be_kept_pages_are_written_all_the_same(
    tmp_path: Path, forbidden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", forbidden)
    folder = tmp_path if forbidden else tmp_path / "missing"
    assert written(folder) == "42"
    assert list(tmp_path.iterdir()) == []


def test_pages_keep_their_templates_beside_their_module() -> None:
    kept = pages._pages.bytecode_cache
    assert isinstance(kept, pages.KeptTemplates)
    assert kept.directory == str(Path(str(pages.__cached__)).parent)
    assert "%s" in kept.pattern


def test_long_words_of_strangers_are_not_kept() -> None:
    """A page tells who asks what he asked for: there may be any number of such."""
    name = f"{written.__module__}.{id(written)}"
    before = pages._kept.cache_info().currsize
    long = [pages._in_both(f"<{name}>{number}" * 100, "") for number in range(9)]
    assert pages._kept.cache_info().currsize == before
    assert all(f"&lt;{name}&gt;" in each for each in long)
    short = pages._in_both(f"<{name}>", "a & b")
    assert short == pages._in_both(f"<{name}>", "a & b")
    assert "a &amp; b" in short
    assert pages._kept.cache_info().currsize == before + 1
