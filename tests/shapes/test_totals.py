"""Parts are added up, wherever their total stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from shapes.measure.totals import _behind, _by_years, _events, _listed, _summed
from tests.shapes.drafted import told

Slips = Iterator[tuple[tuple[int, int], str, str]]


@pytest.mark.parametrize(
    ("find", "text", "counted"),
    [
        (_behind, "尾矿库共38座，包括在用11座、停用19座、正在闭库9座；露天矿山21座。", ["39"]),
        (_behind, "尾矿库共39座，包括在用11座、停用19座、正在闭库9座；露天矿山21座。", []),
        (_behind, "发现问题隐患257条，其中重大事故隐患6条，一般隐患249条；现场整改168条。", ["255"]),
        (_behind, "发现问题隐患257条，其中重大事故隐患6条，一般隐患251条；现场整改168条。", []),
        (_behind, "发现问题隐患61项，其中重大事故隐患3项、当场整改22项，其余39项已移交。", []),
        (_behind, "现有企业28家，其中生产企业22家、仓储企业6家、构成重大危险源企业14家。", []),
        (_behind, "全县12座水库的行政责任人、技术责任人、巡查责任人5月20日前上报，其中小型5座、中型8座。", ["13"]),
        (_behind, "全县13座水库的行政责任人、技术责任人、巡查责任人5月20日前上报，其中小型5座、中型8座。", []),
        (_behind, "新增充电端口8000个，其中甲镇5000个、乙镇3000个，覆盖小区不少于96个。", []),
        (_events, "发生事故9起，同比减少2起。其中：道路运输事故4起，死亡2人；建筑业事故2起；其他事故2起。", ["8"]),
        (_events, "发生事故9起，同比减少2起。其中：道路运输事故5起，死亡2人；建筑业事故2起；其他事故2起。", []),
        (_events, "发生事故9起，同比减少2起。其中：道路运输事故4起，建筑业事故2起。", []),
        (_by_years, "对124家企业培训1遍，2024年培训40家、2025年50家、2026年44家。", ["134"]),
        (_by_years, "对134家企业培训1遍，2024年培训40家、2025年50家、2026年44家。", []),
        (_by_years, "2024年关闭12座，2025年关闭24座、2026年关闭15座。", []),
        (_summed, "2026年完成8家，2027年完成11家，2028年完成9家，三年累计完成30家。", ["28"]),
        (_summed, "2026年完成8家，2027年完成11家，2028年完成9家，三年累计完成28家。", []),
        (_summed, "检查客运企业5家、危货企业9家，共15家。", ["14"]),
        (_summed, "检查客运企业5家、危货企业等，共15家。", []),
    ],
)  # fmt: skip
def test_parts_make_their_total(
    find: Callable[[str], Slips], text: str, counted: list[str]
) -> None:
    assert [made for *_, made in find(text)] == counted


@pytest.mark.parametrize(
    ("ahead", "text", "counted"),
    [
        ("发现隐患21处。", "按属地统计，甲镇9处、乙镇、丙镇各5处、丁镇4处，其余镇未发现。", ["23"]),
        ("发现隐患23处。", "按属地统计，甲镇9处、乙镇、丙镇各5处、丁镇4处，其余镇未发现。", []),
        ("发生事故32起。", "（一）按地区分。甲区9起、死亡5人；乙区6起、死亡3人；丙县16起、死亡7人。", ["31"]),
        ("发生事故32起。", "（一）按地区分。甲区9起、死亡5人；乙区等6起、死亡3人；丙县占一半。", []),
    ],
)  # fmt: skip
def test_lists_make_the_total_ahead(ahead: str, text: str, counted: list[str]) -> None:
    assert [made for *_, made in _listed(ahead, text)] == counted


@pytest.mark.parametrize(
    ("sentence", "rest", "differs"),
    [
        ("全县3个街道、6个镇、2个乡每月检查1次。全市12个乡镇（街道）（3个街道、6个镇、2个乡）每月检查1次。", "", True),
        ("全市11个乡镇（街道）（3个街道、6个镇、2个乡）每月检查1次。", "", False),
        ("抽查的86家企业中，有31家应急预案未修订，占35%，各乡镇每月检查1次。", "", True),
        ("抽查的86家企业中，有31家应急预案未修订，占36%，各乡镇每月检查1次。", "", False),
        ("全县共发生事故9起。", "(一)道路运输事故5起。\n(二)工矿商贸事故3起。\n(三)建筑施工事故2起。\n\n", True),
        ("全县共发生事故9起。", "(一)道路运输事故5起。\n(二)工矿商贸事故3起。\n\n", False),
        ("更新改造管道 90 公里，其中 2026 年 32 公里、2027 年 28 公里、2028 年 25 公里。", "", True),
        ("更新改造管道 85 公里，其中 2026 年 32 公里、2027 年 28 公里、2028 年 25 公里。", "", False),
    ],
)  # fmt: skip
def test_parts_are_told_in_a_draft(sentence: str, rest: str, differs: bool) -> None:
    assert ("wording-figures-differ" in told(sentence, rest=rest)) is differs
