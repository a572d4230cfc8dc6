"""Kills while notices are published; ``python -m benchmarks.service.kills`` is the long version."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from benchmarks.service.kills import VICTIMS, question, rehearse
from service.store.quads import in_graph
from service.store.sources import Sources, read_notice_file
from tests.service.conftest import ROOT, XIAOYI, vocabulary

NOTICES = [ROOT / "tests" / "golden" / name for name in ("cangxi-2026.txt", "linzi-2025.txt")]


def test_what_was_acknowledged_outlives_every_kill(tmp_path: Path) -> None:
    tally = rehearse(tmp_path, 8, NOTICES, Sources(read_notice_file, vocabulary))
    assert tally.faults == []
    assert {victim for victim, _ in tally.kills} == set(VICTIMS)
    assert tally.kills.total() == 8
    assert tally.operations["acknowledged"] >= 2
    assert tally.reads["200"] > 10


def test_every_question_finds_what_is_there() -> None:
    notice, store = ox.NamedNode(XIAOYI), ox.Store()
    store.add(in_graph(ox.Triple(notice, notice, notice), notice))
    asked = [question(number, [XIAOYI]) for number in range(2_000)]
    assert len(set(asked)) == 2_000
    found = [[row["g"].value for row in store.query(text)] for text in asked]  # type: ignore[union-attr]
    assert found == [[XIAOYI]] * 2_000
