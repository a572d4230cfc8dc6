"""A rate beside what it is of, and one thing that is more at its second mention, are counted anew."""

from __future__ import annotations

import pytest

from shapes.measure.sums import _again, _shares
from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("检查168家，其中不合格21家，不合格率15%。", ["12.5"]),
        ("检查168家，其中不合格21家，不合格率12.5%。", []),
        ("检查168家，其中不合格21家，不合格率13%。", []),
        ("抽检168批次，21批次不合格，合格率85%。", ["87.5"]),
        ("抽检168批次，21批次不合格，合格率87.5%。", []),
        ("检查168家，其中不合格21家，整改率15%。", []),
        ("检查168家，合格率95%，比上年提高2个百分点。", []),
    ],
)
def test_a_rate_is_what_its_figures_make(text: str, counted: list[str]) -> None:
    assert [says["counted"] for *_, says in _shares(text)] == counted


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("完成排查的27处隐患路段整治，整治隐患路段29处并验收", ["27"]),
        ("完成排查的27处隐患路段整治，整治隐患路段27处并验收", []),
        ("完成排查的27处隐患路段整治，新增隐患路段29处", []),
        ("完成上年排查的27处隐患路段整治，今年整治隐患路段29处", []),
        ("排查出27处隐患路段，整治隐患路段20处", []),
        ("完成27处隐患路段整治，整治隐患点29处", []),
    ],
)
def test_one_thing_has_one_figure(text: str, counted: list[str]) -> None:
    assert [says["counted"] for *_, says in _again(text)] == counted


@pytest.mark.parametrize(("figure", "differs"), [(29, True), (27, False)])
def test_both_figures_are_told_in_a_draft(figure: int, differs: bool) -> None:
    sentence = f"县交通运输局9月底前完成27处隐患路段整治，整治隐患路段{figure}处并验收。"
    assert ("wording-figures-differ" in told(sentence)) is differs


@pytest.mark.parametrize(("day", "unreal"), [(30, True), (28, False)])
def test_a_day_behind_the_number_of_an_item_is_one(day: int, unreal: bool) -> None:
    rest = f"二、通报问题\n\n1.1月5日，甲公司未培训。\n\n2.2月{day}日，乙公司未演练。\n\n"
    assert ("deadline-day-unreal" in told("各乡镇每月检查1次。", rest=rest)) is unreal
