"""A Python program started by the server, and the stream to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from service.engine.jobs import HEADER, READY
from service.errors import EngineFailed

_ROOT = str(Path(__file__).resolve().parents[2])


@dataclass(slots=True)
class Child:
    """A started process and the stream to it; ``socket`` is the same stream, for descriptors."""

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    socket: socket.socket

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.writer.close()
        self.socket.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


async def start_child(module: str, *arguments: object) -> Child:
    """A process that runs ``main(descriptor, parent, *arguments)`` of ``module`` and said that it is
    ready."""
    here, there = socket.socketpair()
    given = ", ".join(repr(each) for each in (there.fileno(), os.getpid(), *arguments))
    code = f"import sys; sys.path.insert(0, {_ROOT!r}); from {module} import main; main({given})"
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            code,
            pass_fds=[there.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    finally:
        there.close()
    twin = here.dup()
    reader, writer = await asyncio.open_connection(sock=here, limit=1 << 18)
    child = Child(process, reader, writer, twin)
    try:
        kind, _ = HEADER.unpack(await reader.readexactly(HEADER.size))
        assert kind == READY
    except asyncio.IncompleteReadError:
        await child.end()
        raise EngineFailed(
            "子进程无法启动，请查看日志。", "A process could not be started; see the log."
        ) from None
    except BaseException:
        await child.end()
        raise
    return child
