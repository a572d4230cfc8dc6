"""Dates, recurrences, seasons and reaction times in a corpus of phrases."""

from pathlib import Path

import pytest
import yaml

from ingest.characters import normalise
from ingest.finding import clause
from ingest.times import Times, find_times

CORPUS = yaml.safe_load(Path(__file__).with_name("times.yml").read_text(encoding="utf-8"))


def read(text: str, year: int | None = 2026) -> Times:
    return find_times(clause(normalise(text, 0, len(text))), year)


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
    assert len(CORPUS) == 177
    assert sum(len(c) == 1 for c in CORPUS) == 42
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
