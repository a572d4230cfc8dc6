"""What a snapshot holds, and what it was made of; the rows of its notices stand beside it (``service.store.rows``)."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import orjson

from service.store.layout import Snapshot
from service.store.rows import NoticeRow, Rows, damaged, read_rows, write_rows


@dataclass(frozen=True, slots=True)
class Manifest:
    """``vocabulary`` maps a graph's IRI to the digest of its triples; ``quads`` counts those in named
    graphs; ``by_hand`` changes with every update that neither tells of; ``withdrawn`` maps notices that
    were taken out over HTTP to the digest of their file, which no build reads again. ``default_graph`` is
    "union" where it is stored, since graphs share a triple, "own" where updates may write to it, and else
    empty: it is not stored. ``folders`` (absolute) in which, or below which, files of notices stood at the last build, from
    those that it was given on."""

    vocabulary: dict[str, str] = field(default_factory=dict)
    quads: int = 0
    revision: int = 0
    by_hand: str = ""
    withdrawn: dict[str, str] = field(default_factory=dict)
    default_graph: str = ""
    folders: Sequence[str] = ()

    def digest(self, rows: Rows) -> str:
        """SHA-256 (hex) of a snapshot that holds this and notices of these rows."""
        return hashlib.sha256(_json(self) + rows.digest().encode()).hexdigest()


def read_manifest(snapshot: Snapshot | None) -> Manifest:
    """The snapshot's manifest; an empty one for None.

    Raises:
        StoreError: there is none, or it is damaged.
    """
    if snapshot is None:
        return Manifest()
    with _damage_told(snapshot):
        known = _known(Manifest, _told(snapshot))
        return Manifest(known.pop("vocabulary"), **known)


def open_rows(snapshot: Snapshot | None, copy: Path | None = None) -> Rows:
    """The rows of the snapshot's notices, none for None, to be closed; to be changed, where there is a ``copy``: the file that they
    are written to. An earlier edition had them in the manifest.

    Raises:
        StoreError: there are none, or they are damaged.
        OSError: the copy cannot be written.
    """
    if snapshot is None:
        return write_rows(copy)
    if snapshot.rows.is_file():
        if copy is not None:
            shutil.copyfile(snapshot.rows, copy)
        with _damage_told(snapshot):
            return read_rows(snapshot.rows) if copy is None else write_rows(copy, there=snapshot.id)
    with _damage_told(snapshot):
        told = [NoticeRow(**_known(NoticeRow, each)) for each in _told(snapshot)["notices"]]
    rows = write_rows(copy)
    rows.put(told)
    return rows


@contextmanager
def _damage_told(snapshot: Snapshot) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, AttributeError, sqlite3.Error):
        raise damaged(snapshot.id, "manifest.json", "notices.sqlite") from None


def _told(snapshot: Snapshot) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(snapshot.manifest.read_bytes())
    return told


def _known(kind: type[Manifest | NoticeRow], told: dict[str, Any]) -> dict[str, Any]:
    """The entries that this version knows: a manifest of another version is still readable."""
    return {each.name: told[each.name] for each in fields(kind) if each.name in told}


def _json(manifest: Manifest) -> bytes:
    return orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def write_manifest(directory: Path, manifest: Manifest) -> None:
    (directory / "manifest.json").write_bytes(_json(manifest))
