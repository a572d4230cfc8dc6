"""Every row of every pattern table matches its example and not its counter-example."""

from __future__ import annotations

import doctest

import shapes.measure.acting
import shapes.measure.annex
import shapes.measure.kind
import shapes.measure.opening
import shapes.measure.wording
import shapes.policy
import shapes.rulebook
import shapes.terms
import shapes.text
from shapes.tables import PATTERN_TABLES, patterns, rows


def test_rows_match_their_examples_only() -> None:
    looped = 0
    for table in PATTERN_TABLES:
        for row in patterns(table):
            looped += 1
            assert row.regex.search(row.example), (table, row.id)
            assert not row.regex.search(row.counter_example), (table, row.id)
    assert looped == 213


def test_replaced_instruments_state_source_and_date() -> None:
    found = rows("replaced-instruments")
    assert len(found) == 2
    assert all(row["source"] and len(row["from"]) == 10 and row["replaced_by"] for row in found)


def test_doctests() -> None:
    modules = (
        shapes.measure.acting,
        shapes.measure.annex,
        shapes.measure.kind,
        shapes.measure.opening,
        shapes.measure.wording,
        shapes.policy,
        shapes.rulebook,
        shapes.terms,
        shapes.text,
    )
    results = [doctest.testmod(module) for module in modules]
    assert [result.failed for result in results] == [0] * len(modules)
    assert sum(result.attempted for result in results) == 23
