"""Which patterns may match in a text, told by its characters alone.

Most rows of a table hold words of which one must be there: 责令 needs a 责, (?:甲|乙)队 a 队. One look at the
characters of a sentence leaves a sixth of the rows to be tried. Python's own parser of patterns tells what a
pattern needs; where it is not to be had, every row is tried and all stays right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress
from typing import Any, Generic, TypeVar

from ingest.first_characters import WIDE, parsed

Row = TypeVar("Row")

_LAST_DIGIT = 0x1FBFF
"""The block of the last decimal digits of Unicode 15 ends here."""
_ANY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sieve(Generic[Row]):
    """Rows in their order, each with a byte of its own; ``by_character``: the bytes of the rows that one of the
    ``characters`` lets through, as one number; ``always``: those of the rows that need none."""

    rows: tuple[Row, ...]
    characters: frozenset[str]
    by_character: Mapping[str, int]
    always: int

    def left(self, text: str) -> list[Row]:
        """The rows that may match in ``text``."""
        through = self.always
        for character in self.characters & _characters(text):
            through |= self.by_character[character]
        return list(compress(self.rows, through.to_bytes(len(self.rows), "little")))


@lru_cache(maxsize=16)
def _characters(text: str) -> frozenset[str]:
    """The characters of a text, which one sieve after the other asks for."""
    return frozenset(text)


def sieve(rows: Iterable[tuple[str, Row]]) -> Sieve[Row]:
    """The sieve of rows, each with the pattern that is to match.

    >>> sieve([("责令|限期", 1), ("[甲乙]队", 2), (".*", 3)]).left("限甲")
    [1, 3]
    """
    kept = []
    by_character: defaultdict[str, int] = defaultdict(int)
    always = 0
    for i, (pattern, row) in enumerate(rows):
        kept.append(row)
        needed = needed_characters(pattern)
        always |= 0 if needed else 1 << 8 * i
        for character in needed:
            by_character[character] |= 1 << 8 * i
    return Sieve(tuple(kept), frozenset(by_character), dict(by_character), always)


@cache
def needed_characters(pattern: str) -> frozenset[str]:
    """Characters one of which stands in every text that ``pattern`` matches in; none where that cannot be told.

    >>> sorted(needed_characters("第[甲乙](?:.*)"))
    ['第']
    """
    with suppress(ImportError, AttributeError):
        items = parsed(pattern)
        return _ANY if items.state.flags & re.IGNORECASE else _of_all(items)
    return _ANY


def _of_all(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """What items in a row need: the fewest that one of them does."""
    found = (_of_one(str(kind), value) for kind, value in items)
    return min(filter(None, found), key=len, default=_ANY)


def _of_one(kind: str, value: Any) -> frozenset[str]:
    if kind == "LITERAL":
        return frozenset({chr(value)})
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


def _of_each(found: Iterable[frozenset[str]]) -> frozenset[str]:
    """What alternatives need together: nothing where one of them needs nothing."""
    sets = list(found)
    return frozenset().union(*sets) if all(sets) else _ANY


def _member(kind: str, value: Any) -> frozenset[str]:
    if kind == "LITERAL":
        return frozenset({chr(value)})
    if kind == "RANGE" and value[1] - value[0] < WIDE:
        return frozenset(map(chr, range(value[0], value[1] + 1)))
    if kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
        return _digits()
    return _ANY


@cache
def _digits() -> frozenset[str]:
    """Whatever ``\\d`` matches."""
    return frozenset(c for c in map(chr, range(_LAST_DIGIT + 1)) if c.isdecimal())
