"""The server's end of a query process."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import orjson
import pytest

from service.engine.api import Answer
from service.engine.jobs import DATA, END, READY, Job, frame
from service.engine.pool import Pool
from service.engine.process import ForkServer, Ticket, Worker
from service.errors import EngineFailed
from service.settings import Settings, read_settings
from service.store.layout import DataDir


def test_the_answer_to_a_ticket_taken_back_is_passed_over() -> None:
    async def run() -> tuple[bytes, bool]:
        finished: list[Worker] = []
        worker = Worker(cast(ForkServer, SimpleNamespace(held="")), finished.append)
        loop = asyncio.get_running_loop()
        first, behind = (Ticket(Job("", "SELECT", "csv"), loop.create_future()) for _ in range(2))
        worker.tickets.extend((first, behind))
        assert worker.take_back() == [behind]
        end = frame(END, orjson.dumps((1, 4, 0.1, 0.1)))
        worker.data_received(frame(READY, b"1"))
        worker.data_received(frame(DATA, b"mine") + end + frame(DATA, b"late") + end)
        assert finished == [worker]
        worker.connection_lost(None)
        answer = await first.answer
        content = answer.read()
        answer.close()
        return content, behind.wanted

    assert asyncio.run(run()) == (b"mine", True)


def test_a_lane_without_workers_is_filled_by_the_next_query(data_dir: Path) -> None:
    """However often no worker could be started, the service does not stay without one."""
    settings = read_settings({"ANZE_SHORT_LANES": "1", "ANZE_QUEUE_TIME": "20"})
    asked = 0

    async def run() -> bytes:
        started: list[ForkServer] = []

        async def origin() -> ForkServer:
            nonlocal asked
            asked += 1
            if asked <= 2:
                raise EngineFailed("没有进程", "no process")
            started.append(await ForkServer.start(settings))
            return started[-1]

        path = str(DataDir(data_dir).require_current().path)
        pool = Pool(settings, lambda: path, origin)
        await pool.start()
        try:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pool.run(Job("ASK { ?s ?p ?o }", "ASK", "csv")), 1)
            answer = await pool.run(Job("ASK { ?s ?p ?o }", "ASK", "csv"))
            try:
                return answer.read()
            finally:
                answer.close()
        finally:
            await pool.stop()
            await asyncio.gather(*(each.end() for each in started))
            while any(each.workers for each in started):
                await asyncio.sleep(0.01)

    assert asyncio.run(run()) == b"true\r\n"
    assert asked == 3


class Scripted:
    """An origin whose workers answer when the test says so; signals go nowhere."""

    def __init__(self) -> None:
        self.held = ""
        self.alive = True
        self.workers: list[Worker] = []

    async def fork(self, finished: Callable[[Worker], None]) -> Worker:
        worker = Worker(cast(ForkServer, self), finished)
        worker.connection_made(cast(asyncio.Transport, SimpleNamespace(write=lambda _: None)))
        worker.data_received(frame(READY, b"0"))
        self.workers.append(worker)
        return worker

    def forget(self, _: Worker) -> None: ...


async def scripted(settings: Settings) -> tuple[Scripted, Pool]:
    """A started pool and where its workers come from."""
    source = Scripted()

    async def origin() -> ForkServer:
        return cast(ForkServer, source)

    pool = Pool(settings, lambda: "", origin)
    await pool.start()
    return source, pool


async def contents(*jobs: asyncio.Future[Answer]) -> list[bytes]:
    found = []
    for job in jobs:
        answered = await job
        found.append(answered.read())
        answered.close()
    return found


async def stop(source: Scripted, pool: Pool) -> None:
    await pool.stop()
    for worker in source.workers:
        end(worker)


def signals(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Worker, int]]:
    """The signals that workers are given, of which SIGKILL ends them."""
    given: list[tuple[Worker, int]] = []

    def note(worker: Worker, number: int) -> None:
        given.append((worker, number))
        if number == signal.SIGKILL:
            asyncio.get_running_loop().call_soon(end, worker)

    monkeypatch.setattr(Worker, "_signal", note)
    return given


def end(worker: Worker) -> None:
    if not worker.lost:
        worker.connection_lost(None)


def answer(worker: Worker, text: bytes, cpu: float = 0.1) -> None:
    worker.data_received(frame(DATA, text) + frame(END, orjson.dumps((1, 4, 0.1, cpu))))


def test_a_worker_that_is_done_when_it_was_just_paused_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its answer was on the way: it is given, and the places of both lanes stay in use."""
    given = signals(monkeypatch)
    settings = replace(
        read_settings({}), short_lanes=1, long_lanes=1, short_time=0.01, time_limit=0.5
    )

    async def run() -> list[bytes]:
        source, pool = await scripted(settings)
        jobs = [asyncio.ensure_future(pool.run(Job("", "ASK", "csv"))) for _ in range(2)]
        while pool.status()["parked"] == 0:
            await asyncio.sleep(0.005)
        running, paused = source.workers[:2]
        answer(paused, b"two")
        assert pool.status()["parked"] == 0
        answer(running, b"one")
        assert [number for worker, number in given if worker is paused][:2] == [
            signal.SIGSTOP,
            signal.SIGCONT,
        ]
        await asyncio.sleep(0.6)  # past the time limit, with nothing left to stop
        third = asyncio.ensure_future(pool.run(Job("", "ASK", "csv")))
        await asyncio.sleep(0)
        busy = next(worker for worker in source.workers if worker.tickets)
        answer(busy, b"three")
        found = await contents(*jobs, third)
        assert pool.status()["running"] == 0
        await stop(source, pool)
        return found

    assert asyncio.run(run()) == [b"one", b"two", b"three"]


def test_a_worker_with_a_job_that_was_taken_back_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It answers that job all the same, and the answer must not be taken for another's."""
    given = signals(monkeypatch)
    settings = replace(read_settings({}), short_lanes=1, short_time=0.01)

    async def run() -> list[bytes]:
        source, pool = await scripted(settings)
        jobs = [asyncio.ensure_future(pool.run(Job("", "ASK", "csv"))) for _ in range(2)]
        while len(source.workers) < 2 or not source.workers[1].tickets:
            await asyncio.sleep(0.005)
        first, second = source.workers[:2]
        answer(first, b"one")
        answer(first, b"not asked for")
        assert given == [(first, signal.SIGKILL)]
        answer(second, b"two")
        found = await contents(*jobs)
        await stop(source, pool)
        return found

    assert asyncio.run(run()) == [b"one", b"two"]


def test_the_worker_that_did_most_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the pages of the graph that another would have to copy."""
    signals(monkeypatch)

    async def run() -> list[int]:
        source, pool = await scripted(replace(read_settings({}), short_lanes=3))
        jobs = [asyncio.ensure_future(pool.run(Job("", "ASK", "csv"))) for _ in range(3)]
        await asyncio.sleep(0)
        for number, worker in enumerate(source.workers):
            answer(worker, b"", cpu=float(number % 2))
        await contents(*jobs)
        next_job = asyncio.ensure_future(pool.run(Job("", "ASK", "csv")))
        await asyncio.sleep(0)
        asked = [len(worker.tickets) for worker in source.workers]
        answer(source.workers[asked.index(1)], b"")
        await contents(next_job)
        await stop(source, pool)
        return asked

    assert asyncio.run(run()) == [0, 1, 0]
