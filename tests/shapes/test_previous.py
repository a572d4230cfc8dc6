"""A draft beside the same place's last notice: what was kept, changed, dropped, and what is new."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from rdflib import Graph

from service.checking.notice_file import NoticeFile, read_file, report_on
from service.checking.previous import beside_previous
from shapes.check import Options
from shapes.errors import NoNoticeError
from shapes.records import Previous, Report
from shapes.report.forms import BY_NAME, Material
from shapes.report.model import ReportData
from shapes.report.summary import opening
from tests.shapes.mutation import STEMS, text_of

STEM = "xiaoyi-2026"
RISEN, FELL = "违法预警处置率不低于 95%", "违法预警处置率不低于 90%"


def year_before(text: str) -> str:
    return re.sub(r"20\d\d", lambda year: str(int(year[0]) - 1), text)


@cache
def paper(text: str, stem: str = STEM) -> NoticeFile:
    return read_file(text.encode(), f"{stem}.txt")


@cache
def compared(last: str) -> Previous:
    found = report_on(paper(text_of(STEM)), Options(), previous=paper(last)).previous
    assert found is not None
    return found


@pytest.mark.parametrize("stem", STEMS)
def test_years_are_no_changes(stem: str) -> None:
    text = text_of(stem)
    found = beside_previous(paper(text, stem).graph, paper(year_before(text), stem).graph)
    assert found.duties == found.kept >= 90
    assert (found.changed, found.dropped, found.new, found.changes) == (0, 0, 0, ())


def test_a_number_a_date_a_duty_gone_and_a_new_one_are_told() -> None:
    last = year_before(text_of(STEM))
    assert RISEN in last
    last = last.replace(RISEN, FELL).replace("10月底前", "8月底前", 1)
    gone = "对废弃矿井井口逐一建立台账并落实专人看守。"
    head = re.search(r"^（三）[^。]*。", last, re.M)
    assert head is not None
    last = last[: head.end()] + gone + last[head.end() :]
    found = compared(last)
    fates = {each.fate: each for each in found.changes}
    assert set(fates) == {"raised", "moved", "dropped"}
    assert fates["raised"].how.zh == "数量更高：不低于90% → 不低于95%"
    assert "8月底前" in fates["moved"].how.zh
    assert fates["dropped"].then.endswith("落实专人看守。")
    assert (found.changed, found.dropped, found.new) == (2, 1, 0)
    assert found.duties == found.kept + found.changed + found.dropped


SHORT = """阳高县人民政府安全生产委员会办公室
关于做好{year}年全县安全生产工作的通知

各乡镇人民政府，县安委会各成员单位：

一、深化重点整治

（一）道路交通。对国道109线事故多发路段进行隐患治理。（责任单位：县公安局）

（二）专项工作。{sentence}

阳高县人民政府安全生产委员会办公室
{year}年3月5日
"""
LIFTS = "对学校、医院等公众聚集场所电梯进行全面检验。"
MARKET, HOUSING = "（责任单位：县市场监管局）", "（责任单位：县住建局）"
SKILL = "应急演练，提高群众避险自救能力。"
DRILL, TIMED = "要适时开展" + SKILL, "6月底前每个乡镇至少开展1次" + SKILL
#: One sentence a year before and now, what became of it and what is said of that.
ONE_CHANGE = [
    (LIFTS, LIFTS + MARKET, "other-owner", "责任主体新增：县市场监管局"),
    (LIFTS + MARKET, LIFTS, "other-owner", "责任主体略去：县市场监管局"),
    (LIFTS + MARKET, LIFTS + HOUSING, "other-owner", "责任主体不同：县市场监管局 → 县住建局"),
    ("县市场监管局要" + LIFTS, LIFTS, "other-owner", "责任主体略去：县市场监管局"),
    ("由县市场监管局负责" + LIFTS, LIFTS + HOUSING, "other-owner", "县市场监管局 → 县住建局"),
    (LIFTS + MARKET, "县市场监管局要" + LIFTS, "reworded", ""),
    (DRILL, TIMED, "raised", "时间新增：6月底前"),
    (DRILL, TIMED + "（县应急管理局牵头，各乡镇配合）", "raised", "责任主体新增：县应急管理局、各乡镇"),
    (TIMED, DRILL, "lowered", "时间略去：6月底前"),
    (LIFTS, LIFTS[:-1] + "，6月底前完成。", "raised", "时间新增：6月底前"),
    ("定期" + LIFTS, "每季度" + LIFTS, "raised", "时间新增：每季度"),
    ("严查农用车违法载人。", "推进农村“一灯一带”建设，严查农用车违法载人。", "extended", "增写：推进农村“一灯一带”建设"),
    ("推进农村“一灯一带”建设，严查农用车违法载人。", "严查农用车违法载人。", "in-part", "删去：推进农村“一灯一带”建设"),
    (LIFTS, LIFTS.replace("医院", "医院、养老机构"), "reworded", ""),
]  # fmt: skip


@pytest.mark.parametrize(("then", "now", "fate", "how"), ONE_CHANGE)
def test_the_one_change_of_a_sentence_is_told(then: str, now: str, fate: str, how: str) -> None:
    notices = [
        paper(SHORT.format(year=year, sentence=sentence), "short").graph
        for year, sentence in ((2025, then), (2026, now))
    ]
    found = beside_previous(notices[1], notices[0])
    (change,) = found.changes
    assert change.fate == fate
    assert how in change.how.zh
    assert (found.changed, found.reworded) == ((0, 1) if fate == "reworded" else (1, 0))
    assert found.duties == found.kept + found.changed


def test_what_is_new_is_told() -> None:
    without = re.sub(
        r"^（三）[^。]*。.*?(?=^（四）)", "", year_before(text_of(STEM)), flags=re.M | re.S
    )
    found = compared(without)
    assert found.dropped == 0
    assert found.new == sum(each.fate == "only-here" for each in found.changes) > 0


def against(text: str) -> Report:
    return report_on(paper(text_of(STEM)), Options(), superior=paper(text))


def test_a_last_notice_given_as_the_superiors_is_not_called_so() -> None:
    report = against(year_before(text_of(STEM)))
    assert report.superior is None
    assert report.previous is not None
    assert not [f for f in report.findings if f.rule.startswith("superior-")]
    above = against(text_of("lvliang-2025"))
    assert above.superior is not None
    assert above.previous is None


def test_the_opening_tells_it_in_one_sentence() -> None:
    report = against(year_before(text_of(STEM)))
    assert "沿用 103 项，要求有变 0 项" in opening(report, "zh")[2]
    assert "没有别的通知可比" not in opening(report, "zh")[2]
    assert "103 are kept" in opening(report, "en")[2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_form_holds_it(lang: str) -> None:
    last = year_before(text_of(STEM)).replace(RISEN, FELL)
    report = report_on(paper(text_of(STEM)), Options(), previous=paper(last))
    made = {name: form.make(report, Material(lang=lang)) for name, form in BY_NAME.items()}
    data = json.loads(made["json"])
    ReportData.model_validate(data)
    assert [each["fate"] for each in data["previous"]["changes"]] == ["raised"]
    for name in ("html", "text"):
        assert "不低于90% → 不低于95%" in "".join(made[name].decode().split("\n"))
    book = openpyxl.load_workbook(BytesIO(made["xlsx"]))
    assert "不低于90%" in str(book.worksheets[2].cell(4, 5).value)
    assert len(made) == 7


def test_a_graph_of_elsewhere_with_bad_values_is_compared_all_the_same() -> None:
    bad = Graph()
    for triple in paper(text_of(STEM)).graph:
        bad.add(triple)
    text = bad.serialize(format="nt").replace('"2026-10-31"', '"10月底"')
    found = beside_previous(paper(text_of(STEM)).graph, list(Graph().parse(data=text, format="nt")))
    assert found.dropped == 0
    with pytest.raises(NoNoticeError, match="各恰有一份"):
        beside_previous(paper(text_of(STEM)).graph, [])


def test_a_last_notice_that_is_not_earlier_is_said_to_be_none() -> None:
    own = paper(text_of(STEM))
    said = [note.zh for note in report_on(own, Options(), previous=own).notes]
    assert any("不早于这份" in note for note in said)
    before = report_on(own, Options(), previous=paper(year_before(text_of(STEM))))
    assert not any("不早于这份" in note.zh for note in before.notes)


def test_a_last_notice_of_another_place_is_said_to_be_none() -> None:
    own, other = paper(text_of(STEM)), paper(text_of("gaoping-2024"), "gaoping-2024")
    report = report_on(own, Options(), previous=other)
    assert report.previous is not None
    [said] = [note for note in report.notes if "选错了文件" in note.zh]
    assert "高平市的，这份是孝义市的" in said.zh
    assert {f.rule for f in report.findings} == {f.rule for f in report_on(own, Options()).findings}
    before = report_on(own, Options(), previous=paper(year_before(text_of(STEM))))
    assert not any("选错了文件" in note.zh for note in before.notes)
