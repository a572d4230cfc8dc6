"""Kills while notices are published; ``python -m benchmarks.service.kills`` is the long version."""

from __future__ import annotations

from pathlib import Path

from benchmarks.service.kills import VICTIMS, rehearse
from service.store.sources import Sources, read_notice_file
from tests.service.conftest import ROOT, vocabulary

NOTICES = [ROOT / "tests" / "golden" / name for name in ("cangxi-2026.txt", "linzi-2025.txt")]


def test_what_was_acknowledged_outlives_every_kill(tmp_path: Path) -> None:
    tally = rehearse(tmp_path, 8, NOTICES, Sources(read_notice_file, vocabulary))
    assert tally.faults == []
    assert {victim for victim, _ in tally.kills} == set(VICTIMS)
    assert tally.kills.total() == 8
    assert tally.operations["acknowledged"] >= 2
    assert tally.reads["200"] > 10
