"""A change in per cent, what is done every year and days are counted anew from the figures beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from shapes.measure.changed import (
    _aims,
    _by_so_many,
    _days,
    _from_to,
    _left,
    _months,
    _over_all,
    _part_of,
    _than_then,
    _was,
    _yearly,
)
from tests.shapes.drafted import told

Slips = Iterator[tuple[tuple[int, int], str, str]]
THEN = "发生事故22起、死亡17人，与去年同期的{}起、19人相比，事故起数同比下降{}%，死亡人数同比下降10.5%。"


@pytest.mark.parametrize(
    ("find", "text", "counted"),
    [
        (_than_then, THEN.format(26, "18.2"), ["下降15.4%"]),
        (_than_then, THEN.format(26, "15.4"), []),
        (_than_then, THEN.format(20, "10.0"), ["上升10.0%"]),
        (_than_then, "一季度发生事故2起，二季度发生事故3起，上年同期为6起，下降10%。", []),
        (_than_then, "发生事故14起、死亡11人，上年同期为16起、13人，同比分别下降12.5%和18.2%。", ["下降15.4%"]),
        (_by_so_many, "发生事故9起，同比减少2起，下降28.6%。", ["下降18.2%"]),
        (_by_so_many, "发生事故9起，同比减少2起，下降18.2%。", []),
        (_by_so_many, "发生事故9起，同比减少2起，下降18%。", []),
        (_by_so_many, "火情17起，其中报警6起。发生火灾4起，其中较大1起。与去年同期相比，火灾起数减少2起，下降40%。", ["下降33.3%"]),
        (_by_so_many, "发生火灾4起，其中较大1起。与去年同期相比，火灾起数减少2起，下降33.3%。", []),
        (_by_so_many, "发生火灾4起。全市事故起数减少2起，下降40%。", []),
        (_was, "发生事故6起，同比下降25%（2024年为9起）。", ["下降33.3%"]),
        (_was, "发生事故6起，同比下降33.3%（2024年为9起）。", []),
        (_was, "发生事故6起、火灾3起，同比下降25%（2024年为9起）。", []),
        (_was, "发现问题184件，其中甲类62件、乙类122件。与去年同期相比下降12.4%（去年同期196件）。", ["下降6.1%"]),
        (_was, "发现问题184件，其中甲类62件、乙类122件。与去年同期相比下降6.1%（去年同期196件）。", []),
        (_part_of, "瞬时最大承载量1.2万人。达到瞬时承载量80%（9000人）时暂停入园。", ["9600人"]),
        (_part_of, "瞬时最大承载量1.2万人。达到瞬时承载量80%（9600人）时暂停入园。", []),
        (_part_of, "日承载量3.8万人次。达到瞬时承载量80%（9600人）时暂停入园。", []),
        (_aims, "较去年的9人下降10%以上，力争控制在9人以内。", ["至多8人"]),
        (_aims, "较去年的9人下降10%以上，力争控制在8人以内。", []),
        (_months, "4月至10月，为期6个月。", ["7个月"]),
        (_months, "4月至10月，为期7个月。", []),
        (_months, "2024年4月至2026年10月，为期31个月。", []),
        (_months, "3月10日至6月10日，为期三个月。", []),
        (_months, "3月10日至7月10日，为期三个月。", ["4个月"]),
        (_months, "开展为期三个月（4月1日至7月31日）的整治。", ["4个月"]),
        (_months, "开展为期三个月（4月1日至6月30日）的整治。", []),
        (_months, "11月至3月，为期5个月。", []),
        (_from_to, "事故由26起降至22起，下降18.2%。", ["下降15.4%"]),
        (_from_to, "事故由26起降至22起，下降15%。", []),
        (_from_to, "达标率由2025年的72%提高到2028年的95%，提高23%。", ["23个百分点"]),
        (_from_to, "达标率由2025年的72%提高到2028年的95%，提高23个百分点。", []),
        (_over_all, "隐患数量较三季度下降150%。", ["至多100%"]),
        (_over_all, "隐患数量较三季度上升150%，事故起数下降100%。", []),
        (_yearly, "每年安排专项资金200万元，三年共500万元。", ["600万元"]),
        (_yearly, "每年安排专项资金200万元，三年共600万元。", []),
        (_yearly, "每年新增应急队员20名，三年内累计达到100名。", []),
        (_yearly, "每年新增应急队员20名，三年内累计100名。", ["60名"]),
        (_left, "排查412处，已整改389处，剩余33处。", ["23"]),
        (_left, "排查412处，已整改389处，剩余33处（含上年结转10处）。", []),
        (_yearly, "每年至少培育1个示范企业，三年共培育5个。", []),
    ],
)  # fmt: skip
def test_figures_make_what_is_said(
    find: Callable[[str], Slips], text: str, counted: list[str]
) -> None:
    assert [made for *_, made in find(text)] == counted


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("春节放假时间为2月16日至2月23日，共9天。", ["8天"]),
        ("“五一”假期为5月1日（周五）至5日放假，共4天。", ["5天"]),
        ("春节放假时间为2月15日至2月23日，共9天。", []),
        ("6月1日至30日，共22天工作日。", []),
        ("9月29日至10月8日放假，共8天调休。", []),
        ("10月1日至8日（节假日），共9天（含9月30日夜间）。", []),
        ("10月1日至8日（节假日），共9天（见值班表）。", ["8天"]),
        ("12月30日至1月3日，共5天。", []),
    ],
)
def test_days_are_counted(text: str, counted: list[str]) -> None:
    assert [made for *_, made in _days(text, 2026)] == counted


@pytest.mark.parametrize("space", ["", " "])
def test_spaces_between_figures_and_words_are_no_matter(space: str) -> None:
    sentence = f"全县发生事故 22 起，同比减少{space}4 起，下降{space}18.2%。各乡镇每月检查1次。"
    assert "wording-figures-differ" in told(sentence)
    assert "wording-figures-differ" not in told(sentence.replace("18.2", "15.4"))
