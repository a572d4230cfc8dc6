"""Which duties of two notices share words: candidates from an inverted index over rare words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alignment.records import Duty, Pair
from alignment.words import pairs_of

#: Least share of one duty's weighted words that the other must hold to be looked at.
SHARE = 0.30
#: A word that more than this share of all duties hold says nothing about which duty it is.
COMMON = 0.25


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a word tells: the logarithm of how few duties hold it."""

    duties: int
    frequency: Mapping[str, int]

    @classmethod
    def over(cls, duties: Iterable[Duty]) -> Weights:
        bags = [features(duty) for duty in duties]
        return cls(len(bags), Counter(word for bag in bags for word in bag))

    def of(self, word: str) -> float:
        return math.log((1 + self.duties) / self.frequency.get(word, 1))

    def total(self, words: Iterable[str]) -> float:
        return sum(self.of(word) for word in words)


def features(duty: Duty) -> frozenset[str]:
    """Pairs of characters of its text, and the codes of what it speaks of."""
    return pairs_of(duty.text) | duty.concepts


def candidates(
    first: Sequence[Duty], second: Sequence[Duty], weights: Weights | None = None
) -> Iterator[Pair]:
    """Pairs of a duty of the first and one of the second notice of which one holds at least ``SHARE`` of
    the other's weighted words; the likest of each duty of the first comes first.

    ``weights``: those of the archive; of both notices if not given."""
    known = weights or Weights.over((*first, *second))
    often = COMMON * known.duties
    bags = [features(duty) for duty in second]
    totals = [known.total(bag) for bag in bags]
    index: defaultdict[str, list[int]] = defaultdict(list)
    for at, bag in enumerate(bags):
        for word in bag:
            if known.frequency.get(word, 0) <= often or known.duties < 8:
                index[word].append(at)
    for duty in first:
        own = features(duty)
        whole = known.total(own)
        seen = sorted({at for word in own for at in index.get(word, ())})
        found = []
        for at in seen:
            both = known.total(own & bags[at])
            pair = Pair(duty, second[at], _share(both, whole), _share(both, totals[at]))
            if max(pair.of_first, pair.of_second) >= SHARE:
                found.append(pair)
        yield from sorted(found, key=lambda pair: (-pair.similarity, pair.second.iri))


def _share(both: float, whole: float) -> float:
    return both / whole if whole else 0.0
