"""What in a responsibility note bounds the duty: a part that says when or how often is no unit."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ingest.characters import repaired_digits
from ingest.deadlines import cell_rules
from ingest.rulebook import Rule, matches, rule_table, sift
from ingest.sieve import Sieve
from ingest.unit_names import looks_like_unit

_OPENING = ("due.", "response.", "recurrence.every")
"""Rules whose words open a time limit whatever follows (6月底前完成排查); a plain date (due-cell) has to be all."""
_LONGEST = 80
"""Code points; a longer part of a note is prose, not a limit."""
_DATED = re.compile(r"[\d年月日天周旬季时分半底国五劳晚早夜晨OoＯ./-]")
"""Characters without one of which no rule for a time matches."""
_COMPLETE = re.compile("[前底末内止旬]$")


def says_when(words: str) -> bool:
    """Whether ``words`` only say when or how often.

    >>> [says_when(w) for w in ("2026年6月底前完成", "每季度一次", "长期坚持", "十二月田社区", "年丰镇")]
    [True, True, True, False, False]
    """
    return bound_in(words) == (0, len(words))


@lru_cache(maxsize=1024)
def bound_in(words: str) -> tuple[int, int] | None:
    """Where in ``words`` those stand that say when or how often; what is left of them is a name.

    >>> bound_in("市教育局于6月底前完成"), bound_in("6月底前由市教育局"), bound_in("三月三街道")
    ((4, 11), (0, 4), None)
    """
    if len(words) > _LONGEST:
        return None
    hits = _hits(words) if _DATED.search(words) else []
    return (_dated_part(words, hits) if hits else None) or _dateless(words)


def _hits(words: str) -> list[tuple[Rule, re.Match[str]]]:
    """What the rules for every kind of time find, in reading order."""
    return sorted(matches(_dated(), repaired_digits(words)), key=lambda h: h[1].start())


def _dated_part(words: str, hits: list[tuple[Rule, re.Match[str]]]) -> tuple[int, int] | None:
    rule, first = hits[0]
    lead = _any_of("lead").search(words[: first.start()])
    start = lead.start() if lead else first.start()
    if start and not looks_like_unit(words[:start]):
        return None
    if not start and words.startswith("由", first.end()):
        return 0, first.end()
    whole = _is_all(words, start, [m for _, m in hits]) or _opens(rule, first, words[start:])
    return (start, len(words)) if whole else None


def _dateless(words: str) -> tuple[int, int] | None:
    """Where a time without a date begins (长期坚持, 市教育局汛期前): at once or behind a name."""
    rules = _alone().left(words)
    if not rules or looks_like_unit(words):
        return None
    starts = (i for i in range(len(words)) if not i or looks_like_unit(words[:i]))
    at = next((i for i in starts if any(r.pattern.match(words[i:]) for r in rules)), None)
    return None if at is None else (at, len(words))


def _is_all(words: str, start: int, hits: list[re.Match[str]]) -> bool:
    """Whether ``words[start:]`` are dates, what leads in to them and what is done by them."""
    left = list(words)
    for m in hits:
        left[m.start() : m.end()] = "、" * (m.end() - m.start())
    return bool(re.fullmatch(_any_of("lead", "act").pattern, "".join(left[start:])))


def _opens(rule: Rule, first: re.Match[str], part: str) -> bool:
    """Whether ``part`` is a limit by the words that open it, and no name that begins like one (每日优鲜公司)."""
    if not rule.id.startswith(_OPENING):
        return False
    behind = first.string[first.end() :]
    act = any(r.pattern.match(behind) for r in _rows("act"))
    return act or bool(_COMPLETE.search(first[0])) or not looks_like_unit(part)


@cache
def _alone() -> Sieve[Rule]:
    return sift(_rows("alone"))


@cache
def _rows(kind: str) -> tuple[Rule, ...]:
    return tuple(r for r in rule_table("bound") if r.given["kind"] == kind)


@cache
def _any_of(*kinds: str) -> re.Pattern[str]:
    """Any number of the words of these kinds, up to the end."""
    return re.compile("(?:" + "|".join(r.written for k in kinds for r in _rows(k)) + r"|\s)+$")


@cache
def _dated() -> Sieve[Rule]:
    """The rules for every kind of time, the more exact first."""
    spans, plain = cell_rules()
    tables = ("due", "recurrence", "response", "window")
    return sift((*spans, *(r for t in tables for r in rule_table(t)), *plain))
