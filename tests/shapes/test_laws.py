"""Laws by names that none has are told with the right one, offices of mine safety by their name of today."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("law", "misnamed"),
    [
        ("《山西省安全生产管理条例》", True),
        ("《山西省安全生产条例》", False),
        ("《宁夏回族自治区安全生产管理条例》", True),
        ("《煤矿安全生产条例》", False),
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
