"""Findings that were judged by reading their sentences stay true (``python -m benchmarks.findings.precision``)."""

from __future__ import annotations

from collections import Counter

from benchmarks.findings.precision import documents, judged, told

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
