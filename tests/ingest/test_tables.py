"""Tables of tasks: their columns, merged and blank cells, repetition of the body."""

import pytest

from ingest.clean import paragraphs
from ingest.goals import accident_levels
from ingest.pipeline import notice_of, read_notice
from ingest.records import Notice, Table
from ingest.task_tables import overlap, repeats, runs, task_rows
from tests.ingest.genre import document, notice

HEAD = (
    "| 序号 | 重点任务 | 工作措施 | 牵头单位 | 配合单位 | 完成时限 |\n|---|---|---|---|---|---|\n"
)


def table(rows: str) -> Table:
    content = paragraphs(document(HEAD + rows, "t.md"))
    return next(t for t in content if isinstance(t, Table))


def test_rows_with_their_notes() -> None:
    (row,) = task_rows(table("| 1 | 排查 | 开展排查。 | 市应急局 | 市公安局 | 6月底前 |\n"))
    assert row.measures.text == "开展排查。"
    assert row.number is not None
    assert row.number.number == 1
    assert [h.text for h in row.headings] == ["排查"]
    assert [(n.label, n.text) for n in row.notes] == [
        ("牵头单位", "市应急局"), ("配合单位", "市公安局"), ("完成时限", "6月底前"),
    ]  # fmt: skip


@pytest.mark.parametrize("ditto", ["〃", "同上"])
def test_ditto_takes_the_cell_above(ditto: str) -> None:
    first = "| 1 | 排查 | 开展排查。 | 市应急局 | 市公安局 | 6月底前 |\n"
    rows = task_rows(table(first + f"| 2 | 整治 | 开展整治。 | {ditto} | — | / |\n"))
    assert [n.text for n in rows[1].notes] == ["市应急局", "—", "/"]


def test_blank_cells_of_a_row_that_goes_on() -> None:
    first = "| 1 | 排查 | 开展排查。 | 市应急局 | 市公安局 | 6月底前 |\n"
    rows = task_rows(table(first + "|  |  | 开展整治。 |  |  |  |\n"))
    assert [n.text for n in rows[1].notes] == ["市应急局", "市公安局", "6月底前"]


def test_blanks_of_a_row_with_a_number_and_an_owner_are_blank() -> None:
    first = "| 1 | 排查 | 开展排查。 | 市应急局 | 市公安局 | 6月底前 |\n"
    rows = task_rows(table(first + "| 2 |  | 开展整治。 | 市住建局 |  |  |\n"))
    assert [n.text for n in rows[1].notes] == ["市住建局"]
    assert [h.text for h in rows[1].headings] == ["排查"]


@pytest.mark.parametrize(
    "text",
    [
        "| 姓名 | 电话 |\n|---|---|\n| 张某 | 123 |\n",
        "| 序号 | 企业名称 | 地址 |\n|---|---|---|\n| 1 | 甲厂 | 城东 |\n",
        "| 责任单位 |\n|---|\n| 市应急局 |\n",
    ],
)
def test_no_task_table(text: str) -> None:
    content = paragraphs(document(text, "t.md"))
    assert not any(task_rows(t) for t in content if isinstance(t, Table))


def test_repetition() -> None:
    rows = task_rows(table("| 1 | 排查 | 全面开展隐患排查整治工作。 | 市应急局 | — | — |\n"))
    assert repeats(rows, runs("各地要全面开展隐患排查整治工作。"))
    assert not repeats(rows, runs("加强宣传教育培训，普及安全知识。"))
    whole = runs("全面开展隐患排查整治工作")
    assert overlap("全面开展隐患排查整治工作", whole) == 1.0
    assert overlap("短", whole) == 0.0


BODY = "一、责任\n（一）健全责任体系。全面开展隐患排查整治工作。\n（二）强化宣传。普及安全知识，营造浓厚氛围。\n"


def annexed(row: str) -> Notice:
    return notice(BODY + "\n" + HEAD + row, "n.md")


def test_an_annex_that_repeats_the_body_makes_no_tasks() -> None:
    found = annexed("| 1 | 体系 | 全面开展隐患排查整治工作。 | 省应急厅 | 省公安厅 | 年底前 |\n")
    assert len(found.tasks) == 2
    (row,) = found.annex
    assert (row.item, row.body_article) == (1, "（一）")
    assert [(o.role, o.name) for o in row.owners] == [("lead", "省应急厅"), ("assist", "省公安厅")]


def test_an_annex_of_its_own_makes_tasks() -> None:
    found = annexed("| 1 | 资金 | 设立专项资金，足额保障到位。 | 省财政厅 | — | 年底前 |\n")
    assert len(found.tasks) == 3
    assert found.annex == ()


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("重特大", ("serious", "extraordinarily-serious")), ("特别重大", ("extraordinarily-serious",)),
        ("重大", ("serious",)), ("较大", ("larger",)), ("一般", ("ordinary",)), ("", ()),
        ("较大及以上", ("larger", "serious", "extraordinarily-serious")), ("意外", ()),
    ],
)  # fmt: skip
def test_accident_levels(words: str, levels: tuple[str, ...]) -> None:
    assert accident_levels(words) == levels


def test_goals_of_the_preamble() -> None:
    text = "现就有关工作通知如下，坚决杜绝重特大事故，有效遏制较大事故，努力减少一般事故。"
    front = f"甘肃省人民政府关于做好2026年安全生产工作的通知\n各市州人民政府：\n{text}\n"
    goals = notice_of(document(front + BODY)).goals
    assert [(g.aim, g.levels) for g in goals] == [
        ("prevent", ("serious", "extraordinarily-serious")),
        ("curb", ("larger",)),
        ("reduce", ("ordinary",)),
    ]
    assert [text.count(g.mention.quote) for g in goals] == [1, 1, 1]


def test_a_charged_row_orders_whatever_its_problem_says() -> None:
    head = "| 序号 | 领域 | 存在问题 | 整治措施 | 责任单位 | 时限 |\n|---|---|---|---|---|---|\n"
    rows = (
        "| 1 | 宣传 | 群众自救能力不足。 | 组织逃生体验活动60场。 | 市应急局 | 11月 |\n"
        "| 2 | 交通 | 路口设施缺失。 | 2024年死亡人数占全部事故的81%。 | 市公安局 | 9月 |\n"
    )
    tasks = notice(f"一、任务\n（一）清单。各地要建立台账。\n\n{head}{rows}", "t.md").tasks
    assert [t.text for t in tasks] == ["各地要建立台账。", "组织逃生体验活动60场。"]
    assert [o.name for o in tasks[1].owners] == ["市应急局"]


def test_a_time_cell_without_a_date_says_when() -> None:
    rows = "".join(
        f"<tr><td>{i}</td><td>完成第{i}类企业排查。</td><td>县应急局</td><td>{limit}</td></tr>"
        for i, limit in enumerate(("立即", "已完成", "长期坚持", "6月底前"), 1)
    )
    page = (
        "<p>临江县安委办关于印发2025年安全生产任务分解表的通知</p><p>各乡镇：</p><table>"
        f"<tr><th>序号</th><th>任务</th><th>责任单位</th><th>完成时限</th></tr>{rows}</table>"
    )
    tasks = read_notice(page.encode(), "a.html").tasks
    assert [t.when for t in tasks] == ["immediate", "done", "ongoing", None]
    assert [[d.basis for d in t.due] for t in tasks] == [[], [], ["inherited"], ["explicit"]]


def test_names_that_blanks_part_are_several() -> None:
    page = (
        '<html><meta charset="utf-8"><body><p>临江县安委办关于印发2025年安全生产任务分解表的通知</p><p>各乡镇：</p>'
        "<p>现将任务分解表印发给你们。</p><table>"
        "<tr><th>序号</th><th>任务</th><th>责任单位</th></tr>"
        "<tr><td>1</td><td>开展安全 生产检查。</td><td>安监站 财政所\u3000派出所</td></tr></table></body></html>"
    )
    (task,) = read_notice(page.encode(), "a.html").tasks
    assert task.text == "开展安全生产检查。"
    assert [o.name for o in task.owners] == ["安监站", "财政所", "派出所"]


LETTER = "孝义市安委办关于印发2025年安全生产任务分解表的通知\n各乡镇人民政府：\n现将任务分解表印发给你们。\n"
SIGNED = "孝义市安全生产委员会办公室\n2025年3月8日\n"
GRID = (
    ("序号", "任务", "责任单位", "完成时限"),
    ("1", "完成企业排查。", "市应急局", "6月底前"),
    ("2", "完成校园检查。", "市教育局", "9月底前"),
)
LAID_OUT = {
    "bars behind": "".join(" | ".join(row) + " |\n" for row in GRID),
    "bars between": "".join(" | ".join(row) + "\n" for row in GRID),
    "wide bars": "".join("｜" + "｜".join(row) + "｜\n" for row in GRID),
    "drawn": "┌─┬─┐\n" + "├─┼─┤\n".join("│" + "│".join(row) + "│\n" for row in GRID) + "└─┴─┘\n",
    "a cell a line": "".join(f"{cell}|\n" for row in GRID for cell in row),
    "blanks": "".join("    ".join(row) + "\n" for row in GRID),
    "commas": "".join(",".join(row) + "\n" for row in GRID),
    "tabs": "".join("\t".join(row) + "\n" for row in GRID),
    "no head": "".join("\t".join(row) + "\n" for row in GRID[1:]),
}


@pytest.mark.parametrize("layout", LAID_OUT)
def test_tables_in_text_however_laid_out(layout: str) -> None:
    found = read_notice((LETTER + LAID_OUT[layout] + SIGNED).encode(), "a.txt").tasks
    assert [
        (t.text, [o.name for o in t.owners], [d.mention.quote for d in t.due]) for t in found
    ] == [(row[1], [row[2]], [row[3]]) for row in GRID[1:]]


def test_lines_with_bars_that_are_no_table_stay_lines() -> None:
    text = "首页 | 通知\n一、开展检查。\n甲\\|乙\n" + LAID_OUT["bars behind"]
    found = paragraphs(document(text, "a.txt"))
    assert [isinstance(c, Table) for c in found] == [False, False, False, True]


@pytest.mark.parametrize("line", ["甲|乙\n甲|乙|丙\n", "-----\n", "甲|\n", "甲,乙,丙\n1,乙,丙\n"])
def test_lines_of_no_table_take_time_in_line_with_their_number(line: str) -> None:
    found = paragraphs(document(line * 20_000, "a.txt"))
    assert found or line == "-----\n"


CARD = "<table><tr><td>任务名称</td><td colspan=3>完成企业排查。</td></tr><tr><td>责任单位</td><td>市应急局</td><td>完成时限</td><td>6月底前</td></tr></table>"


def test_a_card_with_its_heads_at_the_side() -> None:
    page = "<meta charset=utf-8><p>" + LETTER.replace("\n", "<p>") + CARD
    (task,) = read_notice(page.encode(), "a.html").tasks
    assert (task.text, task.owners[0].name) == ("完成企业排查。", "市应急局")
    assert [d.mention.quote for d in task.due] == ["6月底前"]


def test_a_card_that_says_what_is_to_be_told_beside_what_is_to_be_done() -> None:
    rows = (
        ("交办日期", "2025年5月8日"), ("办理要求", "完成企业排查。"), ("责任单位", "市应急局"),
        ("办理时限", "6月底前"), ("反馈要求", "于7月5日前报送办结情况。"),
    )  # fmt: skip
    card = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
    page = f"<meta charset=utf-8><p>{LETTER}<table>{card}</table>".replace("\n", "<p>")
    tasks = read_notice(page.encode(), "a.html").tasks
    assert [(t.text, [o.name for o in t.owners], [str(d.date) for d in t.due]) for t in tasks] == [
        ("完成企业排查。", ["市应急局"], ["2025-06-30"]),
        ("于7月5日前报送办结情况。", ["市应急局"], ["2025-07-05"]),
    ]


def test_a_head_of_two_rows_that_lost_its_merged_cells() -> None:
    text = (
        "孝义市2025年安全生产任务清单,,,,\n序号,任务,责任分工,,完成时限\n,,牵头单位,配合单位,\n"
        "1,完成企业排查。,市应急局,市公安局,6月底前\n2,完成校园检查。,市教育局,市应急局,9月底前\n"
    )
    found = read_notice(text.encode(), "a.csv")
    assert found.title == "孝义市2025年安全生产任务清单"
    assert [[(o.name, o.role) for o in t.owners] for t in found.tasks] == [
        [("市应急局", "lead"), ("市公安局", "assist")],
        [("市教育局", "lead"), ("市应急局", "assist")],
    ]


@pytest.mark.parametrize(
    ("heads", "cells", "owners", "times"),
    [
        ("具体做法 责任人/责任部门 截止时间", "开展检查。 市应急局 2026.6.30", ["市应急局"], ["2026-06-30"]),
        ("任务名称 属地责任 完成时限", "开展检查。 各乡镇政府 6月", ["各乡镇政府"], ["2026-06-30"]),
        ("任务名称 单位 时限", "开展检查。 市应急局 2026/9/30", ["市应急局"], ["2026-09-30"]),
        ("检查内容 责任科室 检查安排", "消防通道是否畅通。 后勤科 每月检查2家。", ["后勤科"], ["每月"]),
        ("检查内容 责任科室 检查频次", "检查消防通道。 后勤科 每月2次", ["后勤科"], ["每月2次"]),
        ("行动内容 督查单位 时间要求", "开展检查。 市安委办 9月底", ["市安委办"], ["2026-09-30"]),
        ("工作要求 责任股室 完成时限/频次", "开展检查。 安监股 每季度", ["安监股"], ["每季度"]),
        ("整改措施 整改责任单位 最后期限", "拆除围挡。 市城管局 2026年5月", ["市城管局"], ["2026-05-31"]),
        ("工作任务 部门监管责任 时限", "开展检查。 负责督促企业整改到位。 6月底", [], ["2026-06-30"]),
        ("工作内容 责任单位 月份", "开展检查。 市应急局 6月", ["市应急局"], ["2026-06-30"]),
        ("工作内容 责任单位 实施季度", "开展检查。 市应急局 二季度", ["市应急局"], ["2026-06-30"]),
        ("工作任务 责任单位 开始时间", "开展检查。 市应急局 3月1日", ["市应急局"], []),
    ],
)  # fmt: skip
def test_usual_heads(heads: str, cells: str, owners: list[str], times: list[str]) -> None:
    grid = [["序号", *heads.split()], ["1", *cells.split()]]
    lines = ["| " + " | ".join(row) + " |" for row in (grid[0], ["---"] * 4, grid[1])]
    found = notice("附件\n\n" + "\n".join(lines) + "\n", "notice.md")
    (task,) = found.tasks
    assert [o.name for o in task.owners] == owners
    dates = [str(d.date) for d in task.due if d.basis == "explicit"]
    assert dates + [r.mention.quote for r in task.recurrences] == times


def test_a_group_gives_its_rows_their_sector() -> None:
    rows = [
        ["一、危险化学品"] * 6,
        ["1", "", "开展检查。", "市应急局", "", ""],
        ["二、建筑施工"] * 6,
        ["2", "", "开展检查。", "市住建局", "", ""],
    ]
    found = notice(HEAD + "\n".join("| " + " | ".join(r) + " |" for r in rows) + "\n", "notice.md")
    assert [[s.notation for s in t.sectors] for t in found.tasks] == [["hazchem"], ["construction"]]


def test_what_an_annex_says_beyond_the_body_is_a_task_of_its_row() -> None:
    found = annexed(
        "| 1 | 体系 | 全面开展隐患排查整治工作。建成151个乡镇应急消防管理站点。 | 省应急厅 | — | 年底前 |\n"
        "| 2 | 宣传 | 普及安全知识，营造浓厚氛围。 | 省教育厅 | — | 年底前 |\n"
        "| 3 | 整治 | 全面开展隐患排查整治工作。 | 省公安厅 | — | 年底前 |\n"
        "| 4 | 氛围 | 普及安全知识，营造浓厚氛围。 | 省公安厅 | — | 年底前 |\n"
    )
    assert len(found.annex) == 4
    (task,) = (t for t in found.tasks if t.section == found.annex[0].iri)
    assert task.text == "建成151个乡镇应急消防管理站点。"
    assert [o.name for o in task.owners if o.basis == "note"] == ["省应急厅"]
    assert [t.mention.quote for t in task.targets] == ["151个"]
    assert not [t for t in found.tasks if t.section == found.annex[1].iri]


PLAN = """一、任务
（一）道路。市交通运输局牵头，市公安局配合，9月底前完成农村公路安全隐患路段整治36处。
（二）园区。市应急管理局牵头，10月底前完成化工园区安全风险等级复核。
（三）学校。6月底前对全市学校开展一次消防安全检查。
"""


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("完成农村公路安全隐患路段整治36处 | 市交通运输局 | 市公安局 | 9月底前", False),
        ("完成农村公路安全隐患路段整治36处 | 市交通运输局 | 市公安局 | 2026年9月30日前", False),
        ("完成农村公路安全隐患路段整治36处 | 市公安局 | 市交通运输局 | 9月底前", True),
        ("完成农村公路安全隐患路段整治32处 | 市交通运输局 | 市公安局 | 9月底前", True),
        ("完成化工园区安全风险等级复核 | 市应急管理局 | — | 8月底前", True),
        ("完成化工园区安全风险等级复核 | 市应急局 | — | 10月底前", False),
        ("对全市学校开展一次消防安全检查 | 市教育局 | — | 6月底前", False),
    ],
)
def test_a_row_with_another_lead_day_or_number_than_the_body_is_a_task(
    row: str, kept: bool
) -> None:
    head = "| 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限 |\n|---|---|---|---|---|\n"
    title = (
        "甲市安全生产委员会关于做好2026年安全生产工作的通知\n\n各乡镇人民政府：\n\n现通知如下。\n\n"
    )
    found = notice(f"{title}{PLAN}\n附件\n\n任务清单\n\n{head}| 1 | {row} |\n", "n.md")
    (told,) = found.annex
    tasks = [t for t in found.tasks if t.section == told.iri]
    assert len(tasks) == kept
    assert len(found.tasks) == 3 + kept
    names = [cell for cell in row.split(" | ")[1:3] if cell != "—"]
    assert all([o.name for o in t.owners] == names and t.due for t in tasks)
