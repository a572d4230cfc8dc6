"""The draft of 吕梁: every row whose owners or text differ from the body, and no other."""

from __future__ import annotations

from shapes.check import check
from tests.shapes.annex_gold import OWNER_RULES, TEXT_RULES, rows_of
from tests.shapes.mutation import graph_of, text_of

# Read by hand, row by row; the third row prints neither number nor heading.
OWNERS = {
    "2",
    "9",
    "11 煤矿方面",
    "11 非煤矿山方面",
    "11 消防方面",
    "11 电动自行车整治方面",
    "11 建筑施工及燃气方面",
    "13",
    "14",
}
TEXT = {
    "2", "（无序号）", "5", "9", "11 煤矿方面", "11 消防方面", "11 电动自行车整治方面", "11 建筑施工及燃气方面",
    "11 道路交通方面", "12", "13", "15", "16", "17", "18", "19",
}  # fmt: skip
WORDS = (
    "播放警示教育片", "业安全发展", "议事协调机构", "由住建、行政审批部门牵头", "医疗机构等", "设施操作员培训取证难",
    "1+4+4", "加油站视频智能分析", "151个乡镇", "持续巩固", "综合性短期应急避难场所",
)  # fmt: skip


def test_rows_that_differ() -> None:
    graph, source = graph_of(text_of("lvliang-2025"), "lvliang-2025")
    findings = check(graph, source=source).findings
    assert (len(OWNERS), len(TEXT)) == (9, 16)
    assert rows_of(findings, OWNER_RULES) == OWNERS
    assert rows_of(findings, TEXT_RULES) == TEXT
    told = " ".join(finding.what.zh for finding in findings if finding.rule.startswith("annex"))
    assert [word for word in WORDS if word not in told] == []
