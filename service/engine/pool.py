"""Lanes for queries, each query in a process of its own that can be stopped.

Every query starts in the short lane. One that is not done after ``short_time`` must have a place in
the long lane: it waits for one paused (its processor time stops, its place in the short lane is free
at once), then runs on at low priority until ``time_limit``, when it is killed. So however many
runaway queries there are, short ones find a lane and the processor."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine

from service.engine.api import Answer
from service.engine.jobs import Job
from service.engine.process import Worker, at_snapshot, start_worker
from service.errors import Busy, TimedOut
from service.settings import Settings


class Pool:
    """``path`` gives the directory of the snapshot that new queries read."""

    def __init__(self, settings: Settings, path: Callable[[], str]) -> None:
        self._settings = settings
        self._path = path
        self._short = asyncio.Semaphore(settings.short_lanes)
        self._long = asyncio.Semaphore(settings.long_lanes)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._parked = 0
        self._running = 0
        self._coming = 0
        self._stopping = False
        self.counts: Counter[str] = Counter()

    async def start(self) -> None:
        for worker in [await self._new() for _ in range(self._settings.short_lanes)]:
            self._idle.append(worker)

    async def stop(self) -> None:
        self._stopping = True
        await asyncio.gather(*self._closing, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in list(self._all)))
        self._all.clear()
        self._idle.clear()
        await asyncio.gather(*self._closing, return_exceptions=True)

    def status(self) -> dict[str, int]:
        return {
            "running": self._running,
            "waiting": self._waiting,
            "parked": self._parked,
            "workers": len(self._all),
            **self.counts,
        }

    async def run(self, job: Job) -> Answer:
        """The whole answer to ``job``, or the error that says which limit it met."""
        lane = await self._enter()
        self._running += 1
        worker: Worker | None = None
        clean = False
        try:
            worker = await self._take()
            task = asyncio.ensure_future(worker.ask(at_snapshot(job, self._path())))
            try:
                answer = await self._watch(task, worker, lane)
            finally:
                clean = task.done() and not task.cancelled()
                task.cancel()
                if not clean:
                    await asyncio.gather(task, return_exceptions=True)
            self.counts["answered"] += 1
            return answer
        finally:
            self._running -= 1
            lane.leave()
            if worker is not None:
                self._give_back(worker, clean)

    async def _watch(self, task: asyncio.Future[Answer], worker: Worker, lane: Lane) -> Answer:
        settings = self._settings
        start = time.monotonic()
        await self._be_short(task, worker)
        if not task.done():
            worker.lower()
            self._replenish()
            paused = await self._change_lane(worker, lane)
            left = settings.time_limit + paused - (time.monotonic() - start)
            await asyncio.wait([task], timeout=left)
        if not task.done():
            self.counts["timed_out"] += 1
            limit = settings.time_limit
            raise TimedOut(
                f"查询运行超过 {limit:g} 秒，已停止，没有结果。请缩小范围或加 LIMIT 后再试。",
                f"The query ran past {limit:g} s and was stopped; there is no result. Narrow it or "
                "add a LIMIT.",
                seconds=limit,
            )
        return task.result()

    async def _be_short(self, task: asyncio.Future[Answer], worker: Worker) -> None:
        """Wait until the task is done or had ``short_time`` of the processor; on a busy machine that
        takes longer by the clock, and a short query is not to pay for it."""
        budget = min(self._settings.short_time, self._settings.time_limit)
        before = worker.cpu_before
        for _ in range(3):
            await asyncio.wait([task], timeout=budget)
            if task.done() or worker.cpu_seconds() - before > budget * 0.8:
                return

    async def _change_lane(self, worker: Worker, lane: Lane) -> float:
        """Seconds the query was paused before it had a place in the long lane."""
        start = time.monotonic()
        if self._long.locked():
            if self._parked >= self._settings.parked:
                raise self._busy("长查询已满", "Too many long queries are running")
            worker.pause()
            self._parked += 1
            lane.leave()
            try:
                await asyncio.wait_for(self._long.acquire(), self._settings.time_limit)
            except TimeoutError:
                raise self._busy("长查询已满", "Too many long queries are running") from None
            finally:
                self._parked -= 1
            worker.resume()
        else:
            await self._long.acquire()
            lane.leave()
        lane.semaphore = self._long
        return time.monotonic() - start

    async def _enter(self) -> Lane:
        if self._short.locked():
            if self._waiting >= self._settings.queue:
                raise self._busy("排队的请求已满", "The queue is full")
            self._waiting += 1
            try:
                await asyncio.wait_for(self._short.acquire(), self._settings.queue_time)
            except TimeoutError:
                raise self._busy("排队超时", "Waited too long for a free lane") from None
            finally:
                self._waiting -= 1
        else:
            await self._short.acquire()
        return Lane(self._short)

    def _busy(self, zh: str, en: str) -> Busy:
        self.counts["refused_busy"] += 1
        return Busy(f"服务繁忙（{zh}），请稍后再试。", f"{en}; try again shortly.", retry_after=2)

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._all.discard(worker)
        return await self._new()

    async def _new(self) -> Worker:
        settings = self._settings
        worker = await start_worker(
            settings.memory_limit << 20, settings.time_limit + 5, bool(settings.service_allow)
        )
        self._all.add(worker)
        self.counts["workers_started"] += 1
        return worker

    def _give_back(self, worker: Worker, clean: bool) -> None:
        """Keep a worker that finished its job at full priority, end and replace any other."""
        spare = len(self._idle) < self._settings.short_lanes
        if clean and worker.alive and not worker.lowered and spare:
            self._idle.append(worker)
            return
        self._all.discard(worker)
        self._later(worker.end())
        self._replenish()

    def _replenish(self) -> None:
        """Have a worker ready for each free place of the short lane."""
        self._later(self._add_idle())

    async def _add_idle(self) -> None:
        if len(self._idle) + self._coming < self._settings.short_lanes and not self._stopping:
            self._coming += 1
            try:
                self._idle.append(await self._new())
            finally:
                self._coming -= 1

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class Lane:
    """The place a running query holds; ``leave`` frees it once."""

    def __init__(self, semaphore: asyncio.Semaphore) -> None:
        self.semaphore: asyncio.Semaphore | None = semaphore

    def leave(self) -> None:
        if self.semaphore is not None:
            self.semaphore.release()
            self.semaphore = None
