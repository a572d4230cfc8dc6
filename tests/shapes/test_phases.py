"""Steps of a plan beside each other, beside the whole, and beside what is due in them."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told

STEPS = "二、实施步骤\n\n（一）动员部署（3月1日至3月31日）。各乡镇每月调度1次。\n\n（二）{}。各乡镇每月检查1次。{}\n\n"


@pytest.mark.parametrize(
    ("step", "report", "rule", "found"),
    [
        ("自查自改（3月15日至6月30日）", "", "deadline-phases", True),
        ("自查自改（4月1日至6月30日）", "", "deadline-phases", False),
        ("自查自改（4月20日至6月30日）", "", "deadline-phases", True),
        ("自查自改（2026年4月）", "", "deadline-phases", False),
        ("自查自改（2026年2月）", "", "deadline-phases", True),
        ("自查自改（4月1日至9月30日）", "", "deadline-phases-outside", True),
        ("自查自改（4月1日至8月31日）", "", "deadline-phases-outside", False),
        ("自查自改（4月1日至8月31日）", "6月30日前报送自查总结。", "deadline-report-early", True),
        ("自查自改（4月1日至8月31日）", "9月10日前报送自查总结。", "deadline-report-early", False),
    ],
)
def test_steps(step: str, report: str, rule: str, found: bool) -> None:
    whole = "整治时间自2026年3月1日起至8月31日止，各乡镇每月调度1次。"
    rest = STEPS.format(step, report)
    assert (rule in told(whole, rest=rest, title="开展{year}年燃气安全专项整治的通知")) is found


@pytest.mark.parametrize(("end", "outside"), [("2026年12月", False), ("2027年3月", True)])
def test_steps_of_a_plan_end_with_it(end: str, outside: bool) -> None:
    rest = f"二、实施步骤\n\n（一）动员部署（2024年3月至4月）。各乡镇每月调度1次。\n\n（二）整治（2024年5月至{end}）。各乡镇每月检查1次。\n\n"
    title = "安全生产治本攻坚三年行动方案（2024—2026年）"
    found = told("各乡镇每月检查1次。", rest=rest, title=title, date="2024年2月5日")
    assert ("deadline-phases-outside" in found) is outside


TASKS = "二、{}\n\n（一）{}（3月1日至6月30日）。各乡镇每月调度1次。\n\n（二）{}（4月1日至10月31日）。各乡镇每月检查1次。{}\n\n"


@pytest.mark.parametrize(
    ("heading", "first", "second", "overlap"),
    [
        ("工作安排", "学校检查", "景区检查", False),
        ("工作安排", "动员部署", "集中整治", True),
        ("时间安排", "学校检查", "景区检查", True),
        ("工作安排", "动员部署阶段", "集中整治阶段", True),
    ],
)
def test_arrangements_are_steps_where_they_are_called_so(
    heading: str, first: str, second: str, overlap: bool
) -> None:
    found = told("各乡镇每月检查1次。", rest=TASKS.format(heading, first, second, ""))
    assert ("deadline-phases" in found) is overlap


@pytest.mark.parametrize(
    ("sentence", "within", "outside"),
    [
        ("整治时间自6月1日起至8月31日止。", "", True),
        ("其中夏季消防检查时间自6月1日起至8月31日止。", "", False),
        ("", "消防检查时间自6月1日起至8月31日止。", False),
    ],
)
def test_a_part_is_not_the_whole(sentence: str, within: str, outside: bool) -> None:
    rest = TASKS.format("实施步骤", "动员部署", "集中整治", within)
    found = told(f"{sentence}各乡镇每月检查1次。", rest=rest)
    assert ("deadline-phases-outside" in found) is outside
