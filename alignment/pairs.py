"""Which duties of two notices share words: candidates from inverted indexes over their words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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
    """The duties of a notice; ``bare``: their texts without punctuation. ``holders``: the places of the duties that hold a word, once for all words that the same duties
    hold, and ``words`` for each word which of them; ``many``: how many words each of those stands for; ``whole`` and ``logs``: by
    duty, the number of its words and the sum of the logarithms of how many duties hold each; ``named``: for what
    stands in quotation marks the places of those that hold it."""

    duties: Sequence[Duty]
    bare: Sequence[str]
    words: Mapping[str, int]
    holders: Sequence[tuple[int, ...]]
    many: Sequence[int]
    whole: Sequence[int]
    logs: Sequence[float]
    named: Mapping[str, Sequence[int]]


def index(duties: Sequence[Duty]) -> Index:
    held: dict[str, list[int]] = {}
    named: dict[str, list[int]] = {}
    for at, duty in enumerate(duties):
        for name in sorted(set(_NAME.findall(duty.text))):
            named.setdefault(name, []).append(at)
        for word in features(duty):
            held.setdefault(word, []).append(at)
    known: dict[tuple[int, ...], int] = {}
    words = {word: known.setdefault(tuple(each), len(known)) for word, each in held.items()}
    of = Counter(words.values())
    many = [of[number] for number in range(len(known))]
    whole, logs = [0] * len(duties), [0.0] * len(duties)
    for holders, count in zip(known, many, strict=True):
        for at in holders:
            whole[at] += count
            logs[at] += count * _log(len(holders))
    texts = [bare(duty.text) for duty in duties]
    return Index(duties, texts, words, tuple(known), many, whole, logs, named)


@cache
def _log(number: int) -> float:
    """The natural logarithm in steps of 2 to the power of -32: sums of such numbers are exact, in whatever order."""
    return round(math.log(number) * (1 << 32)) / (1 << 32)


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
    weights = [0.0, *(_log(1 + count) - _log(frequency) for frequency in range(1, often + 1))]
    weights += [0.0] * (count - often)
    whole_first, whole_second = (_whole(each, often, _log(1 + count)) for each in (first, second))
    shared = [[0.0] * len(second.duties) for _ in first.duties]
    for (one, other), number in _in_common(first, second).items():
        mine, theirs = first.holders[one], second.holders[other]
        weight = number * weights[len(mine) + len(theirs)]
        more = weight - number * weights[len(mine)]
        for a in mine:
            whole_first[a] += more
        more = weight - number * weights[len(theirs)]
        for b in theirs:
            whole_second[b] += more
        if weight:
            for a in mine:
                beside = shared[a]
                for b in theirs:
                    beside[b] += weight
    return _likest_first(first, second, _shares(shared, whole_first, whole_second), least)


def _whole(index: Index, often: int, most: float) -> list[float]:
    """What the words of each duty weigh together as if the other notice had none of them."""
    whole = [most * each - logs for each, logs in zip(index.whole, index.logs, strict=True)]
    for holders, count in zip(index.holders, index.many, strict=True):
        if len(holders) > often:
            for at in holders:
                whole[at] -= count * (most - _log(len(holders)))
    return whole


def _in_common(first: Index, second: Index) -> Counter[tuple[int, int]]:
    """How many words are held by which duties of the first and of the second notice."""
    both = list(first.words.keys() & second.words.keys())
    held = (map(each.words.__getitem__, both) for each in (first, second))
    return Counter(zip(*held, strict=True))


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
    best, top = [0.0] * len(first.duties), [0.0] * len(second.duties)
    for each in found:
        a, b, _, _, similarity = each
        rows.setdefault(a, []).append(each)
        if similarity > best[a]:
            best[a] = similarity
        if similarity > top[b]:
            top[b] = similarity
    names = _shared_names(first, second)
    pairs = []
    for row in rows.values():
        kept = [
            (-similarity, second.duties[b].iri, a, b, mine, other)
            for a, b, mine, other, similarity in row
            if mine >= least
            or other >= least
            or similarity in (best[a], top[b])
            or (a, b) in names
            or first.bare[a] == second.bare[b]
        ]
        for alike, _, a, b, mine, other in sorted(kept):
            likest = (-alike == best[a]) + (-alike == top[b])
            named = tuple(names.get((a, b), ()))
            pairs.append(Pair(first.duties[a], second.duties[b], mine, other, likest, named))
    return pairs


def _shared_names(first: Index, second: Index) -> dict[tuple[int, int], list[str]]:
    """The names that one duty of either notice has, by the two."""
    found: dict[tuple[int, int], list[str]] = {}
    for name, mine in first.named.items():
        theirs = second.named.get(name, ())
        if len(mine) == len(theirs) == 1:
            found.setdefault((mine[0], theirs[0]), []).append(name)
    return found
