"""Fork servers: processes that have loaded, once, what jobs need, and of which those that carry them out are forked.

Such a process is there in milliseconds, where loading takes up to three seconds of a processor, and shares the memory of
what was loaded. A fork server touches nothing of a stranger's; what it forks does, behind its walls. It ends with
the process that started it, and what it forked ends with it.

The program's end is :func:`serve`; :func:`fork` asks it for a process."""

from __future__ import annotations

import asyncio
import atexit
import gc
import logging
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock, Thread
from typing import NoReturn

from service.jobs import sandbox
from service.jobs.kinds import Kind
from service.jobs.worker import main
from service.patterns import kept_in, use

log = logging.getLogger(__name__)

#: Seconds within which a fork server forks, what it has to load before that included; one that does not is ended.
PATIENCE = 120.0
_ROOT = str(Path(__file__).resolve().parents[2])
#: Bytes of a request: the name of a module. Two sockets come with it, one for the job process and one to tell of it.
_REQUEST = 128
#: What is told of a process: its id, and once it has ended its exit code (minus the signal that ended it).
_NUMBER = struct.Struct("<i")


@dataclass(frozen=True, slots=True)
class ForkServer:
    """One that runs as process ``pid``, and the line on which it is asked."""

    line: socket.socket
    pid: int

    def end(self) -> None:
        """End it, and so what it forked."""
        self.line.close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


#: Those that this process has started, by the module that they have loaded.
running: dict[str, ForkServer] = {}
#: How many processes that were forked run, by the module that these have loaded.
_forked: Counter[str] = Counter()
#: Held by the one thread that asks, or counts.
_asking = Lock()


@dataclass(frozen=True, slots=True)
class Forked:
    """A job process, and its exit code to come: that of a process killed where its fork server ended with it."""

    pid: int
    _code: asyncio.Task[int]

    async def wait(self) -> int:
        """Its exit code at its end."""
        return await asyncio.shield(self._code)


async def fork(kind: Kind, job: socket.socket) -> Forked:
    """A process that serves the socket ``job`` (``service.jobs.worker``); ConnectionError where there is none."""
    here, there = socket.socketpair()
    try:
        with there:
            asked = _ask(kind, job, there)
    except BaseException:
        here.close()
        raise
    reader, writer = await asyncio.open_connection(sock=here)
    try:
        async with asyncio.timeout(PATIENCE):
            pid = await _number(reader)
        _count(kind.loaded, 1)
        return Forked(pid, asyncio.ensure_future(_code(kind.loaded, reader, writer)))
    except BaseException as error:
        writer.close()
        if isinstance(error, TimeoutError):
            log.error("a fork server does not answer and is ended: %s", kind.loaded)
            _give_up(kind, asked)
        if isinstance(error, (TimeoutError, asyncio.IncompleteReadError)):
            raise ConnectionError("no process was forked") from None
        raise


async def _code(loads: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    try:
        return await _number(reader)
    except asyncio.IncompleteReadError:
        return -signal.SIGKILL
    finally:
        _count(loads, -1)
        writer.close()


def _count(loads: str, more: int) -> None:
    with _asking:
        _forked[loads] += more


async def _number(reader: asyncio.StreamReader) -> int:
    (number,) = _NUMBER.unpack(await reader.readexactly(_NUMBER.size))
    return int(number)


def _ask(kind: Kind, *sockets: socket.socket) -> ForkServer:
    """Send a request to the fork server of the kind, a new one where there is none or it has ended."""
    request = kind.module.encode().ljust(_REQUEST)
    descriptors = [each.fileno() for each in sockets]
    with _asking:
        known = running.get(kind.loaded)
        if known is not None:
            with suppress(ConnectionError):
                socket.send_fds(known.line, [request], descriptors)
                return known
            running.pop(kind.loaded).end()
        new = running[kind.loaded] = _start(kind.loaded)
        socket.send_fds(new.line, [request], descriptors)
        return new


def _give_up(kind: Kind, asked: ForkServer) -> None:
    """End a fork server, unless another has taken its place."""
    with _asking:
        if running.get(kind.loaded) is asked:
            running.pop(kind.loaded).end()


def end(loads: str) -> None:
    """End the one that has loaded the module ``loads``, if there is one of which no process runs, with the memory that it holds; the
    next to ask for a process begins another."""
    with _asking:
        if loads in running and not _forked[loads]:
            running.pop(loads).end()


def _start(loads: str) -> ForkServer:
    here, there = socket.socketpair()
    code = (
        f"import sys; sys.path.insert(0, {_ROOT!r}); from socket import socket; "
        f"from service.jobs.forkserver import serve; serve(socket(fileno={there.fileno()}), {loads!r})"
    )
    with there:
        process = subprocess.Popen(
            [sys.executable, "-c", code, loads],
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    process.returncode = 0  # it is waited for by its number
    return ForkServer(here, process.pid)


@atexit.register
def _end() -> None:
    for each in running.values():
        each.end()


def _forget() -> None:
    """In a process that this one forks off as it is: fork servers are their parent's alone, and end with that."""
    global _asking
    running.clear()
    _forked.clear()
    _asking = Lock()


os.register_at_fork(after_in_child=_forget)


def serve(line: socket.socket, loads: str) -> NoReturn:
    """Fork a process for each request, until the other end of ``line`` is closed. The first request has the module
    ``loads`` loaded, and its function ``load`` called if it has one."""
    sandbox.call_itself("anze fork")
    use(kept_in())
    children: dict[int, socket.socket] = {}
    ended, wakes = socket.socketpair()
    for each in (ended, wakes):
        each.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    # select() takes no number above 1023, and the line has that of who asks
    waiting = select.poll()
    for each in (line, ended):
        waiting.register(each, select.POLLIN)
    while True:
        ready = {number for number, _ in waiting.poll()}
        if ended.fileno() in ready:
            ended.recv(1 << 12)
            _tell_of_ended(children)
        if line.fileno() in ready:
            request, sockets, _, _ = socket.recv_fds(line, _REQUEST, 2)
            if not request:
                _end_all(children)
                os._exit(0)  # not waiting for a thread that loads
            module = request.decode().strip()
            job, status = (socket.socket(fileno=each) for each in sockets)
            with job:
                if _loaded(loads, line) and _loaded(module, line):
                    _fork(job, status, children, (line, ended, wakes))
                else:
                    status.close()


def _end_all(children: Iterable[int]) -> None:
    for pid in children:
        # the latter: macOS, of one that has ended
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _tell_of_ended(children: dict[int, socket.socket]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = ended
            with suppress(OSError), children.pop(pid) as told:
                told.sendall(_NUMBER.pack(os.waitstatus_to_exitcode(status)))


def _loaded(module: str, line: socket.socket) -> bool:
    """Whether a module is loaded, now if not before; not where the other end of ``line`` is closed meanwhile.

    A thread of its own loads it, which is gone before anything is forked: the engine keeps random numbers by thread,
    and all that were forked from one which has used them would give their blank nodes the same names."""
    if module in _LOADED:
        return True
    failed: list[BaseException] = []

    def load() -> None:
        try:
            getattr(import_module(module), "load", lambda: None)()
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=load, daemon=True)
    thread.start()
    closed = select.poll()
    closed.register(line, 0)  # nothing but that it is hung up
    while thread.is_alive():
        thread.join(_LOOK)
        if closed.poll(0):
            return False
    if failed:
        traceback.print_exception(failed[0])
        return False
    _LOADED.add(module)
    gc.collect()
    gc.freeze()
    return True


_LOADED: set[str] = set()

#: Seconds between looks whether who asks is still there.
_LOOK = 0.1


def _fork(
    job: socket.socket,
    status: socket.socket,
    children: dict[int, socket.socket],
    own: Collection[socket.socket],
) -> None:
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError as error:  # short of memory, or of processes
        log.error("no process was forked: %s", error)
        status.close()
        return
    if pid == 0:
        for each in (status, *children.values(), *own):
            each.close()
        _become_job(job, parent)
    with suppress(ProcessLookupError, PermissionError):
        os.setpgid(pid, pid)  # as the process itself does: whichever of the two comes first
    children[pid] = status
    with suppress(OSError):
        status.sendall(_NUMBER.pack(pid))


def _become_job(job: socket.socket, parent: int) -> NoReturn:
    code = 1
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        main(job, parent)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
