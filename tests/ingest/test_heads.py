"""Heads of a body are those of the body that is named in front of them, and of no enterprise."""

import pytest

from ingest.pipeline import read_notice
from ingest.places import place_of
from ingest.units import Issuer, unit_of
from ontology.ids import key_of

FRAME = """临县安全生产委员会关于做好2025年安全生产工作的通知
临安委〔2025〕3号
各乡镇人民政府：
现将有关事项通知如下。
一、重点任务
（一）会议。{body}
临县安全生产委员会
2025年3月8日
"""
COUNTY = "https://w3id.org/anze/id/unit/141124/"


def units(body: str) -> list[str]:
    notice = read_notice(FRAME.format(body=body).encode(), "a.txt")
    return [(o.unit or "").removeprefix(COUNTY) for t in notice.tasks for o in t.owners]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "各乡镇（街道）要高度重视，主要负责人每月至少主持召开1次会议。",
            [
                "township-governments",
                f"township-governments/{key_of('乡镇（街道）主要负责人')}",
            ],
        ),
        (
            "各乡镇要高度重视。主要负责人每月至少主持召开1次会议。",
            ["township-governments", f"township-governments/{key_of('乡镇主要负责人')}"],
        ),
        (
            "各乡镇、各部门要高度重视，主要负责人每月带队检查1次。",
            [
                "township-governments",
                "all-departments",
                f"township-governments/{key_of('乡镇主要负责人')}",
                "department-head",
            ],
        ),
        (
            "各乡镇党委、政府主要负责人每月研究部署安全生产工作不少于1次。",
            ["township-governments", f"township-governments/{key_of('乡镇政府主要负责人')}"],
        ),
        (
            "各企业要落实主体责任，主要负责人每月带队检查1次。",
            ["enterprise", "enterprise-head"],
        ),
        ("主要负责人每月带队检查1次。", ["enterprise-head"]),
    ],
)
def test_heads_are_of_the_body_in_front_of_them(body: str, expected: list[str]) -> None:
    assert units(body) == expected


@pytest.mark.parametrize(
    ("name", "part_of"),
    [
        ("各乡镇（街道）主要负责人", "township-governments"),
        ("村（社区）负责人", "village-committees"),
        ("县安委会成员单位主要负责人", "safety-committee-members"),
        ("县政府主要负责人", "party-government-leaders"),
        ("县应急管理局分管负责人", "department-head"),
        ("煤矿主要负责人", "enterprise-head"),
        ("施工单位主要负责人", "enterprise-head"),
        ("企业分管负责人", "line-managers"),
    ],
)
def test_heads_are_a_part_of_their_kind(name: str, part_of: str) -> None:
    unit = unit_of(name, Issuer(place_of("临县")))
    assert unit is not None
    assert (unit.kind, unit.part_of) == ("post", COUNTY + part_of)
