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
