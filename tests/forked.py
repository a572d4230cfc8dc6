"""``anze`` for tests that call it often: each call is a process of its own, forked from one that has loaded the
commands and the rules of reading and checking, which takes two seconds otherwise. ``python -m tests.forked SOCKET`` is that one; it ends with the process
that started it. ``python -I -S tests/forked.py SOCKET ARGUMENT …`` calls it as a shell would call ``anze``."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def call(
    address: str,
    arguments: Sequence[str],
    environ: Mapping[str, str],
    files: Sequence[int] = (0, 1, 2),
) -> int:
    """The exit code of ``anze`` with these arguments in this folder; ``files`` are what it reads and writes."""
    asked = {"arguments": list(arguments), "environ": dict(environ), "folder": os.getcwd()}  # noqa: PTH109
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        socket.send_fds(line, [json.dumps(asked).encode() + b"\n"], list(files))
        return int(line.recv(16) or b"70")


def serve(address: str) -> None:
    """Fork a process for each call until standard input ends."""
    from service import cli
    from service.store.sources import warm

    cli.make_cli()
    warm()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    os.write(1, b"listening\n")
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _answer(line)
            return
        line.close()
        while any(_ended()):
            pass


def _ended() -> tuple[int, int]:
    try:
        return os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return 0, 0


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
    code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
    line.sendall(str(code).encode())
    os._exit(0)


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
    main()


if __name__ == "__main__":
    if __package__:
        serve(sys.argv[1])
    else:
        sys.exit(call(sys.argv[1], sys.argv[2:], os.environ))
