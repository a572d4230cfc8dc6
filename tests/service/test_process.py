"""The server's end of a query process."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import orjson

from service.engine.jobs import DATA, END, READY, Job, frame
from service.engine.process import ForkServer, Ticket, Worker


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
