"""The processes that job processes are forked from: each has loaded what they need, and never reads what a stranger sent."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from service.circles import look_seldom
from service.jobs import sandbox, worker
from service.jobs.kinds import Kind

_ROOT = str(Path(__file__).resolve().parents[2])
#: An order is a line of JSON, and comes with a descriptor where a process is to be forked; an answer is a number.
_ORDER, _ANSWER = 1 << 12, 32

T = TypeVar("T")
#: What was called already, to be at hand.
_called: set[str] = {""}


class Forked:
    """A job process and what was forked from the same one with it; a group of its own."""

    def __init__(self, pid: int, line: _Line) -> None:
        self.pid = pid
        self._line = line

    def kill(self) -> None:
        """End the process and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    async def code(self) -> int:
        """Its exit code, negative for a signal, once it has ended. To be asked once: it is no more afterwards, and
        before that no other process gets its number."""
        try:
            return await self._line.ask({"wait": self.pid})
        except OSError:  # what it was forked from is gone, and took it along
            return -signal.SIGKILL


class ForkServer:
    """Job processes of a server, forked from one process for all kinds that load the same, so that none waits for what
    another loads. Where ``begin`` was not called, that comes with the first of them, and where it ends, with the
    next: a program of its own."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._ended = False

    def begin(self, *loads: str) -> None:
        """Have it forked from this process for kinds with these ``loads``, before that reads anything of a stranger's:
        it has loaded what this one has. Where there is more than one thread, which no fork survives, it is a program
        of its own."""
        for load in loads:
            self._open(load, alike=_threads() == 1)

    def _open(self, load: str, alike: bool) -> None:
        here, there = socket.socketpair()
        parent = os.getpid()
        with there:
            if not alike:
                pid = _spawned(there, parent)
            elif (pid := os.fork()) == 0:
                _run(serve, there.detach(), parent)
        self._lines[load] = _Line(here, pid)

    async def fork(self, kind: Kind, connection: socket.socket) -> Forked:
        """A process for jobs of the ``kind``, which serves ``connection``."""
        if self._ended:
            raise BrokenPipeError
        if kind.load not in self._lines or self._lines[kind.load].closed:
            self._open(kind.load, alike=False)
        line = self._lines[kind.load]
        order = {"fork": kind.module, "load": kind.load}
        return Forked(await line.ask(order, connection.fileno()), line)

    def end(self) -> None:
        """End it, and all that was forked from it, for good."""
        self._ended = True
        for line in self._lines.values():
            line.close()


class _Line:
    """Orders to the process ``pid`` and its answers, one after the other."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        line.setblocking(False)
        self._socket = line
        self._pid = pid
        self._turn = asyncio.Lock()
        self.closed = False

    async def ask(self, order: Mapping[str, str | int], *files: int) -> int:
        return await whole(self._asked(order, files))

    async def _asked(self, order: Mapping[str, str | int], files: tuple[int, ...]) -> int:
        async with self._turn:
            if self.closed:
                raise BrokenPipeError
            try:
                socket.send_fds(self._socket, [json.dumps(order).encode()], files)
                answer = await asyncio.get_running_loop().sock_recv(self._socket, _ANSWER)
                return int(answer)
            except (OSError, ValueError):
                self.close()
                self._socket.close()
                raise BrokenPipeError from None

    def close(self) -> None:
        """End the process; whoever waits for an answer is told."""
        if not self.closed:
            self.closed = True
            if not self._turn.locked():
                self._socket.close()
            with suppress(ProcessLookupError, ChildProcessError):  # where the system waits for it
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` comes to; whoever is cancelled meanwhile waits for its end all the same."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _threads() -> int:
    """How many threads this process has, those of libraries among them; 0 where that is not known."""
    return len(list(Path("/proc/self/task").iterdir())) if sys.platform == "linux" else 0


def _spawned(line: socket.socket, parent: int) -> int:
    code = (
        f"import sys; sys.path[0] = {_ROOT!r}; from service.jobs.forkserver import serve; "
        f"serve({line.fileno()}, {parent})"
    )
    keep = (os.POSIX_SPAWN_DUP2, line.fileno(), line.fileno())
    return os.posix_spawn(
        sys.executable, [sys.executable, "-c", code], os.environ, file_actions=[keep]
    )


def serve(descriptor: int, parent: int) -> None:
    """Fork processes for ``parent`` as it orders through the socket ``descriptor``, until it closes."""
    sandbox.die_with_parent(parent)
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    if not sys.flags.safe_path:
        sys.path[0] = _ROOT  # not the folder that the program was begun in, which may hold anything
    _nothing_else_open(descriptor)
    own = os.getpid()
    with socket.socket(fileno=descriptor) as line:
        while True:
            words, files, _, _ = socket.recv_fds(line, _ORDER, 1)
            if not words:
                return
            order = json.loads(words)
            if "wait" in order:
                answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
            else:
                _load(order["fork"], order["load"])
                answer = os.fork()
                if answer == 0:
                    line.close()
                    _entitle(order["fork"])
                    _run(worker.main, files[0], own)
                os.setpgid(answer, answer)
                os.close(files[0])
            line.sendall(b"%d" % answer)


def _load(module: str, more: str) -> None:
    """Have at hand what all processes of a kind need. Where that fails, each of them tells it."""
    with suppress(Exception):
        import_module(module)
        if more not in _called:
            _called.add(more)
            of, _, name = more.partition(":")
            getattr(import_module(of), name, lambda: None)()
    look_seldom()


def _nothing_else_open(descriptor: int) -> None:
    """Of what the process had open that this one is forked from it keeps the place for messages (2) alone."""
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    os.close(nothing)


def _run(program: Any, descriptor: int, parent: int) -> None:
    """Run ``program`` as that of a process just forked, to its end."""
    code = 1
    try:
        program(descriptor, parent)
        code = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _entitle(title: str) -> None:
    """Have lists of processes show the title in place of the arguments (Linux), as far as there is room."""
    if sys.platform != "linux":
        return
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(fields[45]), int(fields[46])  # arg_start and arg_end of proc_pid_stat(5)
    if start:
        ctypes.memmove(
            start, title.encode()[: end - start - 1].ljust(end - start, b"\0"), end - start
        )
