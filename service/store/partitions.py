"""Notices of any number of files as partitions: compressed N-Quads that every engine loads, made here or by a cluster
of Dask, to the same bytes.

::

    OUT/notices-00000.nq.gz   the graphs of the notices of so many files, in the order of their names
    OUT/shared.nq.gz          what stands in no notice's graph: vocabulary, registry, what follows, figures
    OUT/manifest.json         as in a snapshot

A partition is one task. It is written beside its place and renamed, so that a worker that dies leaves nothing half,
and the task is done again by another. What notices have in common (``alignments``) is left to where they are held."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

import pyoxigraph as ox

from service.errors import BadRequest
from service.store import graphs
from service.store.build import Unused, find_files, put_vocabulary, reader_digest
from service.store.draft import change
from service.store.layout import DataDir
from service.store.manifest import Manifest, read_manifest, write_manifest
from service.store.parcel import Parcel
from service.store.reading import Effort, read_files
from service.store.sources import ReadNotice, Sources

#: Files of a partition.
FILES = 200


@dataclass(frozen=True, slots=True)
class Task:
    """The files of a partition, and where it goes; ``left_out``: files that are another's notice once more."""

    files: tuple[str, ...]
    target: str
    read: ReadNotice
    effort: Effort
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """A partition that is written: its files with their notices, without these' graphs; how many triples the
    graphs have; and the files that are no notice."""

    task: Task
    read: tuple[tuple[str, Parcel], ...]
    quads: int
    bad: tuple[Unused, ...]


#: Carries out tasks, here or elsewhere, and gives what they came to in their order.
Carry = Callable[[Sequence[Task]], Iterable[Made]]


def make_partition(task: Task) -> Made:
    """Read the files of a task and write their notices' graphs."""
    target = Path(task.target)
    draft = target.with_name(f".{target.name}")
    paths = [Path(file) for file in task.files if file not in task.left_out]
    read: list[tuple[str, Parcel]] = []
    bad: list[Unused] = []
    quads = 0
    with draft.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        for reading in read_files(paths, task.read, task.effort):
            if reading.parcel is None:
                bad.append(Unused(reading.path, reading.reason))
                continue
            packed.write(reading.parcel.own)
            quads += reading.parcel.own.count(b"\n")
            row = replace(reading.parcel.row, seconds=0.0, reader=reader_digest())
            read.append((str(reading.path), replace(reading.parcel, row=row, own=b"", sheet=b"")))
    draft.replace(target)
    return Made(task, tuple(read), quads, tuple(bad))


def here(tasks: Sequence[Task]) -> Iterator[Made]:
    return map(make_partition, tasks)


def on_cluster(address: str) -> Carry:
    """By the workers of the Dask scheduler at ``address``, which reach the files by the same paths; what a worker
    that dies had begun is done by another."""
    from distributed import Client

    def carry(tasks: Sequence[Task]) -> Iterator[Made]:
        with Client(address) as client:
            for future in client.map(make_partition, tasks, pure=False):
                yield future.result()
                future.release()

    return carry


def partition(
    paths: Sequence[Path],
    target: Path,
    sources: Sources,
    carry: Carry = here,
    effort: Effort | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Manifest, list[Unused]]:
    """Write the notices of ``paths`` as partitions into the empty folder ``target``; what is in them, and the
    files that are not."""
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise BadRequest(f"目录 {target} 不是空的。", f"The folder {target} is not empty.")
    files = [str(path.resolve()) for path in find_files(paths)]
    folder = target.resolve()
    tasks = [
        Task(
            tuple(files[at : at + FILES]),
            str(folder / f"notices-{number:05}.nq.gz"),
            sources.read,
            effort or Effort(),
        )
        for number, at in enumerate(range(0, len(files), FILES))
    ]
    made: list[Made] = []
    for each in carry(tasks):
        made.append(each)
        progress(sum(len(one.task.files) for one in made), len(files))
    made, twins = _without_twins(made, carry)
    manifest = _write_shared(folder, made, sources)
    return manifest, [*(unused for each in made for unused in each.bad), *twins]


def _without_twins(made: Sequence[Made], carry: Carry) -> tuple[list[Made], list[Unused]]:
    """The partitions, those made again that had a notice which another file before it has, and these files."""
    first: dict[str, str] = {}
    twins: dict[str, Unused] = {}
    for each in made:
        for file, parcel in each.read:
            if first.setdefault(parcel.row.graph, file) != file:
                twins[file] = _twin(file, first[parcel.row.graph])
    again = [
        replace(each.task, left_out=frozenset(twins))
        for each in made
        if not twins.keys().isdisjoint(each.task.files)
    ]
    anew = {each.task.target: each for each in (carry(again) if again else ())}
    return [anew.get(each.task.target, each) for each in made], list(twins.values())


def _twin(file: str, other: str) -> Unused:
    return Unused(
        Path(file),
        f"与“{other}”是同一份通知，没有写入。请只保留一份。\n"
        f"Same notice as {other}; left out. Keep one of the two.",
    )


def _write_shared(target: Path, made: Sequence[Made], sources: Sources) -> Manifest:
    """Write what stands in no notice's graph, and the manifest: by a store that has the rest alone."""
    with TemporaryDirectory() as folder:
        data = DataDir(Path(folder))
        with change(data) as draft:
            put_vocabulary(draft, sources)
            for each in made:
                draft.put_notices([parcel for _, parcel in each.read])
                quads = draft.manifest.quads + each.quads
                draft.manifest = replace(draft.manifest, quads=quads)
        snapshot = data.require_current()
        manifest = read_manifest(snapshot)
        store = ox.Store.read_only(str(snapshot.store))
        with (
            (target / "shared.nq.gz").open("wb") as file,
            gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
        ):
            for name in sorted(
                set(graphs.named_graphs(store)) - {row.graph for row in manifest.notices}
            ):
                packed.write(graphs.lines(name, graphs.triples_of(store, name)))
        del store
    write_manifest(target, manifest)
    return manifest


def graphs_in(folder: Path) -> Iterator[tuple[str, Iterator[ox.Triple]]]:
    """The named graphs of the partitions of a folder, each with its triples."""
    for file in sorted(folder.glob("*.nq.gz")):
        with gzip.open(file) as packed:
            quads = ox.parse(cast(IO[bytes], packed), ox.RdfFormat.N_QUADS)
            for name, together in groupby(quads, key=lambda quad: str(quad.graph_name)):
                yield name.strip("<>"), (quad.triple for quad in together)
