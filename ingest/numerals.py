"""Numbers as notices write them: 3, 1.7万余, 二〇二四, 十二, 两, 100％."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "0": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}

CAPITALS = "壹贰叁肆伍陆柒捌玖拾"
"""The numerals of sums of money, with which some offices number their parts (壹、)."""
_PLAIN = str.maketrans(CAPITALS, "一二三四五六七八九十")
LAND = "陆、(?:[海水空]、|空(?!气))"
"""The land beside sea, water and air (陆、海、空各部门), which is no sixth part."""
CAPITAL_PART = rf"(?!{LAND})[{CAPITALS}]{{1,2}}、"
"""The number of a part in capitals (壹、)."""

_HAN_DIGITS = "〇○零一二三四五六七八九十百千两"
_MAGNITUDE = r"[十百千]?[万亿]|百(?!分)|千(?![瓦米克伏帕卡])"
HAN = rf"[{_HAN_DIGITS}]+"
HAN_NUMBER = rf"[{_HAN_DIGITS}]{{1,12}}(?:[万亿][{_HAN_DIGITS}]{{0,12}}){{0,3}}"
NUMBER = rf"(?:\d{{1,15}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,8}})?(?:{_MAGNITUDE})?|{HAN_NUMBER})"
"""Bounded in length: a longer row of digits is no number that a notice means."""


def parse_number(words: str) -> float:
    """Value of a number in digits, Chinese numerals or both.

    >>> parse_number("1.7万"), parse_number("二十三"), parse_number("二〇二四"), parse_number("两")
    (17000.0, 23.0, 2024.0, 2.0)
    >>> parse_number("3千"), parse_number("2千万"), parse_number("九十五点五")
    (3000.0, 20000000.0, 95.5)

    Raises:
        ValueError: ``words`` are no number.
    """
    plain = words.replace(",", "")
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([十百千]?)([万亿]?)", plain)
    if mixed:
        scale = _SMALL.get(mixed[2], 1) * _LARGE.get(mixed[3], 1)
        return round(float(mixed[1]) * scale, 6)
    whole, _, decimals = plain.partition("点")
    if not re.fullmatch(HAN_NUMBER, whole) or not re.fullmatch(
        r"[〇○零一二三四五六七八九]*", decimals
    ):
        raise ValueError(f"not a number: {words!r}")
    fraction = "".join(str(_DIGITS[c]) for c in decimals)
    return float(f"{_parse_han(whole)}.{fraction or 0}")


def _parse_han(words: str) -> int:
    for mark, factor in (("亿", 100_000_000), ("万", 10_000)):
        if mark in words:
            head, _, tail = words.partition(mark)
            return (_parse_han(head) if head else 1) * factor + (_parse_han(tail) if tail else 0)
    if not any(c in _SMALL for c in words):
        return int("".join(str(_DIGITS[c]) for c in words))
    total = current = 0
    for c in words:
        if c in _SMALL:
            total += (current or 1) * _SMALL[c]
            current = 0
        else:
            current = _DIGITS[c]
    return total + current


@lru_cache(maxsize=1024)
def ordinal(words: str) -> int | None:
    """The number that a heading counts with (三, 12, 十二, 叁), or None if it is none."""
    try:
        return int(parse_number(words.translate(_PLAIN)))
    except ValueError:
        return None
