"""What is to rise from year to year does so, and no share beyond the whole; rates of other things, and what is to fall, are no matter."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("sentence", "falls"),
    [
        ("涉药工序机械化率2026年达到80%，2027年达到75%。", True),
        ("涉药工序机械化率2026年达到80%，2027年达到85%。", False),
        ("加装安全装置：2026 年底加装率达到 60%，2027 年底达到 50%。", True),
        ("隐患整改率：2024年达到90%，2025年达到95%，2026年达到92%。", True),
        ("到2026年底，管道更新改造完成率达到95%；到2027年底，更新改造完成率达到90%。", True),
        ("到2026年底，管道更新改造完成率达到95%；到2027年底，职工培训覆盖率达到90%。", False),
        ("到2026年底，事故死亡率下降率达到95%；到2027年底，事故死亡率下降率达到90%。", False),
        ("隐患逾期率2026年控制在5%，2027年控制在3%。", False),
        ("达标率由2025年的90%提高到2028年的80%。", False),
    ],
)
def test_a_later_year_wants_no_less(sentence: str, falls: bool) -> None:
    assert ("target-falls" in told(sentence)) is falls


@pytest.mark.parametrize(
    ("sentence", "over"),
    [
        ("各乡镇6月底前将隐患整改率由95%提高到105%。", True),
        ("各乡镇6月底前将培训覆盖率提升至120%。", True),
        ("各乡镇6月底前将隐患整改率由95%提高到100%。", False),
        ("县工信局6月底前将产能利用率由95%提高到105%。", False),
        ("县应急局6月底前将物资储备由95%提高到120%。", False),
        ("县应急局6月底前将覆盖率提高5个百分点，专项经费提高到120%。", False),
    ],
)
def test_a_rate_of_a_whole_rises_to_all_of_it(sentence: str, over: bool) -> None:
    assert ("target-share-over-100" in told(sentence)) is over
