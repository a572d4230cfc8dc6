"""Components of iCalendar: byte for byte those of a library that has a type for each value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lookup.ics import component, day, moment, rule, text

#: No carriage return alone, which the library leaves as it is, and no "\\N", which it reads as a line break.
WORDS = st.text(
    st.one_of(st.sampled_from("检查燃气;,\\^\n：x"), st.characters(exclude_categories=["Cc", "Cs"]))
).filter(lambda words: "\\N" not in words)


def by_library(name: str, **told: Any) -> bytes:
    event = icalendar.Event()
    event.add(name, **told)
    return bytes(event.to_ical())


@given(WORDS)
def test_words_are_escaped_and_folded_as_by_the_library(words: str) -> None:
    own = component("VEVENT", [("DESCRIPTION", text(words))])
    assert own == by_library("description", value=words)
    assert icalendar.Event.from_ical(own)["DESCRIPTION"] == words
    lines = own.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") for line in lines[:-1])


def test_a_carriage_return_ends_no_line() -> None:
    assert text("a\r\nb\rc") == "a\\nbc"


@pytest.mark.parametrize(
    "told",
    [
        {"freq": "daily", "interval": 10, "until": date(2026, 12, 31)},
        {"freq": "weekly", "byday": ["MO", "1FR"]},
        {"freq": "monthly", "bymonthday": [28, 29, 30], "bysetpos": -1, "until": date(2026, 12, 30)},
        {"freq": "yearly", "bymonth": [3, 6], "bymonthday": -1, "interval": 2},
    ],
)  # fmt: skip
def test_rules_have_the_parts_of_the_library_in_its_order(told: dict[str, Any]) -> None:
    own = component("VEVENT", [("RRULE", rule(told))])
    assert own == by_library("rrule", value=icalendar.vRecur(told))


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])))
def test_days_and_times_are_written_as_by_the_library(at: datetime) -> None:
    if 1 < at.year < 9999:  # else its day may lie outside of what Python can count
        own = component("VEVENT", [("DTSTAMP", moment(at))])
        assert own == by_library("dtstamp", value=at.astimezone(UTC))
    assert day(at.date()) == icalendar.vDate(at.date()).to_ical().decode()
