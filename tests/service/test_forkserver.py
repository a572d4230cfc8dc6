"""Fork servers: what jobs need is loaded once, for processes that share nothing else and end with the one that asked."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, get_native_id

import pytest

from service.errors import EngineFailed
from service.jobs import forkserver, sandbox
from service.jobs.pool import Pool
from tests.service.conftest import descendants, gone, name_of
from tests.service.test_pool import KIND, LIMITS, pid_of, trial
from tests.shared import ROOT

#: More than select() takes.
MANY = 1100
THREE = replace(LIMITS, lanes=3)


async def of_each(pool: Pool, do: str) -> list[tuple[int, object]]:
    """What each process of the pool answers to an order, and its id."""
    await pool.start()
    results = await asyncio.gather(*(pool.run({"do": "sleep", "seconds": 0.2}) for _ in range(3)))
    found = await asyncio.gather(*(pool.run({"do": do}) for _ in results))
    for each in (*results, *found):
        each.close()
    return [(each.report["pid"], each.report["value"]) for each in found]


def end_all() -> None:
    while forkserver.running:
        forkserver.running.popitem()[1].end()


def test_processes_have_what_their_fork_server_loaded_once() -> None:
    answers = trial(lambda pool: of_each(pool, "loaded"), THREE)
    server = forkserver.running[KIND.module].pid
    assert len({pid for pid, _ in answers}) == 3
    assert [[process for process, _ in loaded] for _, loaded in answers] == [[server]] * 3  # type: ignore[attr-defined]


def test_one_that_others_use_is_not_ended() -> None:
    async def act(pool: Pool) -> int:
        first = await pid_of(pool)
        forkserver.end(KIND.module)
        assert await pid_of(pool) == first
        return forkserver.running[KIND.module].pid

    server = trial(act, replace(LIMITS, lanes=1))
    forkserver.end(KIND.module)
    assert KIND.module not in forkserver.running
    assert gone(server)


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


def asking(code: str) -> tuple[subprocess.Popen[str], int]:
    """A process that runs the code, and the id that this prints first."""
    asked = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert asked.stdout is not None
    with asked.stdout:
        return asked, int(asked.stdout.readline())


def assert_all_end_with(
    asked: subprocess.Popen[str], family: Sequence[int], seconds: float
) -> None:
    asked.kill()
    asked.wait()
    end = time.monotonic() + seconds
    while not all(map(gone, family)):
        assert time.monotonic() < end, [name_of(each) for each in family]
        time.sleep(0.01)


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
    asked, job = asking(code)
    family = descendants(asked.pid)
    assert job in family
    assert len(family) >= 2
    assert_all_end_with(asked, family, 5)


def test_it_ends_with_the_process_that_asked_while_it_loads() -> None:
    code = (
        "import asyncio\n"
        "from dataclasses import replace\n"
        "from service.jobs import forkserver\n"
        "from service.jobs.pool import Pool\n"
        "from tests.service.test_pool import KIND, LIMITS\n"
        "async def act():\n"
        "    loads = 'tests.service.loads_long'\n"
        "    pool = Pool(replace(KIND, loads=loads), LIMITS)\n"
        "    asked = asyncio.ensure_future(pool.run({'do': 'echo'}))\n"
        "    while loads not in forkserver.running:\n"
        "        await asyncio.sleep(0.01)\n"
        "    await asyncio.sleep(1)\n"
        "    print(forkserver.running[loads].pid, flush=True)\n"
        "    await asked\n"
        "asyncio.run(act())\n"
    )
    asked, server = asking(code)
    assert not gone(server)
    assert_all_end_with(asked, [server], 10)


def test_two_threads_that_ask_at_once_ask_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    both, started = Barrier(2), []
    start = forkserver._start

    def slowly(loads: str) -> forkserver.ForkServer:
        time.sleep(0.2)
        started.append(start(loads))
        return started[-1]

    def ask() -> int:
        both.wait()
        return trial(pid_of, replace(LIMITS, lanes=1))

    monkeypatch.setattr(forkserver, "_start", slowly)
    end_all()
    with ThreadPoolExecutor(2) as threads:
        pids = list(threads.map(lambda _: ask(), range(2)))
    assert len(set(pids)) == 2
    assert [forkserver.running[KIND.module]] == started


def test_a_process_that_is_forked_off_has_none_and_leaves_those_of_its_parent() -> None:
    code = (
        "import asyncio, os, sys\n"
        "from service.jobs import forkserver\n"
        "from service.jobs.pool import Pool\n"
        "from tests.service.test_pool import KIND, LIMITS, pid_of\n"
        "async def act():\n"
        "    pool = Pool(KIND, LIMITS)\n"
        "    await pid_of(pool)\n"
        "    await pool.stop()\n"
        "    return forkserver.running[KIND.module].pid\n"
        "before = asyncio.run(act())\n"
        "for act_too in (False, True):\n"
        "    if os.fork() == 0:\n"
        "        sys.exit(act_too and asyncio.run(act()) == before)\n"
        "    assert os.wait()[1] == 0\n"
        "    assert asyncio.run(act()) == before\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_it_may_begin_while_many_files_are_open() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < MANY + 100:
        pytest.skip("no more files may be open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, MANY + 100), hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(MANY)]
    try:
        end_all()
        assert trial(pid_of)
    finally:
        for each in held:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_one_that_is_refused_a_process_goes_on() -> None:
    """For want of memory, or of processes."""

    async def act(_: Pool) -> int:
        pool = Pool(replace(KIND, loads="tests.service.refused_once"), LIMITS)
        try:
            return await pid_of(pool)
        finally:
            await pool.stop()

    assert trial(act)


def test_one_that_does_not_answer_is_ended_and_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(pool: Pool) -> tuple[int, int]:
        first = await pid_of(pool)
        stopped = forkserver.running[KIND.module]
        os.kill(stopped.pid, signal.SIGSTOP)
        with monkeypatch.context() as patience:
            patience.setattr(forkserver, "PATIENCE", 0.1)
            os.kill(first, signal.SIGKILL)
            while forkserver.running.get(KIND.module) is stopped:
                await asyncio.sleep(0.01)
        await pid_of(pool)
        return stopped.pid, forkserver.running[KIND.module].pid

    stopped, other = trial(act, replace(LIMITS, lanes=1))
    assert stopped != other
    assert gone(stopped)


def test_one_that_could_not_be_begun_anew_is_begun_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no memory for it, or no more processes."""
    start = forkserver._start
    failed = [OSError("no memory")]

    def fail_once(loads: str) -> forkserver.ForkServer:
        if failed:
            raise failed.pop()
        return start(loads)

    async def act(pool: Pool) -> int:
        await pid_of(pool)
        monkeypatch.setattr(forkserver, "_start", fail_once)
        os.kill(forkserver.running[KIND.module].pid, signal.SIGKILL)
        while failed:
            await asyncio.sleep(0.01)
        return await pid_of(pool)

    assert trial(act, replace(LIMITS, lanes=1))
    assert not failed


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere threads are as nice as their process"
)
def test_loading_gives_way_where_the_service_is_nice_already() -> None:
    """Only root may have a thread become less nice."""

    def load(nice: int) -> int:
        os.setpriority(os.PRIO_PROCESS, get_native_id(), nice)
        sandbox.give_way()
        return os.getpriority(os.PRIO_PROCESS, get_native_id())

    for nice in (0, 10, 19):
        own = max(nice, os.getpriority(os.PRIO_PROCESS, 0))
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(load, own).result() == min(own + 5, 19)
