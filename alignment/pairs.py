"""Which duties of two notices share words: candidates from inverted indexes over their words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alignment.records import Duty, Pair, harmonic
from alignment.words import bare, pairs_of

#: Least share of one duty's weighted words that the other must hold to be looked at.
SHARE = 0.10
#: Duties of both notices together below which every word counts; a word that more than this share of
#: more duties hold says nothing about which duty it is.
FEW, COMMON = 8, 0.25

_NAME = re.compile(r"“([^“”]{2,})”")
#: Places of two duties, what either holds of the other, and the harmonic mean of both.
_Shares = tuple[int, int, float, float, float]


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


def candidates(first: Index, second: Index, least: float = SHARE) -> list[Pair]:
    """Pairs of a duty of the first and one of the second notice of which one holds at least ``SHARE`` of
    the other's weighted words; the likest of each duty of the first comes first. Of those that share less than
    ``least`` only the likest of either duty, those with a name of their own and those of the same words.

    A word weighs the logarithm of how few duties of both notices hold it."""
    count = len(first.duties) + len(second.duties)
    often = int(COMMON * count) if count >= FEW else count
    weights = [0.0, *(math.log((1 + count) / frequency) for frequency in range(1, often + 1))]
    whole_first, whole_second = [0.0] * len(first.duties), [0.0] * len(second.duties)
    shared = [[0.0] * len(second.duties) for _ in first.duties]
    none: list[int] = []
    for word, mine in first.holders.items():
        theirs = second.holders.get(word, none)
        frequency = len(mine) + len(theirs)
        if frequency > often:
            continue
        weight = weights[frequency]
        for a in mine:
            whole_first[a] += weight
            if theirs:
                beside = shared[a]
                for b in theirs:
                    beside[b] += weight
    for word, theirs in second.holders.items():
        frequency = len(first.holders.get(word, none)) + len(theirs)
        if frequency <= often:
            weight = weights[frequency]
            for b in theirs:
                whole_second[b] += weight
    return _likest_first(first, second, _shares(shared, whole_first, whole_second), least)


def _shares(
    shared: Sequence[Sequence[float]], whole_first: Sequence[float], whole_second: Sequence[float]
) -> Iterator[_Shares]:
    limits = [SHARE * whole or math.inf for whole in whole_second]
    for a, beside in enumerate(shared):
        whole, enough = whole_first[a], SHARE * whole_first[a] or math.inf
        much = [b for b, both in enumerate(beside) if both >= enough or both >= limits[b]]
        for b in much:
            mine, theirs = beside[b] / whole, beside[b] / whole_second[b]
            yield a, b, mine, theirs, harmonic(mine, theirs)


def _likest_first(
    first: Index, second: Index, found: Iterable[_Shares], least: float
) -> list[Pair]:
    """The pairs by the duties of the first, the likest in front, each with of how many it is the likest."""
    rows: dict[int, list[_Shares]] = {}
    best: dict[str, float] = {}
    ours, theirs = ([duty.iri for duty in each.duties] for each in (first, second))
    for each in found:
        a, b, _, _, similarity = each
        rows.setdefault(a, []).append(each)
        for iri in (ours[a], theirs[b]):
            if similarity > best.get(iri, 0.0):
                best[iri] = similarity
    names = _shared_names(first, second)
    pairs = []
    for row in rows.values():
        for a, b, mine, other, similarity in sorted(row, key=lambda s: (-s[4], theirs[s[1]])):
            likest = (similarity == best[ours[a]]) + (similarity == best[theirs[b]])
            named = tuple(names.get((a, b), ()))
            one, its = first.duties[a], second.duties[b]
            if max(mine, other) >= least or likest or named or bare(one.text) == bare(its.text):
                pairs.append(Pair(one, its, mine, other, likest, named))
    return pairs


def _shared_names(first: Index, second: Index) -> dict[tuple[int, int], list[str]]:
    """The names that one duty of either notice has, by the two."""
    found: dict[tuple[int, int], list[str]] = {}
    for name, mine in first.named.items():
        theirs = second.named.get(name, ())
        if len(mine) == len(theirs) == 1:
            found.setdefault((mine[0], theirs[0]), []).append(name)
    return found
