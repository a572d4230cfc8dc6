"""Fork servers: what jobs need is loaded once, for processes that share nothing else and end with the one that asked."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from service.errors import EngineFailed
from service.jobs import forkserver
from service.jobs.pool import Pool
from tests.service.conftest import descendants, gone, name_of
from tests.service.test_pool import KIND, LIMITS, pid_of, trial
from tests.shared import ROOT

THREE = replace(LIMITS, lanes=3)


async def of_each(pool: Pool, do: str) -> list[tuple[int, object]]:
    """What each process of the pool answers to an order, and its id."""
    await pool.start()
    results = await asyncio.gather(*(pool.run({"do": "sleep", "seconds": 0.2}) for _ in range(3)))
    found = await asyncio.gather(*(pool.run({"do": do}) for _ in results))
    for each in (*results, *found):
        each.close()
    return [(each.report["pid"], each.report["value"]) for each in found]


def test_processes_have_what_their_fork_server_loaded_once() -> None:
    answers = trial(lambda pool: of_each(pool, "loaded"), THREE)
    server = forkserver.running[KIND.module].pid
    assert len({pid for pid, _ in answers}) == 3
    assert [[process for process, _ in loaded] for _, loaded in answers] == [[server]] * 3  # type: ignore[attr-defined]


def test_no_two_processes_give_blank_nodes_the_same_names() -> None:
    """Whatever random numbers were used up before they were forked."""
    answers = trial(lambda pool: of_each(pool, "blank"), THREE)
    assert len({name for _, name in answers}) == 3


def test_a_list_of_processes_tells_kinds_apart() -> None:
    async def act(pool: Pool) -> tuple[int, str]:
        pid = await pid_of(pool)
        return pid, name_of(pid)

    pid, name = trial(act)
    assert name == "anze trial"
    assert name_of(forkserver.running[KIND.module].pid) == "anze fork"
    assert gone(pid)


def test_one_that_is_killed_is_begun_anew_and_takes_its_processes_along() -> None:
    async def act(pool: Pool) -> tuple[int, int, int]:
        first = await pid_of(pool)
        server = forkserver.running[KIND.module].pid
        running = asyncio.ensure_future(pool.run({"do": "sleep", "seconds": 30}))
        await asyncio.sleep(0.1)
        os.kill(server, signal.SIGKILL)
        with pytest.raises(EngineFailed, match="ended unexpectedly"):
            await running
        return server, first, await pid_of(pool)

    server, first, second = trial(act, replace(LIMITS, lanes=1))
    assert forkserver.running[KIND.module].pid != server
    assert gone(first)
    assert first != second


def test_a_module_that_cannot_be_loaded_is_told_and_ends_nothing() -> None:
    async def act(pool: Pool) -> int:
        broken = Pool(replace(KIND, module="tests.service.no_such_job", loads=KIND.module), LIMITS)
        before = await pid_of(pool)
        waiting = asyncio.ensure_future(broken.run({"do": "echo"}))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        assert broken.counts["started"] == 0
        waiting.cancel()
        await broken.stop()
        return before if await pid_of(pool) == before else 0

    assert trial(act, replace(LIMITS, lanes=1))


def test_it_ends_with_the_process_that_asked() -> None:
    """However that ends: nothing is told to it."""
    code = (
        "import asyncio, time\n"
        "from tests.service.test_pool import KIND, LIMITS, pid_of\n"
        "from service.jobs.pool import Pool\n"
        "async def act():\n"
        "    print(await pid_of(Pool(KIND, LIMITS)), flush=True)\n"
        "    time.sleep(60)\n"
        "asyncio.run(act())\n"
    )
    asked = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert asked.stdout is not None
    with asked.stdout:
        job = int(asked.stdout.readline())
    family = descendants(asked.pid)
    assert job in family
    assert len(family) >= 2
    asked.kill()
    asked.wait()
    end = time.monotonic() + 5
    while not all(map(gone, family)):
        assert time.monotonic() < end, [name_of(each) for each in family]
        time.sleep(0.01)
