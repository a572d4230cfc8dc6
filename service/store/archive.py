"""A snapshot as a tar archive, and back."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path, PurePosixPath

import pyoxigraph as ox

from service.errors import BadRequest, StoreError
from service.given import given
from service.store.layout import DataDir, Snapshot, take_lease
from service.store.manifest import read_manifest

_TOKENS = "tokens.json"


def write_archive(data: DataDir, archive: tarfile.TarFile) -> Snapshot:
    """The snapshot that was added to ``archive``; it stays on disk meanwhile."""
    snapshot = data.require_current()
    lease = take_lease(snapshot.path)
    try:
        archive.add(snapshot.store, "snapshot/store")
        archive.add(snapshot.said, "snapshot/said")
        archive.add(snapshot.index, "snapshot/index")
        archive.add(snapshot.manifest, "snapshot/manifest.json")
        if (data.root / _TOKENS).is_file():
            archive.add(data.root / _TOKENS, _TOKENS)
    finally:
        os.close(lease)
    return snapshot


def restore(data: DataDir, source: Path) -> Snapshot:
    """The snapshot made current from the archive; refused unless it opens and counts right.

    Tokens come back only where there are none."""
    try:
        with given(source):
            archive = tarfile.open(source)  # noqa: SIM115
    except tarfile.TarError as error:
        raise BadRequest(
            f"“{source}”不是备份文件：{error}", f"{source} is no backup: {error}"
        ) from None
    with archive, data.writing(), data.fresh() as directory:
        try:
            _unpack(archive, directory)
            built = directory / "snapshot"
            manifest = read_manifest(Snapshot("", built))
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
        ) as error:
            raise BadRequest(
                f"备份“{source}”不完整或已损坏：{error}",
                f"Backup {source} is incomplete or damaged: {error}",
            ) from None
        if found != manifest.quads:
            raise BadRequest(
                f"备份“{source}”应有 {manifest.quads} 个四元组，实有 {found} 个。",
                f"Backup {source} should have {manifest.quads} quads, it has {found}.",
            )
        if (directory / _TOKENS).is_file() and not (data.root / _TOKENS).exists():
            (directory / _TOKENS).rename(data.root / _TOKENS)
        return data.commit(built, manifest.digest())


def _unpack(archive: tarfile.TarFile, directory: Path) -> None:
    """Extract plain files and folders below ``directory``, anything else is refused. Python has a
    filter for that from 3.11.4 on only."""
    for member in archive:
        path = PurePosixPath(member.name)
        if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(member.name)
    archive.extraction_filter = getattr(tarfile, "data_filter", None)
    archive.extractall(directory)
