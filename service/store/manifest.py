"""What a snapshot holds: one row a notice, one a vocabulary graph, and what they were read from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

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
    empty: it is not stored. ``touched`` are the graphs that are other than in the snapshot ``follows``, which is empty
    where nobody noted it."""

    vocabulary: dict[str, str] = field(default_factory=dict)
    notices: tuple[NoticeRow, ...] = ()
    quads: int = 0
    revision: int = 0
    by_hand: str = ""
    withdrawn: dict[str, str] = field(default_factory=dict)
    default_graph: str = ""
    touched: tuple[str, ...] = ()
    follows: str = ""

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
        """SHA-256 (hex) of everything but the timings, and what came before."""
        rows = tuple(replace(row, seconds=0.0) for row in self.notices)
        untimed = replace(self, notices=rows, touched=(), follows="")
        return hashlib.sha256(json.dumps(_plain(untimed), sort_keys=True).encode()).hexdigest()


def read_manifest(snapshot: Snapshot | None) -> Manifest:
    """The snapshot's manifest; an empty one for None.

    Raises:
        StoreError: there is none, or it is damaged.
    """
    if snapshot is None:
        return Manifest()
    try:
        data = json.loads(snapshot.manifest.read_text("utf-8"))
        notices = tuple(NoticeRow(**_known(NoticeRow, row)) for row in data["notices"])
        return Manifest(**_known(Manifest, {**data, "notices": notices}))
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        raise StoreError(
            f"图谱快照 {snapshot.id} 的清单 manifest.json 缺失或已损坏。请用 anze restore 恢复备份；没有备份时，"
            "把数据目录移走，用 anze build 重新建图。",
            f"The manifest.json of snapshot {snapshot.id} is missing or damaged. Restore a backup by `anze "
            "restore`; without one move the data directory away and build anew by `anze build`.",
        ) from None


def touched_since(snapshot: Snapshot, older: str) -> set[str] | None:
    """The graphs that are other than in the snapshot of the name ``older``; None where it is not known."""
    touched: set[str] = set()
    with suppress(StoreError):
        while snapshot.id != older:
            manifest = read_manifest(snapshot)
            if not manifest.follows:
                return None
            touched.update(manifest.touched)
            snapshot = Snapshot(manifest.follows, snapshot.path.with_name(manifest.follows))
        return touched
    return None


def _known(kind: type[Manifest | NoticeRow], data: dict[str, Any]) -> dict[str, Any]:
    """The entries that this version knows: a manifest of another version is still readable."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def _plain(manifest: Manifest) -> dict[str, Any]:
    """The manifest as JSON has it. ``dataclasses.asdict`` would copy every value, of all notices with each
    change."""
    rows = [{each.name: getattr(row, each.name) for each in _ROW} for row in manifest.notices]
    whole = {each.name: getattr(manifest, each.name) for each in fields(manifest)}
    return {**whole, "notices": rows}


_ROW = fields(NoticeRow)


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """One line: only so the encoder in C writes it."""
    text = json.dumps(_plain(manifest), ensure_ascii=False, sort_keys=True)
    (directory / "manifest.json").write_text(text + "\n", "utf-8")
