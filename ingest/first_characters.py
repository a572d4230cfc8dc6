"""Which characters a match of a pattern can begin with, so that all other places are passed over at once.

The rows of a table are long lists of words: where none of them can begin, one look at a character does for
hundreds of trials. Python's own parser of patterns tells; where it is not to be had, nothing is passed over and
all stays right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

WIDE = 100
"""Characters of a range that tells nothing: every Chinese character is one of its."""


def quick(pattern: str) -> re.Pattern[str]:
    """The pattern compiled, tried only where it may begin."""
    return re.compile(guarded([pattern]))


def parsed(pattern: str) -> Any:
    """What Python's own parser makes of a pattern: items, each a kind and its value, and ``state`` with the flags.

    Raises:
        ImportError, AttributeError: the parser is not to be had.
    """
    return import_module("re._parser").parse(pattern)


def guarded(patterns: Iterable[str], opening: str = "(?:") -> str:
    """The patterns as alternatives in their order, each a group (with "(" one that captures) and tried only
    where it may begin.

    >>> re.findall(guarded(["开展|召开", "(?:要)?组织"]), "要组织召开")
    ['要组织', '召开']
    """
    runs: list[tuple[frozenset[str], list[str]]] = []
    for pattern in patterns:
        first = _first(pattern)
        alternative = f"{_ahead(first)}{opening}{pattern})"
        if runs and first and runs[-1][0]:
            runs[-1] = runs[-1][0] | first, [*runs[-1][1], alternative]
        else:
            runs.append((first, [alternative]))
    return "|".join(
        each[0] if len(each) == 1 else f"{_ahead(first)}(?:{'|'.join(each)})"
        for first, each in runs
    )


def _ahead(first: frozenset[str]) -> str:
    return f"(?=[{''.join(sorted(first))}])" if len(first) > 1 else ""


@cache
def _first(pattern: str) -> frozenset[str]:
    """The members of a character class that a match begins with; none where it may begin with many."""
    with suppress(ImportError, AttributeError, _Open):
        found = _Reader().of(parsed(pattern))
        return found if "" not in found else frozenset()
    return frozenset()


class _Open(Exception):
    """A pattern may begin with too many characters."""


class _Reader:
    """What the items of a parsed pattern begin with; "" stands for nothing at all."""

    def of(self, items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for kind, value in items:
            own = self._item(str(kind), value)
            found |= own - {""}
            if "" not in own:
                return found
        return found | {""}

    def _item(self, kind: str, value: Any) -> frozenset[str]:
        if kind in ("ASSERT", "ASSERT_NOT", "AT"):
            return frozenset({""})
        if kind == "LITERAL":
            return frozenset({re.escape(chr(value))})
        if kind == "IN":
            return frozenset(self._member(str(k), v) for k, v in value)
        if kind == "SUBPATTERN":
            return self.of(value[-1])
        if kind == "BRANCH":
            return frozenset().union(*(self.of(each) for each in value[1]))
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            return self.of(value[2]) | ({""} if value[0] == 0 else frozenset())
        raise _Open

    def _member(self, kind: str, value: Any) -> str:
        if kind == "LITERAL":
            return re.escape(chr(value))
        if kind == "RANGE" and value[1] - value[0] < WIDE:
            return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        if kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            return r"\d"
        raise _Open
