"""In what way two duties are one."""

from __future__ import annotations

from alignment.degrees import rank
from alignment.differences import differences
from alignment.records import Aligned, Pair
from alignment.words import bare, shared_runs

#: From this share on, a duty's words are held by the other.
HELD = 0.62
#: From this similarity on, two duties that do not hold one another say the same in other words.
SAME = 0.38
#: From this similarity on, an order and a permission speak of the same deed.
OPPOSED = 0.50

#: Least similarity of two duties of which one holds the other: a stock phrase is held by many.
LEAST = 0.25

_BAN, _LEAVE = 4, 1


def align(pair: Pair, years: tuple[int | None, int | None]) -> Aligned | None:
    """The pair as one duty, None where they only share some words. ``years``: the notices' plan years.

    Kinds (from the first to the second): identical (same words), edited (both hold most of the other's
    words), broader (the second says all of the first and more), narrower (only a part of it), restated
    (same in other words), contradicting (a ban against a leave, at least against at most)."""
    first, second = pair.first, pair.second
    kind, alike = _kind(pair), pair.similarity >= OPPOSED
    if kind is None and not alike:
        return None
    found = differences(first, second, years)
    if alike and (any(each.way == "opposed" for each in found) or _opposed(pair)):
        kind = "contradicting"
    if kind is None:
        return None
    return Aligned(pair, kind, shared_runs(first.text, second.text), found)


def _kind(pair: Pair) -> str | None:
    if bare(pair.first.text) == bare(pair.second.text):
        return "identical"
    if pair.similarity < LEAST:
        return None
    held, holds = pair.of_first >= HELD, pair.of_second >= HELD
    if held and holds:
        return "edited"
    if held:
        return "broader"
    if holds:
        return "narrower"
    return "restated" if pair.similarity >= SAME else None


def _opposed(pair: Pair) -> bool:
    ranks = {rank("strictness", duty.text)[0] for duty in (pair.first, pair.second)}
    return ranks == {_BAN, _LEAVE}
