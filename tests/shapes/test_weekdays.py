"""Days of the week are held against the calendar of every year that may be meant."""

from __future__ import annotations

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from tests.shapes.drafted import DRAFT, told


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("3月30日（星期日）", True),
        ("3月30日（周一）", False),
        ("2025年3月30日（星期日）", False),
        ("2025年3月30日（星期一）", True),
        ("10月1日（星期四）至7日（星期三）", False),
        ("10月1日（星期四）至7日（星期四）", True),
        ("2月30日（星期日）", False),
        ("每月5日（周末）", False),
        ("3月30日星期日", True),
        ("3月30日星期一", False),
        ("3月30日周日上午", True),
        ("3月30日星期日至星期三", False),
        ("农历3月30日星期日", False),
        ("去年3月30日星期日", False),
        ("3月30日至31日（星期日至星期一）", True),
        ("3月30日至31日（星期一至星期二）", False),
        ("3月30日至31日（周一至周五）", True),
        ("3月30日至4月3日（星期二至星期六）", True),
        ("3月29日至4月3日（周一至周五）", False),
        ("3月1日至31日（周一至周五）", False),
    ],
)
def test_a_day_of_the_week_is_that_of_the_calendar(day: str, wrong: bool) -> None:
    assert ("deadline-weekday" in told(f"各乡镇于{day}前检查1次。")) is wrong


def test_from_autumn_on_the_next_year_may_be_meant() -> None:
    sentence = "各乡镇于1月5日（星期一）前检查1次。"
    assert "deadline-weekday" not in told(sentence, year=2025, date="2025年11月20日")
    assert "deadline-weekday" in told(sentence, year=2025, date="2025年2月20日")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("9月25日（星期四）", "2026年的这一天是星期五"),
        ("1月5日（星期四）", "2027年的这一天是星期二"),
    ],
)
def test_the_year_that_is_told_is_that_of_the_next_such_day(day: str, told: str) -> None:
    text = DRAFT.format(
        issuer="孝义市人民政府", title="做好2026年国庆节期间安全生产工作的通知", addressees="各乡镇人民政府",
        sentence=f"各乡镇于{day}前检查1次。", rest="", date="2026年9月20日",
    )  # fmt: skip
    found = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued")).findings
    (weekday,) = (each for each in found if each.rule == "deadline-weekday")
    assert told in weekday.what.zh


def test_the_days_of_a_span_are_told_together() -> None:
    text = DRAFT.format(
        issuer="孝义市人民政府", title="做好2026年安全生产工作的通知", addressees="各乡镇人民政府", rest="",
        sentence="市应急局于6月16日至17日（星期三至星期四）举办培训。", date="2026年3月20日",
    )  # fmt: skip
    found = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued")).findings
    (weekday,) = (each for each in found if each.rule == "deadline-weekday")
    assert "2026年的这几天是星期二至星期三" in weekday.what.zh
