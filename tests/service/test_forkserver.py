"""Job processes are forked from one that has loaded their kind, and have no more of it than that."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from service.errors import EngineFailed
from service.jobs.forkserver import ForkServer
from service.jobs.frames import Head
from service.jobs.kinds import Handler, Kind, Limits, Options, Send, Walls, Words
from service.jobs.pool import Pool

ROOT = Path(__file__).parents[2]
WORDS = Words("试验", "trial", "请缩小。", "Make it smaller.")
MODULE = "tests.service.test_forkserver"
KIND = Kind("trial", MODULE, WORDS, Walls(memory=100 << 20, cpu=20), f"{MODULE}:load")
ONE = Limits(lanes=1, queue=20, queue_time=20, time=10)
TWO = Limits(lanes=2, queue=20, queue_time=20, time=10)
_loaded: list[int] = []


def load() -> None:
    """Of the kind of job of these tests, which tells of its process."""
    _loaded.append(os.getpid())


def hang() -> None:
    """Of a kind that takes long to load."""
    time.sleep(600)


def prepare(options: Options) -> Handler:
    del options

    def tell(head: Head, _: Sequence[bytes], _send: Send) -> Head:
        try:
            Path(head["read"]).read_bytes()
            readable = True
        except PermissionError:
            readable = False
        return {
            "loaded": _loaded,
            "pid": os.getpid(),
            "parent": os.getppid(),
            "group": os.getpgrp(),
            "title": Path("/proc/self/cmdline").read_text().strip("\0"),
            "open": len(list(Path("/proc/self/fd").iterdir())) - 1,  # the listing itself
            "program": sys.orig_argv[1],
            "interrupt": signal.getsignal(signal.SIGINT) is signal.SIG_DFL,
            "readable": readable,
        }

    return tell


async def told(pool: Pool, read: Path) -> Head:
    result = await pool.run({"read": str(read)})
    result.close()
    return result.report


def test_what_a_kind_needs_is_loaded_once_for_all_its_processes(tmp_path: Path) -> None:
    async def act() -> list[Head]:
        pool = Pool(KIND, TWO)
        await pool.start()
        found = [await told(pool, tmp_path / "file")]
        await pool.renew({"other": True})
        found.append(await told(pool, tmp_path / "file"))
        await pool.stop()
        return found

    (tmp_path / "file").touch()
    found = asyncio.run(act())
    assert found[0]["pid"] != found[1]["pid"]
    parents = {each["parent"] for each in found}
    assert len(parents) == 1
    assert all(each["loaded"] == list(parents) for each in found)
    assert all(each["group"] == each["pid"] for each in found)


def test_kinds_that_load_something_else_do_not_wait_for_it(tmp_path: Path) -> None:
    async def act() -> tuple[Head, int, int]:
        forks = ForkServer()
        slow, quick = (
            Pool(replace(KIND, load=load), ONE, forks=forks) for load in (f"{MODULE}:hang", "")
        )
        waiting = asyncio.ensure_future(slow.start())
        found = await told(quick, tmp_path / "file")
        processes = [pool.status()["processes"] for pool in (slow, quick)]
        stopping = asyncio.gather(slow.stop(), quick.stop())
        await asyncio.sleep(0)
        forks.end()
        await asyncio.gather(stopping, waiting, return_exceptions=True)
        return found, *processes

    (tmp_path / "file").touch()
    found, slow, quick = asyncio.run(act())
    assert (found["loaded"], slow, quick) == ([], 0, 1)


def test_where_it_is_killed_its_processes_end_and_others_come(tmp_path: Path) -> None:
    async def another(pool: Pool, parent: int) -> int:
        """The parent of a process that is forked from another than ``parent``."""
        while True:
            with suppress(EngineFailed):  # asked in the moment of its end
                found = await told(pool, tmp_path / "file")
                if found["parent"] != parent:
                    return int(found["parent"])

    async def act() -> tuple[set[int], set[int]]:
        forks = ForkServer()
        pools = [Pool(KIND, ONE, forks=forks) for _ in range(2)]
        first = {await another(pool, 0) for pool in pools}
        for parent in first:
            os.kill(parent, signal.SIGKILL)
        second = {await another(pool, max(first)) for pool in pools}
        await asyncio.gather(*(pool.stop() for pool in pools))
        forks.end()
        return first, second

    (tmp_path / "file").touch()
    first, second = asyncio.run(act())
    assert (len(first), len(second)) == (1, 1)


def test_forked_from_a_program_it_has_nothing_that_is_open_there(tmp_path: Path) -> None:
    """Nor what a program begun with ``-m`` may import from: the folder that it was begun in."""
    (tmp_path / "secret").touch()
    done = subprocess.run(
        [sys.executable, "-m", "tests.service.test_forkserver"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["threads"] == 1
    assert found["title"] == KIND.module
    assert found["open"] == 4  # what goes to nowhere, where messages go, the stream of its own
    assert found["interrupt"]
    assert (found["program"], found["later"]) == ("-m", "-c")  # what comes later is no copy
    assert not found["readable"]


def _from_this() -> Head:
    secret = Path("secret").open()  # noqa: SIM115
    forks = ForkServer()
    threads = len(list(Path("/proc/self/task").iterdir()))
    forks.begin(KIND.load)

    async def act() -> tuple[Head, Head]:
        pool = Pool(KIND, ONE, forks=forks)
        found = await told(pool, Path(secret.name).absolute())
        os.kill(found["parent"], signal.SIGKILL)
        later = found
        while later["parent"] == found["parent"]:
            with suppress(EngineFailed):
                later = await told(pool, Path(secret.name).absolute())
        await pool.stop()
        return found, later

    found, later = asyncio.run(act())
    forks.end()
    secret.close()
    return {**found, "threads": threads, "later": later["program"]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_from_this()))
