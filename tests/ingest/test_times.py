"""Dates, recurrences, seasons and reaction times in a corpus of phrases."""

import re
from datetime import date
from pathlib import Path

import pytest

from ingest import bounds
from ingest.characters import normalise
from ingest.deadlines import _DATED, Calendar
from ingest.finding import clause
from ingest.rulebook import rule_table
from ingest.times import _PERIODIC, _SOON, Times, find_times
from tests.ingest.written import written

CORPUS = written(Path(__file__).with_name("times.yml"))


def read(text: str, year: int | None = 2026, cell: bool = False) -> Times:
    when = Calendar(year, date(2026, 3, 9) if year else None)
    return find_times(clause(normalise(text, 0, len(text))), when, cell)


def said(text: str) -> list[str]:
    t = read(text)
    return [
        *(f"due {d.date}" for d in t.due),
        *(f"every {r.period} {r.minimum}" for r in t.recurrences),
        *(f"season {w.first[2:]} {w.last[2:]}" for w in t.windows),
        *(f"within {r.duration}" for r in t.response),
    ]


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: str(c[0]))
def test_phrase(case: list[str]) -> None:
    phrase, *expected = case
    assert sorted(said(phrase)) == sorted(expected)


def test_corpus_is_whole() -> None:
    assert len(CORPUS) == 396
    assert sum(len(c) == 1 for c in CORPUS) == 100
    assert len({c[0] for c in CORPUS}) == len(CORPUS)


def test_quotes_stand_in_the_phrase() -> None:
    found = 0
    for phrase, *_ in CORPUS:
        t = read(phrase)
        for x in (*t.due, *t.recurrences, *t.windows, *t.response):
            assert x.mention.quote == phrase[x.mention.start : x.mention.end]
            assert x.mention.rule.split(".")[0] in ("due", "recurrence", "window", "response")
            found += 1
    assert found == sum(len(c) - 1 for c in CORPUS)


def test_without_a_plan_year_only_dates_with_their_year_count() -> None:
    assert read("10月底前完成", None).due == ()
    assert [str(d.date) for d in read("2027年10月底前完成，12月底前总结", None).due] == [
        "2027-10-31",
        "2027-12-31",
    ]


def test_a_weekday_of_a_notice_without_a_date_is_no_deadline_and_does_not_recur() -> None:
    for text in ("周五前完成检查", "周五下午5点前完成检查", "本周五前完成检查"):
        assert (read(text, None).due, read(text, None).recurrences) == ((), ())


def test_a_named_year_holds_for_the_dates_behind_it() -> None:
    assert [str(d.date) for d in read("2025年5月底前自查，9月底前整改").due] == [
        "2025-05-31",
        "2025-09-30",
    ]


def test_scanned_digits_are_read_and_quoted_as_printed() -> None:
    (due,) = read("2O26年1O月底前完成").due
    assert (str(due.date), due.mention.quote) == ("2026-10-31", "2O26年1O月底前")


def test_the_count_of_a_recurrence_is_marked_as_taken() -> None:
    times = read("每季度至少1次研究安全生产工作")
    assert (0, 7) in times.counts


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2026年7月15日", ["2026-07-15"]),
        ("7月15日", ["2026-07-15"]),
        ("2026.7.15", ["2026-07-15"]),
        ("2026-07-15", ["2026-07-15"]),
        ("2026/7/15", ["2026-07-15"]),
        ("3月1日至7月15日", ["2026-07-15"]),
        ("7月13日—15日", ["2026-07-15"]),
        ("7月13日至15日", ["2026-07-15"]),
        ("2026年4月至9月", ["2026-09-30"]),
        ("7月份", ["2026-07-31"]),
        ("2026.07", ["2026-07-31"]),
        ("2027年", ["2027-12-31"]),
        ("2026年", []),
        ("2026—2028年", ["2028-12-31"]),
        ("半年", ["2026-06-30"]),
        ("Q3", ["2026-09-30"]),
        ("长期坚持", []),
        ("6个月", []),
    ],
)
def test_a_plain_date_in_a_time_cell_is_a_deadline(words: str, days: list[str]) -> None:
    assert [str(d.date) for d in read(words, cell=True).due] == days
    assert words in ("半年", "2027年") or len(read(words).due) <= len(days)


def test_working_days_are_told_apart() -> None:
    (five, two) = read("5个工作日内反馈，2日内上报").response
    assert (five.duration, five.working_days) == ("P5D", True)
    assert (two.duration, two.working_days) == ("P2D", False)


def test_a_day_long_past_at_signing_is_meant_in_the_next_year() -> None:
    when = Calendar(2026, date(2026, 11, 12))
    text = "2月20日前报送总结，12月5日前完成排查"
    found = find_times(clause(normalise(text, 0, len(text))), when).due
    assert [str(d.date) for d in found] == ["2027-02-20", "2026-12-05"]


def test_no_row_matches_without_its_cue() -> None:
    """The characters that let a table be passed over stand in every example of it."""
    cues = {"due": _DATED, "recurrence": _PERIODIC, "window": re.compile("月"), "response": _SOON}
    for table in (*cues, "due-cell"):
        for rule in rule_table(table):
            m = rule.pattern.search(rule.example)
            assert m, rule.id
            assert bounds._DATED.search(m[0]), rule.id
            assert table not in cues or cues[table].search(rule.example), rule.id


def test_a_period_of_nothing_is_none() -> None:
    assert (
        find_times(clause(normalise("每0天巡查一次。", 0, 8)), Calendar(2026, None)).recurrences
        == ()
    )


@pytest.mark.parametrize("count", ["次", "家以上", "起"])
@pytest.mark.parametrize("digit", "1一")
def test_a_row_of_digits_longer_than_any_number_counts_nothing(digit: str, count: str) -> None:
    for long in (20, 400, 5000):
        (found,) = read(f"每月至少{digit * long}{count}").recurrences
        assert (found.period, found.minimum) == ("P1M", 1)
