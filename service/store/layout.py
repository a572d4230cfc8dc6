"""The data directory: snapshots, the pointer to the current one, locks.

::

    .anze/current                      id of the current snapshot, replaced by rename
    .anze/snapshots/<id>/store/        Oxigraph's files
    .anze/snapshots/<id>/said/         the same, of what each notice says of units and instruments
    .anze/snapshots/<id>/index/        an index of tasks, of words and of names of units
    .anze/snapshots/<id>/manifest.json what it was made of
    .anze/snapshots/<id>/notices.sqlite which notices are in it
    .anze/snapshots/<id>/lease         shared lock while a reader has it open
    .anze/read-<reader>                what a build has read that stands in no snapshot yet
    .anze/writer.lock                  held by the one writer

A snapshot is never changed after it became current. The rename of ``current`` is the commit: before
it nothing happened, after it everything did."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from service.errors import NothingBuilt, StoreError

#: Names of snapshots: a number that grows, and the digest of what they hold.
_NAME = re.compile(r"\d{8}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable state of the graph; ``id`` sorts by age."""

    id: str
    path: Path

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def index(self) -> Path:
        return self.path / "index"

    @property
    def said(self) -> Path:
        return self.path / "said"

    @property
    def manifest(self) -> Path:
        return self.path / "manifest.json"

    @property
    def rows(self) -> Path:
        return self.path / "notices.sqlite"

    @property
    def lease(self) -> Path:
        return self.path / "lease"


@dataclass(frozen=True, slots=True)
class DataDir:
    root: Path

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    def prepare(self) -> None:
        """Make the directories, where they can be made: what a process may read must be there first."""
        with suppress(OSError):
            self.snapshots.mkdir(parents=True, exist_ok=True)

    def current(self) -> Snapshot | None:
        """The current snapshot, or None if nothing was built."""
        try:
            name = (self.root / "current").read_text("utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        snapshot = Snapshot(name, self.snapshots / name)
        if not _NAME.fullmatch(name) or not snapshot.manifest.is_file():
            raise StoreError(
                f"数据目录的文件 current 写着“{name[:40]}”，没有这个快照，或它不完整。请用 anze restore 恢复备份；"
                "没有备份时，把数据目录移走，用 anze build 重新建图。",
                f"The file current of the data directory says {name[:40]!r}: there is no such snapshot, or it is "
                "incomplete. Restore a backup by `anze restore`; without one move the directory away and run "
                "`anze build`.",
            )
        return snapshot

    def require_current(self) -> Snapshot:
        snapshot = self.current()
        if snapshot is None:
            raise NothingBuilt(self.root)
        return snapshot

    @contextmanager
    def writing(self, wait: float = 30.0) -> Iterator[None]:
        """Hold the writer's lock; at most one process has it."""
        self.snapshots.mkdir(parents=True, exist_ok=True)
        with (self.root / "writer.lock").open("a+") as handle:
            _lock(handle.fileno(), wait)
            self._clear_leftovers()
            yield

    @contextmanager
    def fresh(self) -> Iterator[Path]:
        """A new directory to build a snapshot in; removed unless it was ``commit``-ted."""
        path = self.snapshots / f".building-{os.getpid()}-{time.monotonic_ns()}"
        path.mkdir(parents=True)
        try:
            yield path
        finally:
            _remove_all(path)

    def commit(self, built: Path, digest: str) -> Snapshot:
        """Make the directory ``built`` the current snapshot, durably."""
        there = [path.name for path in self.snapshots.iterdir() if _NAME.fullmatch(path.name)]
        number = int(max(there, default="0").split("-")[0]) + 1
        name = f"{number:08d}-{digest[:12]}"
        (built / "lease").touch()
        for part in (*built.iterdir(), built):
            sync(part)
        built.rename(self.snapshots / name)
        sync(self.snapshots)
        self._point_to(name)
        return Snapshot(name, self.snapshots / name)

    def _point_to(self, name: str) -> None:
        draft = self.root / f".current-{os.getpid()}"
        with draft.open("w", encoding="ascii") as handle:
            handle.write(name + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(self.root / "current")
        sync(self.root)

    def forget_old(self, keep: int, passed: Snapshot | None = None) -> int:
        """Number of snapshots removed: all but the newest ``keep``, and the one that was ``passed``; one that a reader
        has open stays."""
        current = self.current()
        if passed is not None and current and passed.id != current.id:
            _remove_unused(passed)
        names = sorted(path.name for path in self.snapshots.iterdir() if path.name[0] != ".")
        old = [name for name in names if current and name != current.id][: -max(keep - 1, 1)]
        return sum(_remove_unused(Snapshot(name, self.snapshots / name)) for name in old)

    def _clear_leftovers(self) -> None:
        """Remove what a killed writer left; a snapshot newer than the current one never counted. Where it
        is not known which one is current every whole snapshot stays."""
        current = None
        with suppress(StoreError):
            current = self.current()
        for path in self.snapshots.iterdir():
            whole = Snapshot(path.name, path).manifest.is_file()
            over = path.name > current.id if current else not whole
            if over or path.name.startswith(".building-"):
                shutil.rmtree(path, ignore_errors=True)


def take_lease(snapshot: Path) -> int:
    """Descriptor of a shared lock that keeps ``snapshot`` on disk until it is closed."""
    descriptor = os.open(snapshot / "lease", os.O_RDONLY | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _remove_all(path: Path, tries: int = 100) -> None:
    """Remove a directory in which an engine that was left open by a failure may still be writing."""
    for _ in range(tries):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
        time.sleep(0.02)


def _remove_unused(snapshot: Snapshot) -> bool:
    with suppress(OSError):
        descriptor = os.open(snapshot.lease, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(snapshot.path, ignore_errors=True)
            return True
        finally:
            os.close(descriptor)
    return False


def _lock(descriptor: int, wait: float) -> None:
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise StoreError(
                    f"另一个进程正在写入数据目录，等了 {wait:.0f} 秒。请待其结束后再试。",
                    f"Another process is writing to the data directory; waited {wait:.0f} s. Try again later.",
                ) from None
            time.sleep(0.05)


def sync(path: Path) -> None:
    """Have a file, or the names in a directory, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def share(file: Path, target: Path) -> None:
    """Have a file that nobody changes at ``target``, too: by a link, or by a copy where the file system has none."""
    try:
        target.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, target)
        sync(target)
