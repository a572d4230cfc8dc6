"""Faults that are put into good documents stand where they are said to, and most are told."""

from __future__ import annotations

import pytest

from benchmarks.findings.faults import KINDS
from benchmarks.findings.planted import aside, good, main, plants, run, text_of


def test_every_kind_finds_places_and_changes_the_text_there_alone() -> None:
    paths, planted = [*good(kept=False), *good(kept=True)], 0
    assert {aside(path) for path in paths} == {True, False}
    for kind in KINDS:
        found = list(plants(kind, paths, 3))
        planted += len(found)
        assert found, kind.name
        for path, fault in found:
            assert fault.text != text_of(path), kind.name
            assert 0 <= fault.start <= fault.end <= len(fault.text)
    assert len(KINDS) >= 60
    assert planted >= 170


SAMPLE = (
    "note-blank", "unit-twice", "unit-character", "body-more", "aim-past", "due-no-day", "share-put", "number-square",
    "heading-twice", "bracket",
)  # fmt: skip


def test_a_sample_is_told() -> None:
    told = run([kind for kind in KINDS if kind.name in SAMPLE], good(kept=False)[:12], 2)
    assert sum(tally.planted for tally in told.values()) == 2 * len(SAMPLE)
    assert {name for name, tally in told.items() if tally.told < tally.planted} == set()


def test_it_says_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--aside" in capsys.readouterr().out
