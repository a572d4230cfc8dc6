"""One report has one day; others have their own."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told

NEWS = "各乡镇每月25日前将工作进展情况报县安委办。"


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        (NEWS, "有关情况请于每月28日前报县安委办。", True),
        (NEWS, "各单位每季度末月20日前报送工作进展。", True),
        (NEWS, "工作进展情况于每月25日前报县安委办。", False),
        (NEWS, "工作进展情况于每月28日前报县水利局。", False),
        (NEWS, "各企业每月底前报送隐患自查情况。", False),
        (NEWS, "县安委办每月5日前汇总上月情况，报县政府。", False),
        (NEWS, "各乡镇每月5日前将执法案件情况报县安委办。", False),
        ("各乡镇每月5日前报送上月排查情况。", "各乡镇每月20日前报送本月整改情况。", False),
        ("各乡镇每月5日前报送上月整改情况。", "各乡镇每月20日前报送本月整改情况。", False),
        ("各乡镇每月5日前报送排查情况。", "各乡镇每月20日前报送整改情况。", False),
        ("各乡镇每月5日前报送整改情况。", "各乡镇每月20日前报送整改情况。", True),
        (NEWS, "县住建局于每月30日前将燃气进展情况报县安委办。", False),
        (NEWS, "各乡镇于每月30日前将燃气进展情况报县安委办。", True),
        (
            "12月10日前将年度工作总结初稿报县安委办。",
            "12月25日前将年度工作总结终稿报县安委办。",
            False,
        ),
        (NEWS, "各单位每月28日前报送燃气整治情况。", True),
        ("各单位每月25日前报送消防整治情况。", "各单位每月28日前报送燃气整治情况。", False),
        ("各单位12月31日前将全年工作总结报县安委办。", "12月15日前报送全年工作总结。", True),
        ("各单位6月30日前将半年工作总结报县安委办。", "12月15日前报送全年工作总结。", False),
    ],
)
def test_one_report_on_two_days(first: str, second: str, differs: bool) -> None:
    rest = f"（二）报送。{second}\n\n"
    assert ("deadline-reports-differ" in told(first, rest=rest)) is differs
