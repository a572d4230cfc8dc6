"""Engines side by side: what the first one takes, as a multiple of the better one of the others."""

from __future__ import annotations

from benchmarks.service.run import beside_the_better


def test_the_better_one_counts_and_what_was_given_up_does_not() -> None:
    mine = {"cq1": {"processor": 300.0}, "cq2": {"processor": 100.0}, "cq3": {"processor": 90.0}}
    one = {"cq1": {"processor": 100.0}, "cq2": {"processor": 200.0}, "cq3": {"failed": "refused"}}
    other = {"cq1": {"processor": 150.0}, "cq2": {"http": 60_000.0, "over": True}}
    assert beside_the_better({"mine": mine, "one": one, "other": other}) == [
        "2 questions: 1.75 × the better of the others (median), 1 more than 2 ×",
        "- cq1: 3.00 × one",
    ]


def test_what_is_brief_is_not_told() -> None:
    assert (
        beside_the_better(
            {"mine": {"cq1": {"processor": 40.0}}, "one": {"cq1": {"processor": 10.0}}}
        )
        == []
    )


def test_the_better_of_two_is_named() -> None:
    times = {"mine": 500.0, "one": 100.0, "other": 50.0}
    told = beside_the_better({name: {"cq1": {"processor": ms}} for name, ms in times.items()})
    assert told[1:] == ["- cq1: 10.00 × other"]
