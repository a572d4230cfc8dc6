"""The server's end of the writer's process: one order at a time, each with a time limit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from service import errors
from service.engine.jobs import END, HEADER, frame
from service.errors import Busy, EngineFailed, NotImplementedHere, ServiceError, TimedOut
from service.jobs.child import Child, start_child
from service.settings import Settings


class Writer:
    """Starts its process with the first order and keeps it; kills it past ``write_time``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = asyncio.Lock()
        self._worker: Child | None = None
        self._waiting = 0

    async def order(self, what: str, content: bytes = b"", **details: object) -> dict[str, Any]:
        """The report of a carried-out and committed order; raises what was wrong with it."""
        settings = self._settings
        if settings.remote_query_url:
            raise NotImplementedHere(
                "本服务接的是远程引擎，不在此写入；请在本地 anze build 后用 anze push 推送。",
                "This service reads a remote engine and does not write to it: `anze build`, then "
                "`anze push`.",
            )
        if self._waiting >= settings.write_queue:
            raise Busy("等待写入的请求太多，请稍后再试。", "Too many writes wait; try again.", 5)
        self._waiting += 1
        try:
            async with self._turn:
                order = {
                    "do": what,
                    "data": str(settings.data_dir.resolve()),
                    "keep": settings.keep_snapshots,
                    "union": settings.union_default,
                    **details,
                }
                return await self._send(order, content)
        finally:
            self._waiting -= 1

    async def _send(self, order: Mapping[str, object], content: bytes) -> dict[str, Any]:
        limit = self._settings.write_time
        worker = await self._ready()
        try:
            async with asyncio.timeout(limit):
                worker.writer.write(frame(b"O", json.dumps(order).encode()))
                worker.writer.write(frame(b"C", content))
                await worker.writer.drain()
                kind, length = HEADER.unpack(await worker.reader.readexactly(HEADER.size))
                report: dict[str, Any] = json.loads(await worker.reader.readexactly(length))
        except TimeoutError:
            await self.stop()
            raise TimedOut(
                f"写入超过 {limit:g} 秒，已停止，图谱没有变化。",
                f"The write ran past {limit:g} s and was stopped; the graph is unchanged.",
                seconds=limit,
            ) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.stop()
            raise EngineFailed(
                "写入进程意外结束，请查看图谱是否已更新后再试。",
                "The writing process ended unexpectedly. See whether the graph changed, then try again.",
            ) from None
        except BaseException:
            await self.stop()
            raise
        if kind == END:
            return report
        raise _error(report)

    async def _ready(self) -> Child:
        if self._worker is None or not self._worker.alive:
            self._worker = await start_child("service.store.desk")
        return self._worker

    async def stop(self) -> None:
        """End the process; what it had not committed never happened."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.end()


def _error(report: Mapping[str, Any]) -> ServiceError:
    kind = getattr(errors, str(report["kind"]), ServiceError)
    made: ServiceError = kind(report["zh"], report["en"], **report["extra"])
    return made
