"""Limits of connections that uvicorn has none for: how long a head may be and take, how many
connections a client may have, how long one may stand without progress.

``Guarded`` stands between the transport and uvicorn's protocol and passes every byte on as it came: it
counts, and closes, and never changes what is read. Whether a request is under way the application
tells (``Connections.busy``), so that nothing here reads HTTP."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.errors import BadRequest, Busy, HeadTooLarge, RequestTimeout, ServiceError
from service.web.problem import type_of

#: Bytes of a request's head, its first line among them.
HEAD = 64 << 10
#: Seconds between two looks for connections without progress.
LOOK = 1.0

Peer = tuple[Any, ...]

#: A request line with bytes that are not percent-encoded.
_RAW = re.compile(rb"[A-Z]{3,7} [!-~]*[\x80-\xff][!-\xff]* HTTP/1\.[01]\r\n")


@dataclass(slots=True)
class Connections:
    """Those of one server. ``most``: of one client; ``idle``: seconds without progress; ``trusted``:
    clients of which any number is taken, as they speak for others; ``for_all``: pages of any origin may read refusals."""

    most: int
    idle: float
    trusted: frozenset[str] = frozenset()
    for_all: bool = False
    _open: dict[Peer, Guarded] = field(default_factory=dict)
    _of_client: Counter[str] = field(default_factory=Counter)
    _looking: asyncio.TimerHandle | None = None

    def protocol(self, **given: Any) -> Guarded:
        """A new connection's protocol; what uvicorn calls with its own arguments."""
        return Guarded(self, H11Protocol(**given))

    @contextmanager
    def busy(self, peer: Peer | None) -> Iterator[None]:
        """Around a request of the connection from ``peer``: its head is over, its end not reached."""
        found = self._open.get(tuple(peer)) if peer else None
        if found is not None:
            found.begin_request()
        try:
            yield
        finally:
            if found is not None:
                found.end_request()

    def add(self, connection: Guarded) -> bool:
        """Whether its client may have one more."""
        client = str(connection.peer[0])
        if self._of_client[client] >= self.most and client not in self.trusted:
            return False
        self._open[connection.peer] = connection
        self._of_client[client] += 1
        if self._looking is None:
            self._look_later()
        return True

    def remove(self, connection: Guarded) -> None:
        if self._open.pop(connection.peer, None) is not None:
            client = str(connection.peer[0])
            self._of_client[client] -= 1
            if self._of_client[client] <= 0:
                del self._of_client[client]

    def _look_later(self) -> None:
        self._looking = asyncio.get_running_loop().call_later(LOOK, self._look)

    def _look(self) -> None:
        self._looking = None
        now = time.monotonic()
        for connection in tuple(self._open.values()):
            connection.close_if_idle(now, self.idle)
        if self._open:
            self._look_later()


class Guarded(asyncio.Protocol):
    """A connection whose bytes go to ``inner``, uvicorn's protocol, as they come."""

    def __init__(self, connections: Connections, inner: asyncio.Protocol) -> None:
        self._connections = connections
        self._inner = inner
        self._transport: asyncio.Transport
        self.peer: Peer = ("", 0)
        self._head = 0
        self._requests = 0
        self._served = False
        self._waiting_for_client = False
        self._progress = time.monotonic()

    def begin_request(self) -> None:
        self._requests += 1
        self._served = True
        self._head = 0

    def end_request(self) -> None:
        self._requests -= 1
        self._progress = time.monotonic()

    def close_if_idle(self, now: float, longest: float) -> None:
        """Close a connection whose client makes no progress with a head, or takes no answer. One that
        waits between two requests is closed by uvicorn."""
        if now - self._progress < longest:
            return
        if self._waiting_for_client:
            self._transport.abort()
        elif self._requests == 0 and self._head:
            self._refuse(_slow())
        elif not self._served:
            self._transport.close()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.peer = tuple(transport.get_extra_info("peername") or (f"unix-{id(self)}", 0))[:2]
        if self._connections.add(self):
            self._inner.connection_made(transport)
        else:
            self._inner = asyncio.Protocol()
            self._refuse(_too_many(self._connections.most))

    def data_received(self, data: bytes) -> None:
        if self._requests == 0:
            if self._head == 0:
                self._progress = time.monotonic()
                if _RAW.match(data):
                    self._refuse(_not_encoded())
                    return
            self._head += len(data)
        else:
            self._progress = time.monotonic()
        self._inner.data_received(data)
        if self._head > HEAD:
            # after the request that these bytes may have completed has begun
            asyncio.get_running_loop().call_soon(self._judge_head)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._waiting_for_client, self._progress = True, time.monotonic()
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._waiting_for_client = False
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.remove(self)
        self._inner.connection_lost(exc)

    def _judge_head(self) -> None:
        if self._requests == 0 and self._head > HEAD:
            self._refuse(_too_long())

    def _refuse(self, error: ServiceError) -> None:
        """Answer ``error`` and close: the client's bytes are not read any further."""
        if not self._transport.is_closing():
            self._transport.write(_answer(error, self._connections.for_all))
            self._transport.close()


def _answer(error: ServiceError, for_all: bool) -> bytes:
    body = orjson.dumps(
        {
            "type": type_of(error.slug),
            "title": f"{error.title_zh} {error.title_en}",
            "status": error.status,
            "detail": error.zh,
            "detail_en": error.en,
        }
    )
    head = (
        f"HTTP/1.1 {error.status} {error.title_en}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n"
    )
    allowed = "Access-Control-Allow-Origin: *\r\n" if for_all else ""
    return f"{head}{allowed}\r\n".encode() + body


def _too_long() -> HeadTooLarge:
    return HeadTooLarge(
        f"请求头超过 {HEAD >> 10} KiB 的上限；长查询请用 POST。",
        f"The head of the request is over {HEAD >> 10} KiB; send a long query by POST.",
    )


def _slow() -> RequestTimeout:
    return RequestTimeout(
        "请求没有在时限内发完，连接已关闭。",
        "The request was not sent in time; the connection is closed.",
    )


def _too_many(most: int) -> Busy:
    return Busy(
        f"来自此地址的连接已达 {most} 个的上限，请先关闭一些。",
        f"Your address has {most} connections open, which is the limit; close some.",
    )


def _not_encoded() -> BadRequest:
    return BadRequest(
        "请求行里有未经百分号编码的字节（RFC 9112 §3.2）。用 curl 时请写："
        "curl -G 地址 --data-urlencode 'name=三管三必须'。",
        "The request line has bytes that are not percent-encoded (RFC 9112, 3.2). With curl: "
        "curl -G ADDRESS --data-urlencode 'name=…'.",
    )
