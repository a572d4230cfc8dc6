"""Years of campaigns, of five-year plans and of a plan's own title are held against what is known of them."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("sentence", "year", "differs"),
    [
        ("2026年是安全生产治本攻坚三年行动收官之年。", 2026, False),
        ("2027年是安全生产治本攻坚三年行动收官之年。", 2027, True),
        ("今年是安全生产治本攻坚三年行动收官之年。", 2025, True),
        ("安全生产治本攻坚三年行动（2024—2026年）每月调度。", 2026, False),
        ("安全生产治本攻坚三年行动（2024—2025年）每月调度。", 2026, True),
        ("矿山安全专项整治三年行动（2025—2027年）每月调度。", 2026, False),
        ("2026年是“十五五”规划开局之年。", 2026, False),
        ("2026年是“十四五”规划收官之年。", 2026, True),
        ("2025年是“十四五”规划收官之年，要为“十五五”开局之年打好基础。", 2025, False),
    ],
)
def test_years_of_what_everybody_knows(sentence: str, year: int, differs: bool) -> None:
    found = told(sentence, year=year, date=f"{year}年2月5日")
    assert ("deadline-years-differ" in found) is differs


@pytest.mark.parametrize(
    ("years", "differs"), [("2026—2028", False), ("2025—2027", True), ("2026-2028", False)]
)
def test_years_of_a_plan_are_those_of_its_title(years: str, differs: bool) -> None:
    title = "印发《矿山安全整治三年行动方案（2026—2028年）》的通知"
    found = told(f"实施期为{years}年。", title=title)
    assert ("deadline-years-differ" in found) is differs
