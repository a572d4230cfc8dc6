"""What a snapshot holds: one row a notice, one a vocabulary graph, and what they were read from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import orjson

from service.errors import StoreError
from service.store.layout import Snapshot


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the store. ``mechanisms`` counts the different ones that its tasks invoke;
    ``origin`` is "file" (anze build) or "published" (over HTTP); ``seconds`` is what reading it took
    and no part of the snapshot's digest; ``reader`` digests the code and rules that made its graph;
    ``rates`` how it stands (``shapes.records.Rates`` as JSON)."""

    graph: str
    title: str
    file: str
    sha256: str
    tasks: int
    with_owner: int
    with_deadline: int
    mechanisms: int
    quads: int
    seconds: float = 0.0
    reader: str = ""
    origin: str = "file"
    rates: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """``vocabulary`` maps a graph's IRI to the digest of its triples; ``quads`` counts those in named
    graphs; ``by_hand`` changes with every update that neither tells of; ``withdrawn`` maps notices that
    were taken out over HTTP to the digest of their file, which no build reads again. ``default_graph`` is
    "union" where it is stored, since graphs share a triple, "own" where updates may write to it, and else
    empty: it is not stored."""

    vocabulary: dict[str, str] = field(default_factory=dict)
    notices: tuple[NoticeRow, ...] = ()
    quads: int = 0
    revision: int = 0
    by_hand: str = ""
    withdrawn: dict[str, str] = field(default_factory=dict)
    default_graph: str = ""

    def notice(self, graph: str) -> NoticeRow | None:
        return next((row for row in self.notices if row.graph == graph), None)

    def with_notices(self, rows: Collection[NoticeRow]) -> Manifest:
        """With these rows, instead of those that it had of the same notices."""
        known = {row.graph: row for row in (*self.notices, *rows)}
        put = {row.graph for row in rows}
        withdrawn = {graph: digest for graph, digest in self.withdrawn.items() if graph not in put}
        notices = tuple(known[graph] for graph in sorted(known))
        return replace(self, notices=notices, withdrawn=withdrawn)

    def without(self, graph: str) -> Manifest:
        kept = tuple(row for row in self.notices if row.graph != graph)
        return replace(self, notices=kept)

    def digest(self) -> str:
        """SHA-256 (hex) of everything but the timings."""
        whole = _plain(self)
        untimed = [{**row, "seconds": 0.0} for row in whole["notices"]]
        return hashlib.sha256(_json({**whole, "notices": untimed})).hexdigest()


def read_manifest(snapshot: Snapshot | None) -> Manifest:
    """The snapshot's manifest; an empty one for None.

    Raises:
        StoreError: there is none, or it is damaged.
    """
    if snapshot is None:
        return Manifest()
    try:
        data = orjson.loads(snapshot.manifest.read_bytes())
        notices = tuple(
            NoticeRow(**row) if row.keys() == _KEYS else NoticeRow(**_known(_ROW, row))
            for row in data["notices"]
        )
        return Manifest(**_known(_MANIFEST, {**data, "notices": notices}))
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        raise StoreError(
            f"图谱快照 {snapshot.id} 的清单 manifest.json 缺失或已损坏。请用 anze restore 恢复备份；没有备份时，"
            "把数据目录移走，用 anze build 重新建图。",
            f"The manifest.json of snapshot {snapshot.id} is missing or damaged. Restore a backup by `anze "
            "restore`; without one move the data directory away and build anew by `anze build`.",
        ) from None


_ROW, _MANIFEST = (tuple(each.name for each in fields(kind)) for kind in (NoticeRow, Manifest))
_KEYS = frozenset(_ROW)
_IN_ROW, _IN_MANIFEST = attrgetter(*_ROW), attrgetter(*_MANIFEST)


def _known(names: Collection[str], data: dict[str, Any]) -> dict[str, Any]:
    """The entries that this version knows: a manifest of another version is still readable."""
    return {name: value for name, value in data.items() if name in names}


def _plain(manifest: Manifest) -> dict[str, Any]:
    """The manifest as JSON has it. ``dataclasses.asdict`` would copy every value, of all notices with each
    change."""
    rows = [dict(zip(_ROW, _IN_ROW(row), strict=True)) for row in manifest.notices]
    return {**dict(zip(_MANIFEST, _IN_MANIFEST(manifest), strict=True)), "notices": rows}


def _json(whole: dict[str, Any]) -> bytes:
    return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def write_manifest(directory: Path, manifest: Manifest) -> None:
    (directory / "manifest.json").write_bytes(_json(_plain(manifest)))
