"""Work of a pool for a build: in order, on while the caller is busy, and gone with it."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Coroutine, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Timer, main_thread
from typing import Any

import pytest

from service.errors import BadRequest
from service.jobs.frames import Head
from service.jobs.ordered import AHEAD, in_order
from service.jobs.pool import Pool
from tests.service.test_pool import KIND, LIMITS

Work = Iterator[Coroutine[Any, Any, Head]]


def pool_that_writes(folder: Path) -> Pool:
    walls = replace(KIND.walls, write=(str(folder),))
    return Pool(replace(KIND, walls=walls), replace(LIMITS, lanes=1))


def written(pool: Pool, paths: list[Path]) -> Work:
    """Each order has its path written to."""

    async def one(path: Path) -> Head:
        with closing(await pool.run({"do": "write", "path": str(path)})) as result:
            return {**result.report, "path": path}

    return map(one, paths)


def test_orders_are_carried_out_while_the_caller_is_busy_with_the_first(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(AHEAD)]
    pool = pool_that_writes(tmp_path)
    found = in_order(pool, written(pool, paths))
    assert next(found)["path"] == paths[0]
    end = time.monotonic() + 30
    while not all(path.exists() for path in paths):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert [each["path"] for each in found] == paths[1:]


def test_no_process_is_left_by_a_caller_that_stops_in_the_middle(tmp_path: Path) -> None:
    pool = pool_that_writes(tmp_path)
    with closing(in_order(pool, written(pool, [tmp_path / str(n) for n in range(20)]))) as found:
        pid = next(found)["pid"]
        assert Path(f"/proc/{pid}").exists()
    assert not Path(f"/proc/{pid}").exists()
    assert len(list(tmp_path.iterdir())) <= AHEAD + 1


def test_what_was_wrong_with_an_order_comes_where_its_result_would(tmp_path: Path) -> None:
    pool = pool_that_writes(tmp_path)

    async def refused() -> Head:
        with closing(await pool.run({"do": "refuse"})) as result:
            return result.report

    found = in_order(pool, iter([*written(pool, [tmp_path / "a"]), refused()]))
    assert next(found)["path"] == tmp_path / "a"
    with pytest.raises(BadRequest):
        next(found)


def test_a_caller_that_is_interrupted_before_the_first_is_done_waits_for_none() -> None:
    """As by Ctrl-C while the processes are on their way: here, for ever."""
    pool = Pool(replace(KIND, module="tests.service.no_such_job"), replace(LIMITS, queue_time=3))
    came: list[str] = []

    async def one() -> None:
        try:
            await pool.run({"do": "echo"})
        except asyncio.CancelledError:
            came.append("given up")
            raise
        finally:
            came.append("over")

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored here
    # To the process the signal might come to another thread, and this one, which alone heeds it, would not wake.
    Timer(0.3, signal.pthread_kill, (main_thread().ident, signal.SIGINT)).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            list(in_order(pool, (one() for _ in range(4))))
    finally:
        signal.signal(signal.SIGINT, before)
    assert came == ["given up", "over"] * 4
