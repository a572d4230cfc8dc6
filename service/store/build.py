"""Files to a snapshot: read what changed, keep what did not, list what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from os.path import realpath
from pathlib import Path

from ingest.read import SUFFIXES
from ontology.ids import INFERRED_GRAPH
from service.allocator import trim
from service.errors import BadRequest
from service.store import alignments
from service.store.draft import Draft, change
from service.store.files import Found, Unused, find_files, graphs_in
from service.store.journal import Journal, open_journal
from service.store.layout import DataDir, Snapshot
from service.store.manifest import open_rows, read_manifest
from service.store.parcel import Parcel
from service.store.reading import READ_JOB, Effort, Reading, read_files
from service.store.rows import NoticeRow, Rows
from service.store.sources import Sources
from service.store.waiting import Place

#: Files a commit.
BATCH = 10_000
#: Notices put into a draft together.
TOGETHER = 50


@dataclass(slots=True)
class Report:
    """What a build did; ``fresh`` has the graphs that were read anew, ``overruled`` the files of which
    another version was published over HTTP, or that were withdrawn there, ``files`` those that were asked for,
    ``unlisted`` the folders that could not be listed, ``kept`` the notices that stay as they were although their files
    were not read, ``replaced`` those that another file with other content had, before and now, ``taken`` the file that
    each graph is of."""

    rows: list[NoticeRow] = field(default_factory=list)
    bad: list[Unused] = field(default_factory=list)
    overruled: list[Unused] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)
    withdrawn: list[NoticeRow] = field(default_factory=list)
    snapshot: Snapshot | None = None
    changed: bool = False
    quads: int = 0
    files: list[Path] = field(default_factory=list)
    unlisted: list[Unused] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    kept: list[NoticeRow] = field(default_factory=list)
    replaced: list[tuple[NoticeRow, NoticeRow]] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)


def build(
    data: DataDir,
    paths: Sequence[Path],
    sources: Sources,
    *,
    fresh: bool = False,
    mirror: bool = True,
    empty: bool = False,
    keep: int = 3,
    effort: Effort | None = None,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> Report:
    """Read the notices of ``paths`` into the store.

    With ``mirror`` notices of other files are withdrawn, but none whose file is there and cannot be read, and none at
    all where a folder cannot be listed; with ``fresh`` everything is read anew. ``paths`` in which there is no file are
    refused, with ``mirror`` each folder among them, and below them each that had some at the last build (where it is gone, the
    nearest above it that is there), unless ``empty`` says that they may be so.
    Notices published over HTTP stay as they are. Every ``BATCH`` files the state so far becomes
    current; what was read since stands in a journal, so that a build that is stopped goes on from there."""
    found = find_files(paths)
    wanted = found.files
    data = DataDir(data.root.absolute())  # its processes may be in another directory
    report = Report(files=wanted, unlisted=found.unlisted, overruled=graphs_in(found.others))
    before = data.current()
    if not empty and (nothing := _without_files(paths, found, mirror, before)):
        raise _nothing_there(nothing, found.unlisted, before)
    batches = [wanted[i : i + BATCH] for i in range(0, len(wanted), BATCH)] or [[]]
    passed: Snapshot | None = None
    for number, batch in enumerate(batches):
        last = number == len(batches) - 1
        with change(data, keep, tidy=last, passed=passed) as draft:
            put_vocabulary(draft, sources, progress)
            done = number * BATCH
            counted = _counted(progress, done, len(wanted))
            known = set(report.fresh)
            _batch(draft, data.root, batch, sources, report, fresh, effort or Effort(), counted)
            changed = report.fresh - known
            if changed:
                _let_go(READ_JOB)
            if last:
                _settle_others(draft, report, mirror)
                _note_folders(draft, paths, report, mirror)
                changed |= {row.graph for row in report.withdrawn}
                report.rows = list(draft.rows)
            told = partial(progress, "对照 alignment")
            with ThreadPoolExecutor(1) as aside:
                drawn = aside.submit(_draw, draft)
                alignments.renew(draft, changed, told, effort)
                drawn.result()
            if changed:
                _let_go(alignments.ALIGN_JOB)
            progress("推论、统计与索引 / what follows, figures, index", 0, 1)
        trim()
        report.snapshot, report.quads = draft.result, draft.manifest.quads
        passed = report.snapshot if report.snapshot != before else None
    progress("", len(wanted), len(wanted))
    report.changed = report.snapshot != before
    return report


def _without_files(
    paths: Sequence[Path], found: Found, mirror: bool, before: Snapshot | None
) -> Sequence[Path]:
    """The paths, where none of them has any of the files; with ``mirror`` each folder that has none, and each below them that had
    some at the build ``before``, or the nearest above it that is still there; not those that cannot be listed."""
    if not found.files or not mirror:
        return [] if found.files else paths
    given, full = set(map(_absolute, paths)), _holding(found.files)
    closed = {_absolute(Path(str(each.path))) for each in found.unlisted}
    ways = read_manifest(before).folders
    noted = (_and_above(_absolute(path / way)) for path in paths for way in ways)
    below = (way for way in noted if not given.isdisjoint(way) and closed.isdisjoint(way))
    still = {next(folder for folder in way if folder.is_dir()) for way in below}
    empty = {_absolute(path) for path in paths if path.is_dir()} | still - {
        each for folder in closed for each in _and_above(folder)
    }
    return sorted(empty - full)


def _note_folders(draft: Draft, paths: Sequence[Path], report: Report, mirror: bool) -> None:
    """Have the manifest tell in which folders, those of ``paths`` and all below, the files stand, or may where not all could be
    listed."""
    given = set(map(_absolute, paths))
    full = {str(each) for each in _holding(report.files) if not given.isdisjoint(_and_above(each))}
    before = () if mirror and not report.unlisted else draft.manifest.folders
    draft.manifest = replace(draft.manifest, folders=sorted({*full, *before}))


def _holding(files: Iterable[Path]) -> set[Path]:
    """The folders that the files stand in, and all above them."""
    folders = {file.parent for file in files}
    return {each for folder in folders for each in _and_above(_absolute(folder))}


def _and_above(folder: Path) -> tuple[Path, ...]:
    return (folder, *folder.parents)


def _absolute(path: Path) -> Path:
    """The path from the root on, the same from whatever folder it was given."""
    return Path(realpath(path))


def _nothing_there(
    paths: Sequence[Path], unlisted: Sequence[Unused], current: Snapshot | None
) -> BadRequest:
    """That ``paths`` have no file of a notice: what was looked through, what stays and what to do."""
    names = "、".join(str(path.absolute()) for path in paths)
    closed = "".join(f"\n{each.path}: {each.reason}" for each in unlisted)
    there = 0
    if current is not None:
        with closing(open_rows(current)) as rows:
            there = sum(row.origin == "file" for row in rows)
    stay = f"图谱没有变化，其中 {there:,} 份通知都在" if there else "没有建图谱"
    stays = f"the graph is unchanged, with its {there:,} notices" if there else "no graph was made"
    suffixes = " ".join(sorted(SUFFIXES))
    return BadRequest(
        f"“{names}”里没有通知文件（{suffixes}），{stay}。请核对路径；若是共享目录或移动磁盘，请核对是否已挂载。"
        "确实要这样建（撤下原在那里的通知，或建一个空的图谱），请加 --allow-empty。",
        f"No file of a notice in {names} ({suffixes}); {stays}. Check the path, and of a share or a disk that it is "
        f"mounted. If it is meant to be so (those that were there withdrawn, or an empty graph), add --allow-empty.{closed}",
    )


def _let_go(job: str) -> None:
    """End the process from which those were forked that did such jobs: nothing needs the memory that it holds."""
    from service.jobs import forkserver  # not at the top: it is there where there were such jobs

    forkserver.end(job)


def _draw(draft: Draft) -> None:
    draft.draw()
    trim()


def _counted(
    progress: Callable[[str, int, int], None], done: int, total: int
) -> Callable[[str, int], None]:
    return lambda what, number: progress(what, done + number, total)


def _batch(
    draft: Draft,
    data: Path,
    batch: Sequence[Path],
    sources: Sources,
    report: Report,
    fresh: bool,
    effort: Effort,
    progress: Callable[[str, int], None],
) -> None:
    """Put what is new or changed among the files of ``batch`` into the draft; ``data``: the data directory."""
    reader = reader_digest()
    known = {} if fresh else _by_hash(draft.rows, reader)
    unread: dict[Path, str] = {}
    for path in batch:
        digest = _sha256(path)
        graph = known.get((path.name, digest))
        if graph is None:
            unread[path] = digest
        else:
            report.taken[graph] = path.name
    progress("", len(batch) - len(unread))
    journal = open_journal(data, reader, fresh)
    draft.spent.add(journal.path)
    read: list[Parcel] = []
    places: dict[str, Place] = {}
    for number, (reading, place) in enumerate(_readings(unread, journal, sources, effort), 1):
        parcel = reading.parcel
        if parcel is None:
            report.bad.append(Unused(reading.path, reading.reason))
            report.unread.add(reading.path.name)
        elif reason := _overruled(parcel.row, draft):
            report.overruled.append(Unused(reading.path, reason))
        elif _accepted(parcel.row, report):
            report.replaced += _replaced(parcel.row, draft)
            read.append(replace(parcel, row=replace(parcel.row, reader=reader)))
            places |= {parcel.row.graph: place} if place else {}
        progress(reading.path.name, len(batch) - len(unread) + number)
        if len(read) == TOGETHER:
            _put(draft, read, places, report)
            read = []
    _put(draft, read, places, report)


def _readings(
    files: Mapping[Path, str], journal: Journal, sources: Sources, effort: Effort
) -> Iterator[tuple[Reading, Place | None]]:
    """The readings of files (with their SHA-256), those of a build that was stopped from its ``journal``; and where the
    graph of each stands in that."""
    before = {path: (path.name, digest) in journal.kept for path, digest in files.items()}
    with closing(
        read_files([path for path in files if not before[path]], sources.read, effort)
    ) as anew:
        for path, digest in files.items():
            known = journal.take((path.name, digest))
            if known is not None:
                yield Reading(path, known[0]), known[1]
                continue
            reading = next(anew)
            yield reading, journal.add(reading.parcel) if reading.parcel else None


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _by_hash(rows: Rows, reader: str) -> dict[tuple[str, str], str]:
    """The graphs of files, by name and SHA-256, that this reader has read."""
    read = (row for row in rows if row.origin == "file" and row.reader == reader)
    return {(row.file, row.sha256): row.graph for row in read}


def _overruled(row: NoticeRow, draft: Draft) -> str:
    """Why the file of ``row`` does not count; empty if it does."""
    there = draft.rows.get(row.graph)
    if there is not None and there.origin == "published" and there.sha256 != row.sha256:
        return (
            f"该通知已由接口发布了另一版（{there.file}），保留该版；要改用此文件，请用 PUT 发布它。\n"
            f"Another version ({there.file}) was published over HTTP and stays; to use this file, PUT it."
        )
    if draft.manifest.withdrawn.get(row.graph) == row.sha256:
        return (
            "该通知已由接口撤下，未读入；要恢复，请用 POST 发布此文件。\n"
            "The notice was withdrawn over HTTP and is not read in; to bring it back, POST this file."
        )
    return ""


def _replaced(row: NoticeRow, draft: Draft) -> list[tuple[NoticeRow, NoticeRow]]:
    """The row of the same notice in another file, with other content, beside ``row``; empty if there is none."""
    there = draft.rows.get(row.graph)
    if there is None or there.file == row.file or there.sha256 == row.sha256:
        return []
    return [(there, row)]


def _accepted(row: NoticeRow, report: Report) -> bool:
    """Whether no other file of this build is the same notice; one that is goes to the bad files."""
    try:
        _refuse_twin(row, report)
    except BadRequest as error:
        report.bad.append(Unused(Path(row.file), str(error)))
        return False
    report.taken[row.graph] = row.file
    return True


def _put(draft: Draft, read: Sequence[Parcel], places: Mapping[str, Place], report: Report) -> None:
    draft.put_notices(read, places)
    trim()
    report.fresh.update(parcel.row.graph for parcel in read)


def _refuse_twin(row: NoticeRow, report: Report) -> None:
    twin = report.taken.get(row.graph)
    if twin is not None:
        raise BadRequest(
            f"与“{twin}”是同一份通知（{row.graph}），没有读入。请只保留一份。",
            f"Same notice as {twin} ({row.graph}); not read in. Keep one of the two.",
        )


def put_vocabulary(
    draft: Draft,
    sources: Sources,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> None:
    progress("本体与代码表 / vocabulary", 0, 1)
    current = dict(sources.vocabulary())
    for name, graph in current.items():
        if draft.manifest.vocabulary.get(name) != graph.digest:
            draft.put_vocabulary(name, graph.triples(), graph.digest)
    for name in set(draft.manifest.vocabulary) - set(current) - {INFERRED_GRAPH}:
        draft.drop_vocabulary(name)


def _settle_others(draft: Draft, report: Report, mirror: bool) -> None:
    """What becomes of the notices of files that this build has not read: those whose files are there, or may be, stay."""
    rows = (row for row in draft.rows if row.origin == "file")
    for row in [row for row in rows if row.graph not in report.taken]:
        if row.file in report.unread or (mirror and report.unlisted):
            report.kept.append(row)
        elif mirror:
            draft.drop_notice(row.graph)
            report.withdrawn.append(row)


def reader_digest() -> str:
    """SHA-256 (hex) over every file of the packages that make a notice's graph and measure it."""
    whole = hashlib.sha256()
    for package in ("ontology", "ingest", "shapes"):
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
