"""Findings that were judged by reading their sentences stay true (``python -m benchmarks.findings.precision``)."""

from __future__ import annotations

from collections import Counter

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
