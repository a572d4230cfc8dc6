"""Rows of an annex that repeats the body."""

from __future__ import annotations

from collections import Counter

from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ontology.ids import ONTOLOGY
from tests.shared import ROOT

LVLIANG = ROOT / "data" / "notices" / "lvliang-2025.txt"


def test_rows_of_a_second_table_that_counts_from_one_are_rows_of_their_own() -> None:
    text = LVLIANG.read_text("utf-8")
    once = [row.iri for row in read_notice(text.encode(), LVLIANG.name).annex]
    table = text[text.index("序号\t任务\t") :]
    twice = read_notice(f"{text}\n\n附件2\n\n{table}".encode(), LVLIANG.name)
    rows = [row.iri for row in twice.annex]
    numbers = [iri.rpartition("/annex/")[2] for iri in once]
    assert len(numbers) == 28
    assert [iri.rpartition("/annex/")[2] for iri in rows] == [
        number + behind for behind in ("", "-2") for number in numbers
    ]
    triples = notice_triples(twice)
    said = Counter(str(t.subject) for t in triples if t.predicate.value == ONTOLOGY + "text")
    assert [said[f"<{iri}>"] for iri in rows] == [1] * 56
