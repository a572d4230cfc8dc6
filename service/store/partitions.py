"""Notices of any number of files as partitions: compressed N-Quads that every engine loads, made here or by a cluster
of Dask, to the same bytes.

::

    OUT/notices-00000.nq.gz      the graphs of the notices of so many files, in the order of their names
    OUT/alignments-00000.nq.gz   what so many pairs of related notices have in common
    OUT/shared.nq.gz             what stands in no notice's graph: vocabulary, registry, what follows, figures
    OUT/manifest.json            as in a snapshot, a row for each notice, and how many triples each file has

A partition is one task. It is written beside its place and renamed, so that a worker that dies leaves nothing half,
and the task is done again by another. What a comparison needs of each notice waits in ``OUT/beside`` until all are made."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol, TypeVar

import orjson
import pyoxigraph as ox

from alignment import relations
from ontology.statements import stated
from service.errors import BadRequest
from service.store import graphs
from service.store.alignments import graphs_of, orders_of
from service.store.beside import Pair, needed
from service.store.build import put_vocabulary, reader_digest
from service.store.draft import change
from service.store.files import Unused, find_files, graphs_in, may_be_notice
from service.store.folders import Address, Folder, Where, folder_at, where
from service.store.layout import DataDir
from service.store.manifest import open_rows, read_manifest
from service.store.parcel import Parcel
from service.store.partition_files import MANIFEST, SHARED
from service.store.reading import Effort, read_files
from service.store.rows import NoticeRow
from service.store.sources import ReadNotice, Sources
from service.store.waiting import Place

#: What a comparison needs of each notice, until all are made.
BESIDE = "beside"
#: Files of a partition; and pairs of notices of one, or more where sister places have more.
FILES, PAIRS = 200, 2_000

#: Seconds that a scheduler has to answer, after which it is told that no worker has come, and that are waited for one.
CONNECT, TELL, WAIT = 10, 5, 600

Task = TypeVar("Task")
Result = TypeVar("Result")


class Carry(Protocol):
    """Carries out tasks, here or elsewhere, and gives what they came to in their order."""

    def __call__(
        self, work: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterable[Result]: ...


@dataclass(frozen=True, slots=True)
class ReadTask:
    """The files of a partition; the names of those, in the ``folder``, that it goes to and that what a comparison needs of them goes
    to; ``left_out``: files that are another's notice once more."""

    files: tuple[str, ...]
    folder: Folder
    target: str
    beside: str
    read: ReadNotice
    effort: Effort
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """A partition that is written: its files with their notices, without these' graphs; where and for when the notices
    are, and where what a comparison needs of each stands; how many triples the graphs have; and the files that are no
    notice."""

    task: ReadTask
    read: tuple[tuple[str, Parcel], ...]
    related: tuple[tuple[relations.Place, Place], ...]
    quads: int
    bad: tuple[Unused, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """The rows of the notices of partitions, how many quads there are in all, the files that are not among them, and the
    graphs that stand beside them."""

    rows: list[NoticeRow]
    quads: int
    unused: list[Unused]
    graphs: list[Unused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AlignTask:
    """Pairs of notices, in the orders of a process, where the notices' graphs stand in the ``folder``, and the name of the file there
    that the partition goes to."""

    orders: tuple[tuple[Pair, ...], ...]
    places: dict[str, Place]
    folder: Folder
    target: str
    effort: Effort


def read_partition(task: ReadTask) -> Made:
    """Read the files of a task and write their notices' graphs."""
    paths = [where(file) for file in task.files if file not in task.left_out]
    read: list[tuple[str, Parcel]] = []
    related: list[tuple[relations.Place, Place]] = []
    bad: list[Unused] = []
    quads = 0
    with (
        task.folder.written(task.target) as file,
        _packed(file) as packed,
        task.folder.written(task.beside) as beside,
    ):
        for reading in read_files(paths, task.read, task.effort):
            if reading.parcel is None:
                bad.append(Unused(reading.path, reading.reason))
                continue
            own, row = reading.parcel.own, reading.parcel.row
            packed.write(own)
            quads += own.count(b"\n")
            place = relations.place_of(row.graph)
            if place is not None:
                stands = Place(task.beside, beside.tell(), beside.write(needed(own)))
                related.append((place, stands))
            row = replace(row, seconds=0.0, reader=reader_digest())
            read.append((str(reading.path), replace(reading.parcel, row=row, own=b"", sheet=b"")))
    return Made(task, tuple(read), tuple(related), quads, tuple(bad))


def align_partition(task: AlignTask) -> int:
    """Set the pairs of a task side by side and write what they have in common; how many triples that is."""
    quads = 0
    with (
        task.folder.at_hand({place.file for place in task.places.values()}) as there,
        task.folder.written(task.target) as file,
        _packed(file) as packed,
    ):
        places = {
            name: place._replace(file=str(there / place.file))
            for name, place in task.places.items()
        }
        for found in graphs_of(task.orders, places, task.effort):
            for content in found.values():
                packed.write(content)
                quads += content.count(b"\n")
    return quads


def _packed(file: IO[bytes]) -> gzip.GzipFile:
    return gzip.GzipFile("", "wb", 6, file, mtime=0)


def here(work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
    return map(work, tasks)


def on_cluster(address: str, tell: Callable[[str], None] = lambda _: None) -> Carry:
    """By the workers of the Dask scheduler at ``address``, which reach the files by the same paths; what a worker
    that dies had begun is done by another. ``tell`` is told where there is none; it ends where none comes for long."""
    from distributed import Client, Future, wait

    def carry(work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        try:
            client = Client(address, timeout=CONNECT)
        except (OSError, ValueError) as error:
            raise BadRequest(
                f"连不上 Dask 调度器 {address}（{error}）。请核对地址（形如 tcp://10.0.0.1:8786），并确认调度器已经启动。",
                f"No Dask scheduler answers at {address} ({error}). Check the address (as tcp://10.0.0.1:8786) and that "
                "it is running.",
            ) from error
        with client:
            for future in client.map(work, tasks, pure=False):
                yield finished(client, future)
                future.release()

    def finished(client: Client, future: Future) -> Any:
        while not future.done():
            try:
                wait(future, timeout=TELL)
            except TimeoutError:
                require_worker(client)
        return future.result()

    def require_worker(client: Client) -> None:
        if client.scheduler_info()["workers"]:
            return
        tell(
            f"调度器 {address} 没有 worker，在等。请在各机器上运行 dask worker {address} --nthreads 1；{WAIT} 秒内没有就停止，"
            f"Ctrl-C 立即停止。\nThe scheduler at {address} has no worker, waiting. Start some: dask worker {address} "
            f"--nthreads 1; without any it ends after {WAIT} s, or by Ctrl-C."
        )
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            raise BadRequest(
                f"调度器 {address} 等了 {WAIT} 秒也没有 worker。请先启动 worker（dask worker {address} --nthreads 1）再试。",
                f"No worker came to the scheduler at {address} in {WAIT} s. Start some first (dask worker {address} "
                "--nthreads 1).",
            ) from None

    return carry


def partition(
    paths: Sequence[Where],
    target: Where,
    sources: Sources,
    carry: Carry = here,
    effort: Effort | None = None,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> Parted:
    """Write the notices of ``paths`` as partitions into the empty folder ``target``, which is empty again where that
    fails; what is in them, and the files that are not. Refused where there is no file, or ``target`` holds something."""
    folder = folder_at(target)
    folder.make()
    if folder.names():
        raise BadRequest(
            f"目录 {target} 不是空的，没有写入。请用 --out 另给一个空的或还没有的目录，或先把里面的移走。",
            f"The folder {target} is not empty; nothing was written. Name one that is empty or not there yet by --out, or "
            "move away what is in it.",
        )
    found = find_files([path for path in paths if isinstance(path, Path)])
    away = [file for path in paths if isinstance(path, Address) for file in _files_at(path)]
    files = [str(path.resolve()) for path in found.files]
    files += [str(file) for file in away if may_be_notice(file.name)]
    if not files:
        names = "、".join(map(str, paths))
        closed = "".join(f"\n{each.path}: {each.reason}" for each in found.unlisted)
        raise BadRequest(
            f"“{names}”里没有通知文件，没有可写的分片；请核对路径。",
            f"No file of a notice in {names}, so nothing to write; check the path.{closed}",
        )
    with _empty_again(folder):
        made = _partitions(folder, files, sources, carry, effort or Effort(), progress)
    return replace(
        made, unused=[*found.unlisted, *made.unused], graphs=graphs_in([*found.others, *away])
    )


def _files_at(address: Address) -> list[Address]:
    if files := address.files():
        return files
    raise BadRequest(
        f"{address} 下没有任何文件。请核对地址。",
        f"There is no file at {address}. Check the address.",
    )


@contextmanager
def _empty_again(folder: Folder) -> Iterator[None]:
    """Nothing is left in ``folder`` of work that fails."""
    try:
        yield
    except BaseException:
        folder.clear()
        raise


def _partitions(
    folder: Folder,
    files: Sequence[str],
    sources: Sources,
    carry: Carry,
    effort: Effort,
    progress: Callable[[str, int, int], None],
) -> Parted:
    tasks = [
        ReadTask(
            tuple(files[at : at + FILES]),
            folder,
            f"notices-{number:05}.nq.gz",
            f"{BESIDE}/{number:05}.nq",
            sources.read,
            effort,
        )
        for number, at in enumerate(range(0, len(files), FILES))
    ]
    made: list[Made] = []
    for each in carry(read_partition, tasks):
        made.append(each)
        progress("读取 reading", sum(len(one.task.files) for one in made), len(files))
    made, twins = _without_twins(made, carry)
    aligned = _align(folder, made, carry, effort, progress)
    folder.clear(BESIDE)
    rows, quads = _write_shared(folder, made, aligned, sources)
    whole = {SHARED, MANIFEST, *(each.task.target for each in made), *aligned}
    for left in set(folder.names()) - whole:
        folder.clear(left)  # what a worker had begun that died
    return Parted(rows, quads, [*(unused for each in made for unused in each.bad), *twins])


def _align(
    folder: Folder,
    made: Sequence[Made],
    carry: Carry,
    effort: Effort,
    progress: Callable[[str, int, int], None],
) -> dict[str, int]:
    """Write what related notices have in common; the names of the files, and how many triples each has."""
    stands = {place.notice: where for each in made for place, where in each.related}
    whole = orders_of([place for each in made for place, _ in each.related])
    tasks = [
        AlignTask(
            orders,
            {name: stands[name] for order in orders for pair in order for name in pair[:2]},
            folder,
            f"alignments-{number:05}.nq.gz",
            effort,
        )
        for number, orders in enumerate(_shares(whole))
    ]
    quads: dict[str, int] = {}
    for task, count in zip(tasks, carry(align_partition, tasks), strict=True):
        quads[task.target] = count
        progress("对照 alignment", len(quads), len(tasks))
    return quads


def _shares(orders: Sequence[Sequence[Pair]]) -> Iterator[tuple[tuple[Pair, ...], ...]]:
    """The orders in shares of ``PAIRS`` pairs or more."""
    share: list[tuple[Pair, ...]] = []
    for order in orders:
        share.append(tuple(order))
        if sum(map(len, share)) >= PAIRS:
            yield tuple(share)
            share = []
    if share:
        yield tuple(share)


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
    anew = {each.task.target: each for each in (carry(read_partition, again) if again else ())}
    return [anew.get(each.task.target, each) for each in made], list(twins.values())


def _twin(file: str, other: str) -> Unused:
    return Unused(
        where(file),
        f"与“{other}”是同一份通知，没有写入。请只保留一份。\n"
        f"Same notice as {other}; left out. Keep one of the two.",
    )


def _write_shared(
    folder: Folder, made: Sequence[Made], aligned: Mapping[str, int], sources: Sources
) -> tuple[list[NoticeRow], int]:
    """Write what stands in no notice's graph, and the manifest: by a store that has the rest alone. ``aligned``: triples
    that notices have in common, by the files that have them. The rows of the notices, and how many triples there are in
    all."""
    counts = {**{each.task.target: each.quads for each in made}, **aligned}
    with TemporaryDirectory() as own:
        data = DataDir(Path(own))
        with change(data) as draft:
            put_vocabulary(draft, sources)
            for each in made:
                draft.put_notices([parcel for _, parcel in each.read])
            quads = draft.manifest.quads + sum(counts.values())
            draft.manifest = replace(draft.manifest, quads=quads)
        snapshot = data.require_current()
        manifest = read_manifest(snapshot)
        with closing(open_rows(snapshot)) as found:
            rows = list(found)
        store = ox.Store.read_only(str(snapshot.store))
        with folder.written(SHARED) as file, _packed(file) as packed:
            for name in sorted(set(graphs.named_graphs(store)) - {row.graph for row in rows}):
                packed.write(graphs.lines(name, map(stated, graphs.triples_of(store, name))))
        del store
    counts[SHARED] = manifest.quads - sum(counts.values())
    told = {**asdict(manifest), "notices": rows, "files": counts}
    with folder.written(MANIFEST) as file:
        file.write(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
    return rows, manifest.quads
