"""Findings that were judged by reading their sentences stay true (``python -m benchmarks.findings.precision``); faults that are put
into good documents stand where they are said to, and most are told (``python -m benchmarks.findings.planted``). Both look at the same documents."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.findings.faults import KINDS
from benchmarks.findings.planted import aside, good, main, plants, run, text_of
from benchmarks.findings.precision import ROOT, documents, first_told, judged, told

FLOORS = {"violation": (0.95, 25), "warning": (0.85, 100)}  # share and least number judged


def test_what_is_told_is_true() -> None:
    known, counts = judged(), Counter[tuple[str, str]]()
    assert len(list(documents())) >= 80
    for name, finding in told():
        if row := known.get((name, finding.id)):
            counts[finding.severity, row.verdict] += 1
    for severity, (floor, least) in FLOORS.items():
        true, false = counts[severity, "true"], counts[severity, "false"]
        assert true + false >= least, severity
        assert true >= floor * (true + false), severity


def test_the_docs_say_how_often_each_rule_was_true_when_first_told() -> None:
    lines = (ROOT / "docs/checks/first-told.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    told_of = {row[0]: (int(row[2]), int(row[3])) for row in rows[2:]}
    assert told_of == first_told()
    assert len(told_of) >= 40
    assert all(row[4] for row in rows)


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
