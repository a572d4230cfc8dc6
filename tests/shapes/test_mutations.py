"""Corrupted notices are detected, and little else is said about them. A sample; the whole table is
docs/checks/mutations.md (``python -m tests.shapes.mutation 3``)."""

from __future__ import annotations

from tests.shapes.mutation import RULES, run
from tests.shapes.mutators import MUTATORS

# Left out of the table: what only a foreign graph can show, what reading refuses, what depends on
# how a sentence is parted into duties, and what is told with its cause (deadline-none).
WITHOUT = {
    "owner-addressed",
    "deadline-none",
    "owner-unread",
    "pair-owner",
    "pair-time",
    "annex-row-elsewhere",
    "annex-row-without-body",
    "notice-issuer-missing",
    "notice-jurisdiction-missing",
    "notice-number-malformed",
    "notice-standing",
    "notice-title-form",
}


def test_every_rule_is_corrupted_for() -> None:
    assert set(RULES) - {mutator.rule for mutator in MUTATORS} == WITHOUT
    assert len(MUTATORS) == 74


def test_detection_and_false_alarms_on_a_sample() -> None:
    sample = [m for at, m in enumerate(MUTATORS) if at % 4 == 0]
    tallies = run(sample, 1)
    read = sum(tally.tried - tally.unread for tally in tallies.values())
    detected = sum(tally.detected for tally in tallies.values())
    alarms = sum(tally.alarms.total() for tally in tallies.values())
    assert read >= 40
    assert detected >= 0.95 * read
    assert alarms <= 0.1 * read
