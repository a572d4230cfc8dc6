"""Which patterns may match in a text, told by its characters alone.

Most rows of a table hold words of which one must be there: 责令 needs a 责 and a 令, (?:甲|乙)队 a 队 and one of 甲
and 乙. One look at the characters of a sentence leaves a tenth of the rows to be tried. Python's own parser of
patterns tells what a pattern needs; where it is not to be had, every row is tried and all stays right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, compress
from typing import Any, Generic, TypeVar

from ingest.first_characters import WIDE, parsed

Row = TypeVar("Row")

_LAST_DIGIT = 0x1FBFF
"""The block of the last decimal digits of Unicode 15 ends here."""
Needs = tuple[frozenset[str], ...]
"""Two sets of characters at most: one character of each must be there."""
_ANY: Needs = ()


@dataclass(frozen=True, slots=True)
class Sieve(Generic[Row]):
    """Rows in their order, each with two bytes of its own, for the first and the second set that it needs, all the first in
    front of all the second; ``by_character``: the bytes of the sets that one of the ``characters`` is in, as one number;
    ``always``: those of the rows that need no such set."""

    rows: tuple[Row, ...]
    characters: frozenset[str]
    by_character: Mapping[str, int]
    always: int

    def left(self, text: str) -> list[Row]:
        """The rows that may match in ``text``."""
        through = self.always
        for character in self.characters & _characters(text):
            through |= self.by_character[character]
        number = len(self.rows)
        both = through & through >> 8 * number
        return list(compress(self.rows, both.to_bytes(number, "little")))


@lru_cache(maxsize=16)
def _characters(text: str) -> frozenset[str]:
    """The characters of a text, which one sieve after the other asks for."""
    return frozenset(text)


def sieve(rows: Iterable[tuple[str, Row]]) -> Sieve[Row]:
    """The sieve of rows, each with the pattern that is to match.

    >>> sieve([("责令|限期", 1), ("[甲乙]队", 2), (".*", 3)]).left("队限期")
    [1, 3]
    """
    told = tuple(rows)
    by_character: defaultdict[str, int] = defaultdict(int)
    always = 0
    for i, (pattern, _) in enumerate(told):
        needed = needs(pattern)
        for at in (0, 1):
            byte = 1 << 8 * (i + at * len(told))
            always |= 0 if needed[at:] else byte
            for character in chain(*needed[at : at + 1]):
                by_character[character] |= byte
    return Sieve(tuple(row for _, row in told), frozenset(by_character), dict(by_character), always)


@cache
def needs(pattern: str) -> Needs:
    """Sets of characters one of each of which stands in every text that ``pattern`` matches in; none where that cannot be
    told.

    >>> [sorted(each) for each in needs("第[甲乙](?:.*)")]
    [['第'], ['乙', '甲']]
    """
    with suppress(ImportError, AttributeError):
        items = parsed(pattern)
        return _ANY if items.state.flags & re.IGNORECASE else _of_all(items)
    return _ANY


def _of_all(items: Iterable[tuple[Any, Any]]) -> Needs:
    """What items in a row need: the two smallest sets that they do."""
    found = chain.from_iterable(_of_one(str(kind), value) for kind, value in items)
    return tuple(sorted(dict.fromkeys(found), key=len)[:2])


def _of_one(kind: str, value: Any) -> Needs:
    if kind == "LITERAL":
        return (frozenset({chr(value)}),)
    if kind == "IN":
        return _of_each(_member(str(k), v) for k, v in value)
    if kind == "BRANCH":
        return _of_each(map(_of_all, value[1]))
    if kind == "SUBPATTERN":
        _, flags_set, _, inner = value
        return _ANY if flags_set else _of_all(inner)
    if kind == "ASSERT":
        return _of_all(value[1])
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and value[0]:
        return _of_all(value[2])
    return _ANY


def _of_each(found: Iterable[Needs]) -> Needs:
    """What alternatives need together: nothing where one of them needs nothing."""
    each = list(found)
    if not all(each):
        return _ANY
    together = (frozenset().union(*(sets[at] for sets in each)) for at in (0, -1))
    return tuple(dict.fromkeys(together))


def _member(kind: str, value: Any) -> Needs:
    if kind == "LITERAL":
        return (frozenset({chr(value)}),)
    if kind == "RANGE" and value[1] - value[0] < WIDE:
        return (frozenset(map(chr, range(value[0], value[1] + 1))),)
    if kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
        return (_digits(),)
    return _ANY


@cache
def _digits() -> frozenset[str]:
    """Whatever ``\\d`` matches."""
    return frozenset(c for c in map(chr, range(_LAST_DIGIT + 1)) if c.isdecimal())
