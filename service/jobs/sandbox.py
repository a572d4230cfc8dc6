"""Walls around a job process, put up by itself before it touches anything of a stranger's (Linux).

It dies with its parent; may open no network socket and start no program (seccomp); sees only the
files it needs (Landlock); has a ceiling on memory and processor time, whatever happens above it.
Elsewhere than on Linux the ceilings hold and the rest does not, which docs/service/deploy.md says."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 15, 38, 22
_SECCOMP_FILTER = 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_AF_UNIX = 1
#: machine: audit architecture; numbers of socket, io_uring_setup, execve, execveat
_CALLS = {
    "x86_64": (0xC000003E, (41, 425, 59, 322)),
    "aarch64": (0xC00000B7, (198, 425, 221, 281)),
}
#: Landlock's system calls, the same on every architecture: create_ruleset, add_rule, restrict_self.
_LANDLOCK = (444, 445, 446)
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
#: What each version of Landlock's interface added to the rights it knows (landlock(7)).
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
#: Rights that make sense for a file, not a directory.
_OF_FILES = _EXECUTE | _READ_FILE | 1 << 1 | 1 << 14 | 1 << 15


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0)
        if os.getppid() != parent:
            os._exit(0)


def call_itself(name: str) -> None:
    """Have lists of processes (ps -o comm, top) show this one by a name of at most fifteen bytes."""
    if sys.platform == "linux":
        shown = ctypes.create_string_buffer(name.encode())
        _prctl(_PR_SET_NAME, ctypes.addressof(shown), 0)


def give_way() -> None:
    """Have this thread, alone, wait where others want the processor (Linux): of a service that itself runs nicely, too."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        own = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, own + _PATIENT)


#: So much nicer a thread gets a third of what another does.
_PATIENT = 5


def no_network(programs: bool = False) -> bool:
    """Whether the kernel now refuses this process new sockets, Unix ones excepted where it may start
    ``programs``, and otherwise programs too (True on Linux)."""
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None or struct.calcsize("P") != 8:
        return False
    architecture, (socket, ring, execve, execveat) = known
    calls = (ring,) if programs else (ring, execve, execveat)
    program = _filter(architecture, socket, calls, programs)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    pointer = ctypes.create_string_buffer(header, len(header))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.addressof(pointer)) == 0


def only_files(read: Iterable[Path], write: Iterable[Path]) -> bool:
    """Whether this process may now read only below ``read`` and write only below ``write``; paths that
    do not exist are passed over. False where the kernel has no Landlock."""
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    version = library.syscall(_LANDLOCK[0], None, 0, 1)
    if version < 2:  # the first version allows no file to be linked into another directory
        return False
    rights = sum(more for since, more in _RIGHTS.items() if since <= version)
    # from its sixth version on, also no signals to processes outside
    attributes = struct.pack("<QQQ", rights, 0, 2) if version >= 6 else struct.pack("<Q", rights)
    ruleset = library.syscall(_LANDLOCK[0], attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    looking = _EXECUTE | _READ_FILE | _READ_DIR
    for paths, allowed in ((read, looking), (write, rights)):
        for path in paths:
            _allow(library, ruleset, path, allowed)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    done = library.syscall(_LANDLOCK[2], ruleset, 0) == 0
    os.close(ruleset)
    return bool(done)


def _allow(library: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = rights if path.is_dir() else rights & _OF_FILES
        library.syscall(_LANDLOCK[1], ruleset, 1, struct.pack("<Qi", rights, place), 0)
    finally:
        os.close(place)


def resident() -> int:
    """Bytes of memory that this process holds now, 0 where that is not known; pages of files that it has mapped are not among
    them, which the system takes back when it wants them."""
    if sys.platform != "linux":
        return 0
    held, of_files = map(int, Path("/proc/self/statm").read_bytes().split()[1:3])
    return (held - of_files) * resource.getpagesize()


def limit_memory(beyond_now: int) -> None:
    """Allow ``beyond_now`` more bytes of data than this process has at this moment.

    Data is what it may write to; address space would also count what RocksDB and the C library only
    reserve."""
    most = _data() + beyond_now
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))


@contextmanager
def memory_lifted() -> Iterator[None]:
    """Take back ``limit_memory``, and set it again beyond what was taken meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    before = _data()
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    try:
        yield
    finally:
        if soft != resource.RLIM_INFINITY:
            soft += max(0, _data() - before)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data() -> int:
    """Bytes of data that this process has, threads' stacks among them."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[5]) if sys.platform == "linux" else 0
    return pages * resource.getpagesize()


def limit_cpu(seconds_from_now: float) -> None:
    """Have the kernel end this process after so much more processor time, all threads counted."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = int(used.ru_utime + used.ru_stime + seconds_from_now) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _filter(architecture: int, socket: int, calls: tuple[int, ...], unix: bool) -> bytes:
    """BPF: kill on a foreign architecture; refuse ``calls`` and ``socket`` with EACCES, but for Unix
    sockets where ``unix``; allow the rest."""
    load, equal, at_least, done = 0x20, 0x15, 0x35, 0x06
    refuse, allow = "refuse", "allow"
    steps: list[tuple[int, int | str, int | str, int]] = [
        (load, 0, 0, 4),  # the architecture
        (equal, 1, 0, architecture),
        (done, 0, 0, _KILL),
        (load, 0, 0, 0),  # the number of the call
        (at_least, refuse, 0, 0x40000000),  # the x32 interface
        *((equal, refuse, 0, call) for call in calls),
        (equal, 0, allow, socket),
        (load, 0, 0, 16),  # its first argument: the family
        (equal, allow if unix else refuse, refuse, _AF_UNIX),
        (done, 0, 0, _ALLOW),
        (done, 0, 0, _ERRNO | errno.EACCES),
    ]
    ends = {allow: len(steps) - 2, refuse: len(steps) - 1}

    def jump(index: int, target: int | str) -> int:
        return ends[target] - index - 1 if isinstance(target, str) else target

    return b"".join(
        struct.pack("HBBI", code, jump(index, true), jump(index, false), value)
        for index, (code, true, false, value) in enumerate(steps)
    )


def _prctl(option: int, second: int, third: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value) for value in (second, third, 0, 0)]
    return int(library.prctl(ctypes.c_int(option), *arguments))
