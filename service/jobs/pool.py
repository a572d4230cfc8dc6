"""A pool of processes for one kind of job: bounded in number, in waiting and in time.

A job that is past its time, or whose client is gone, is ended by killing its process, because nothing
else stops a query, a parser or a regular expression for certain; a new process takes its place. Where there is a pool
``beyond``, a job that is past its time goes over to it: with its process where a lane is free there, else to begin again."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine, Sequence

from service.errors import Busy, ServiceError, TimedOut
from service.jobs.frames import Head, pack
from service.jobs.kinds import Kind, Limits, Options
from service.jobs.process import Process, Result, Ticket
from service.jobs.queue import FairQueue

log = logging.getLogger(__name__)

#: Seconds before a process is started again after one could not be.
PAUSE = 1.0
#: Seconds within which a job may as well be past its time.
_SOON = 0.01
#: Seconds that a pool waits for the end of its processes, once they are killed.
LAST = 5.0


class Pool:
    """Processes of ``kind`` within ``limits``; ``options`` are what new ones are prepared with. Those of a pool with one
    ``beyond`` are of the same module, and have its walls but for a lower ``nice``."""

    def __init__(
        self,
        kind: Kind,
        limits: Limits,
        options: Options | None = None,
        beyond: Pool | None = None,
    ) -> None:
        self.kind = kind
        self.limits = limits
        self.beyond = beyond
        self.counts: Counter[str] = Counter()
        self._options = options or {}
        self._processes: list[Process] = []
        self._dying: set[asyncio.Task[None]] = set()
        self._starting = 0
        self._queue = FairQueue(limits.queue)
        self._alarms: dict[Process, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Have all processes ready; without it they come with the first job."""
        await self._grow(self._missing())
        self._serve()

    async def stop(self) -> None:
        """End every process and wait until they are gone, ``LAST`` seconds at most: they are killed, and
        nothing more can be done about one that stays."""
        self._stopped = True
        starting = tuple(self._tasks)
        for task in starting:
            task.cancel()
        for process in self._processes:
            process.kill()
        ending = [asyncio.ensure_future(process.ended()) for process in self._processes]
        if waited := (*starting, *ending, *self._dying):
            _, pending = await asyncio.wait(waited, timeout=LAST)
            for task in pending:
                log.error("a process for a %s does not end: %s", self.kind.words.en, task)
                task.cancel()

    def status(self) -> dict[str, int]:
        """What goes on here, and in the pool beyond by names that begin with ``long_``."""
        beyond = self.beyond.status() if self.beyond else {}
        return {
            "running": sum(each.ticket is not None for each in self._processes),
            "waiting": len(self._queue),
            "processes": len(self._processes),
            **self.counts,
            **{f"long_{name}": count for name, count in beyond.items()},
        }

    async def run(
        self, head: Head, blobs: Sequence[bytes] = (), client: str = "", time: float = 0.0
    ) -> Result:
        """What the job ``head`` with ``blobs`` came to; raises what was wrong with it, or the limit that
        it met. Cancelled, it ends the job. ``time``: seconds after which it goes over to the pool beyond, if there is one, in
        place of those of all jobs."""
        order = pack(head, blobs)
        ticket = Ticket(order, client, asyncio.get_running_loop().create_future(), time=time)
        self._line_up(ticket)
        try:
            result = await ticket.result
        except asyncio.CancelledError:
            ticket.give_up()
            self._drop(ticket)
            raise
        (self.beyond if self.beyond and ticket.over else self).counts["answered"] += 1
        return result

    def _line_up(self, ticket: Ticket) -> None:
        """Have the ticket wait for a process, ``queue_time`` at most."""
        if not self._queue.add(ticket):
            ticket.fail(self._busy("等待的请求已满", "the queue is full"))
            return
        waiting = asyncio.get_running_loop().call_later(
            self.limits.queue_time, self._waited_too_long, ticket
        )
        ticket.result.add_done_callback(lambda _: waiting.cancel())
        self._serve()

    # Processes

    def _missing(self) -> int:
        alive = sum(not each.leaving for each in self._processes)
        return self.limits.lanes + self.limits.spare - alive - self._starting

    async def _grow(self, number: int) -> None:
        """Add processes. Who waits for it may be cancelled; what starts is cancelled by ``stop`` alone,
        once: a second time would end the wait for the end of a process."""
        added = [self._begin() for _ in range(number)]
        if added:
            await asyncio.wait(added)
        for each in added:
            if not each.cancelled():
                each.result()

    def _begin(self) -> asyncio.Task[None]:
        """Have one more process come, which counts from now on."""
        self._starting += 1
        return self._later(self._add())

    async def _add(self) -> None:
        process: Process | None
        try:
            process = await Process.start(self.kind, self._options, self._finished)
        except (ServiceError, OSError) as error:
            log.error("no new process: %s", getattr(error, "en", error))
            await asyncio.sleep(PAUSE)
            process = None
        finally:
            self._starting -= 1
        if process is None:
            self._serve()
            return
        if process.lost:
            return
        self._processes.append(process)
        self.counts["started"] += 1
        self._retire()
        self._serve()

    def _retire(self) -> None:
        """Let idle processes go that are more than the pool has places for, the oldest first."""
        idle = [each for each in self._processes if each.ticket is None and not each.leaving]
        alive = sum(not each.leaving for each in self._processes)
        for process in idle[: max(0, alive - self.limits.lanes - self.limits.spare)]:
            process.kill()

    def _finished(self, process: Process) -> None:
        """A process is done with its job, or gone."""
        alarm = self._alarms.pop(process, None)
        if alarm is not None:
            alarm.cancel()
        if process.lost and process in self._processes:
            self._processes.remove(process)
            _keep(self._dying, process.ended())
        self._retire()
        self._serve()

    # Jobs

    def _serve(self) -> None:
        """Give waiting jobs to idle processes, and have processes come for those that wait."""
        if self._stopped:
            return
        idle = [each for each in self._processes if each.ticket is None and not each.leaving]
        running = sum(each.ticket is not None for each in self._processes if not each.leaving)
        for process in idle[: max(0, self.limits.lanes - running)]:
            ticket = self._queue.take()
            if ticket is None:
                break
            self._give(process, ticket)
        for _ in range(self._missing()):
            self._begin()

    def _give(self, process: Process, ticket: Ticket) -> None:
        loop = asyncio.get_running_loop()
        limit = self._limit(ticket)
        self._alarms[process] = loop.call_later(limit, self._time_out, process, ticket)
        process.work_on(ticket)

    def _limit(self, ticket: Ticket) -> float:
        """Seconds after which a job is past its time here."""
        own = min(ticket.time, self.beyond.limits.time) if self.beyond else 0.0
        return own or self.limits.time

    def _time_out(self, process: Process, ticket: Ticket) -> None:
        beyond = self.beyond
        if beyond is not None and beyond.limits.time > self.limits.time:
            rest = process.rest(self._limit(ticket), self.limits.slack)
            if rest > _SOON:
                self._alarms[process] = asyncio.get_running_loop().call_later(
                    rest, self._time_out, process, ticket
                )
            else:
                self._pass_on(process, ticket, beyond)
            return
        self.counts["timed_out"] += 1
        words, limit = self.kind.words, self.limits.time
        ticket.fail(
            TimedOut(
                f"{words.zh}运行超过 {limit:g} 秒，已停止，没有结果。{words.advice_zh}",
                f"The {words.en} ran past {limit:g} s and was stopped; there is no result. "
                f"{words.advice_en}",
                seconds=limit,
            )
        )
        process.kill()

    def _pass_on(self, process: Process, ticket: Ticket, beyond: Pool) -> None:
        """Have the job go on in the pool beyond, or end it and have it wait there to begin again."""
        ticket.over = True
        if not beyond._take_over(process, ticket, self):
            process.ticket = None
            process.kill()
            beyond._line_up(ticket)
        self._serve()

    def _take_over(self, process: Process, ticket: Ticket, other: Pool) -> bool:
        """Whether the process of the other pool goes on with its job as one of these: a lane is free, nobody waits for it,
        and the process was prepared as these are. An idle one goes over in exchange, or, where it may not be made less
        nice, ends."""
        alive = [each for each in self._processes if not each.leaving]
        idle = [each for each in alive if each.ticket is None]
        busy = self._stopped or len(alive) - len(idle) >= self.limits.lanes or len(self._queue)
        if busy or self._options != other._options or not other._move(process, self):
            return False
        self._alarms[process] = asyncio.get_running_loop().call_later(
            self.limits.time - process.passed(), self._time_out, process, ticket
        )
        for each in idle[:1]:
            self._move(each, other)
        self._retire()
        return True

    def _move(self, process: Process, other: Pool) -> bool:
        """Have a process be one of the other pool, if it may be as nice as those are."""
        moved = process.move(other.kind, other._finished)
        if moved:
            self._processes.remove(process)
            self._alarms.pop(process, None)
            other._processes.append(process)
        return moved

    def _waited_too_long(self, ticket: Ticket) -> None:
        if ticket in self._queue:
            self._queue.discard(ticket)
            ticket.fail(self._busy("排队超时", "it waited too long for a place"))

    def _drop(self, ticket: Ticket) -> None:
        """Nobody waits for ``ticket`` any more."""
        self._queue.discard(ticket)
        for process in self._processes:
            if process.ticket is ticket:
                process.kill()
        if self.beyond is not None:
            self.beyond._drop(ticket)

    def _busy(self, zh: str, en: str) -> Busy:
        self.counts["refused_busy"] += 1
        return Busy(f"服务繁忙（{zh}），请稍后再试。", f"Busy: {en}; try again shortly.")

    def _later(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """``work`` as a task that ends with the pool at the latest."""
        return _keep(self._tasks, work)


def _keep(tasks: set[asyncio.Task[None]], work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    """``work`` as a task that is among ``tasks`` until it is done."""
    task = asyncio.ensure_future(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
