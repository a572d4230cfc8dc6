"""Offices of another tier and a second seat of one office are told; branches of those above, and places of their own, are not."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told

OWN = "\n\n".join(
    f"（{number}）任务。6月底前检查1次。（牵头单位：{{0}}{name}局；配合单位：{{0}}财政局）"
    for number, name in zip("二三四五六", ("应急", "公安", "教育", "水利", "交通运输"), strict=True)
)


@pytest.mark.parametrize(
    ("issuer", "own", "sentence", "foreign"),
    [
        ("交口县人民政府", "县", "6月底前检查1次。（牵头单位：市民政局）", True),
        ("交口县人民政府", "县", "6月底前检查1次。（牵头单位：县民政局）", False),
        ("交口县人民政府", "县", "6月底前检查1次。（牵头单位：市生态环境局）", False),
        ("交口县人民政府", "县", "6月底前检查1次，结果报市民政局。", False),
        ("孝义市人民政府", "市", "县民政局每月检查1次。", True),
        ("孝义市人民政府", "市", "交口县民政局每月检查1次。", False),
        ("吕梁市人民政府", "市", "6月底前检查1次。（牵头单位：省能源局）", True),
    ],
)
def test_an_office_of_another_tier(issuer: str, own: str, sentence: str, foreign: bool) -> None:
    found = told(sentence, issuer=issuer, rest=OWN.format(own) + "\n\n")
    assert ("owner-other-tier" in found) is foreign


@pytest.mark.parametrize(
    ("seat", "differs"),
    [("市住建局", True), ("市消防大队", False), ("以下简称领导小组办公室", False)],
)
def test_an_office_of_a_task_force_sits_in_one_place(seat: str, differs: bool) -> None:
    sentence = "领导小组办公室设在市消防救援大队。各乡镇每月5日前将自查情况报"
    assert ("owner-seat-differs" in told(f"{sentence}领导小组办公室（{seat}）。")) is differs
