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
        for word in sorted(features(duty)):
            holders.setdefault(word, []).append(at)
    return Index(duties, holders)


def features(duty: Duty) -> frozenset[str]:
    """Pairs of characters of its text, and the codes of what it speaks of."""
    return pairs_of(duty.text) | duty.concepts


def candidates(first: Index, second: Index, share: float = SHARE) -> Iterator[Pair]:
    """Pairs of a duty of the first and one of the second notice of which one holds at least ``share`` of
    the other's weighted words; the likest of each duty of the first comes first.

    A word weighs the logarithm of how few duties of both notices hold it."""
    count = len(first.duties) + len(second.duties)
    often = int(COMMON * count) if count >= FEW else count
    weights = [0.0, *(math.log((1 + count) / frequency) for frequency in range(1, often + 1))]
    whole_first, whole_second = [0.0] * len(first.duties), [0.0] * len(second.duties)
    shared = [[0.0] * len(second.duties) for _ in first.duties]
    for word, mine in first.holders.items():
        theirs = second.holders.get(word, ())
        if len(mine) + len(theirs) > often:
            continue
        weight = weights[len(mine) + len(theirs)]
        for a in mine:
            whole_first[a] += weight
            beside = shared[a]
            for b in theirs:
                beside[b] += weight
    for word, theirs in second.holders.items():
        frequency = len(first.holders.get(word, ())) + len(theirs)
        if frequency <= often:
            for b in theirs:
                whole_second[b] += weights[frequency]
    for a, duty in enumerate(first.duties):
        found = [
            Pair(duty, second.duties[b], both / whole_first[a], both / whole_second[b])
            for b, both in enumerate(shared[a])
            if both and both >= share * min(whole_first[a], whole_second[b])
        ]
        yield from sorted(found, key=lambda pair: (-pair.similarity, pair.second.iri))
