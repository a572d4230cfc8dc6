"""Files to a snapshot: read what changed, keep what did not, list what could not be read."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox

from ingest.read import SUFFIXES
from ontology.errors import AnzeError
from ontology.ids import INFERRED_GRAPH
from service.errors import BadRequest
from service.store import graphs, inferred
from service.store.layout import DataDir, Snapshot
from service.store.manifest import Manifest, NoticeRow
from service.store.sources import Sources
from service.store.writer import Draft, change


@dataclass(frozen=True, slots=True)
class BadFile:
    path: Path
    reason: str


@dataclass(slots=True)
class Report:
    """What a build did; ``fresh`` has the graphs that were read anew."""

    rows: list[NoticeRow] = field(default_factory=list)
    bad: list[BadFile] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)
    withdrawn: list[str] = field(default_factory=list)
    snapshot: Snapshot | None = None
    changed: bool = False
    quads: int = 0


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files among ``paths`` and, sorted, the readable ones of each directory among them."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            found += [p for p in inside if p.suffix.lower() in SUFFIXES and p.name[0] != "."]
        elif path.is_file():
            found.append(path)
        else:
            raise BadRequest(
                f"找不到“{path}”。请给出存在的文件或目录。",
                f"{path} does not exist. Name a file or directory that does.",
            )
    return list(dict.fromkeys(p for p in found if p.name.lower() != "readme.md"))


def build(
    data: DataDir,
    paths: Sequence[Path],
    sources: Sources,
    *,
    fresh: bool = False,
    mirror: bool = True,
    keep: int = 3,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> Report:
    """Read the notices of ``paths`` into the store.

    With ``mirror`` notices of other files are withdrawn; with ``fresh`` everything is read anew.
    Notices published over HTTP stay as they are."""
    wanted = find_files(paths)
    report = Report()
    with change(data, keep) as draft:
        reader = reader_digest()
        known = {} if fresh or draft.manifest.reader != reader else _by_hash(draft.manifest)
        _vocabulary(draft, sources, progress)
        for number, path in enumerate(wanted):
            progress(path.name, number, len(wanted))
            _one_file(draft, path, sources, known, report)
        if mirror:
            _withdraw_missing(draft, report)
        draft.manifest = replace(draft.manifest, reader=reader)
        progress("推理 inference", len(wanted), len(wanted))
        inferred.renew(draft)
        progress("", len(wanted), len(wanted))
    report.rows = list(draft.manifest.notices)
    report.snapshot, report.quads = draft.result, draft.manifest.quads
    report.changed = draft.result != draft.before
    return report


def _by_hash(manifest: Manifest) -> dict[tuple[str, str], NoticeRow]:
    return {(row.file, row.sha256): row for row in manifest.notices if row.origin == "file"}


def _one_file(
    draft: Draft,
    path: Path,
    sources: Sources,
    known: dict[tuple[str, str], NoticeRow],
    report: Report,
) -> None:
    try:
        content = path.read_bytes()
        row = known.get((path.name, hashlib.sha256(content).hexdigest()))
        if row is None:
            row, triples = read_one(content, path.name, sources)
            _refuse_twin(row, report)
            draft.put_notice(row, triples)
            report.fresh.add(row.graph)
        report.rows.append(row)
    except (AnzeError, OSError) as error:
        report.bad.append(BadFile(path, str(error)))


def _refuse_twin(row: NoticeRow, report: Report) -> None:
    twin = next((other for other in report.rows if other.graph == row.graph), None)
    if twin is not None:
        raise BadRequest(
            f"与“{twin.file}”是同一份通知（{row.graph}），没有读入。请只保留一份。",
            f"Same notice as {twin.file} ({row.graph}); not read in. Keep one of the two.",
        )


def read_one(content: bytes, name: str, sources: Sources) -> tuple[NoticeRow, list[ox.Triple]]:
    """Manifest row and triples of one notice file."""
    start = time.perf_counter()
    facts, found = sources.read(content, name)
    triples = graphs.label_blanks(found, facts.graph)
    row = replace(facts, quads=len(triples), seconds=round(time.perf_counter() - start, 3))
    return row, triples


def _vocabulary(draft: Draft, sources: Sources, progress: Callable[[str, int, int], None]) -> None:
    progress("本体与代码表 / vocabulary", 0, 1)
    current = dict(sources.vocabulary())
    for name, graph in current.items():
        triples = graphs.triples_of(graph, name)
        digest = triples_digest(triples)
        if draft.manifest.vocabulary.get(name) != digest:
            draft.put_vocabulary(name, triples, digest)
    for name in set(draft.manifest.vocabulary) - set(current) - {INFERRED_GRAPH}:
        draft.drop_vocabulary(name)


def _withdraw_missing(draft: Draft, report: Report) -> None:
    kept = {row.graph for row in report.rows}
    for row in draft.manifest.notices:
        if row.origin == "file" and row.graph not in kept:
            draft.drop_notice(row.graph)
            report.withdrawn.append(row.graph)


def triples_digest(triples: Iterable[ox.Triple]) -> str:
    lines = sorted(str(triple) for triple in triples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def reader_digest() -> str:
    """SHA-256 (hex) over every file of the packages that make a notice's graph."""
    whole = hashlib.sha256()
    for package in ("ontology", "ingest"):
        for name, content in _contents(files(package), package):
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def _contents(folder: Traversable, prefix: str) -> Iterable[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _contents(entry, name)
        elif entry.is_file():
            yield name, entry.read_bytes()
