"""Penalties without a power are asked about; what cites its law, is left to another or was so is not."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("issuer", "sentence", "asked"),
    [
        ("孝义市人民政府", "对违规作业的一律处以3万元罚款。", True),
        ("孝义市人民政府", "对违规作业的处2000元以上2万元以下罚款。", False),
        ("孝义市人民政府", "依照《消防法》第六十条处以5000元罚款。", False),
        ("孝义市人民政府", "去年对8家企业处以3万元罚款。", False),
        ("孝义市人民政府", "由所在乡镇人民政府一律吊销许可证。", True),
        ("孝义市人民政府", "由乡镇人民政府提请发证机关吊销许可证。", False),
        ("孝义经济开发区管理委员会", "由管委会依法吊销其安全生产许可证。", True),
        ("孝义市应急管理局", "由我局吊销其安全生产许可证。", True),
        ("孝义城投集团有限公司", "对责任人依法给予行政处罚。", True),
        ("孝义城投集团有限公司", "由应急管理部门依法给予行政处罚。", False),
        ("孝义城投集团有限公司", "对责任人给予行政处分。", False),
    ],
)
def test_powers(issuer: str, sentence: str, asked: bool) -> None:
    assert ("wording-beyond-power" in told(sentence, issuer=issuer)) is asked


@pytest.mark.parametrize(
    ("issuer", "sentence", "former"),
    [
        ("龙南市人民政府", "龙南县融媒体中心每月曝光1次。", True),
        ("龙南市人民政府", "原龙南县融媒体中心每月曝光1次。", False),
        ("龙南市人民政府", "龙南县华泰纺织有限公司每月自查1次。", False),
        ("龙南市人民政府", "龙南市区每月检查1次。", False),
        ("六盘水市人民政府", "水城县每月检查1次。", True),
        ("六盘水市人民政府", "盘县、钟山区每月检查1次。", True),
        ("六盘水市人民政府", "盘州市、钟山区每月检查1次。", False),
        ("六盘水市人民政府", "水城区每月检查1次。", False),
        ("吕梁市人民政府", "交口县每月检查1次。", False),
    ],
)
def test_former_names_of_the_own_place(issuer: str, sentence: str, former: bool) -> None:
    assert ("wording-place-renamed" in told(sentence, issuer=issuer)) is former
