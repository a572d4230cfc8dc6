"""Engines side by side: what the first one takes, as a multiple of the better one of the others."""

from __future__ import annotations

from pathlib import Path

from benchmarks.service.engines import write_parts
from benchmarks.service.run import beside_the_better, not_answered


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


def test_what_is_not_answered_is_named_with_the_engine_s_words() -> None:
    told = not_answered(
        {
            "mine": {"cq1": {"http": 4.0}, "answers": {"cq1": "1 rows"}},
            "other": {"cq1": {"failed": "400 SP031"}, "cq2": {"http": 60_000, "over": True}},
            "slow": {"cq1": {"engine": 10_000, "over": True}},
        }
    )
    assert told == ["- other, cq1: 400 SP031", "- other, cq2: over 60 s", "- slow, cq1: over 10 s"]


def test_a_graph_is_parted_and_blank_nodes_stay_together(tmp_path: Path) -> None:
    named = [f"<x:{number}> <x:p> <x:o> <x:g> .\n".encode() for number in range(7)]
    blank = [b"_:a <x:p> <x:o> <x:g> .\n", b"<x:s> <x:p> _:a <x:g> .\n"]
    parts = write_parts([*named[:4], blank[0], *named[4:], blank[1]], tmp_path, 3)
    told = [part.read_bytes().splitlines(keepends=True) for part in parts]
    assert told == [blank, named[:3], named[3:6], named[6:]]
    assert sorted(tmp_path.glob("part-*.nq")) == parts
