"""``anze`` for tests that call it often: each call is a process of its own, forked from one that has loaded the
commands, the vocabulary and the rules of reading and checking, which takes three seconds otherwise. ``python -m tests.forked SOCKET`` is that one; it ends when
nobody keeps it (:func:`keep`) any more. ``python -I -S tests/forked.py SOCKET ARGUMENT …`` calls it as a shell would call ``anze``."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
from threading import Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Bytes that a number takes in an answer: of the process, and its exit code.
_NUMBER = 16
#: What the name of the socket has behind it where it is kept.
_KEPT = ".kept"
#: What the fork servers of a command have loaded.
_FORKS = {
    "serve": ("service.engine.local_job", "service.store.sources"),
    "build": ("service.store.read_job", "service.store.align_job"),
}
#: Seconds after which a server begins the processes that write and check, asked or not.
_NEVER = 86_400.0


class Call:
    """``anze`` with these arguments in a folder, under way as process ``pid``; ``files`` are what it reads and writes."""

    def __init__(
        self,
        address: str,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        folder: str,
        files: Sequence[int] = (0, 1, 2),
    ) -> None:
        asked = {"arguments": list(arguments), "environ": dict(environ), "folder": folder}
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(address)
        socket.send_fds(self._line, [json.dumps(asked).encode() + b"\n"], list(files))
        self.pid = int(self._line.recv(_NUMBER))
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code once it has ended."""
        if self._code is None and select.select([self._line], [], [], 0)[0]:
            self.wait()
        return self._code

    def wait(self, seconds: float | None = None) -> int:
        """The exit code at its end; TimeoutError where it has not ended in so many seconds."""
        if self._code is None:
            self._line.settimeout(seconds)
            self._code = int(self._line.recv(_NUMBER) or b"70")
            self._line.close()
        return self._code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def call(
    address: str,
    arguments: Sequence[str],
    environ: Mapping[str, str],
    files: Sequence[int] = (0, 1, 2),
) -> int:
    """The exit code of ``anze`` with these arguments in this folder; ``files`` are what it reads and writes."""
    return Call(address, arguments, environ, os.getcwd(), files).wait()  # noqa: PTH109


def keep(address: str) -> socket.socket:
    """While this is open, calls are answered."""
    line = socket.socket(socket.AF_UNIX)
    line.connect(address + _KEPT)
    return line


def serve(address: str) -> None:
    """Fork a process for each call until nobody keeps this one any more."""
    from service.patterns import use_or_keep

    use_or_keep()
    from service import cli
    from service.store.sources import real_sources, warm
    from service.web import app

    def load() -> None:
        cli.make_cli()
        warm()
        real_sources().vocabulary()

    # by a thread that ends, as the engine's random numbers are those of a thread
    loading = Thread(target=load)
    loading.start()
    loading.join()
    app.QUIET = app.SETTLED = _NEVER
    listener, door = _listening(address), _listening(address + _KEPT)
    os.write(1, b"listening\n")
    keepers = [door.accept()[0]]
    while keepers:
        ready = select.select([listener, door, *keepers], [], [])[0]
        for keeper in [each for each in keepers if each in ready]:
            keepers.remove(keeper)
            keeper.close()
        if door in ready:
            keepers.append(door.accept()[0])
        if listener not in ready:
            continue
        line, _ = listener.accept()
        if os.fork() == 0:
            for own in (listener, door, *keepers):
                own.close()
            _answer(line)
            return
        line.close()
        _reap()
    _reap()


def _listening(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    return listener


def _reap() -> None:
    """Take note of what has ended."""
    try:
        while any(os.waitpid(-1, os.WNOHANG)):
            pass
    except ChildProcessError:
        return


def _answer(line: socket.socket) -> None:
    """Run the command in one more process, so that its exit code is that of a whole process."""
    words, files, _, _ = socket.recv_fds(line, 1 << 20, 3)
    while not words.endswith(b"\n"):
        words += line.recv(1 << 20)
    command = os.fork()
    if command == 0:
        line.close()
        _become(json.loads(words), files)
        return
    line.sendall(_told(command))
    code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
    line.sendall(_told(code))
    os._exit(0)


def _told(number: int) -> bytes:
    return str(number).encode().ljust(_NUMBER)


def _become(asked: dict[str, object], files: Sequence[int]) -> None:
    from service.__main__ import main

    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
        for number, mode in enumerate(("r", "w", "w"))
    )
    os.environ.clear()
    os.environ.update(asked["environ"])  # type: ignore[call-overload]
    os.chdir(str(asked["folder"]))
    sys.argv = ["anze", *asked["arguments"]]  # type: ignore[misc]
    sys.modules["__main__"].__package__ = None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for loads in _FORKS.get(sys.argv[1], ()) if sys.argv[1:] else ():
        _fork_server(loads)
    main()


def _fork_server(loads: str) -> None:
    """Have the command fork its processes from one that is forked itself, not begun anew."""
    from service.jobs import forkserver

    here, there = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            here.close()
            os.setsid()
            forkserver.serve(there, loads)
        finally:
            os._exit(0)
    there.close()
    forkserver.running[loads] = forkserver.ForkServer(here, pid)


if __name__ == "__main__":
    if __package__:
        serve(sys.argv[1])
    else:
        sys.exit(call(sys.argv[1], sys.argv[2:], os.environ))
