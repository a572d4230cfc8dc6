"""Work that is ended when its client is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from service.errors import ClientGone

#: Seconds before anybody looks whether the client is still there.
PATIENCE = 0.1

T = TypeVar("T")


async def until_gone(request: Request, work: Awaitable[T]) -> T:
    """What ``work`` gives; it is cancelled, and ClientGone raised, if the client hangs up first. The
    request's body must have been read."""
    task = asyncio.ensure_future(work)
    gone: asyncio.Task[None] | None = None
    try:
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        if done:
            return task.result()
        gone = asyncio.ensure_future(_disconnected(request))
        await asyncio.wait([task, gone], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ClientGone(
            "客户端已断开，未完成的工作已停止。", "The client hung up; its work was ended."
        )
    finally:
        for each in (task, gone):
            if each is not None and not each.done():
                each.cancel()


async def _disconnected(request: Request) -> None:
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


class WhileThere(APIRoute):
    """A route without a body whose handler, and the queries that it waits for, end with the client."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            return await until_gone(request, handle(request))

        return handled
