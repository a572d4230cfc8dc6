"""Acknowledged findings stay so when the draft is edited, and come back when their words change."""

from __future__ import annotations

import pytest

from shapes.check import Options, check
from shapes.errors import WaiverError
from shapes.records import Finding, Report
from shapes.waivers import acknowledge, read_waivers, write_waivers
from tests.shapes.mutation import graph_of, text_of


def report(text: str, *waived: Finding) -> Report:
    graph, source = graph_of(text, "xiaoyi-2026")
    made = [acknowledge(finding, "已另行发文", "张三", "2026-03-01") for finding in waived]
    stored = read_waivers(write_waivers(made))
    return check(graph, source=source, options=Options(waivers=stored))


def one(found: Report, rule: str, words: str) -> Finding:
    return next(f for f in found.findings if f.rule == rule and words in f.sentence)


def test_a_waiver_survives_edits_elsewhere_and_renumbering() -> None:
    text = text_of("xiaoyi-2026")
    finding = one(report(text), "owner-vague", "专项应急预案编制")
    edited = text.replace("（十七）", "（十八甲）").replace(
        "（八）严格督导问责。", "（八）严格督导问责。新增一句要求。"
    )
    again = report(edited, finding)
    assert one(again, "owner-vague", "专项应急预案编制").waived is not None
    assert len(again.findings) - len(again.open) == 1


def test_a_waiver_survives_an_edit_of_the_sentence_but_not_of_the_marked_words() -> None:
    text = text_of("xiaoyi-2026")
    finding = one(report(text), "owner-vague", "公开事故隐患举报渠道")
    edited = report(text.replace("激发社会监督活力", "激发社会监督的活力"), finding)
    assert one(edited, "owner-vague", "公开事故隐患举报渠道").waived is not None
    renamed = report(text.replace("各有关部门公开事故隐患", "各相关单位公开事故隐患"), finding)
    assert one(renamed, "owner-vague", "公开事故隐患举报渠道").waived is None


def test_a_waived_violation_does_not_count() -> None:
    found = report(text_of("xiaoyi-2026"))
    violations = [f for f in found.findings if f.severity == "violation"]
    again = report(text_of("xiaoyi-2026"), *violations)
    assert not found.conforms
    assert again.conforms
    assert again.count("violation") == 0


@pytest.mark.parametrize("text", ["waivers: [{id: x}]", "waivers: [", "other: 1"])
def test_a_bad_file_is_refused(text: str) -> None:
    with pytest.raises(WaiverError):
        read_waivers(text, "anze-waivers.yaml")
