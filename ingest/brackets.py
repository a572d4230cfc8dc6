"""Which brackets and quotation marks of a text belong together.

A bracket without its partner counts for nothing: a missing 〕 must not swallow a page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_PAIRS = {"（": "）", "〔": "〕", "《": "》", "“": "”", "〈": "〉", "‘": "’"}
_CLOSERS = frozenset(_PAIRS.values())
_ANY = re.compile("[" + "".join(_PAIRS) + "".join(_PAIRS.values()) + "]")
_ROUND = {"）": "〕", "〕": "）"}


class Pair(NamedTuple):
    """A matched pair; ``start`` is the opening character, ``end`` one past the closing one."""

    opener: str
    start: int
    end: int
    depth: int


@lru_cache(maxsize=256)
def match_pairs(text: str) -> tuple[Pair, ...]:
    """The matched pairs of ``text`` in order of their start, depth 0 for the outermost.

    >>> [(p.opener, p.start, p.end) for p in match_pairs("甲（乙〔丙）丁”")]
    [('（', 1, 6)]
    """
    stack: list[tuple[str, int]] = []
    found: list[tuple[str, int, int]] = []
    openers = dict.fromkeys(_PAIRS, 0)
    for m in _ANY.finditer(text):
        i, c = m.start(), m[0]
        if c in _PAIRS:
            if c == "“" and openers["“"]:
                continue
            stack.append((c, i))
            openers[c] += 1
            continue
        opener = _opener_of(c, openers) if c in _CLOSERS else None
        if opener is None:
            continue
        while stack:
            last, start = stack.pop()
            openers[last] -= 1
            if last == opener:
                found.append((opener, start, i + 1))
                break
    return _with_depth(sorted(found, key=lambda f: f[1]))


def _opener_of(c: str, open_counts: dict[str, int]) -> str | None:
    """The opener that ``c`` closes; （ and 〔 may close each other where scans mix them."""
    for closer in (c, _ROUND.get(c, "")):
        for opener, partner in _PAIRS.items():
            if partner == closer and open_counts[opener]:
                return opener
    return None


def _with_depth(found: list[tuple[str, int, int]]) -> tuple[Pair, ...]:
    pairs: list[Pair] = []
    ends: list[int] = []
    for opener, start, end in found:
        while ends and ends[-1] <= start:
            ends.pop()
        pairs.append(Pair(opener, start, end, len(ends)))
        ends.append(end)
    return tuple(pairs)


def inside(pairs: tuple[Pair, ...], length: int) -> bytearray:
    """One byte a character: 1 where it stands within a pair (its brackets included)."""
    flags = bytearray(length)
    for p in pairs:
        if p.depth == 0:
            flags[p.start : p.end] = b"\x01" * (p.end - p.start)
    return flags
