"""Walls around a worker process, set by itself before it touches a query (Linux).

It dies with its parent, may not open a network socket (seccomp), and has a ceiling on memory and
processor time, whatever happens above it."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_FILTER = 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
#: machine: audit architecture; numbers of socket, io_uring_setup, execve, execveat
_CALLS = {
    "x86_64": (0xC000003E, (41, 425, 59, 322)),
    "aarch64": (0xC00000B7, (198, 425, 221, 281)),
}


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0)
        if os.getppid() != parent:
            os._exit(0)


def no_network() -> bool:
    """Whether the kernel now refuses this process new sockets and programs (True on Linux)."""
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None or struct.calcsize("P") != 8:
        return False
    architecture, calls = known
    program = _filter(architecture, calls)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    pointer = ctypes.create_string_buffer(header, len(header))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.addressof(pointer)) == 0


def limit_memory(beyond_now: int) -> None:
    """Allow ``beyond_now`` more bytes of address space than are mapped at this moment."""
    with open("/proc/self/statm", "rb") as handle:  # noqa: PTH123
        mapped = int(handle.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (mapped + beyond_now, hard))


def lift_memory_limit() -> None:
    """Take back ``limit_memory`` until it is set again."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def limit_cpu(seconds_from_now: float) -> None:
    """Have the kernel end this process after so much more processor time, all threads counted."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = int(used.ru_utime + used.ru_stime + seconds_from_now) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """BPF: kill on a foreign architecture, refuse ``calls`` with EACCES, allow the rest."""
    load, equal, at_least, done = 0x20, 0x15, 0x35, 0x06
    steps = [
        (load, 0, 0, 4),
        (equal, 1, 0, architecture),
        (done, 0, 0, _KILL),
        (load, 0, 0, 0),
        (at_least, len(calls), 0, 0x40000000),
        *((equal, len(calls) - 1 - n, 0, call) for n, call in enumerate(calls)),
        (done, 0, 0, _ALLOW),
        (done, 0, 0, _ERRNO | errno.EACCES),
    ]
    # a match of the last comparison must jump over "allow"; of an earlier one, over the rest too
    fixed = [
        (code, true + 1 if code == equal and index > 1 else true, false, value)
        for index, (code, true, false, value) in enumerate(steps)
    ]
    fixed[4] = (at_least, len(calls) + 1, 0, 0x40000000)
    return b"".join(struct.pack("HBBI", *step) for step in fixed)


def _prctl(option: int, second: int, third: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value) for value in (second, third, 0, 0)]
    return int(library.prctl(ctypes.c_int(option), *arguments))
