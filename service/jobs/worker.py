"""The program of a job process: carries out one order after the other, behind walls."""

from __future__ import annotations

import logging
import os
import socket
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import IO

from ontology.errors import AnzeError
from service.circles import look_seldom
from service.errors import EngineFailed, MemoryExceeded, ServiceError, unprocessable
from service.jobs import sandbox
from service.jobs.frames import DATA, END, ERROR, HEADER, LAST, READY, Head, frame, pack, unpack
from service.jobs.kinds import Handler, Walls

log = logging.getLogger(__name__)

#: Bytes of an answer that are sent together.
_TOGETHER = 1 << 16
#: What the program itself reads: code, libraries, fonts, character tables.
_PROGRAM = (
    "/usr",
    "/lib",
    "/lib64",
    "/opt",
    "/etc/fonts",
    "/dev",
    "/proc",
    "/sys/devices/system/cpu",
)


def main(connection: socket.socket, parent: int) -> None:
    """Serve the connection until it closes, as a child of the process ``parent``."""
    sandbox.die_with_parent(parent)
    stream = connection.makefile("rb")
    if not (first := _payload(stream)):
        return
    options, _ = unpack(first)
    sandbox.call_itself(f"anze {options['name']}")
    handler: Handler = import_module(options["module"]).prepare(options["options"])
    walls = Walls(**options["walls"])
    _put_up(walls)
    look_seldom()
    connection.sendall(frame(READY, b""))
    most = sandbox.resident() + walls.kept
    while order := _payload(stream):
        sandbox.limit_cpu(walls.cpu)
        outbox = _carried_out(handler, order, connection)
        full = sandbox.resident() > most
        connection.sendall(frame(LAST, b"") + outbox if full else outbox)
        if full:
            return


def _payload(stream: IO[bytes]) -> bytes:
    """The payload of the next frame, empty where the stream ends."""
    header = stream.read(HEADER.size)
    return stream.read(HEADER.unpack(header)[1]) if len(header) == HEADER.size else b""


def _put_up(walls: Walls) -> None:
    os.nice(walls.nice)
    own = {sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2]), *sys.path}
    read = [*_PROGRAM, *filter(None, own), *walls.read]
    write = [*walls.write, "/dev/null"]
    if walls.programs:
        write.append(tempfile.gettempdir())
    sandbox.only_files(map(Path, read), map(Path, write))
    if not walls.network:
        sandbox.no_network(walls.programs)
    sandbox.limit_memory(walls.memory)


def _carried_out(handler: Handler, order: bytes, connection: socket.socket) -> bytes:
    """The last frames of the answer; those before them are sent."""
    outbox = bytearray()

    def send(chunk: bytes) -> None:
        outbox.extend(frame(DATA, chunk))
        if len(outbox) >= _TOGETHER:
            connection.sendall(outbox)
            outbox.clear()

    try:
        head, blobs = unpack(order)
        outbox += frame(END, pack(handler(head, blobs, send)))
    except Exception as error:  # every failure of a job is an answer, the process lives on
        outbox += frame(ERROR, pack(describe(error)))
    return bytes(outbox)


def describe(error: Exception) -> Head:
    """An error as a message carries it; ``service.jobs.process`` makes an error of it again."""
    return _described(_told(error))


def _told(error: Exception) -> ServiceError:
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, AnzeError):
        return unprocessable(error)
    if isinstance(error, (MemoryError, RecursionError)):
        return MemoryExceeded(
            "所需内存超过上限，已停止。", "It needed more memory than allowed and was stopped."
        )
    log.error("a job failed", exc_info=error)
    kind = type(error).__name__
    return EngineFailed(
        f"程序在处理时出错（{kind}），不是您的内容有误；请把它报告给管理员。",
        f"The program failed while working on this ({kind}); tell the operator.",
    )


def _described(error: ServiceError) -> Head:
    return {
        "kind": type(error).__name__,
        "zh": error.zh,
        "en": error.en,
        "extra": error.extra,
        "headers": error.headers,
    }
