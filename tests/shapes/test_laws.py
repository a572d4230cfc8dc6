"""Laws by names that none has are told with the right one, offices of mine safety by their name of today."""

from __future__ import annotations

import pytest

from shapes.measure.laws import editions
from shapes.tables import rows
from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("law", "misnamed"),
    [
        ("《山西省安全生产管理条例》", True),
        ("《山西省安全生产条例》", False),
        ("《宁夏回族自治区安全生产管理条例》", True),
        ("《煤矿安全生产条例》", False),
        ("《中华人民共和国生产安全法》", True),
        ("《中华人民共和国安全生产法》", False),
        ("《中华人民共和国数据安全法》", False),
    ],
)
def test_a_law_of_a_province_has_one_name(law: str, misnamed: bool) -> None:
    assert ("wording-law-misnamed" in told(f"各乡镇按照{law}每月检查1次。")) is misnamed


@pytest.mark.parametrize(
    ("office", "former"),
    [
        ("山西煤矿安全监察局", True),
        ("国家矿山安全监察局山西局", False),
        ("原山西煤矿安全监察局", False),
    ],
)
def test_the_offices_of_mine_safety_have_new_names(office: str, former: bool) -> None:
    assert ("wording-abolished-unit" in told(f"由{office}每月检查1次。")) is former


@pytest.mark.parametrize(
    ("office", "former"),
    [
        ("市经信委", True),
        ("市经信局", False),
        ("县扶贫办", True),
        ("县乡村振兴局", False),
        ("市国税局", True),
        ("国家税务总局孝义市税务局", False),
        ("市政府法制办", True),
        ("市依法治市办", False),
        ("市文化局", True),
        ("市文化和旅游局", False),
        ("市公安局消防大队", True),
        ("市公安局特警大队", False),
        ("市广电新闻出版局", True),
        ("市文化广电旅游局", False),
        ("原市文化局", False),
    ],
)
def test_offices_of_later_reforms_have_new_names(office: str, former: bool) -> None:
    assert ("wording-abolished-unit" in told(f"由{office}每月检查1次。")) is former


def test_an_office_is_former_after_its_reform_and_where_it_was_reformed() -> None:
    early = told("由县扶贫办每月检查1次。", year=2021, date="2021年2月5日")
    assert "wording-abolished-unit" not in early
    there = told("由市经信委每月检查1次。", issuer="重庆市人民政府", addressees="各区县人民政府")
    assert "wording-abolished-unit" not in there


def test_editions_of_laws_are_those_of_their_years() -> None:
    found = rows("law-editions")
    for row in found:
        assert [each["law"] for _, _, each in editions(row["example"])] == [row["law"]]
        assert not list(editions(row["counter_example"])), row["law"]
        years = row["years"].split("|")
        assert years == sorted(set(years))
        assert years[-1] <= row["until"]
        assert all(f"{year}年" in row["source"] for year in years), row["law"]
    assert len(found) == 24


@pytest.mark.parametrize(
    ("cited", "wrong"),
    [
        ("《安全生产法》（2022年修正）", True),
        ("《中华人民共和国安全生产法（2020修正）》", True),
        ("2022年新修订的《安全生产法》", True),
        ("2021年修正的《安全生产法》", False),
        ("《安全生产法》（2021年第三次修正）", False),
        ("《安全生产法》（2031年修正）", False),
        ("《突发事件应对法》（2023年修订）", True),
        ("《某市安全生产管理办法》（2022年修订）", False),
        ("《安全生产法》（2022年学习材料）", False),
    ],
)
def test_a_law_is_cited_by_a_year_of_its_own(cited: str, wrong: bool) -> None:
    assert ("wording-law-edition" in told(f"各乡镇按照{cited}每月检查1次。")) is wrong


@pytest.mark.parametrize(
    ("opening", "replaced"),
    [
        ("根据《煤矿安全监察条例》，现将有关事项通知如下。", True),
        ("根据《中华人民共和国安全生产法》《煤矿安全监察条例》等，现将有关事项通知如下。", True),
        ("根据《煤矿安全生产条例》，现将有关事项通知如下。", False),
        ("为落实《煤矿安全生产条例》（《煤矿安全监察条例》已废止），现将有关事项通知如下。", False),
        ("贯彻《煤矿安全监察条例》修订后的要求，现将有关事项通知如下。", False),
        ("2020年，全市按照《煤矿安全监察条例》开展检查。现将有关事项通知如下。", False),
    ],
)
def test_a_preamble_goes_by_laws_in_force(opening: str, replaced: bool) -> None:
    found = told("各乡镇每月检查1次。", opening=opening)
    assert ("wording-citation-replaced" in found) is replaced


def test_a_replaced_law_was_in_force_before() -> None:
    opening = "根据《煤矿安全监察条例》，现将有关事项通知如下。"
    found = told("各乡镇每月检查1次。", opening=opening, year=2024, date="2024年2月5日")
    assert "wording-citation-replaced" not in found


@pytest.mark.parametrize(
    ("law", "replaced"),
    [
        ("《中华人民共和国合同法》", True),
        ("《合同法》", True),
        ("《劳动合同法》", False),
        ("《中华人民共和国民法典》", False),
        ("《生产安全事故罚款处罚规定（试行）》", True),
        ("《生产安全事故罚款处罚规定》", False),
        ("《建设工程消防监督管理规定》", True),
        ("《建设工程消防设计审查验收管理暂行规定》", False),
    ],
)
def test_a_task_cites_laws_in_force(law: str, replaced: bool) -> None:
    found = told(f"各乡镇按照{law}每月检查1次。")
    assert ("wording-citation-replaced" in found) is replaced


def test_a_law_is_replaced_from_its_day_on() -> None:
    sentence = "各乡镇按照《生产安全事故罚款处罚规定（试行）》每月检查1次。"
    before = told(sentence, year=2024, date="2024年2月20日")
    assert "wording-citation-replaced" not in before
    assert "wording-citation-replaced" in told(sentence, year=2024, date="2024年3月20日")
