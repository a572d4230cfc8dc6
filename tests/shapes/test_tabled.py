"""A short row of a table is held against the sentence that orders its deed: figure, lead and day."""

from __future__ import annotations

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.records import Finding

BODY = """介休市安全生产委员会关于做好2027年安全生产工作的通知

各乡镇人民政府：

现通知如下。

{articles}

{rest}"""
SAID = [
    ("道路交通", "市交通运输局牵头，市公安局配合，9月底前完成农村公路安全隐患路段整治36处。"),
    ("危险化学品", "市应急管理局牵头，10月底前完成义安化工园区安全风险等级复核，确保达到D级。"),
    ("建筑施工", "市住房和城乡建设局牵头，4月底前对全市在建项目开展一次复工复产检查。"),
    ("水上交通", "市农业农村局牵头，6月底前完成全市218艘渔船北斗终端更新，严禁无证船舶下水。"),
    (
        "应急准备",
        "市应急管理局牵头修订市总体应急预案，8月底前完成；各行业主管部门全年至少开展1次演练。",
    ),
]
RIGHT = [
    ("完成农村公路安全隐患路段整治36处", "市交通运输局", "市公安局", "9月底前"),
    ("完成义安化工园区安全风险等级复核", "市应急管理局", "", "10月底前"),
    ("对全市在建项目开展一次复工复产检查", "市住房和城乡建设局", "", "4月底前"),
    ("渔船北斗终端更新218艘", "市农业农村局", "", "2027年6月30日"),
    ("修订市总体应急预案", "市应急管理局", "", "8月底"),
]
RULES = ("annex-number", "annex-lead-differs", "deadline-contradiction")


def articles(heads: str = "（{}）{}。{}") -> str:
    numbers = "一二三四五"
    return "\n\n".join(
        heads.format(n, title, said) for n, (title, said) in zip(numbers, SAID, strict=True)
    )


def table(rows: list[tuple[str, str, str, str]]) -> str:
    head = "| 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限 |\n|---|---|---|---|---|\n"
    return head + "\n".join(f"| {n} | {' | '.join(row)} |" for n, row in enumerate(rows, 1)) + "\n"


def annexed(rows: list[tuple[str, str, str, str]], heads: str = "（{}）{}。{}") -> str:
    signed = (
        "附件：重点任务清单\n\n介休市安全生产委员会\n\n2027年2月8日\n\n附件\n\n重点任务清单\n\n"
    )
    return BODY.format(articles=articles(heads), rest=signed + table(rows))


def inside(rows: list[tuple[str, str, str, str]]) -> str:
    body = articles("## {}、{}\n\n{}")
    signed = "\n介休市安全生产委员会\n\n2027年2月8日\n"
    return BODY.format(articles=body, rest=f"## 六、任务分解\n\n{table(rows)}{signed}")


def findings(text: str) -> list[Finding]:
    report = report_on(read_file(text.encode(), "x.md"), Options(profile="issued"))
    told = [each for each in report.findings if each.rule in RULES or each.rule.startswith("annex")]
    return [each for each in told if each.rule != "annex-article-missing"]


def changed(at: int, cell: int, words: str) -> list[tuple[str, str, str, str]]:
    rows = [list(row) for row in RIGHT]
    rows[at][cell] = words
    return [(a, b, c, d) for a, b, c, d in rows]


@pytest.mark.parametrize("rows", [RIGHT, RIGHT[:2], RIGHT[1:4]])
def test_rows_that_say_what_the_body_does(rows: list[tuple[str, str, str, str]]) -> None:
    for text in (annexed(rows), annexed(rows, "## {}、{}\n\n{}"), inside(rows)):
        assert [(each.rule, each.what.zh) for each in findings(text)] == []


@pytest.mark.parametrize("least", [0, 3])
@pytest.mark.parametrize(
    ("at", "cell", "words", "rule", "says"),
    [
        (0, 0, "完成农村公路安全隐患路段整治32处", "annex-number", ("32处", "36处")),
        (0, 1, "市公安局", "annex-lead-differs", ("市公安局", "市交通运输局")),
        (1, 3, "8月底前", "deadline-contradiction", ("8月底前", "10月底前")),
        (3, 3, "2027年8月底", "deadline-contradiction", ("2027年8月底", "6月底前")),
        (3, 0, "渔船北斗终端更新281艘", "annex-number", ("281艘", "218艘")),
    ],
)
def test_a_row_that_differs_is_told_once_with_both(
    at: int, cell: int, words: str, rule: str, says: tuple[str, str], least: int
) -> None:
    rows = changed(at, cell, words)
    chosen = rows if not least else [rows[at], rows[2]]
    for text in (annexed(chosen), annexed(chosen, "## {}、{}\n\n{}"), inside(chosen)):
        told = findings(text)
        assert [each.rule for each in told] == [rule], [each.what.zh for each in told]
        sentence = SAID[at][1].rstrip("。")[:20]
        assert all(words in told[0].what.zh for words in (*says, sentence))


def test_rows_are_named_as_their_table_counts_them() -> None:
    rows = changed(2, 1, "市公安局")
    assert {each.where.section for each in findings(annexed(rows))} == {"附表第3行"}


@pytest.mark.parametrize(
    "row",
    [
        ("完成国道安全隐患路段整治32处", "市公安局", "", "8月底前"),  # another deed
        ("安全隐患整治32处", "市公安局", "", "8月底前"),  # of anything
        ("完成义安化工园区安全风险等级复核", "市安委会办公室", "", "10月底前"),
        ("在建项目复工复产检查方案", "市住房和城乡建设局", "", "3月底前"),  # on the way to it
        ("完成义安化工园区安全风险等级复核", "市直有关部门", "", "10月底前"),  # nobody is named
    ],
)
def test_rows_of_other_deeds_are_not_held_against_the_body(row: tuple[str, str, str, str]) -> None:
    told = {each.rule for each in findings(inside([row, RIGHT[2]]))}
    assert not told & set(RULES)
