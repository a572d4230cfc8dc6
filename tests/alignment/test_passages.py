"""Passages that two notices have word for word, and where they stand."""

from __future__ import annotations

import pytest

from alignment.passages import LEAST, passages, wording
from alignment.records import Section
from tests.alignment.test_compare import NOTICES, real

#: Two notices, how many passages and characters they share but for the title (counted by hand with it: 32 and
#: 948, 38 and 1471, 3 and 109).
SHARED = [
    ("datong-2026", "xiaoyi-2026", 31, 917),
    ("jincheng-chengqu-2023", "gaoping-2024", 38, 1473),
    ("lvliang-2025", "xiaoyi-2026", 3, 109),
]


@pytest.mark.parametrize(("first", "second", "count", "characters"), SHARED)
def test_passages_of_real_notices(first: str, second: str, count: int, characters: int) -> None:
    found = list(passages(wording(real(first).sections), wording(real(second).sections)))
    assert len(found) == count
    assert sum(len(bare(each.words)) for each in found) == characters
    files = [(NOTICES / f"{name}.txt").read_text(encoding="utf-8") for name in (first, second)]
    for each in found:
        for text, (_, start, end) in zip(files, (each.first, each.second), strict=True):
            assert bare(each.words) in bare(text[start:end])
            assert end - start <= len(each.words) + 5


def bare(text: str) -> str:
    for marks, one in (
        ("“”", '"'),
        ("（", "("),
        ("）", ")"),
        ("，", ","),
        ("：", ":"),
        ("；", ";"),
    ):
        for mark in marks:
            text = text.replace(mark, one)
    return "".join(text.split()).replace("*", "")


def section(text: str, start: int = 0) -> Section:
    return Section(f"at-{start}", "", text, ((0, start), (len(text), start + len(text))))


WORDS = "对全市正常生产建设煤矿开展全覆盖体检式精查"


def test_of_several_places_the_longest() -> None:
    first = wording([section(WORDS[:19] + "。"), section(f"要{WORDS}。", 100)])
    made = list(passages(first, wording([section(f"坚持{WORDS}！")])))
    assert [each.first[1:] for each in made] == [(101, 101 + len(WORDS))]
    assert [each.words for each in made] == [WORDS]


def test_short_runs_and_runs_over_two_sections_are_none() -> None:
    halves = [section(WORDS[:10]), section(WORDS[10:], 50)]
    assert list(passages(wording(halves), wording([section(WORDS)]))) == []
    short = WORDS[: LEAST - 1]
    assert list(passages(wording([section(short)]), wording([section(short)]))) == []
    assert list(passages(wording([]), wording([]))) == []


def test_the_second_is_told_without_overlaps() -> None:
    made = list(passages(wording([section(WORDS)]), wording([section(WORDS + WORDS)])))
    assert [each.second[1:] for each in made] == [(0, len(WORDS)), (len(WORDS), 2 * len(WORDS))]
