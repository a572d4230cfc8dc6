"""Persons, telephone numbers and mail addresses never reach what is read."""

import re

import pytest

from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ingest.privacy import HIDDEN, _labels, mask
from ingest.records import Normalised, Paragraph, Table

WORDS = [
    ("联系人：赵小山，联系电话：0358-7600000", ["赵小山", "0358-7600000"]),
    ("联系人：钱某，13900000000", ["钱某", "13900000000"]),
    ("请于5月底前将总结发至邮箱：ab_c@example.gov.cn。", ["ab_c@example.gov.cn"]),
    ("值班电话：7600000", ["7600000"]),
    ("成员：孙大海、李小河、周一鸣", ["孙大海", "李小河", "周一鸣"]),
    ("由副县长吴建国任组长，每月调度一次。", ["吴建国"]),
    ("组长：王某某（县应急管理局副局长）", ["王某某"]),
    ("电话：（0358）7600000转8001", ["7600000"]),
    ("责任人：镇长、各村书记", []),
    ("召集人：副县长", []),
    ("举报电话12350要长期畅通。", []),
    ("索引号：000000000/2025-00001", []),
    ("孝政发〔2026〕1号", []),
    ("投入资金13800万元。", []),
]


def masked(text: str) -> str:
    paragraph = Paragraph(Normalised(text, tuple(range(len(text)))))
    (found,) = mask([paragraph]).content
    assert isinstance(found, Paragraph)
    return found.text


@pytest.mark.parametrize(("text", "hidden"), WORDS, ids=[w[0] for w in WORDS])
def test_words(text: str, hidden: list[str]) -> None:
    expected = text
    for words in hidden:
        expected = expected.replace(words, HIDDEN * len(words))
    assert len(masked(text)) == len(text)
    if hidden:
        assert not any(words in masked(text) for words in hidden)
        assert masked(text).count(HIDDEN) >= sum(map(len, hidden)) - 2
    else:
        assert masked(text) == text


def test_cells_are_masked_too() -> None:
    cell = Normalised("电话：7600000", tuple(range(10)))
    (table,) = mask([Table(((cell, cell),))]).content
    assert isinstance(table, Table)
    assert [c.text for c in table.rows[0]] == ["电话：×××××××"] * 2


NOTICE = """临江县安全生产委员会关于做好2025年安全生产工作的通知
临安委〔2025〕3号
各乡镇人民政府：
现将有关事项通知如下。
一、重点任务
（一）报送。请于5月底前报送总结（联系人：赵小山，电话：13900000000，邮箱：zhao@example.cn）。
临江县安全生产委员会
2025年3月8日
"""


def test_the_graph_holds_none_of_them() -> None:
    notice = read_notice(NOTICE.encode(), "a.txt")
    graph = "".join(map(str, notice_triples(notice)))
    assert not re.search("赵小山|13900000000|zhao@", graph)
    assert len(notice.tasks) == 1
    (issue,) = (i for i in notice.issues if i.code == "privacy.hidden")
    assert "姓名1处" in issue.message
    assert "电话号码1处" in issue.message


def test_the_words_in_front_of_a_colon_are_a_label_up_to_its_longest() -> None:
    longest = "甲 " * 14 + "（" + "乙" * 8 + "）："
    assert list(_labels(f"丙丁{longest}戊")) == [
        ("甲 " * 14 + "（" + "乙" * 8 + "）", len(longest) + 2)
    ]
    assert list(_labels("1：联系人：张三，电话：无：")) == [
        ("联系人", 6), ("电话", 12), ]  # fmt: skip


def test_what_the_text_leaves_blank_was_not_hidden() -> None:
    for words, counted in (
        ("赵××，电话：0572-XXXXXXX，邮箱：____", 0),
        ("赵小山，电话：0572-XXXXXXX，邮箱：____", 1),
    ):
        text = NOTICE.replace("赵小山，电话：13900000000，邮箱：zhao@example.cn", words)
        notice = read_notice(text.encode(), "a.txt")
        assert sum(i.code == "privacy.hidden" for i in notice.issues) == counted
        assert "赵" not in "".join(task.text for task in notice.tasks)


MEMBERS = """临江县东关街道禁放烟花爆竹工作方案

一、领导机构

组长： 张 河 街道党工委书记

刘山 街道党工委副书记、办事处主任

李大河 应急管理办主任

孙石 应急管理办工作人员

各社区干部、网格员

领导小组下设办公室，办公室设在应急管理办。

二、工作任务

各社区要广泛宣传动员。
"""


def test_members_on_lines_of_their_own_are_hidden_and_no_tasks() -> None:
    read = read_notice(MEMBERS.encode(), "a.txt")
    names = ("张 河", "刘山", "李大河", "孙石")
    assert not [n for n in names if n in read.document.text]
    assert [t.text for t in read.tasks] == [
        "领导小组下设办公室，办公室设在应急管理办。",
        "各社区要广泛宣传动员。",
    ]
