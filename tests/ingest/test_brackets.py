"""Pairs of brackets and quotation marks."""

import pytest

from ingest.brackets import inside, match_pairs

CASES = [
    ("甲（乙）丙", ["（乙）"]),
    ("（甲（乙）丙）", ["（甲（乙）丙）", "（乙）"]),
    ("（甲〕", ["（甲〕"]),
    ("〔甲）", ["〔甲）"]),
    ("《甲〈乙〉丙》", ["《甲〈乙〉丙》", "〈乙〉"]),
    ("《甲《乙》丙》", ["《甲《乙》丙》", "《乙》"]),
    ("“甲”“乙”", ["“甲”", "“乙”"]),
    ("“甲“乙”", ["“甲“乙”"]),
    ("（甲", []),
    ("甲）", []),
    ("（《甲）", ["（《甲）"]),
    ("《（甲》", ["《（甲》"]),
    ("“（甲”）", ["“（甲”"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_pairs(text: str, expected: list[str]) -> None:
    pairs = match_pairs(text)
    assert [text[p.start : p.end] for p in pairs] == expected
    assert [p.start for p in pairs] == sorted(p.start for p in pairs)
    assert all(text[p.start] == p.opener for p in pairs)


def test_there_are_enough_cases() -> None:
    assert len(CASES) == 14


def test_depth_and_inside() -> None:
    pairs = match_pairs("甲（乙（丙）丁）戊")
    assert [p.depth for p in pairs] == [0, 1]
    assert list(inside(pairs, 9)) == [0, 1, 1, 1, 1, 1, 1, 1, 0]
