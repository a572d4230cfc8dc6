"""What many tests need and is costly to make, made once for all processes of a test run."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest

from service.store.build import build
from service.store.layout import DataDir
from service.store.parcel import Parcel, parcel_of
from service.store.reading import Effort, Reading
from service.store.sources import ReadNotice, real_sources
from tests.forked import keep

ROOT = Path(__file__).parents[1]

#: Settings of a server that is asked one thing after the other: two processes for queries, not five; and none of them
#: is ended because the machine is busy.
PATIENT: dict[str, Any] = {"short_lanes": 1, "long_lanes": 1, "short_time": 10, "queue_time": 30}
_taken = count()


def _run() -> str | None:
    """The name of the run whose tests several processes share."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID")


def in_environment(settings: Mapping[str, object]) -> dict[str, str]:
    """Settings as a server reads them."""
    return {f"ANZE_{name.upper()}": str(value) for name, value in settings.items()}


def free_port() -> int:
    """A free port on loopback, from a block of this process's own, below those that the system gives
    to outgoing connections: no other process of the run, nor a connection, takes it first."""
    run = _run() or str(os.getpid())
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    block = 20_000 + (crc32(run.encode()) + worker) % 120 * 100
    for _ in range(100):
        port = block + next(_taken) % 100
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError(f"no free port from {block} on")


@cache
def commands() -> str:
    """Where a process that has loaded the commands is called (``tests.forked``): one for all processes of the run, which
    the first that asks starts."""
    folder = Path(tempfile.gettempdir()) / f"anze-{_run() or uuid4().hex}"
    folder.mkdir(exist_ok=True)
    address = str(folder / "line")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = None if Path(address).exists() else _forking(address)
        keeper = keep(address)

    def end() -> None:
        keeper.close()
        if process is not None:
            process.communicate()
            shutil.rmtree(folder)

    atexit.register(end)
    return address


def _forking(address: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked", address],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("ANZE_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"listening\n"
    return process


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The file or folder ``name`` of this run: ``make`` writes it in the first process that asks."""
    base = factory.getbasetemp()
    folder = base.parent if _run() else base
    target, part = folder / name, folder / f"{name}.part"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            make(part)
            part.rename(target)
    return target


def five_notices(factory: pytest.TempPathFactory) -> Path:
    """A data directory with the graph of the notices in data/notices; it must not be written to."""
    return once(factory, "five-notices", _build)


def own_five_notices(factory: pytest.TempPathFactory) -> Path:
    """A copy of that to write to."""
    return own_copy(factory, five_notices(factory))


def own_vocabulary(factory: pytest.TempPathFactory) -> Path:
    """A data directory of one's own with the vocabulary, and what follows from it, alone."""
    return own_copy(factory, once(factory, "vocabulary", _build_nothing))


def own_copy(factory: pytest.TempPathFactory, made: Path) -> Path:
    """A copy of the data directory ``made``, to write to."""
    return Path(shutil.copytree(made, factory.mktemp("own") / "anze", symlinks=True))


@contextmanager
def read_at_hand() -> Iterator[None]:
    """Builds meanwhile have each notice read in this process, once in a run, not in a process of their own."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("service.store.build.read_files", _read_files)
        yield


def _read_files(paths: Sequence[Path], read: ReadNotice, _: Effort) -> Iterator[Reading]:
    yield from (Reading(path, _parcel(path.read_bytes(), path.name, read)) for path in paths)


@cache
def _parcel(content: bytes, name: str, read: ReadNotice) -> Parcel:
    return parcel_of(*read(content, name))


def _build_nothing(folder: Path) -> None:
    build(DataDir(folder), [], real_sources())


def _build(folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANZE_")}
    built = subprocess.run(
        [sys.executable, "-m", "service", "build", str(ROOT / "data" / "notices")],
        env=kept | {"ANZE_DATA": str(folder), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr.decode()
