"""uvicorn's HTTP protocol, kinder to terminals and to short answers, of which a connection can be lent.

A request line with raw UTF-8 (``curl …?name=三管三必须``) is percent-encoded instead of refused. An answer
that is whole is written in one piece: in two, head and body, it is two packets that wake the client
twice, which costs more than all else that the server does for a short answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from socket import socket

from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from service.loan.lender import Lender, Why
from service.loan.messages import Back
from service.web.wire import head_lines

Headers = Sequence[tuple[bytes, bytes]]

#: Name of the ASGI extension; its value is the request's ``Server``.
SERVER = "anze.server"

#: A connection that was given back so often in a row with nothing served is not lent again.
IN_VAIN = 3


@dataclass(frozen=True, slots=True)
class Server:
    """What the application may have the HTTP server do with a request's connection."""

    protocol: HttpProtocol
    cycle: RequestResponseCycle

    def write_whole(self, status: int, headers: Headers, body: bytes) -> bool:
        """Write status, headers and body at once; False, with nothing written, where that cannot be."""
        cycle = self.cycle
        if cycle.disconnected or cycle.response_started or not cycle.keep_alive:
            return False
        head = head_lines((*cycle.default_headers, *headers))
        if head is None or cycle.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.transport.write(STATUS_LINE[status] + head + body)
        cycle.message_event.set()
        cycle.on_response()
        return True

    def lend(self, lender: Lender, client: str, allowed: int, used: Callable[[int], None]) -> None:
        """Lend the connection, if it has nothing else to do; ``used`` is told how many of the
        ``allowed`` requests were served on it in the end."""
        if not self.protocol.lend(lender, client, allowed, used):
            used(0)


def server_of(scope: Scope) -> Server | None:
    """The server's offer with a request, None from another server than this."""
    found: Server | None = scope.get("extensions", {}).get(SERVER)
    return found


class HttpProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose request target may hold raw UTF-8, with the extension ``anze.server``."""

    _lent: Callable[[int], None] | None = None
    _lender: Lender | None = None
    _in_vain = 0
    _closing = False

    def data_received(self, data: bytes) -> None:
        between = self.cycle is None or self.cycle.response_complete
        super().data_received(encode_target(data) if between else data)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGIApp) -> None:  # type: ignore[override]
        cycle.scope["extensions"] = {SERVER: Server(self, cycle)}  # type: ignore[dict-item]
        super()._start_asgi_task(cycle, app)  # type: ignore[arg-type]

    def shutdown(self) -> None:
        """Close the connection when it has nothing to do."""
        if self._lender is None:
            super().shutdown()
        else:
            self._closing = True
            self._lender.recall()

    # A connection that is lent is not read from here

    def lend(self, lender: Lender, client: str, allowed: int, used: Callable[[int], None]) -> bool:
        """Whether ``lender`` has it now: it must be idle, between two requests."""
        cycle = self.cycle
        idle = (
            self._lender is None
            and cycle.response_complete
            and not cycle.more_body
            and cycle.keep_alive
            and not self.pipeline
            and self.scope is cycle.scope
            and not self.transport.is_closing()
            and self.transport.get_write_buffer_size() == 0
        )
        if not idle or self._in_vain >= IN_VAIN or allowed == 0:
            return False
        self.flow.pause_reading()
        if not lender.lend(self, client, allowed):
            self.flow.resume_reading()
            return False
        self._lender, self._lent = lender, used
        self._unset_keepalive_if_required()
        return True

    def socket(self) -> socket:
        """The connection's socket, to be lent."""
        found: socket = self.transport.get_extra_info("socket")
        return found

    def take_back(self, back: Back, why: Why) -> None:
        """Go on with the connection; the last answer on it may have a rest."""
        used, self._lent, self._lender = self._lent, None, None
        if used is not None:
            used(back.served)
        if why is Why.TOO_LONG:
            self._in_vain = IN_VAIN
        elif why is Why.GIVEN_BACK:
            self._in_vain = self._in_vain + 1 if back.wasted or not back.served else 0
        if self.transport.is_closing():
            return
        if back.rest:
            self.transport.write(back.rest)
        if why is Why.CUT or self._closing:
            self.transport.close()
            return
        self.flow.resume_reading()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )


def encode_target(data: bytes) -> bytes:
    """``data`` with the bytes above 0x7F of its first line percent-encoded.

    >>> encode_target("GET /x?n=安 HTTP/1.1\\r\\n".encode())
    b'GET /x?n=%E5%AE%89 HTTP/1.1\\r\\n'
    """
    line, mark, rest = data.partition(b"\r\n")
    if line.isascii():
        return data
    encoded = b"".join(b"%%%02X" % byte if byte > 0x7F else bytes((byte,)) for byte in line)
    return encoded + mark + rest
