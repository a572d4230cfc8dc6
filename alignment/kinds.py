"""In what way two duties are one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from alignment.degrees import rank
from alignment.differences import differences
from alignment.records import Aligned, Pair
from alignment.words import CLAUSE, bare, clause_in_common, says_more
from ontology import codes
from ontology.ids import code_iri

#: From this share on, a duty's words are held by the other.
HELD = 0.62
#: From this similarity on, two duties that do not hold one another say the same in other words.
SAME = 0.38
#: From this similarity on, an order and a permission speak of the same deed.
OPPOSED = 0.50

#: Least similarity of two duties of which one holds the other: a stock phrase is held by many.
LEAST = 0.25

#: From this share on, what one duty holds of the other is looked at clause by clause; below it, only of the likest of either.
SHARE = 0.30
#: From this share on, a name in quotation marks that only these two have makes them one.
NAMED = 0.15
#: From this likeness on, a clause that both have makes a pair one that is the likest of either.
OWN_CLAUSE = 0.60
#: From this similarity on, with a clause that is alike to that degree, two that are each other's likest are one.
MUTUAL, MUTUAL_CLAUSE = 0.30, 0.30

_BAN, _LEAVE = 4, 1
#: Whether the first, and the second, has a clause of which the other does not speak.
_BY_THE_REST = {
    (False, False): "restated",
    (False, True): "broader",
    (True, False): "narrower",
    (True, True): "overlapping",
}


def align(pair: Pair, years: tuple[int | None, int | None]) -> Aligned | None:
    """The pair as one duty, None where they only share some words. ``years``: the notices' plan years.

    Kinds (from the first to the second): identical (same words), edited (both hold most of the other's
    words), restated (same in other words), broader (the second has clauses of its own), narrower (the first
    has), overlapping (both have), contradicting (a ban against a leave, at least against at most)."""
    first, second = pair.first, pair.second
    kind = _kind(pair)
    if kind is None:
        return None
    found = differences(first, second, years)
    if pair.similarity >= OPPOSED and (
        any(each.way == "opposed" for each in found) or _opposed(pair)
    ):
        kind = "contradicting"
    return Aligned(pair, kind, found)


def _kind(pair: Pair) -> str | None:
    first, second = pair.first.text, pair.second.text
    if bare(first) == bare(second):
        return "identical"
    if not (_held(pair) or _named(pair) or _alike_in_part(pair)):
        return None
    if _sectors_apart(pair.first.concepts, pair.second.concepts):
        return None
    if pair.of_first >= HELD and pair.of_second >= HELD:
        return "edited"
    return _BY_THE_REST[says_more(first, second), says_more(second, first)]


def _held(pair: Pair) -> bool:
    """Whether one holds most of the other, or both much."""
    return pair.similarity >= LEAST and (pair.share >= HELD or pair.similarity >= SAME)


def _named(pair: Pair) -> bool:
    return bool(pair.names) and pair.share >= NAMED


def _alike_in_part(pair: Pair) -> bool:
    """Whether a clause of both says the same: the less, the more the two stand out as each other's likest."""
    if pair.share < SHARE and not pair.likest:
        return False
    clause = clause_in_common(pair.first.text, pair.second.text)
    mutual = pair.likest == 2 and pair.similarity >= MUTUAL and clause >= MUTUAL_CLAUSE
    return mutual or clause >= (CLAUSE if pair.share >= SHARE else OWN_CLAUSE)


def _sectors_apart(first: Iterable[str], second: Iterable[str]) -> bool:
    """Whether the concepts (IRIs) name sectors on either side, all of them beside those of the other under one
    above them: 煤矿 and 非煤矿山, not 煤矿 and 矿山, nor 建筑施工 and 消防, which meet in many a place.

    >>> coal, other, mine = (code_iri("sector", each) for each in ("coal-mine", "non-coal-mine", "mine"))
    >>> _sectors_apart({coal}, {other}), _sectors_apart({coal}, {mine}), _sectors_apart({coal, other}, {other})
    (True, False, False)
    """
    lines = [[line for each in some if (line := _line(each))] for some in (first, second)]
    return all(lines) and all(
        one[0] not in other and other[0] not in one and one[-1] == other[-1]
        for one in lines[0]
        for other in lines[1]
    )


def _line(concept: str) -> tuple[str, ...]:
    """A sector and what is above it; nothing for another concept."""
    return (concept, *_line(_above()[concept])) if concept in _above() else ()


@cache
def _above() -> dict[str, str]:
    """By sector (IRI) the one above it, or ""."""
    return {
        code_iri("sector", each.notation): code_iri("sector", each.broader) if each.broader else ""
        for each in codes.sectors()
    }


def _opposed(pair: Pair) -> bool:
    ranks = {rank("strictness", duty.text)[0] for duty in (pair.first, pair.second)}
    return ranks == {_BAN, _LEAVE}
