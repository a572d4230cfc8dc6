"""Corrupted notices are detected, and little else is said about them. One short notice for every other corruption; the
whole table is docs/checks/mutations.md (``python -m tests.shapes.mutation 3``)."""

from __future__ import annotations

from shapes.check import check
from tests.shapes.mutation import RULES, STRICT, corruptions, graph_of, shortest, tallies
from tests.shapes.mutators import MUTATORS, SENT, Mutator, drop_addressees

# Left out of the table: what only a foreign graph can show, what reading refuses, what depends on
# how a sentence is parted into duties, and what is told with its cause (deadline-none, deadline-before-year).
WITHOUT = {
    "deadline-none",
    "deadline-before-year",
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
    assert len(MUTATORS) == 147


def test_without_its_addressees_a_letter_asks_nobody() -> None:
    counts = []
    for stem in SENT:
        mutator = Mutator("notice-addressee-missing", drop_addressees, (stem,))
        for _, changed in corruptions(mutator, 1):
            graph, source = graph_of(changed, stem)
            found = check(graph, source=source, options=STRICT).findings
            counts += [f.consequences for f in found if f.rule == "notice-addressee-missing"]
            assert not {f.rule for f in found} & {"owner-missing", "owner-addressed"}
    assert len(counts) >= len(SENT) - 2
    # one has them in its first sentence, of one the first of their two lines stays
    assert sum(counts) >= 2  # where a sentence goes on, who acts is known


def test_detection_and_false_alarms_on_every_other() -> None:
    found = tallies(MUTATORS[::2], lambda mutator: [shortest(mutator)])
    alarms = sum(tally.alarms.total() for tally in found.values())
    assert sum(tally.tried - tally.unread for tally in found.values()) == 74
    # what these need stands in none of what is left of that notice
    assert {rule for rule, tally in found.items() if tally.missed} <= {
        "wording-two-spellings",
        "deadline-season-begun",
    }
    assert alarms <= 12
