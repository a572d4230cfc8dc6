"""Which duties of two notices share words: candidates from inverted indexes over their words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignment.records import Duty, Pair
from alignment.words import pairs_of

#: Least share of one duty's weighted words that the other must hold to be looked at.
SHARE = 0.30
#: Duties of both notices together below which every word counts; a word that more than this share of
#: more duties hold says nothing about which duty it is.
FEW, COMMON = 8, 0.25


@dataclass(frozen=True, slots=True)
class Index:
    """The duties of a notice and, for each of their words, the places of those that hold it."""

    duties: Sequence[Duty]
    holders: dict[str, list[int]]


def index(duties: Sequence[Duty]) -> Index:
    holders: dict[str, list[int]] = {}
    for at, duty in enumerate(duties):
        for word in features(duty):
            holders.setdefault(word, []).append(at)
    return Index(duties, holders)


def features(duty: Duty) -> frozenset[str]:
    """Pairs of characters of its text, and the codes of what it speaks of."""
    return pairs_of(duty.text) | duty.concepts


def candidates(first: Index, second: Index) -> Iterator[Pair]:
    """Pairs of a duty of the first and one of the second notice of which one holds at least ``SHARE`` of
    the other's weighted words; the likest of each duty of the first comes first.

    A word weighs the logarithm of how few duties of both notices hold it."""
    count = len(first.duties) + len(second.duties)
    often = COMMON * count if count >= FEW else count
    whole_first, whole_second = [0.0] * len(first.duties), [0.0] * len(second.duties)
    shared: dict[tuple[int, int], float] = {}
    for word in first.holders.keys() | second.holders.keys():
        mine, theirs = first.holders.get(word, ()), second.holders.get(word, ())
        frequency = len(mine) + len(theirs)
        if frequency > often:
            continue
        weight = math.log((1 + count) / frequency)
        for a in mine:
            whole_first[a] += weight
        for b in theirs:
            whole_second[b] += weight
        for a in mine:
            for b in theirs:
                shared[a, b] = shared.get((a, b), 0.0) + weight
    by_first: dict[int, list[Pair]] = {}
    for (a, b), both in shared.items():
        of_first, of_second = both / whole_first[a], both / whole_second[b]
        if max(of_first, of_second) >= SHARE:
            pair = Pair(first.duties[a], second.duties[b], of_first, of_second)
            by_first.setdefault(a, []).append(pair)
    for a in sorted(by_first):
        yield from sorted(by_first[a], key=lambda pair: (-pair.similarity, pair.second.iri))
