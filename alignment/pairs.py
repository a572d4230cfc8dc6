"""Which duties of two notices share words: candidates from inverted indexes over their words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alignment.records import Duty, Pair
from alignment.words import pairs_of

#: Least share of one duty's weighted words that the other must hold to be looked at.
SHARE = 0.10
#: Duties of both notices together below which every word counts; a word that more than this share of
#: more duties hold says nothing about which duty it is.
FEW, COMMON = 8, 0.25

_NAME = re.compile(r"“([^“”]{2,})”")


@dataclass(frozen=True, slots=True)
class Index:
    """The duties of a notice and, for each of their words, the places of those that hold it;
    ``named``: the same for what stands in quotation marks."""

    duties: Sequence[Duty]
    holders: dict[str, list[int]]
    named: dict[str, list[int]]


def index(duties: Sequence[Duty]) -> Index:
    holders: dict[str, list[int]] = {}
    named: dict[str, list[int]] = {}
    for at, duty in enumerate(duties):
        for name in sorted(set(_NAME.findall(duty.text))):
            named.setdefault(name, []).append(at)
        for word in sorted(features(duty)):
            holders.setdefault(word, []).append(at)
    return Index(duties, holders, named)


def features(duty: Duty) -> frozenset[str]:
    """Pairs of characters of its text, and the codes of what it speaks of."""
    return pairs_of(duty.text) | duty.concepts


def candidates(first: Index, second: Index) -> list[Pair]:
    """Pairs of a duty of the first and one of the second notice of which one holds at least ``SHARE`` of
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
    names = _shared_names(first, second)
    found = [
        Pair(duty, second.duties[b], both / whole_first[a], both / whole_second[b],
             names=tuple(names.get((a, b), ())))
        for a, duty in enumerate(first.duties)
        for b, both in enumerate(shared[a])
        if both and both >= SHARE * min(whole_first[a], whole_second[b])
    ]  # fmt: skip
    return _with_likest(found)


def _shared_names(first: Index, second: Index) -> dict[tuple[int, int], list[str]]:
    """The names that one duty of either notice has, by the two."""
    found: dict[tuple[int, int], list[str]] = {}
    for name, mine in first.named.items():
        theirs = second.named.get(name, ())
        if len(mine) == len(theirs) == 1:
            found.setdefault((mine[0], theirs[0]), []).append(name)
    return found


def _with_likest(found: Sequence[Pair]) -> list[Pair]:
    """The pairs by the duties of the first, the likest in front, each with of how many it is the likest."""
    best: dict[str, float] = {}
    for pair in found:
        for duty in (pair.first.iri, pair.second.iri):
            best[duty] = max(best.get(duty, 0.0), pair.similarity)
    places = {pair.first.iri: at for at, pair in reversed(list(enumerate(found)))}
    return [
        replace(pair, likest=sum(pair.similarity == best[d.iri] for d in (pair.first, pair.second)))
        for pair in sorted(
            found, key=lambda pair: (places[pair.first.iri], -pair.similarity, pair.second.iri)
        )
    ]
