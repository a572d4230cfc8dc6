"""Numbers in digits, Chinese numerals and both."""

import re

import pytest

from ingest.numerals import NUMBER, ordinal, parse_number

VALUES = {
    3: ("3", "三", "3.0"), 2: ("两", "二"), 10: ("十", "10", "一十"), 12: ("十二", "12"), 20: ("二十",),
    23: ("二十三",), 105: ("一百零五", "105"), 200: ("两百", "2百", "200"), 1200: ("1,200", "一千二百", "1200"),
    3000: ("3千", "三千", "3000"), 17_000: ("1.7万", "17000", "一万七千"), 40_000: ("四万",),
    3_000_000: ("三百万", "300万", "3百万"), 20_000_000: ("2千万", "2000万"), 120_000_000: ("1.2亿",),
    2024: ("二〇二四", "二○二四", "2024"), 95.5: ("九十五点五", "95.5"), 0.5: ("零点五", "0.5"),
    100_010_000: ("一亿零一万",),
}  # fmt: skip


def test_values() -> None:
    cases = [(words, value) for value, written in VALUES.items() for words in written]
    assert len(cases) == 41
    for words, value in cases:
        assert parse_number(words) == value, words


@pytest.mark.parametrize("words", ["", "多", "A", "第三", "3.4.5", "点五", "1-2"])
def test_no_numbers(words: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        parse_number(words)


@pytest.mark.parametrize(
    ("text", "found"),
    [("1,260公里", "1,260"), ("12千瓦", "12"), ("5千米", "5"), ("3千余名", "3千"), ("2百分点", "2"), ("三万五千户", "三万五千")],
)  # fmt: skip
def test_longest_number(text: str, found: str) -> None:
    match = re.match(NUMBER, text)
    assert match
    assert match[0] == found


def test_ordinals() -> None:
    assert [ordinal(w) for w in ("三", "12", "二十一", "附")] == [3, 12, 21, None]
