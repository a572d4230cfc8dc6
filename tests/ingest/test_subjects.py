"""The corpus ``subjects.yml``: who a sentence names as acting, and sentences that name nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.finding import clause
from ingest.records import Normalised
from ingest.rulebook import rule_table
from ingest.subjects import Subjects, find_subjects
from tests.ingest.written import written

CORPUS: dict[str, Any] = written(Path(__file__).with_name("subjects.yml"))


def _subjects(text: str) -> Subjects:
    return find_subjects(clause(Normalised(text, tuple(range(len(text))))))


def test_sentences_name_their_agents() -> None:
    for row in CORPUS["named"]:
        found = _subjects(row["text"])
        assert [o.name for o in found.owners] == row["names"], row["text"]
        assert found.open_ended == row.get("open", False), row["text"]
        if "roles" in row:
            assert [o.role for o in found.owners] == row["roles"], row["text"]
    assert len(CORPUS["named"]) == 712


def test_those_urged_supervised_or_helped_are_no_agents() -> None:
    for text in CORPUS["none"]:
        assert _subjects(text).owners == (), text
    assert len(CORPUS["none"]) == 199


def test_names_stand_in_the_sentence() -> None:
    for row in CORPUS["named"]:
        for owner in _subjects(row["text"]).owners:
            words = row["text"][owner.mention.start : owner.mention.end]
            assert words in owner.name, "a shared word is completed, nothing else is added"
            assert set(owner.name) <= set(row["text"])


def test_rows_match_their_examples_only() -> None:
    looped = 0
    for table in ("subject", "agent"):
        for row in rule_table(table):
            looped += 1
            assert row.pattern.search(row.example), (table, row.id)
            assert not row.pattern.search(row.counter_example), (table, row.id)
    assert looped == 65
