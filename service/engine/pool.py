"""Lanes for queries, each query in a process of its own that can be stopped.

Every query starts in the short lane: a few workers, each with at most one query running and one
ready behind it, so that a process need not wait to be told. A query that is not done after
``short_time`` takes its worker out of the lane and needs a place in the long lane: it is paused until
there is one, then runs on, soon at low priority, until ``time_limit``, when it is killed. A new worker
takes its place in the short lane, and what was ready behind it goes elsewhere. So however many
runaway queries there are, short ones find a worker and the processor."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine

from service.engine.api import Answer
from service.engine.jobs import Job
from service.engine.process import ForkServer, Ticket, Worker
from service.errors import Busy, ServiceError, TimedOut
from service.settings import Settings

log = logging.getLogger(__name__)

#: A query in the long lane gives way to all others after so many seconds. A worker that is done sooner
#: goes back to the short lane, for it has the pages of the graph that new ones have to copy.
GIVE_WAY = 2.0
#: A second query is given to a worker whose first has run less than so many seconds: most are done
#: by then, and one that is not may take long.
READY_BEHIND = 0.005


class Pool:
    """``path`` gives the directory of the snapshot that new queries read, ``origin`` the fork server
    that new workers come from."""

    def __init__(
        self,
        settings: Settings,
        path: Callable[[], str],
        origin: Callable[[], Awaitable[ForkServer]],
    ) -> None:
        self._settings = settings
        self._path = path
        self._origin = origin
        self._newest: ForkServer | None = None
        self._short: list[Worker] = []
        self._watched: dict[Worker, asyncio.TimerHandle] = {}
        self._long: dict[Worker, asyncio.TimerHandle] = {}
        self._parked: dict[Worker, asyncio.TimerHandle] = {}
        self._queue: deque[Ticket] = deque()
        self._coming = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.counts: Counter[str] = Counter()

    # What the engine asks for

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        await asyncio.gather(*(self._add_worker() for _ in range(self._settings.short_lanes)))

    async def stop(self) -> None:
        self._stopping = True
        for worker in (*self._short, *self._long, *self._parked):
            worker.kill()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def renew(self) -> None:
        """Replace the workers of the short lane by new ones, each as soon as it has nothing to do."""
        for _ in range(self._settings.short_lanes):
            self._later(self._add_worker())

    def status(self) -> dict[str, int]:
        return {
            "running": sum(1 for each in self._short if each.tickets) + len(self._long),
            "waiting": len(self._queue),
            "parked": len(self._parked),
            "workers": len(self._short) + len(self._long) + len(self._parked),
            **self.counts,
        }

    async def run(self, job: Job) -> Answer:
        """The whole answer to ``job``, or the error that says which limit it met."""
        ticket = Ticket(job, self._loop.create_future())
        worker = None if self._queue else self._free_worker()
        if worker is not None:
            self._give(worker, ticket)
        else:
            self._enqueue(ticket)
        try:
            answer = await ticket.answer
        except asyncio.CancelledError:
            self._drop(ticket)
            raise
        self.counts["answered"] += 1
        return answer

    # The short lane

    async def _add_worker(self) -> None:
        self._coming += 1
        try:
            origin = await self._origin()
            worker = await origin.fork(self._finished)
        except ServiceError as error:
            log.error("no new worker: %s", error.en)
            return
        finally:
            self._coming -= 1
        if self._stopping:
            worker.kill()
            return
        self._newest = origin
        self._short.append(worker)
        self.counts["workers_started"] += 1
        self._trim()
        self._serve_queue()

    def _fill(self) -> None:
        """Have workers come for the free places of the short lane."""
        missing = self._settings.short_lanes - len(self._short) - self._coming
        for _ in range(0 if self._stopping else missing):
            self._later(self._add_worker())

    def _trim(self) -> None:
        """Let idle workers go that are more than the lane has places for, the least worth first."""
        idle = [each for each in self._short if not each.tickets]
        idle.sort(key=self._worth)
        for worker in idle[: max(0, len(self._short) - self._settings.short_lanes)]:
            self._short.remove(worker)
            worker.kill()

    def _worth(self, worker: Worker) -> tuple[bool, float]:
        """One with the current snapshot is worth more than another; then, the more it did, the more
        pages of the graph it has that others have to copy."""
        return self._current(worker), worker.cpu_before

    def _current(self, worker: Worker) -> bool:
        return worker.origin is self._newest and worker.held == worker.origin.held

    def _free_worker(self) -> Worker | None:
        """The best worker with nothing to do, or else one whose query began just now."""
        idle = [each for each in self._short if not each.tickets]
        if idle:
            return max(idle, key=self._worth)
        just_now = self._loop.time() - READY_BEHIND
        for worker in self._short:
            if len(worker.tickets) == 1 and worker.since > just_now:
                return worker
        return None

    def _give(self, worker: Worker, ticket: Ticket) -> None:
        worker.ask(ticket, self._path())
        if worker not in self._watched:
            self._watch(worker, self._settings.short_time, 1)

    def _enqueue(self, ticket: Ticket) -> None:
        if len(self._queue) >= self._settings.queue:
            raise self._busy("排队的请求已满", "The queue is full")
        self._queue.append(ticket)
        self._fill()
        self._loop.call_later(self._settings.queue_time, self._waited_long, ticket)

    def _waited_long(self, ticket: Ticket) -> None:
        if ticket in self._queue:
            self._queue.remove(ticket)
            ticket.fail(self._busy("排队超时", "Waited too long for a free lane"))

    def _serve_queue(self) -> None:
        while self._queue and (worker := self._free_worker()) is not None:
            self._give(worker, self._queue.popleft())

    def _watch(self, worker: Worker, seconds: float, look: int) -> None:
        call = self._loop.call_later(seconds, self._look_at, worker, worker.since, look)
        self._watched[worker] = call

    def _look_at(self, worker: Worker, since: float, look: int) -> None:
        """Take ``worker`` out of the lane if its query had ``short_time`` of the processor. On a busy
        machine that takes longer by the clock, and a short query is not to pay for it."""
        del self._watched[worker]
        if not worker.tickets:
            return
        budget = min(self._settings.short_time, self._settings.time_limit)
        if worker.since != since:
            left = budget - (self._loop.time() - worker.since)
            self._watch(worker, max(left, 0.01), 1)
        elif look < 3 and worker.cpu_seconds() < budget * 0.8:
            self._watch(worker, budget, look + 1)
        else:
            self._leave_lane(worker)

    def _leave_lane(self, worker: Worker) -> None:
        self._short.remove(worker)
        self._fill()
        self._queue.extendleft(reversed(worker.take_back()))
        if not worker.tickets[0].wanted:
            worker.kill()
        elif len(self._long) < self._settings.long_lanes:
            self._run_long(worker)
        elif len(self._parked) < self._settings.parked:
            self._park(worker)
        else:
            self._refuse(worker)
        self._serve_queue()

    # The long lane

    def _run_long(self, worker: Worker) -> None:
        left = self._settings.time_limit - (self._loop.time() - worker.since)
        self._long[worker] = self._loop.call_later(left, self._time_out, worker)
        self._loop.call_later(GIVE_WAY, self._lower, worker, worker.since)

    def _lower(self, worker: Worker, since: float) -> None:
        if worker in self._long and worker.since == since:
            worker.lower()

    def _park(self, worker: Worker) -> None:
        worker.pause()
        limit = self._settings.time_limit
        self._parked[worker] = self._loop.call_later(limit, self._refuse, worker)

    def _resume_one(self) -> None:
        """Give a free place of the long lane to the query paused first; the pause is not counted."""
        if self._parked and len(self._long) < self._settings.long_lanes:
            worker = next(iter(self._parked))
            call = self._parked.pop(worker)
            call.cancel()
            worker.since += self._settings.time_limit - (call.when() - self._loop.time())
            worker.resume()
            self._run_long(worker)

    def _time_out(self, worker: Worker) -> None:
        self.counts["timed_out"] += 1
        limit = self._settings.time_limit
        error = TimedOut(
            f"查询运行超过 {limit:g} 秒，已停止，没有结果。请缩小范围或加 LIMIT 后再试。",
            f"The query ran past {limit:g} s and was stopped; there is no result. Narrow it or "
            "add a LIMIT.",
            seconds=limit,
        )
        worker.tickets[0].fail(error)
        worker.kill()

    def _refuse(self, worker: Worker) -> None:
        worker.tickets[0].fail(self._busy("长查询已满", "Too many long queries are running"))
        worker.kill()

    # What happens to workers and tickets

    def _finished(self, worker: Worker) -> None:
        """A worker answered, or is gone."""
        if worker.lost:
            self._forget(worker)
        elif worker in self._long or worker in self._parked:
            self._come_back(worker)
        elif len(self._short) > self._settings.short_lanes:
            self._trim()
        self._serve_queue()

    def _come_back(self, worker: Worker) -> None:
        """A worker of the long lane is done; or one that was paused, whose answer was on its way."""
        paused = worker in self._parked
        (self._parked if paused else self._long).pop(worker).cancel()
        self._resume_one()
        if worker.spent or not self._current(worker):
            worker.kill()
            return
        if paused:
            worker.resume()
        self._short.append(worker)
        self._trim()

    def _forget(self, worker: Worker) -> None:
        worker.origin.forget(worker)
        for calls in (self._watched, self._long, self._parked):
            if (call := calls.pop(worker, None)) is not None:
                call.cancel()
        self._queue.extendleft(reversed(worker.tickets))
        if worker in self._short:
            self._short.remove(worker)
        self._fill()
        self._resume_one()

    def _drop(self, ticket: Ticket) -> None:
        """Nobody waits for ``ticket`` any more: stop it if it runs long."""
        if ticket in self._queue:
            self._queue.remove(ticket)
        for worker in (*self._long, *self._parked):
            if worker.tickets and worker.tickets[0] is ticket:
                worker.kill()

    def _busy(self, zh: str, en: str) -> Busy:
        self.counts["refused_busy"] += 1
        return Busy(f"服务繁忙（{zh}），请稍后再试。", f"{en}; try again shortly.", retry_after=2)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
