"""Pools of job processes: bounded, fair, ended in time, and whole or an error."""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from service.errors import BadRequest, Busy, EngineFailed, MemoryExceeded, TimedOut
from service.jobs.frames import READY, Head, frame
from service.jobs.kinds import Kind, Limits, Options, Walls, Words
from service.jobs.pool import Pool
from service.jobs.process import Process, Result, Ticket
from service.jobs.queue import FairQueue
from tests.service.conftest import descendants, gone, name_of

WORDS = Words("试验", "trial", "请缩小。", "Make it smaller.")
KIND = Kind("trial", "tests.service.trial_job", WORDS, Walls(memory=100 << 20, cpu=20))
LIMITS = Limits(lanes=2, queue=20, queue_time=20, time=5)
T = TypeVar("T")


def trial(
    act: Callable[[Pool], Awaitable[T]],
    limits: Limits = LIMITS,
    options: Options | None = None,
    kind: Kind = KIND,
) -> T:
    async def run() -> T:
        pool = Pool(kind, limits, options)
        try:
            return await act(pool)
        finally:
            await pool.stop()

    return asyncio.run(run())


def at_work() -> list[int]:
    """Process ids of job processes of this process, by whatever pool."""
    names = {pid: name_of(pid) for pid in descendants(os.getpid()) if not gone(pid)}
    return [pid for pid, name in names.items() if name == "anze trial"]


def see_none_at_work() -> None:
    """One that was on its way when it was given up finds nobody at the other end, and ends."""
    end = time.monotonic() + 5
    while at_work():
        assert time.monotonic() < end
        time.sleep(0.01)


async def pid_of(pool: Pool) -> int:
    result = await pool.run({"do": "echo"})
    result.close()
    return int(result.report["pid"])


def test_bytes_and_report_come_back() -> None:
    async def act(pool: Pool) -> tuple[bytes, object]:
        result = await pool.run({"do": "echo"}, [b"a" * 300_000, "安责".encode()])
        content = result.read()
        result.close()
        return content, result.report["value"]

    assert trial(act, options={"word": "安"}) == (b"a" * 300_000 + "安责".encode(), "安")


def test_jobs_that_come_at_once_have_no_more_processes_come_than_there_are_lanes() -> None:
    async def act(pool: Pool) -> tuple[set[int], int]:
        pids = await asyncio.gather(*(pid_of(pool) for _ in range(6)))
        return set(pids), pool.status()["started"]

    pids, started = trial(act, replace(LIMITS, lanes=1))
    assert (len(pids), started) == (1, 1)


def test_an_error_comes_back_as_it_was_and_the_process_lives_on() -> None:
    async def act(pool: Pool) -> tuple[BadRequest, bool]:
        before = await pid_of(pool)
        with pytest.raises(BadRequest) as raised:
            await pool.run({"do": "refuse"})
        return raised.value, await pid_of(pool) == before

    error, same = trial(act, replace(LIMITS, lanes=1))
    assert (error.zh, error.en, error.extra) == ("不行", "no", {"why": "because"})
    assert same


@pytest.mark.parametrize("turns", range(12))
def test_no_process_outlives_the_pool_that_was_just_starting_it(turns: int) -> None:
    """Stopped while another is on its way, after ever more turns of the loop."""

    async def act(pool: Pool) -> None:
        os.kill(await pid_of(pool), signal.SIGKILL)
        while pool.status()["processes"]:
            await asyncio.sleep(0)
        for _ in range(turns):
            await asyncio.sleep(0)
        await pool.stop()
        await asyncio.to_thread(see_none_at_work)

    trial(act, replace(LIMITS, lanes=1))


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 5, 10, 20, 50, 100, 200])
def test_nothing_is_pending_after_a_pool_whose_start_was_given_up(milliseconds: int) -> None:
    async def act(pool: Pool) -> None:
        starting = asyncio.ensure_future(pool.start())
        await asyncio.sleep(milliseconds / 1000)
        starting.cancel()
        await asyncio.sleep(0)
        await pool.stop()
        await asyncio.wait([starting])
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await asyncio.to_thread(see_none_at_work)

    trial(act)


def test_a_process_that_is_ready_once_nobody_waits_for_it_is_no_error() -> None:
    async def given_up() -> None:
        process = Process(KIND, lambda _: None)
        process.ready.cancel()
        process.data_received(frame(READY, b""))
        assert process.ready.cancelled()
        process._body.close()

    asyncio.run(given_up())


def test_a_pool_waits_for_processes_that_died_before_it_stopped() -> None:
    async def act(pool: Pool) -> None:
        waiting = asyncio.ensure_future(pool.run({"do": "exit"}))
        await asyncio.wait([waiting])
        await pool.stop()
        assert isinstance(waiting.exception(), EngineFailed)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    trial(act)


def test_a_fault_of_the_program_tells_no_paths() -> None:
    async def act(pool: Pool) -> EngineFailed:
        with pytest.raises(EngineFailed) as raised:
            await pool.run({"do": "fail"})
        return raised.value

    error = trial(act)
    assert "ValueError" in error.en
    assert "/etc" not in error.en + error.zh


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"do": "sleep", "seconds": 30}, TimedOut),
        ({"do": "spin"}, TimedOut),
        ({"do": "eat", "bytes": 500 << 20}, MemoryExceeded),
        ({"do": "abort"}, MemoryExceeded),
        ({"do": "exit"}, EngineFailed),
    ],
)
def test_a_job_past_a_limit_is_ended_and_the_next_is_answered(
    order: Head, error: type[Exception]
) -> None:
    async def act(pool: Pool) -> float:
        before = await pid_of(pool)
        start = time.monotonic()
        with pytest.raises(error):
            await pool.run(order)
        took = time.monotonic() - start
        after = await pid_of(pool)
        assert (after == before) is (order["do"] == "eat")
        return took

    assert trial(act, replace(LIMITS, lanes=1, time=1.5)) < 4


def test_a_process_has_walls(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    shown = tmp_path / "shown"
    shown.mkdir()
    (shown / "file").write_text("shown")

    async def act(pool: Pool) -> list[str]:
        told = []
        for order in (
            {"do": "connect"},
            {"do": "read", "path": str(secret)},
            {"do": "write", "path": str(secret)},
            {"do": "write", "path": str(shown / "file")},
            {"do": "read", "path": str(shown / "file")},
        ):
            try:
                result = await pool.run(order)
                result.close()
                told.append(str(result.report["value"]))
            except EngineFailed as error:
                told.append(error.en.partition("(")[2].partition(")")[0])
        return told

    kind = replace(KIND, walls=replace(KIND.walls, read=(str(shown),)))
    assert trial(act, kind=kind) == ["PermissionError"] * 4 + ["shown"]


def test_a_client_that_leaves_ends_its_job() -> None:
    async def act(pool: Pool) -> tuple[int, int]:
        before = await pid_of(pool)
        task = asyncio.ensure_future(pool.run({"do": "sleep", "seconds": 30}))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return before, await pid_of(pool)

    before, after = trial(act, replace(LIMITS, lanes=1))
    assert before != after
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


@pytest.mark.parametrize(("kept", "stays"), [(50 << 20, True), (10 << 20, False)])
def test_a_process_that_holds_much_makes_room_for_a_new_one(kept: int, stays: bool) -> None:
    async def act(pool: Pool) -> bool:
        result = await pool.run({"do": "hold", "bytes": 20 << 20})
        result.close()
        return await pid_of(pool) == result.report["pid"]

    kind = replace(KIND, walls=replace(KIND.walls, kept=kept))
    assert trial(act, replace(LIMITS, lanes=1), kind=kind) is stays


def test_what_a_process_maps_of_files_is_not_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * (30 << 20))

    async def act(pool: Pool) -> bool:
        result = await pool.run({"do": "map", "path": str(path)})
        result.close()
        assert result.report["value"] == 120 * (30 << 20) // mmap.PAGESIZE
        return await pid_of(pool) == result.report["pid"]

    kind = replace(KIND, walls=replace(KIND.walls, kept=10 << 20, read=(str(tmp_path),)))
    assert trial(act, replace(LIMITS, lanes=1), kind=kind)


def test_a_result_that_comes_as_its_client_leaves_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = []
    monkeypatch.setattr(Result, "close", lambda result: closed.append(result.body.close()))

    async def act(pool: Pool) -> None:
        task = asyncio.ensure_future(pool.run({"do": "echo"}))
        give = Ticket.give

        def give_as_it_leaves(ticket: Ticket, result: Result) -> None:
            give(ticket, result)
            task.cancel()

        monkeypatch.setattr(Ticket, "give", give_as_it_leaves)
        with pytest.raises(asyncio.CancelledError):
            await task

    trial(act)
    assert closed == [None]


def test_more_than_may_wait_are_refused_and_one_client_cannot_fill_the_queue() -> None:
    async def act(pool: Pool) -> tuple[int, str]:
        orders = [
            asyncio.ensure_future(pool.run({"do": "sleep", "seconds": 0.3}, client="loud"))
            for _ in range(10)
        ]
        await asyncio.sleep(0)
        quiet = await pool.run({"do": "echo"}, client="quiet")
        quiet.close()
        found = await asyncio.gather(*orders, return_exceptions=True)
        for each in found:
            if isinstance(each, Result):
                each.close()
        waiting = sum(not order.done() for order in orders)
        return sum(isinstance(each, Busy) for each in found), f"{waiting} left"

    refused, left = trial(act, Limits(lanes=1, queue=8, queue_time=20, time=5))
    assert refused == 6
    assert left == "0 left"


def test_turns_go_round_the_clients() -> None:
    async def act() -> list[str]:
        loop = asyncio.get_running_loop()
        queue = FairQueue(20)
        for client in "aaabc":
            assert queue.add(Ticket(b"", client, loop.create_future()))
        taken = []
        while (ticket := queue.take()) is not None:
            taken.append(ticket.client)
        return taken

    assert asyncio.run(act()) == ["a", "b", "c", "a", "a"]


def test_a_queue_that_is_too_long_is_told_after_its_time() -> None:
    async def act(pool: Pool) -> None:
        first = asyncio.ensure_future(pool.run({"do": "sleep", "seconds": 3}))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await pool.run({"do": "echo"})
        first.cancel()

    trial(act, Limits(lanes=1, queue=8, queue_time=0.5, time=5))


def over(act: Callable[[Pool, Pool], Awaitable[T]], time: float = 5, nice: int = 0) -> T:
    """Of a pool of one lane for short jobs, and one beyond it."""

    async def run() -> T:
        kind = replace(KIND, walls=replace(KIND.walls, nice=nice))
        beyond = Pool(kind, replace(LIMITS, lanes=1, time=time))
        short = Pool(KIND, replace(LIMITS, lanes=1, time=0.3), beyond=beyond)
        try:
            await asyncio.gather(short.start(), beyond.start())
            return await act(short, beyond)
        finally:
            await asyncio.gather(short.stop(), beyond.stop())

    return asyncio.run(run())


async def past(short: Pool, seconds: float = 0.8) -> int:
    """The process that did a job which is not short."""
    result = await short.run({"do": "sleep", "seconds": seconds})
    result.close()
    return int(result.report["pid"])


@pytest.mark.parametrize("less_nice", [True, False])
def test_a_job_past_its_time_goes_on_in_its_process_beyond(
    less_nice: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In exchange for an idle one, which takes its place where it may be made less nice, and ends where not."""
    put: list[int] = []
    own = os.getpriority(os.PRIO_PROCESS, 0)

    def put_up(*told: int) -> None:
        nice = told[-1]
        if not less_nice and nice == own:
            raise PermissionError
        put.append(nice - own)

    async def act(short: Pool, beyond: Pool) -> tuple[bool, bool, list[dict[str, int]]]:
        first, idle = await pid_of(short), await pid_of(beyond)
        monkeypatch.setattr(os, "setpriority", put_up)
        waiting = asyncio.ensure_future(past(short))
        await asyncio.sleep(0.4)
        second = await pid_of(short)
        return await waiting == first, second == idle, [short.status(), beyond.status()]

    same, exchanged, (short, beyond) = over(act, nice=5)
    assert same
    assert exchanged is less_nice
    assert put == ([5, 0] if less_nice else [5])
    assert (short["answered"], beyond["answered"]) == (2, 2)
    assert (short["processes"], beyond["processes"]) == (1, 1)
    assert short["started"] + beyond["started"] == (2 if less_nice else 3)


def test_a_busy_machine_makes_no_job_long() -> None:
    """What counts is what a process has taken of a processor, up to some times as much by the clock."""

    async def act(short: Pool, beyond: Pool) -> list[int]:
        short.limits = replace(short.limits, slack=5.0)
        await past(short, 0.8)
        over = [beyond.status().get("answered", 0)]
        await past(short, 1.8)
        return [*over, beyond.status()["answered"]]

    assert over(act) == [0, 1]


def test_a_job_may_have_a_time_of_its_own_to_be_short() -> None:
    async def act(short: Pool, beyond: Pool) -> list[int]:
        (await short.run({"do": "sleep", "seconds": 0.8}, time=1.5)).close()
        over = [beyond.status().get("answered", 0)]
        (await short.run({"do": "sleep", "seconds": 1.9}, time=1.5)).close()
        return [*over, beyond.status()["answered"]]

    assert over(act) == [0, 1]


def test_a_job_that_takes_a_processor_is_long_as_soon_as_it_has_taken_it() -> None:
    async def act(short: Pool, beyond: Pool) -> dict[str, int]:
        short.limits = replace(short.limits, slack=1e6)
        with pytest.raises(TimedOut):
            await short.run({"do": "spin"})
        return beyond.status()

    assert over(act, time=1.5)["timed_out"] == 1


def test_a_job_past_its_time_begins_again_where_no_lane_is_free_beyond() -> None:
    async def act(short: Pool, beyond: Pool) -> tuple[bool, bool, int]:
        first = await pid_of(short)
        jobs = [asyncio.ensure_future(past(short)) for _ in range(2)]
        found = await asyncio.gather(*jobs)
        return found[0] == first, found[1] in found[:1], beyond.status()["answered"]

    assert over(act) == (True, True, 2)


def test_a_job_that_went_over_is_ended_with_its_client() -> None:
    async def act(short: Pool, beyond: Pool) -> int:
        first = await pid_of(short)
        waiting = asyncio.ensure_future(past(short, 30))
        await asyncio.sleep(0.6)
        assert (short.status()["running"], beyond.status()["running"]) == (0, 1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await past(short) != first
        return first

    with pytest.raises(ProcessLookupError):
        os.kill(over(act), 0)


def test_a_job_that_went_over_ends_at_the_time_there() -> None:
    async def act(short: Pool, beyond: Pool) -> tuple[dict[str, int], dict[str, int]]:
        with pytest.raises(TimedOut) as raised:
            await past(short, 30)
        assert raised.value.extra["seconds"] == 1.5
        return short.status(), beyond.status()

    short, beyond = over(act, time=1.5)
    assert "timed_out" not in short
    assert beyond["timed_out"] == 1
