"""Persons in tables, whatever the head and the file: nothing of them in the graph or in a message, and the
units beside them stay."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence

import docx
import pytest

from ingest.clean import paragraphs
from ingest.graph import notice_triples
from ingest.pipeline import notice_of
from ingest.privacy import HIDDEN, mask
from ingest.read import read_document
from ingest.records import Normalised, Notice, Paragraph
from tests.ingest.genre import document
from tests.ingest.read.test_sheets import workbook

TITLE = "临江县2026年安全生产重点任务清单"
FRONT = (
    "临江县安全生产委员会关于做好2026年安全生产工作的通知",
    "临安委〔2026〕3号",
    "各乡镇人民政府：",
    "现将重点任务印发给你们，请认真落实。",
)
END = ("临江县安全生产委员会", "2026年3月6日")
Grid = Sequence[Sequence[str]]
TASKS = ("开展企业排查。", "开展校园排查。")


def text(grid: Grid) -> tuple[bytes, str]:
    rows = ["\t".join(c.replace("\n", " ") for c in row) for row in grid]
    return "\n".join([*FRONT, *rows, *END]).encode(), "a.txt"


def markdown(grid: Grid) -> tuple[bytes, str]:
    rows = ["| " + " | ".join(c.replace("\n", "<br>") for c in row) + " |" for row in grid]
    rows.insert(1, "|" + "---|" * len(grid[0]))
    return "\n\n".join([*FRONT, "\n".join(rows), *END]).encode(), "a.md"


def page(grid: Grid) -> tuple[bytes, str]:
    def cell(words: str) -> str:
        return "<td>" + "".join(f"<p>{html.escape(w)}</p>" for w in words.split("\n")) + "</td>"

    rows = "".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in grid)
    lines = ["".join(f"<p>{w}</p>" for w in part) for part in (FRONT, END)]
    return f"<html><body>{lines[0]}<table>{rows}</table>{lines[1]}</body></html>".encode(), "a.html"


def word(grid: Grid) -> tuple[bytes, str]:
    document, file = docx.Document(), io.BytesIO()
    for line in FRONT:
        document.add_paragraph(line)
    table = document.add_table(len(grid), len(grid[0]))
    for row, words in zip(table.rows, grid, strict=True):
        for place, said in zip(row.cells, words, strict=True):
            place.text = said
    for line in END:
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue(), "a.docx"


def sheet(grid: Grid) -> tuple[bytes, str]:
    return workbook([[TITLE], *grid]), "a.xlsx"


def values(grid: Grid) -> tuple[bytes, str]:
    file = io.StringIO()
    csv.writer(file).writerows([[TITLE], *grid])
    return file.getvalue().encode(), "a.csv"


FILES = (text, markdown, page, word, sheet, values)

MIXED = [
    ("县应急局 张大山", "县应急局"),
    ("县应急局\n张大山", "县应急局"),
    ("县应急局（张大山）", "县应急局"),
    ("县应急局张大山", "县应急局"),
    ("县应急局 局长张大山", "县应急局"),
    ("县应急局局长 张大山", "县应急局"),
    ("县应急局 张大山 13900000000", "县应急局"),
    ("县应急局 张　山", "县应急局"),
    ("县应急局 王国旗", "县应急局"),
    ("县应急局 乌兰图雅", "县应急局"),
    ("县应急局（副局长欧阳大山，0358-7600000）", "县应急局"),
]
HEADS = [
    "责任单位及责任人",
    "责任单位（责任人）",
    "责任部门和负责人",
    "责任单位/责任人",
    "牵头单位、联系人",
]
SECRETS = (
    "张大山",
    "张　山",
    "张山",
    "王国旗",
    "乌兰图雅",
    "欧阳大山",
    "大山",
    "13900000000",
    "7600000",
    "李小河",
    "城东路8号",
    "01010119",
)


def said(notice: Notice) -> str:
    """All that the graph and the messages say, blanks left out."""
    graph = "".join(map(str, notice_triples(notice)))
    return "".join((graph + "".join(i.message for i in notice.issues)).split())


def read(made: tuple[bytes, str]) -> Notice:
    return notice_of(read_document(*made))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("cell", "unit"), MIXED, ids=[m[0] for m in MIXED])
def test_a_unit_with_its_person(
    file: Callable[[Grid], tuple[bytes, str]], cell: str, unit: str
) -> None:
    for head in HEADS:
        grid = (
            ("序号", "工作措施", head, "完成时限"),
            ("1", TASKS[0], cell, "6月底前"),
            ("2", TASKS[1], "县教育局", "9月底前"),
        )
        notice = read(file(grid))
        assert not [s for s in SECRETS if s in said(notice)], (head, cell)
        assert [[o.name for o in t.owners] for t in notice.tasks] == [[unit], ["县教育局"]], head


COLUMNS = [
    ("责任人", "张大山"), ("包保领导", "副县长张大山"), ("负责人姓名", "张　山"), ("联系人", "张大山（13900000000）"), ("姓名", "乌兰图雅"),
    ("责任领导", "张大山、李小河"), ("联系电话", "7600000"), ("手机", "139 0000 0000"), ("联系人及电话", "张大山\n7600000"),
    ("家庭住址", "城东路8号"), ("身份证号", "110101190101011999"), ("企业负责人", "王国旗"), ("属地责任人", "张大山 副镇长"), ("分管领导", "欧阳大山"),
    ("行政责任人", "张大山"), ("县级领导", "县委常委、副县长 张大山"), ("安全员", "大山"),
]  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("head", "cell"), COLUMNS, ids=[c[0] for c in COLUMNS])
def test_a_column_of_persons(
    file: Callable[[Grid], tuple[bytes, str]], head: str, cell: str
) -> None:
    grid = (
        ("序号", "工作措施", "责任单位", head),
        ("1", TASKS[0], "县应急局", cell),
        ("2", TASKS[1], "县教育局", "张大山" if "电话" not in head else "7600000"),
    )
    notice = read(file(grid))
    assert not [s for s in SECRETS if s in said(notice)]
    assert [[o.name for o in t.owners] for t in notice.tasks] == [["县应急局"], ["县教育局"]]


LISTS = [
    ((("姓名", "职务", "电话"), ("张大山", "县长", "7600000"), ("王国旗", "副县长", "7600000")), 2),
    ((("序号", "水库名称", "行政责任人", "库容"), ("1", "东山水库", "张大山", "10")), 1),
    ((("张大山", "13900000000"), ("王国旗", "13900000000")), 2),
    ((("企业名称", "包保领导", ""), ("", "姓名", "电话"), ("东山煤矿", "张大山", "7600000")), 1),
    ((("任务名称", "企业排查"), ("责任人", "张大山"), ("联系电话", "7600000"), ("住址", "城东路8号")), 1),
    ((("责任人", "张大山", "联系电话", "13900000000"), ("责任单位", "县应急局", "备注", "")), 1),
    ((("企业名称", "检查人员签字"), ("东山煤矿", "张大山 王国旗")), 1),
]  # fmt: skip
ORDER = "一、重点任务\n（一）检查。县应急局每月开展一次检查。"


@pytest.mark.parametrize("number", range(len(LISTS)))
@pytest.mark.parametrize("file", [markdown, page, word], ids=lambda f: f.__name__)
def test_tables_of_no_tasks(file: Callable[[Grid], tuple[bytes, str]], number: int) -> None:
    grid, hidden = LISTS[number]
    data, name = file(grid)
    found = mask(paragraphs(read_document(data, name)))
    assert found.hidden["person"] >= hidden
    masked = "".join(
        c.text for p in found.content if not isinstance(p, Paragraph) for r in p.rows for c in r
    )
    assert not [s for s in SECRETS if s in masked]
    assert HIDDEN in masked


LINES = [
    "组长：张大山　县委副书记、县长",
    "组　长：张大山县委副书记、县长",
    "副组长：王国旗 副县长",
    "张大山　县应急局局长",
    "张　山　县应急局局长",
    "成员：张大山（县应急局局长）、王国旗（县教育局局长）",
    "联系人 张大山 电话 13900000000",
    "联系人张大山，电话7600000。",
    "县长　张大山",
    "责任单位及责任人：县应急局 张大山；县教育局 王国旗",
    "联系地址：城东路8号",
    "审核：张大山　签发：王国旗",
    "由副县长张大山牵头，县应急局配合。",
    "张大山 13900000000",
    "责任领导：乌兰图雅；责任单位：县应急局",
    "责任人：张大山；监督人：王国旗",
    "县应急局局长张大山具体负责，县教育局配合。",
    "县委书记李小河、县长张大山多次作出批示。",
    "张大山（县应急局，13900000000）",
    "领导小组组长为张大山，成员为李小河、张大山。",
    "办公室主任由张大山兼任。",
    "张大山任组长，李小河任副组长。",
    "抢险救援组（组长张大山）：负责现场救援。",
    "法定代表人张大山为第一责任人。",
    "网格员张大山每日巡查，由李小河牵头。",
    "微信号：dashan_13900000000",
]


@pytest.mark.parametrize("line", LINES)
def test_lines_of_persons(line: str) -> None:
    made = document(f"{FRONT[0]}\n{ORDER}\n{line}\n{chr(10).join(END)}\n")
    notice = notice_of(made)
    assert not [s for s in SECRETS if s in said(notice)]
    assert "检查" in said(notice)


STAY = [
    "王家庄村", "马村", "高平", "白云区", "安监站", "安委办", "龙门镇人民政府", "金达煤业有限公司", "李家庄煤矿", "文旅", "各乡镇（街道）",
    "县公安局交警大队", "常委会", "施工单位", "方山县应急局", "党政办", "安全科", "郑州市", "各村书记", "企业主要负责人", "和顺县", "华润燃气公司",
    "于家社区居委会", "县住建局、县教育局", "县应急局 县教育局", "全体成员单位", "金融办", "司法所", "高铁站", "向阳街道办事处",
]  # fmt: skip


@pytest.mark.parametrize("cell", STAY)
@pytest.mark.parametrize("head", ["责任单位", "责任单位及责任人"])
def test_units_that_look_like_names_stay(head: str, cell: str) -> None:
    grid = (("序号", "工作措施", head), ("1", TASKS[0], cell))
    found = mask(paragraphs(read_document(*markdown(grid))))
    assert not found.hidden


@pytest.mark.parametrize(
    "line",
    [
        "由副县长牵头，每月调度一次。",
        "局长负责，书记包保煤矿。",
        "组长：县长；副组长：分管副县长；成员：各部门主要负责同志。",
        "责任人：王家村书记。",
        "重点：安全管理、方案编制。",
        "县长于5月底前组织检查。",
        "校长马上报告，主任安排值守。",
        "高平市应急局局长要到岗到位。",
        "责任单位：高平、阳城、陵川。",
        "站长、书记何时到场都要登记。",
        "主要领导：要亲自部署。",
        "区委书记、区长每季度检查一次。",
        "县长任组长，由王陶镇牵头，责任人为镇长。",
        "局长高度重视，主任安排专人，组长由县长担任。",
        "法定代表人为第一责任人，网格员每日巡查。",
        "由张家口市、陈村乡负责，成员单位配合。",
    ],
)
def test_words_that_are_no_names_stay(line: str) -> None:
    words = Normalised(line, tuple(range(len(line))))
    assert not mask([Paragraph(words)]).hidden


def test_the_message_of_an_unread_passage_is_masked() -> None:
    grid = (
        ("包保人员", "手机", "所在村"),
        ("张大山", "13900000000", "东山村"),
        ("王国旗", "13900000000", "西山村"),
    )
    notice = notice_of(read_document(*_with_orders(grid)))
    unread = [i.message for i in notice.issues if i.code == "text.unread"]
    assert unread
    assert not [s for s in SECRETS if any(s in m for m in unread)]


def _with_orders(grid: Grid) -> tuple[bytes, str]:
    data, name = page(grid)
    order = "".join(f"<p>{p}</p>" for p in ORDER.split("\n"))
    return data.replace(b"<table>", order.encode() + b"<table>"), name


def test_a_row_that_heads_a_group_ends_no_column() -> None:
    grid = (
        ("序号", "工作措施", "责任单位/责任人"),
        ["一、建筑施工"] * 3,
        ("1", TASKS[0], "县应急局 张大山"),
    )
    for file in FILES:
        notice = read(file(grid))
        assert not [s for s in SECRETS if s in said(notice)], file.__name__
        (task,) = notice.tasks
        assert [o.name for o in task.owners] == ["县应急局"]
        assert [s.notation for s in task.sectors] == ["construction"]
