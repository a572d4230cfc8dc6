"""Log lines for machines (JSON, one object a line) or for people."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import BinaryIO

import orjson


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


class AccessLog:
    """One line a request on ``stream``: all that is known of it as JSON, or its gist as text."""

    def __init__(self, style: str, stream: BinaryIO) -> None:
        self._text = style == "text"
        self._stream = stream

    def write(self, request: Mapping[str, object]) -> None:
        now = datetime.now(UTC)
        message = f"{request['method']} {request['path']} {request['status']}"
        if self._text:
            line = f"{now:%Y-%m-%d %H:%M:%S} INFO anze.access {message}".encode()
        else:
            line = orjson.dumps(
                {
                    "time": now.isoformat(timespec="milliseconds"),
                    "level": "info",
                    "logger": "anze.access",
                    "message": message,
                    **request,
                }
            )
        self._stream.write(line + b"\n")
        self._stream.flush()


def set_up(style: str) -> None:
    """Log warnings and errors to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(text if style == "text" else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
