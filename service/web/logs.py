"""Log lines for machines (JSON, one object a line) or for people."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import random
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from select import PIPE_BUF
from typing import BinaryIO

import orjson

#: What would begin another line, or command a terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class JsonLines(logging.Formatter):
    """Time, level, logger and message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def new_id() -> str:
    """An id for a request that brought none."""
    return f"{random.getrandbits(64):016x}"


def digest(query: str) -> str:
    """What a query is called in the log."""
    return hashlib.sha256(query.encode()).hexdigest()[:12]


class AccessLog:
    """One line a request on ``stream``: all that is known of it as JSON, or its gist as text. Lines are
    written together by ``flush``, which ``soon`` is asked to call."""

    def __init__(
        self,
        style: str,
        stream: BinaryIO,
        soon: Callable[[Callable[[], None]], object] = lambda _: None,
    ) -> None:
        self._text = style == "text"
        self._stream = stream
        self._soon = soon
        self._lines: list[bytes] = []

    def write(
        self,
        request: str,
        method: str,
        path: str,
        status: int,
        seconds: float,
        size: int,
        client: str,
        **more: object,
    ) -> None:
        """Log the request with the id ``request``, whose answer had ``size`` bytes; of a query,
        ``more`` has its digest and rows."""
        now = datetime.now(UTC)
        message = f"{method} {path} {status}"
        if self._text:
            plain = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", message)
            line = f"{now:%Y-%m-%d %H:%M:%S} INFO anze.access {plain}".encode()
        else:
            line = orjson.dumps(
                {
                    "time": now.isoformat(timespec="milliseconds"),
                    "level": "info",
                    "logger": "anze.access",
                    "message": message,
                    "id": request,
                    "method": method,
                    "path": path,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                    "bytes": size,
                    "client": client,
                    **more,
                }
            )
        if not self._lines:
            self._soon(self.flush)
        self._lines.append(line)

    def flush(self) -> None:
        """Write the lines that were not written yet, in pieces that other processes' lines cannot come
        between (POSIX: up to PIPE_BUF)."""
        piece = b""
        for line in self._lines:
            if piece and len(piece) + len(line) >= PIPE_BUF:
                self._write(piece)
                piece = b""
            piece += line + b"\n"
        self._write(piece)
        self._lines.clear()

    def _write(self, piece: bytes) -> None:
        if piece:
            self._stream.write(piece)
            self._stream.flush()


def at_end_of_turn(call: Callable[[], None]) -> None:
    """Have ``call`` made when the event loop has done what it can do now."""
    asyncio.get_running_loop().call_soon(call)


def set_up(style: str) -> None:
    """Log warnings and errors to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(text if style == "text" else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
