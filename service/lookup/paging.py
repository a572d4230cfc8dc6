"""Where a page lies among groups of which only the sizes are known."""

from __future__ import annotations

import math
from collections.abc import Sequence


def _skip(groups: Sequence[tuple[str, int]], offset: int) -> tuple[int, int]:
    """How many groups lie wholly before the offset, and what of it is left.

    >>> _skip([("a", 10), ("b", 5), ("c", 9)], 12)
    (1, 2)
    """
    for number, (_, rows) in enumerate(groups):
        if not 0 < rows <= offset:
            return number, offset
        offset -= rows
    return len(groups), offset


def covering(
    counts: Sequence[tuple[str, int]], limit: int | None, offset: int
) -> tuple[list[str], int]:
    """The groups, each with its number of rows, that hold the rows from ``offset`` on, ``limit`` of them or all; and how
    many rows of the first of these groups stand before.

    >>> covering([("a", 10), ("b", 5), ("c", 9)], 4, 12)
    (['b', 'c'], 2)
    >>> covering([("a", 10), ("b", 5)], None, 3), covering([("a", 10)], 5, 10)
    ((['a', 'b'], 3), ([], 0))
    """
    skipped, before = _skip(counts, offset)
    reached: list[str] = []
    left = before + limit if limit is not None else math.inf
    for group, rows in counts[skipped:]:
        if left <= 0:
            break
        reached.append(group)
        left -= rows
    return reached, before
