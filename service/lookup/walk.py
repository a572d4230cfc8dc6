"""A page of tasks in a large archive: where many tasks fit, the notices are walked in their order until the
page is full, so that nothing is sorted that is not shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.lookup.ask import Asker
from service.lookup.figures import whole
from service.lookup.tasks import TaskFilter, find_tasks

#: Tasks up to which all that fit are counted and sorted.
MANY = 1_000
#: Notices that are read first; then twice as many each time.
FIRST = 4
_WALKED = ("notice", "-notice")


@dataclass(frozen=True, slots=True)
class Page:
    """Tasks (IRIs) of a page, and how many there are, or are ``at_least``."""

    tasks: list[str]
    total: int
    at_least: bool = False


async def find_page(ask: Asker, wanted: TaskFilter, sort: str, limit: int, offset: int) -> Page:
    """One page of the tasks that ``wanted`` lets through."""
    total = await _count(ask, wanted)
    if total <= MANY or sort not in _WALKED:
        return Page(await find_tasks(ask, wanted, sort, limit, offset), total, total > MANY)
    notices = await _notices(ask, wanted, sort)
    if wanted == TaskFilter():
        skipped, offset = _skip(notices, offset)
        tasks = await _walk(ask, wanted, sort, notices[skipped:], limit, offset)
        return Page(tasks, (await whole(ask)).get("tasks", total), not ask.engine.keeps_figures)
    return Page(await _walk(ask, wanted, sort, notices, limit, offset), MANY, True)


async def _count(ask: Asker, wanted: TaskFilter) -> int:
    """How many tasks there are; ``MANY`` and one where there are more."""
    rows = await ask.select(
        f"""SELECT (COUNT(*) AS ?n) WHERE {{ {{ SELECT DISTINCT ?task WHERE {{ {wanted.pattern()} }}
        LIMIT {MANY + 1} }} }}"""
    )
    return int(rows[0]["n"])


async def _notices(ask: Asker, wanted: TaskFilter, sort: str) -> list[tuple[str, int]]:
    """The notices to walk, in their order, and how many tasks each has where that is known."""
    order = "DESC(?notice)" if sort.startswith("-") else "?notice"
    rows = await ask.select(
        f"""SELECT DISTINCT ?notice ?tasks WHERE {{ ?notice a az:Notice . {wanted.of_notice()}
        OPTIONAL {{ ?notice figure:notice-tasks ?tasks }} }} ORDER BY {order}"""
    )
    return [(row["notice"], int(row.get("tasks", 0))) for row in rows]


def _skip(notices: Sequence[tuple[str, int]], offset: int) -> tuple[int, int]:
    """How many notices lie wholly before the offset, and what of it is left.

    >>> _skip([("a", 10), ("b", 5), ("c", 9)], 12)
    (1, 2)
    """
    for number, (_, tasks) in enumerate(notices):
        if not 0 < tasks <= offset:
            return number, offset
        offset -= tasks
    return len(notices), offset


def covering(
    counts: Sequence[tuple[str, int]], limit: int | None, offset: int
) -> tuple[list[str], int]:
    """The notices that hold the rows from ``offset`` on, ``limit`` of them or all, and how many rows of the
    first of these notices stand before.

    >>> covering([("a", 10), ("b", 5), ("c", 9)], 4, 12)
    (['b', 'c'], 2)
    >>> covering([("a", 10), ("b", 5)], None, 3), covering([("a", 10)], 5, 10)
    ((['a', 'b'], 3), ([], 0))
    """
    skipped, before = _skip(counts, offset)
    reached: list[str] = []
    left = before + limit if limit is not None else math.inf
    for notice, rows in counts[skipped:]:
        if left <= 0:
            break
        reached.append(notice)
        left -= rows
    return reached, before


async def _walk(
    ask: Asker,
    wanted: TaskFilter,
    sort: str,
    notices: Sequence[tuple[str, int]],
    limit: int,
    offset: int,
) -> list[str]:
    found: list[str] = []
    for some in _growing([notice for notice, _ in notices]):
        found += await find_tasks(ask, replace(wanted, notice=some), sort, None, 0)
        if len(found) >= offset + limit:
            break
    return found[offset : offset + limit]


def _growing(notices: Sequence[str]) -> Iterator[tuple[str, ...]]:
    start, size = 0, FIRST
    while start < len(notices):
        yield tuple(notices[start : start + size])
        start, size = start + size, size * 2
