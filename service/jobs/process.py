"""The server's end of a job process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from service import errors
from service.errors import EngineFailed, MemoryExceeded, NoSpace, ServiceError
from service.jobs import forkserver
from service.jobs.frames import (
    DATA,
    END,
    LAST,
    OPTIONS,
    ORDER,
    READY,
    Head,
    frame,
    pack,
    take_frame,
    unpack,
)
from service.jobs.kinds import Kind, Options

log = logging.getLogger(__name__)

#: In the number of a clock: of the whole process, its threads together (clock_getcpuclockid(3)).
_OF_PROCESS = 2
#: Answers above this size wait on disk, not in memory.
SPOOL_MEMORY = 1 << 20


@dataclass(slots=True)
class Result:
    """What a job came to: the bytes it sent, and its report. Whole, or there is an error instead."""

    body: IO[bytes]
    report: Head

    def read(self) -> bytes:
        self.body.seek(0)
        return self.body.read()

    def close(self) -> None:
        self.body.close()


@dataclass(slots=True, eq=False)
class Ticket:
    """An order of ``client``, and its result to come; ``wanted`` until nobody waits for it; ``over``
    once it has gone over to the pool beyond, after ``time`` seconds if that is not to be as the pool has it."""

    order: bytes
    client: str
    result: asyncio.Future[Result]
    over: bool = False
    time: float = 0.0

    @property
    def wanted(self) -> bool:
        return not self.result.done()

    def give(self, result: Result) -> None:
        if self.wanted:
            self.result.set_result(result)
        else:
            result.close()

    def fail(self, error: ServiceError) -> None:
        if self.wanted:
            self.result.set_exception(error)

    def give_up(self) -> None:
        """Nobody waits any longer; a result that came in the same moment is closed."""
        came = not self.result.cancel() and not self.result.cancelled()
        if came and self.result.exception() is None:
            self.result.result().close()


class Process(asyncio.Protocol):
    """A process that works on at most one ``ticket``. ``finished`` is called when it is done with one,
    and when it is gone (``lost``); once ``leaving`` it gets no other."""

    def __init__(self, kind: Kind, finished: Callable[[Process], None]) -> None:
        self.kind = kind
        self.ticket: Ticket | None = None
        self.lost = self.leaving = False
        self.pid = 0
        self._begun = self._spent = 0.0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._finished = finished
        self._buffer = bytearray()
        self._body = _spool()
        self._transport: asyncio.Transport
        self._process: forkserver.Forked
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    async def start(
        cls, kind: Kind, options: Options, finished: Callable[[Process], None]
    ) -> Process:
        """A process that is ready."""
        here, there = socket.socketpair()
        here.setblocking(False)
        process = cls(kind, finished)
        try:
            with there:
                process._process = await forkserver.fork(kind, there)
        except BaseException as error:
            here.close()
            process._body.close()
            if isinstance(error, ConnectionError):
                raise process._not_started() from None
            raise
        process.pid = process._process.pid
        try:
            await asyncio.get_running_loop().create_connection(lambda: process, sock=here)
            told = {
                "name": kind.name,
                "module": kind.module,
                "options": options,
                "walls": asdict(kind.walls),
            }
            process._transport.write(frame(OPTIONS, pack(told)))
            await process.ready
        except BaseException:
            process.kill()
            await process.ended()
            raise
        return process

    def work_on(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self._begun, self._spent = time.monotonic(), processor_time(self.pid)
        self._transport.write(frame(ORDER, ticket.order))

    def passed(self) -> float:
        """Seconds by the clock since it got its job."""
        return time.monotonic() - self._begun

    def rest(self, limit: float, slack: float) -> float:
        """Seconds for which its job may go on at least before it has taken ``limit`` seconds of a processor, or ``slack``
        times as many by the clock."""
        passed = self.passed()
        spent = processor_time(self.pid) - self._spent if self._spent else passed
        return min(limit - spent, limit * slack - passed)

    def move(self, kind: Kind, finished: Callable[[Process], None]) -> bool:
        """Go over to another pool, job and all, and become as nice as its processes are. Whether it may: less nice is
        for root alone, in general."""
        own = os.getpriority(os.PRIO_PROCESS, 0)
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid, own + kind.walls.nice)
        except OSError:
            return False
        self.kind, self._finished = kind, finished
        return True

    def kill(self) -> None:
        """End the process and all that it started."""
        self.leaving = True
        if not self.lost:
            # the latter: macOS, of one that has ended
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    async def ended(self) -> None:
        """Wait until the process, and the stream from it, are at their end."""
        await self._process.wait()
        await self._closed
        if self._ending is not None:
            await self._ending

    # What the stream brings

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while not self.lost and (found := take_frame(self._buffer)) is not None:
            kind, payload = found
            if kind == READY:
                if not self.ready.done():  # nobody may be waiting any more
                    self.ready.set_result(None)
            elif kind == DATA:
                self._keep(payload)
            elif kind == LAST:
                self.leaving = True
            elif self.ticket is not None:
                self._end_of_job(kind, payload)

    def connection_lost(self, _: Exception | None) -> None:
        self.kill()
        self.lost = True
        if not self.ready.done():
            self.ready.set_exception(self._not_started())
            self.ready.exception()  # nobody may be waiting any more
        self._body.close()
        self._closed.set_result(None)
        if self.ticket is not None:
            self._ending = asyncio.ensure_future(self._explain(self.ticket))
        self._finished(self)

    def _not_started(self) -> EngineFailed:
        return EngineFailed(
            f"处理{self.kind.words.zh}的进程无法启动，请查看日志。",
            f"A process for a {self.kind.words.en} could not be started; see the log.",
        )

    def _keep(self, chunk: bytes) -> None:
        try:
            self._body.write(chunk)
        except OSError as error:
            log.error("keeping an answer: %s", error)
            if self.ticket is not None:
                self.ticket.fail(no_space())
            self.kill()

    def _end_of_job(self, kind: bytes, payload: bytes) -> None:
        assert self.ticket is not None
        ticket, self.ticket = self.ticket, None
        body, self._body = self._body, _spool()
        try:
            head, _ = unpack(payload)
            if kind == END:
                ticket.give(Result(body, head))
            else:
                body.close()
                ticket.fail(_error(head))
        except (ValueError, KeyError, TypeError):
            ticket.fail(_nonsense())
            self.kill()
        self._finished(self)

    async def _explain(self, ticket: Ticket) -> None:
        """Tell whoever waits why the process ended in the middle of a job."""
        ticket.fail(_death(await self._process.wait(), self.kind))


def processor_time(pid: int) -> float:
    """Seconds of a processor that a process has taken so far; 0 where that is not known."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return time.clock_gettime(~pid << 3 | _OF_PROCESS)
    return 0.0


def _spool() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=SPOOL_MEMORY)


def no_space() -> NoSpace:
    """The error for an answer that the server cannot keep until it is whole."""
    return NoSpace(
        "服务器的临时目录已满，请求未完成。请稍后再试，并告知管理员。",
        "The server's directory for temporary files is full; the request was not completed. Try again "
        "later and tell the operator.",
    )


def _error(head: Head) -> ServiceError:
    """The error that a process described."""
    kind = getattr(errors, str(head["kind"]), None)
    if not (isinstance(kind, type) and issubclass(kind, ServiceError)):
        return _nonsense()
    error = kind.__new__(kind)
    ServiceError.__init__(error, str(head["zh"]), str(head["en"]), **head["extra"])
    error.headers.update(head["headers"])
    return error


def _nonsense() -> EngineFailed:
    return EngineFailed(
        "处理进程的应答无法理解，已停止该进程。", "A job process answered nonsense and was ended."
    )


def _death(code: int, kind: Kind) -> ServiceError:
    words = kind.words
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
        return MemoryExceeded(
            f"{words.zh}所需内存超过上限（{kind.walls.memory >> 20} MiB），已停止。{words.advice_zh}",
            f"The {words.en} needed more memory than allowed ({kind.walls.memory >> 20} MiB) and was "
            f"stopped. {words.advice_en}",
        )
    if code == -signal.SIGXCPU:
        return errors.TimedOut(
            f"{words.zh}所需处理器时间超过上限，已停止。{words.advice_zh}",
            f"The {words.en} needed more processor time than allowed and was stopped. {words.advice_en}",
        )
    return EngineFailed(
        f"处理{words.zh}的进程意外结束，没有结果。请再试一次；如反复出现，请告知管理员。",
        f"The process of the {words.en} ended unexpectedly; there is no result. Try again; tell the "
        "operator if it happens again.",
        exit_code=code,
    )
