"""What the text says of its own numbers: how many members follow, which articles and items it has."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("sentence", "differs"),
    [
        ("重点检查以下六类车辆：客车、校车、货车、面包车、农用车。", True),
        ("重点检查以下五类车辆：客车、校车、货车、面包车、农用车。", False),
        ("重点检查以下六类车辆：客车、校车（含大、小型）、货车、面包车、农用车和摩托车。", False),
        ("加强动火、受限空间、盲板抽堵、高处、吊装、临时用电、动土等八大作业审批。", False),
        (
            "加强动火、受限空间、盲板抽堵、高处、吊装、临时用电、动土、断路、检修等八大作业审批。",
            True,
        ),
        ("加强动火、受限空间、盲板抽堵、高处、吊装、临时用电、动土、断路等八大作业审批。", False),
        ("加强动火、受限空间等八大作业审批。", False),
    ],
)
def test_members_are_counted(sentence: str, differs: bool) -> None:
    assert ("structure-count-differs" in told(sentence)) is differs


@pytest.mark.parametrize(
    ("sentence", "beyond"),
    [
        ("依照本通知第二十三条挂牌督办。", True),
        ("依照本通知第一条挂牌督办。", False),
        ("依照《安全生产法》第二十三条挂牌督办。", False),
        ("各乡镇每月检查1次。第20项由市安委办汇总。", True),
        ("本通知第三十部分所列企业每月检查1次。", False),
    ],
)
def test_a_reference_stays_within_the_numbers(sentence: str, beyond: bool) -> None:
    rest = "（二）演练。各乡镇每月演练1次。\n\n"
    assert ("structure-reference-beyond" in told(sentence, rest=rest)) is beyond
