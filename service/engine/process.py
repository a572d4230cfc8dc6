"""The server's ends of the fork server and of a worker."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import orjson

from service.engine.api import Answer, spool
from service.engine.jobs import DATA, END, READY, Ending, Job, take_frame
from service.errors import EngineFailed, MemoryExceeded, ServiceError
from service.jobs.child import Child, start_child
from service.loan import messages
from service.loan.ledger import Ledger
from service.settings import Settings
from service.sparql.fault import failure

_TICKS = os.sysconf("SC_CLK_TCK")


def process_status(pid: int) -> list[str]:
    """What ``/proc/PID/stat`` says after the program's name, the state first; empty if the process is
    gone (proc(5))."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rsplit(")", 1)[1].split()
    except OSError:
        return []


class ForkServer:
    """Starts workers; ``held`` is the path of the snapshot that they have in memory, "" for none."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._answer: asyncio.Future[str] | None = None
        self._listening = asyncio.ensure_future(self._listen())
        self.held = ""
        self.workers: set[Worker] = set()

    @property
    def alive(self) -> bool:
        return self._child.alive

    @classmethod
    async def start(cls, settings: Settings) -> ForkServer:
        return cls(
            await start_child(
                "service.engine.forkserver",
                settings.memory_limit << 20,
                settings.time_limit + 5,
                bool(settings.service_allow),
            )
        )

    async def fork(self, finished: Callable[[Worker], None]) -> Worker:
        """A new worker that is ready; ``finished`` is called after each of its jobs and at its end."""
        here, there = socket.socketpair()
        here.setblocking(False)
        with there:
            self._send({"do": "fork"}, there.fileno())
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(lambda: Worker(self, finished), sock=here)
        await worker.ready
        self._ended.pop(worker.pid, None)  # of another with the same number, long ago
        self.workers.add(worker)
        return worker

    async def answerer(self, terms: messages.Terms) -> tuple[int, socket.socket, Ledger]:
        """A new answerer that is ready: its process id, the socket to it and its ledger."""
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        here.setblocking(False)
        ledger = Ledger.new()
        with there:
            order = {"do": "answer", "terms": asdict(terms)}
            self._send(order, there.fileno(), ledger.file.fileno())
        message = b""
        with contextlib.suppress(OSError):
            message = await asyncio.get_running_loop().sock_recv(here, messages.LONGEST)
        if message[:1] != messages.READY:
            here.close()
            ledger.close()
            raise EngineFailed("应答进程无法启动。", "An answerer could not be started.")
        return int(message[1:]), here, ledger

    async def hold(self, snapshot: str) -> bool:
        """Have the graph of a snapshot in memory for workers to come; whether that worked."""
        self._answer = asyncio.get_running_loop().create_future()
        self._send({"do": "hold", "snapshot": snapshot})
        self.held = await self._answer
        return self.held == snapshot

    async def status_of(self, pid: int) -> int:
        """The wait status of a worker that ended."""
        return await asyncio.wait_for(self._ended_of(pid), 2)

    def forget(self, worker: Worker) -> None:
        self.workers.discard(worker)
        self._ended.pop(worker.pid, None)

    async def end(self) -> None:
        """End it, and with it every worker it started."""
        self._listening.cancel()
        await self._child.end()

    def _send(self, order: Mapping[str, object], *descriptors: int) -> None:
        try:
            line = orjson.dumps({**order, "with": len(descriptors)}) + b"\n"
            socket.send_fds(self._child.socket, [line], list(descriptors))
        except OSError:
            raise EngineFailed(
                "查询进程的父进程已结束，请重启服务。",
                "The process that starts query processes is gone; restart the service.",
            ) from None

    def _ended_of(self, pid: int) -> asyncio.Future[int]:
        return self._ended.setdefault(pid, asyncio.get_running_loop().create_future())

    async def _listen(self) -> None:
        async for line in self._child.reader:
            told = orjson.loads(line)
            if "ended" in told:
                ended = self._ended_of(told["ended"])
                if not ended.done():
                    ended.set_result(told["status"])
            elif self._answer is not None and not self._answer.done():
                self._answer.set_result(told.get("held", ""))
        if self._answer is not None and not self._answer.done():
            self._answer.set_result("")


@dataclass(slots=True, eq=False)
class Ticket:
    """A job and its answer to come; ``wanted`` until its client hangs up."""

    job: Job
    answer: asyncio.Future[Answer]
    _looking: asyncio.Task[None] | None = None

    @property
    def wanted(self) -> bool:
        return not self.answer.done()

    def give(self, answer: Answer) -> None:
        if self.wanted:
            self.answer.set_result(answer)
        else:
            answer.close()

    def fail(self, error: ServiceError) -> None:
        if self.wanted:
            self.answer.set_exception(error)

    def look_into(self, cause: Coroutine[None, None, ServiceError]) -> None:
        """Fail with what ``cause`` finds out."""

        async def look() -> None:
            self.fail(await cause)

        self._looking = asyncio.ensure_future(look())


class Worker(asyncio.Protocol):
    """A process that answers ``tickets`` in their order; the first is running ``since`` a time of
    the event loop's clock. ``spent`` where it must not be asked anything more; ``lost`` once the
    process is gone."""

    def __init__(self, origin: ForkServer, finished: Callable[[Worker], None]) -> None:
        self.origin = origin
        self.held = origin.held
        self.pid = 0
        self.tickets: deque[Ticket] = deque()
        self.since = 0.0
        self.lost = False
        self.spent = False
        self.cpu_before = 0.0
        self._loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self._finished = finished
        self._transport: asyncio.Transport
        self._buffer = bytearray()
        self._body = spool()

    def ask(self, ticket: Ticket, snapshot: str) -> None:
        """Have the process answer ``ticket`` after those it has."""
        if not self.tickets:
            self.since = self._loop.time()
        self.tickets.append(ticket)
        self._transport.write(ticket.job.encode(snapshot))

    def take_back(self) -> list[Ticket]:
        """The tickets behind the running one. Their jobs are with the process already, which will
        answer them all the same: it is used up."""
        behind = [self.tickets.pop() for _ in range(len(self.tickets) - 1)]
        self.spent = self.spent or bool(behind)
        return behind[::-1]

    def cpu_seconds(self) -> float:
        """Processor time of the running job so far, all threads counted."""
        fields = process_status(self.pid)
        if not fields:
            return float("inf")
        return (int(fields[11]) + int(fields[12])) / _TICKS - self.cpu_before

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def lower(self) -> None:
        """Give way to every other process; there is no way back, so the worker is used up."""
        self.spent = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, 15)
            for task in os.listdir(f"/proc/{self.pid}/task"):  # noqa: PTH208
                os.setpriority(os.PRIO_PROCESS, int(task), 15)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if not self.lost:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    # What the socket brings

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (found := take_frame(self._buffer)) is not None:
            kind, payload = found
            if kind == DATA:
                self._body.write(payload)
            elif kind == READY:
                self.pid = int(payload)
                self.ready.set_result(None)
            elif self.tickets:
                self._end_of_job(kind, payload)
            # else it answers a ticket that was taken back, and is used up

    def connection_lost(self, _: Exception | None) -> None:
        self.lost = True
        if not self.ready.done():
            self.ready.set_exception(
                EngineFailed("查询进程无法启动。", "A query process could not be started.")
            )
        if self.tickets:
            self.tickets.popleft().look_into(self._death())
        self._body.close()
        self._finished(self)

    def _end_of_job(self, kind: bytes, payload: bytes) -> None:
        ticket = self.tickets.popleft()
        body, self._body = self._body, spool()
        self.since = self._loop.time()
        if kind == END:
            ending = Ending(*orjson.loads(payload))
            self.cpu_before = ending.cpu
            ticket.give(Answer(body, ending))
        else:
            body.close()
            ticket.look_into(self._report(ticket.job, orjson.loads(payload)))
        self._finished(self)

    async def _report(self, job: Job, report: dict[str, object]) -> ServiceError:
        return await asyncio.to_thread(failure, report, job)

    async def _death(self) -> ServiceError:
        """Why the process ended in the middle of a job."""
        try:
            code = os.waitstatus_to_exitcode(await self.origin.status_of(self.pid))
        except TimeoutError:
            code = 0
        if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
            return MemoryExceeded(
                "查询所需内存超过上限，已停止。请缩小范围（加条件、分年份、少排序）后再试。",
                "The query needed more memory than allowed and was stopped. Narrow it (more "
                "conditions, one year at a time, less ORDER BY) and try again.",
            )
        return EngineFailed(
            "查询进程意外结束，本次没有结果。请再试一次；如反复出现，请告知管理员。",
            "The query process ended unexpectedly; there is no result. Try again; tell the operator "
            "if it happens again.",
            exit_code=code,
        )
