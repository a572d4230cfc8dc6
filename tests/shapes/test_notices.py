"""The five notices: what they are right to be told, and nothing that is right called wrong."""

from __future__ import annotations

import pytest

from shapes.check import check
from shapes.records import Report
from tests.shapes.mutation import STEMS, graph_of, text_of

# Every violation was read in the notice: what kinds there are, and the least of each.
VIOLATIONS = {
    "datong-2026": {},
    "gaoping-2024": {},
    "jincheng-chengqu-2023": {},
    "lvliang-2025": {
        "annex-owner-not-in-annex": 6,
        "annex-owner-not-in-body": 6,
        "annex-number": 2,
    },
    "xiaoyi-2026": {},
}


def report(stem: str) -> Report:
    graph, source = graph_of(text_of(stem), stem)
    return check(graph, source=source)


@pytest.mark.parametrize("stem", STEMS)
def test_violations(stem: str) -> None:
    found: dict[str, int] = {}
    for finding in report(stem).findings:
        if finding.severity == "violation":
            found[finding.rule] = found.get(finding.rule, 0) + finding.count
    assert set(found) == set(VIOLATIONS[stem])
    assert all(found[rule] >= least for rule, least in VIOLATIONS[stem].items())


def test_notices_without_owner_notes() -> None:
    bare = {stem for stem in STEMS if report(stem).rates.by_note.part == 0}
    assert bare == {"jincheng-chengqu-2023", "xiaoyi-2026"}
    told = {stem for stem in STEMS if "owner-no-notes" in {f.rule for f in report(stem).findings}}
    assert told == bare
    for stem, least in (("jincheng-chengqu-2023", 80), ("xiaoyi-2026", 50)):
        [unstated] = [f for f in report(stem).findings if f.rule == "owner-unstated"]
        assert (unstated.severity, unstated.count >= least) == ("info", True)


def test_every_task_of_datong_and_gaoping_has_a_stated_owner() -> None:
    for stem in ("datong-2026", "gaoping-2024"):
        assert report(stem).rates.explicit_owner.rate == 1.0


def test_datong_sets_no_date_and_recurs_in_three_articles() -> None:
    found = report("datong-2026")
    assert found.rates.own_date.part == 0
    untimed = {
        sentence.where.section
        for finding in found.findings
        if finding.rule in ("deadline-inherited", "deadline-routine")
        for sentence in finding.covers or (finding,)
    }
    timed = found.rates.own_deadline.part
    assert timed == 3
    assert len(untimed) >= 26
    assert len([f for f in found.findings if f.rule == "deadline-inherited"]) <= 20


@pytest.mark.parametrize("stem", STEMS)
def test_offsets_cut_the_marked_words_out_of_the_file(stem: str) -> None:
    from shapes.text import fold

    graph, source = graph_of(text_of(stem), stem)
    looped = 0
    for finding in check(graph, source=source).findings:
        if len(finding.marks) != 1 or finding.where.start is None:
            continue
        looped += 1
        start, end = finding.marks[0]
        assert fold(source[finding.where.start : finding.where.end]) == fold(
            finding.sentence[start:end]
        )
    assert looped >= 3
