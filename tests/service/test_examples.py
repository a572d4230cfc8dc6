"""Example queries are those that the folder has now, though it is not read for each page."""

from __future__ import annotations

from pathlib import Path

from service.sparql.examples import read_examples


def test_what_is_written_is_seen(tmp_path: Path) -> None:
    one, other = tmp_path / "a.rq", tmp_path / "b.rq"
    one.write_text("# title: One\nASK {}", "utf-8")
    (tmp_path / "README.md").write_text("### A 文件\n| [`a`](a.rq) |", "utf-8")
    first = read_examples(tmp_path)
    assert [(each.name, each.title, each.group) for each in first] == [("a", "One", "A 文件")]
    assert read_examples(tmp_path) == first
    other.write_text("ASK {}", "utf-8")
    assert [each.name for each in read_examples(tmp_path)] == ["a", "b"]
    one.write_text("# title: One and only\nASK {}", "utf-8")
    other.unlink()
    assert [each.title for each in read_examples(tmp_path)] == ["One and only"]


def test_what_an_editor_leaves_is_no_query(tmp_path: Path) -> None:
    """Its lock is a link to no file."""
    (tmp_path / "a.rq").write_text("ASK {}", "utf-8")
    (tmp_path / ".#a.rq").symlink_to("someone@host.7")
    (tmp_path / "b.rq").mkdir()
    assert [each.name for each in read_examples(tmp_path)] == ["a"]
