"""The outermost application: a request's body comes in time, and a connection whose body was not read
is closed behind the answer, so that no rest of it can be taken for another request."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import RequestTimeout
from service.web.connections import Connections

#: A body has so many times ``idle`` seconds to come in all.
PATIENCE = 20
#: Bytes and seconds of a body that nobody wants that are still taken, so that the client gets to read
#: why: one whose connection is closed while it writes may not.
REST, REST_TIME = 1 << 20, 1.0


class Transfer:
    """Passes requests to ``app``; ``idle``: seconds that a body may pause."""

    def __init__(self, app: ASGIApp, connections: Connections, idle: float) -> None:
        self.app = app
        self.connections = connections
        self.idle = idle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = Body(scope, receive, self.idle)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and (
                not await body.over() or body.ambiguous
            ):
                headers = [*message["headers"], (b"connection", b"close")]
                message = {**message, "headers": headers}
            await send(message)

        with self.connections.busy(scope.get("client")):
            await self.app(scope, body.receive, sending)


class Body:
    """The body of one request, as it comes."""

    def __init__(self, scope: Scope, receive: Receive, idle: float) -> None:
        self._receive = receive
        self._idle = idle
        self._until = asyncio.get_running_loop().time() + PATIENCE * idle
        names = {name for name, _ in scope["headers"]}
        #: Two lengths: the connection must end behind the answer (RFC 9112 §6.1).
        self.ambiguous = {b"transfer-encoding", b"content-length"} <= names
        self.more = b"transfer-encoding" in names or (
            b"content-length" in names and dict(scope["headers"])[b"content-length"] != b"0"
        )

    async def receive(self) -> Message:
        """The next message; RequestTimeout where the body pauses too long."""
        if not self.more:
            return await self._receive()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(self._until, loop.time() + self._idle)):
                message = await self._receive()
        except TimeoutError:
            raise RequestTimeout(
                "请求正文没有在时限内发完。", "The body of the request was not sent in time."
            ) from None
        self.more = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def over(self) -> bool:
        """Whether the whole body was read, a small rest of it now."""
        taken = 0
        try:
            async with asyncio.timeout(REST_TIME):
                while self.more and taken <= REST:
                    taken += len((await self.receive()).get("body", b""))
        except (TimeoutError, RequestTimeout):
            pass
        return not self.more
