"""The annex findings on the draft of 吕梁 beside a hand-made list of where body and annex differ.

``python -m tests.shapes.annex_gold FILE.jsonl`` prints found, missed and extra rows. Each line of
the file is a row of the annex: item, aspect, owners_differ_from_body, text_differs_from_body.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shapes.check import check
from shapes.records import Finding
from tests.shapes.mutation import graph_of, text_of

OWNER_RULES = frozenset({"annex-owner-not-in-annex", "annex-owner-not-in-body"})
TEXT_RULES = frozenset(
    {
        "annex-text",
        "annex-number",
        "annex-sentence-missing",
        "annex-sentence-extra",
        "annex-row-unnumbered",
        "annex-row-elsewhere",
        "structure-heading-doubled",
    }
)
Key = str


def rows_of(findings: Sequence[Finding], rules: frozenset[str]) -> set[Key]:
    """The annex rows that a finding of these rules stands at, as 11 煤矿方面."""
    return {
        f"{f.where.section.removeprefix('附表')} {f.where.title if '方面' in f.where.title else ''}".strip()
        for f in findings
        if f.rule in rules and f.where.section.startswith("附表")
    }


def gold_rows(rows: Sequence[Mapping[str, Any]], field: str) -> set[Key]:
    numbered = (
        f"{row['item'] if row['title'] else '（无序号）'} {row['aspect'] or ''}".strip()
        for row in rows
        if row[field]
    )
    return set(numbered)


def compare(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[set[Key], set[Key], set[Key]]]:
    """(found, missed, extra) for owners and for text."""
    graph, source = graph_of(text_of("lvliang-2025"), "lvliang-2025")
    findings = check(graph, source=source).findings
    result = {}
    for name, rules, field in (
        ("owners", OWNER_RULES, "owners_differ_from_body"),
        ("text", TEXT_RULES, "text_differs_from_body"),
    ):
        ours, gold = rows_of(findings, rules), gold_rows(rows, field)
        result[name] = (ours & gold, gold - ours, ours - gold)
    return result


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    for name, (found, missed, extra) in compare([json.loads(line) for line in lines]).items():
        sys.stdout.write(
            f"{name}: found {len(found)} {sorted(found)}\n  missed {sorted(missed)}\n  extra {sorted(extra)}\n"
        )
