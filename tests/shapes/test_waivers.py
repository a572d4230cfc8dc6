"""Acknowledged findings stay so when the draft is edited, and come back when their words change."""

from __future__ import annotations

import pytest

from shapes.check import Options, check
from shapes.errors import WaiverError
from shapes.records import Finding, Report
from shapes.waiver_file import read_waivers, write_waivers
from shapes.waivers import acknowledge
from tests.shapes.mutation import graph_of, text_of


def report(text: str, *waived: Finding) -> Report:
    graph, source = graph_of(text, "xiaoyi-2026")
    made = [
        waiver
        for finding in waived
        for waiver in acknowledge(finding, "已另行发文", "张三", "2026-03-01")
    ]
    stored = read_waivers(write_waivers(made))
    return check(graph, source=source, options=Options(waivers=stored))


def one(found: Report, rule: str, words: str) -> Finding:
    return next(f for f in found.findings if f.rule == rule and words in f.sentence)


def test_a_waiver_survives_edits_elsewhere_and_renumbering() -> None:
    text = text_of("xiaoyi-2026")
    finding = one(report(text), "owner-vague", "公开事故隐患举报渠道")
    edited = text.replace("（十七）", "（十八甲）").replace(
        "（八）严格督导问责。", "（八）严格督导问责。新增一句要求。"
    )
    again = report(edited, finding)
    assert one(again, "owner-vague", "公开事故隐患举报渠道").waived is not None
    assert len(again.findings) - len(again.open) == 1


def test_a_waiver_survives_an_edit_of_the_sentence_but_not_of_the_marked_words() -> None:
    text = text_of("xiaoyi-2026")
    finding = one(report(text), "owner-vague", "公开事故隐患举报渠道")
    edited = report(text.replace("激发社会监督活力", "激发社会监督的活力"), finding)
    assert one(edited, "owner-vague", "公开事故隐患举报渠道").waived is not None
    renamed = report(text.replace("各有关部门公开事故隐患", "各相关部门公开事故隐患"), finding)
    assert one(renamed, "owner-vague", "公开事故隐患举报渠道").waived is None


def test_a_waived_violation_does_not_count() -> None:
    found = report(text_of("lvliang-2025"))
    violations = [f for f in found.findings if f.severity == "violation"]
    again = report(text_of("lvliang-2025"), *violations)
    assert not found.conforms
    assert again.conforms
    assert again.count("violation") == 0


@pytest.mark.parametrize("text", ["waivers: [{id: x}]", "waivers: [", "other: 1"])
def test_a_bad_file_is_refused(text: str) -> None:
    with pytest.raises(WaiverError):
        read_waivers(text, "anze-waivers.yaml")


NOTICE = """甲市人民政府
关于做好2026年安全生产工作的通知

甲政发〔2026〕1号

各县（区）人民政府：

一、压实安全责任

（一）强化责任落实。{}

（二）强化隐患排查。{}

甲市人民政府

2026年1月20日
"""
ONE = "市教育局要于9月底前完成校舍检查。市住建局要于6月底前完成工地排查。"
TWO = "市文旅局要于5月底前完成景区检查。各县（区）人民政府要于8月底前完成整治。"


def implied(found: Report) -> list[tuple[int, bool]]:
    """How many sentences each finding of the rule tells of, and whether it is waived."""
    told = [f for f in found.findings if f.rule == "owner-implied"]
    return sorted((f.count, f.waived is not None) for f in told)


def test_what_was_acknowledged_of_many_sentences_stays_so_when_some_of_them_change() -> None:
    before = report(NOTICE.format(ONE, TWO))
    [finding] = [f for f in before.findings if f.rule == "owner-implied"]
    assert implied(before) == [(4, False)]
    assert len({each.id for each in finding.covers}) == 4
    again = report(NOTICE.format(ONE, TWO), finding)
    assert implied(again) == [(4, True)]
    mended = report(NOTICE.format(ONE.replace("。", "。（责任单位：市教育局）", 1), TWO), finding)
    assert implied(mended) == [(3, True)]
    reworded = report(NOTICE.format(ONE.replace("校舍检查", "校舍的检查"), TWO), finding)
    assert implied(reworded) == [(4, True)]
    other = report(NOTICE.format(ONE, TWO + "市商务局要于7月底前完成商场疏散演练。"), finding)
    assert implied(other) == [(1, False), (4, True)]


def test_what_was_acknowledged_stays_so_where_it_is_told_sentence_by_sentence() -> None:
    [finding] = [f for f in report(NOTICE.format(ONE, TWO)).findings if f.rule == "owner-implied"]
    noted = "6月底前完成培训。3月底前完成演练。（责任单位：市公安局）"
    most = report(NOTICE.format(ONE, f"{noted}4月底前完成演练。（责任单位：市民政局）"), finding)
    assert implied(most) == [(1, True), (1, True)]
