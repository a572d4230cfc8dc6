"""A snapshot as a tar archive, and back."""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pyoxigraph as ox

from service.errors import BadRequest, StoreError
from service.given import disk_full, given
from service.store.layout import DataDir, Snapshot, sync, take_lease
from service.store.manifest import open_rows, read_manifest

_TOKENS = "tokens.json"
#: What holds tokens is read and written by its owner alone.
OWNER_ALONE = 0o600

#: Digests of all other files, one line each as ``sha256sum`` of GNU coreutils writes and checks them; the last file.
_SUMS = "SHA256SUMS"


def write_archive(data: DataDir, archive: tarfile.TarFile) -> Snapshot:
    """The snapshot that was added to ``archive``, with the digest of each file; it stays on disk meanwhile."""
    snapshot = data.require_current()
    parts = {
        "snapshot/store": snapshot.store,
        "snapshot/said": snapshot.said,
        "snapshot/index": snapshot.index,
        "snapshot/manifest.json": snapshot.manifest,
        "snapshot/notices.sqlite": snapshot.rows,
        _TOKENS: data.root / _TOKENS,
    }
    sums: list[str] = []
    lease = take_lease(snapshot.path)
    try:
        for name, part in parts.items():
            for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
                if path.is_file():
                    inside = (PurePosixPath(name) / path.relative_to(part)).as_posix()
                    sums.append(f"{_add(archive, path, inside)}  {inside}\n")
    finally:
        os.close(lease)
    listed = "".join(sums).encode()
    member = tarfile.TarInfo(_SUMS)
    member.size = len(listed)
    archive.addfile(member, io.BytesIO(listed))
    return snapshot


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """The digest of the bytes that went into ``archive``."""
    with path.open("rb") as file:
        summed = _Summed(file)
        archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), summed)  # type: ignore[arg-type]
    return summed.digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Summed:
    file: BinaryIO
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def read(self, size: int) -> bytes:
        read = self.file.read(size)
        self.digest.update(read)
        return read


def restore(data: DataDir, source: Path) -> Snapshot:
    """The snapshot made current from the archive; refused unless every file is there and has its digest, and the
    graph opens and counts right. OSError where the disk is full.

    Tokens come back only where there are none."""
    try:
        with given(source):
            archive = tarfile.open(source)  # noqa: SIM115
    except tarfile.TarError:
        raise BadRequest(
            f"“{source}”不是备份文件（tar），图谱没有变化。请给出 anze backup 写的文件；通知用 anze build 读入。",
            f"{source} is no backup (a tar file); the graph is unchanged. Name a file that `anze backup` has written; "
            "notices are read by `anze build`.",
        ) from None
    with archive, data.writing(), data.fresh() as directory:
        directory.chmod(0o700)
        try:
            _unpack(archive, directory)
            _check(directory)
            built = directory / "snapshot"
            manifest = read_manifest(Snapshot("", built))
            with closing(open_rows(Snapshot("", built))) as rows:
                digest = manifest.digest(rows)
            ox.Store.read_only(str(built / "said"))
            store = ox.Store.read_only(str(built / "store"))
            found = sum(isinstance(quad.graph_name, ox.NamedNode) for quad in store)
            del store
        except (
            OSError,
            tarfile.TarError,
            LookupError,
            TypeError,
            ValueError,
            RuntimeError,
            StoreError,
            sqlite3.Error,
        ) as error:
            if isinstance(error, OSError) and disk_full(error):
                raise
            raise BadRequest(
                f"备份“{source}”不完整或已损坏（{error}），图谱没有变化。请另取一份备份，或由通知用 anze build 重新建图。",
                f"Backup {source} is incomplete or damaged ({error}); the graph is unchanged. Take another backup, or "
                "build anew from the notices by `anze build`.",
            ) from None
        if found != manifest.quads:
            raise BadRequest(
                f"备份“{source}”应有 {manifest.quads} 个三元组，实有 {found} 个；图谱没有变化。请另取一份备份。",
                f"Backup {source} should have {manifest.quads} quads, it has {found}; the graph is unchanged. Take another "
                "backup.",
            )
        if (directory / _TOKENS).is_file() and not (data.root / _TOKENS).exists():
            (directory / _TOKENS).chmod(OWNER_ALONE)
            (directory / _TOKENS).rename(data.root / _TOKENS)
        for path in built.rglob("*"):
            sync(path)
        return data.commit(built, digest)


def _unpack(archive: tarfile.TarFile, directory: Path) -> None:
    """Extract plain files and folders below ``directory``, anything else is refused. Python has a
    filter for that from 3.11.4 on only."""
    for member in archive:
        path = PurePosixPath(member.name)
        if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(member.name)
    archive.extraction_filter = getattr(tarfile, "data_filter", None)
    archive.extractall(directory)


def _check(directory: Path) -> None:
    """Raises ``ValueError`` with the names of the files that are not as :data:`_SUMS` has them, or not in it."""
    sums = directory / _SUMS
    if not sums.is_file():
        raise ValueError(f"没有 {_SUMS} no {_SUMS}")
    listed = {
        name: digest
        for digest, _, name in (
            line.partition("  ") for line in sums.read_text("utf-8").splitlines()
        )
    }
    found = {
        path.relative_to(directory).as_posix(): _digest(path)
        for path in directory.rglob("*")
        if path.is_file() and path != sums
    }
    wrong = sorted(
        name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)
    )
    if wrong:
        raise ValueError("、".join(wrong[:3]) + ("…" if len(wrong) > 3 else ""))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
