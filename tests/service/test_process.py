"""The server's end of a query process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import orjson
import pytest

from service.engine.jobs import DATA, END, READY, Job, frame
from service.engine.pool import Pool
from service.engine.process import ForkServer, Ticket, Worker
from service.errors import EngineFailed
from service.settings import read_settings
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
