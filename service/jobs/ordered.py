"""Work of a pool for a caller that is no server: begun ahead, done in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any, TypeVar

from service.jobs.pool import Pool

#: Jobs under way a process: enough to keep it busy, few enough to keep memory flat.
AHEAD = 3

T = TypeVar("T")


def in_order(pool: Pool, work: Iterable[Coroutine[Any, Any, T]]) -> Iterator[T]:
    """What the coroutines, which use ``pool``, come to, in their order; the pool is stopped at the end."""
    with asyncio.Runner() as runner:
        waiting: deque[asyncio.Task[T]] = deque()
        try:
            for each in work:
                waiting.append(runner.get_loop().create_task(each))
                if len(waiting) >= AHEAD * pool.limits.lanes:
                    yield runner.run(_result(waiting.popleft()))
            while waiting:
                yield runner.run(_result(waiting.popleft()))
        finally:
            runner.run(pool.stop())


async def _result(task: asyncio.Task[T]) -> T:
    return await task
