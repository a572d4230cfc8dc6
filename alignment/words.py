"""Words of a duty made comparable, and what two duties share of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

#: Shortest run of characters that counts as shared wording; shorter ones are the language's own.
RUN = 6
#: From this likeness of a clause on, two duties have it in common.
CLAUSE = 0.45
#: Texts whose words are kept at hand: those of the few notices that are set side by side. And of how many pairs of texts what
#: they have in common: those of a superior's notice come again, word for word, in each of its subordinates'.
KNOWN = 1 << 12


@lru_cache(maxsize=1 << 14)
def bare(text: str) -> str:
    """Text without white space, widths and punctuation.

    >>> bare("“两办意见”，完成 95％。")
    '两办意见完成95%'
    """
    return re.sub(r"[^0-9A-Za-z\u3400-\u9fff%]", "", unicodedata.normalize("NFKC", text))


def masked(text: str) -> str:
    """Bare text with each number as ``0`` and years left out: what it says apart from how much and when.

    >>> masked("2026年底前，再建成10座智能化煤矿")
    '底前再建成0座智能化煤矿'
    """
    without_year = re.sub(r"20\d\d年?", "", bare(text))
    return re.sub(r"\d+(?:\.\d+)?%?", "0", without_year)


@lru_cache(maxsize=KNOWN)
def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of masked text.

    >>> sorted(pairs_of("完成2轮"))
    ['0轮', '完成', '成0']
    """
    key = masked(text)
    return frozenset(key[at : at + 2] for at in range(len(key) - 1))


@lru_cache(maxsize=KNOWN)
def common_clauses(text: str, other: str) -> str:
    """The clauses of the text that the other speaks of too: half of their pairs of characters are there, or
    one of its clauses is as like as ``CLAUSE``, or half of one of its clauses is in them.

    >>> common_clauses("严禁违规动火，组织一次应急演练。", "制定计划，组织应急演练。")
    '组织一次应急演练'
    >>> common_clauses("6月底前每个乡镇至少开展1次应急演练，提高能力。", "适时开展应急演练。")
    '6月底前每个乡镇至少开展1次应急演练'
    """
    known, theirs = pairs_of(other), [pairs for _, pairs in _clauses(other)]
    return "，".join(
        clause
        for clause, own in _clauses(text)
        if _spoken_of(own, known) or any(_one_deed(own, each) for each in theirs)
    )


def own_clauses(text: str, other: str) -> tuple[str, ...]:
    """The clauses of the text of which the other does not speak, however short.

    >>> own_clauses("建设“一灯一带”，严查农用车违法载人。", "严查农用车违法载人。")
    ('建设“一灯一带”',)
    """
    known = pairs_of(other)
    return tuple(clause for clause, own in _clauses(text) if not _spoken_of(own, known))


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of the text that have words."""
    return tuple(clause for clause, _ in _clauses(text))


@lru_cache(maxsize=KNOWN)
def says_more(text: str, other: str) -> bool:
    """Whether the text has a clause that the other does not speak of.

    >>> says_more("制定计划，组织一次应急演练。", "组织应急演练。"), says_more("组织演练。", "组织应急演练。")
    (False, False)
    >>> says_more("组织一次应急演练，及时修订应急预案。", "组织应急演练。")
    True
    """
    known = pairs_of(other)
    return any(len(own) >= RUN and not _spoken_of(own, known) for _, own in _clauses(text))


def _spoken_of(own: frozenset[str], known: frozenset[str]) -> bool:
    return 2 * len(own & known) >= len(own)


@lru_cache(maxsize=KNOWN)
def clause_in_common(first: str, second: str) -> float:
    """How like the likest clauses of two texts are, 0 to 1: Dice's coefficient over their pairs of
    characters; clauses of under ``RUN`` pairs are headings and small talk.

    >>> clause_in_common("组织排查，压实参建方主体责任。", "压实参建方主体责任，严查转包。")
    1.0
    """
    theirs = _long_clauses(second)
    return max((_alike(a, b) for a in _long_clauses(first) for b in theirs), default=0.0)


def _one_deed(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two clauses are alike, or the first says half of the other in more words."""
    return _alike(one, other) >= CLAUSE or (len(other) >= RUN and _spoken_of(other, one))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / (len(one) + len(other))


@lru_cache(maxsize=KNOWN)
def _clauses(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The clauses of the text that have words, and their pairs of characters."""
    parted = ((clause, pairs_of(clause)) for clause in re.split(r"[，。；：,;:]", text))
    return tuple((clause, own) for clause, own in parted if own)


@lru_cache(maxsize=KNOWN)
def _long_clauses(text: str) -> tuple[frozenset[str], ...]:
    """The pairs of characters of the clauses that have ``RUN`` or more."""
    return tuple(own for _, own in _clauses(text) if len(own) >= RUN)


def shared_runs(first: str, second: str) -> tuple[str, ...]:
    """Runs of the first text, as written, that the second has too, in order; at least ``RUN`` characters.

    >>> shared_runs("加快推进智能化矿山建设，完成2轮。", "大力推进智能化矿山建设。")
    ('推进智能化矿山建设',)
    """
    if first == second:
        runs = [(0, 0, len(first))]
    else:
        runs = _blocks(_alike_runs(first, second), (len(first), len(second)))
    found = (first[a : a + size].strip("，。；、：") for a, _, size in runs)
    return tuple(run for run in found if len(run) >= RUN)


#: Where a run of characters begins in either text, and how long it is.
_Run = tuple[int, int, int]


def _alike_runs(first: str, second: str) -> list[_Run]:
    """All runs of at least ``RUN`` characters that both texts have, each as long as it goes."""
    known = _grams(second)
    found = list[_Run]()
    for a in range(len(first) - RUN + 1):
        for b in known.get(first[a : a + RUN], ()):
            if not (a and b and first[a - 1] == second[b - 1]):
                found.append((a, b, _length(first, second, a, b)))
    return found


@lru_cache(maxsize=KNOWN)
def _grams(text: str) -> dict[str, list[int]]:
    """Where each run of ``RUN`` characters stands in the text."""
    found: dict[str, list[int]] = {}
    for at in range(len(text) - RUN + 1):
        found.setdefault(text[at : at + RUN], []).append(at)
    return found


def _length(first: str, second: str, a: int, b: int) -> int:
    """How long the run is that begins there in either text."""
    size, most = RUN, min(len(first) - a, len(second) - b)
    while size < most and first[a + size] == second[b + size]:
        size += 1
    return size


def _blocks(runs: Sequence[_Run], end: tuple[int, int]) -> list[_Run]:
    """The runs in the order of both texts, which end at ``end``: the longest (of several the foremost), and in the same way
    what stands before and behind it in both."""
    found = list[_Run]()
    rooms = [((0, 0), end, runs)]
    while rooms:
        start, end, inside = rooms.pop()
        there = [run for each in inside if (run := _clipped(each, start, end))[2] >= RUN]
        if there:
            a, b, size = min(there, key=lambda run: (-run[2], run))
            found.append((a, b, size))
            rooms += [(start, (a, b), there), ((a + size, b + size), end, there)]
    return sorted(found)


def _clipped(run: _Run, start: tuple[int, int], end: tuple[int, int]) -> _Run:
    """What of the run stands between two places of either text.

    >>> _clipped((2, 5, 8), (4, 0), (99, 12))
    (4, 7, 5)
    """
    a, b, size = run
    left = max(start[0] - a, start[1] - b, 0)
    return a + left, b + left, min(end[0] - a, end[1] - b, size) - left
