"""Work of a pool for a caller that is no server: begun ahead, done in order, while the caller goes on."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

from service.jobs.pool import Pool

#: Jobs under way a process: enough to keep it busy, few enough to keep memory flat.
AHEAD = 3

T = TypeVar("T")
_Begin = Callable[[Coroutine[Any, Any, T]], Future[T]]


def in_order(pool: Pool, work: Iterable[Coroutine[Any, Any, T]]) -> Iterator[T]:
    """What the coroutines, which use ``pool``, come to, in their order; the pool is stopped at the end."""
    waiting: deque[Future[T]] = deque()
    with _beside(pool) as begin:
        try:
            for each in work:
                waiting.append(begin(each))
                if len(waiting) >= AHEAD * pool.limits.lanes:
                    yield waiting[0].result()
                    waiting.popleft()
            while waiting:
                yield waiting[0].result()
                waiting.popleft()
        finally:
            for given_up in waiting:
                given_up.cancel()


@contextmanager
def _beside(pool: Pool) -> Iterator[_Begin[Any]]:
    """Begins coroutines on a thread of their own, so that processes get their next orders while the caller is busy with
    what the last ones came to. The processes end with that thread at the latest."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name=f"pool {pool.kind.name}", daemon=True)
    thread.start()

    def begin(work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, loop)

    try:
        yield begin
    finally:
        begin(_end(pool)).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(pool: Pool) -> None:
    await pool.stop()
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
