"""One change of the store: copy the current snapshot, change the copy, make it current.

The copy is made of hard links and takes milliseconds; nothing of a change that fails or is killed
is ever seen. What a change does not touch is not even opened."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, get_native_id
from uuid import uuid4

import pyoxigraph as ox

from ontology.ids import INFERRED_GRAPH, ONTOLOGY
from ontology.statements import stated
from service.allocator import trim
from service.store import figures, graphs, index, inferred, registry, units
from service.store.heaps import Heaps, lines_of, triple_of
from service.store.layout import DataDir, Snapshot, share, sync
from service.store.manifest import Manifest, open_rows, read_manifest, write_manifest
from service.store.parcel import Parcel, parcel_of, triples_in
from service.store.rows import NoticeRow, Rows
from service.store.sheets import Said, Sheet, Written, sheet_of, without_twins
from service.store.waiting import Aside, Place, Waiting

#: Bytes of a store below which its files are never merged (what is loaded in one piece), and the share of its notices
#: that have changed when they are.
LEAST, SHARE = 160 << 20, 0.1
#: Bytes of what notices share that are loaded in one piece: others are at work meanwhile.
_SMALL = 12 << 20
#: Triples, of some twenty notices, below which it is not asked how many there are in all; and how many triples are read in a row
#: in the time that one takes whose node is looked up.
_MUCH, _DEARER = 5_000, 4
#: Figures, of some thousand notices, that are in memory before they are added to the others.
_FIGURES = 50_000
_REGISTRY = ox.NamedNode(registry.REGISTRY_GRAPH)
_PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
_HAS_DUTY = ox.NamedNode(ONTOLOGY + "hasDuty")


def _duties_and_sections(triples: Sequence[ox.Triple]) -> frozenset[ox.NamedNode]:
    duties = (triple.object for triple in triples if triple.predicate == _HAS_DUTY)
    sections = (triple.subject for triple in triples if triple.predicate == _PART_OF)
    return frozenset(node for node in (*duties, *sections) if isinstance(node, ox.NamedNode))


@dataclass(slots=True)
class Draft:
    """A snapshot being made in ``folder``; ``manifest`` is written with it on commit, ``rows`` are those of its notices.
    ``changed`` is what notices say of what they share with others and was not said before, or is no more; ``redrawn`` are the nodes (IRIs)
    that are other than before as ``drawn`` from that, and units with other figures (neither is kept of a first draft, which draws all);
    ``counted`` is the change of the figures, ``sheets`` what lists need of the notices that changed,
    ``waiting`` and ``shared`` graphs of either store that are loaded with the others, ``spent`` files that nobody needs once the
    draft is current, ``former`` the duties and sections of notices that were there before, ``touched`` the graphs that may be other than before; ``earlier``:
    what is kept is of an earlier edition."""

    store: ox.Store
    manifest: Manifest
    rows: Rows
    before: Snapshot | None
    folder: Path
    waiting: Waiting
    shared: Waiting
    sheets: Aside
    earlier: bool = False
    changed: set[ox.Triple] = field(default_factory=set)
    drawn: bool = False
    redrawn: set[str] = field(default_factory=set)
    spent: set[Path] = field(default_factory=set)
    result: Snapshot | None = None
    counted: figures.Figures = field(default_factory=figures.Figures)
    former: dict[str, frozenset[ox.NamedNode]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    _said: ox.Store | None = None
    _growing: Lock = field(default_factory=Lock)

    @property
    def said(self) -> ox.Store:
        """What each notice says of what it shares with others."""
        if self._said is None:
            self._said = ox.Store(str(self.folder / "said"))
        return self._said

    def changed_by_hand(self, union: bool) -> None:
        """Make the commit a new snapshot, and every notice and vocabulary graph another than it was, so
        that the next build makes it anew. ``union``: the default graph is nobody's own."""
        self._count_anew()
        default = "own" if not union else "union" if graphs.drop_union(self.store) else ""
        quads = graphs.count_named(self.store)
        revision = self.manifest.revision + 1
        change = uuid4().hex
        self.rows.read_by(change)
        self.manifest = replace(
            self.manifest,
            vocabulary=dict.fromkeys(self.manifest.vocabulary, change),
            revision=revision,
            quads=quads,
            by_hand=change,
            default_graph=default,
        )

    def _grow(self, quads: int) -> None:
        with self._growing:
            self.manifest = replace(self.manifest, quads=self.manifest.quads + quads)

    def _shift(self, change: graphs.Change) -> None:
        """Tell of a change of what notices share."""
        told = (triple.subject for triples in change for triple in triples)
        self._note_redrawn(node.value for node in told if isinstance(node, ox.NamedNode))
        self._grow(len(change.added) - len(change.removed))
        self.counted.update(figures.kinds_in(change.added))
        self.counted.subtract(figures.kinds_in(change.removed))

    def _note_redrawn(self, nodes: Iterable[str]) -> None:
        if self.before is not None:
            self.redrawn.update(nodes)

    def put_notice(self, parcel: Parcel) -> None:
        graph = parcel.row.graph
        self._have_loaded(graph)
        self._uncount(graph)
        self._grow(graphs.put_graph(self.store, graph, triples_in(parcel.own)))
        self._say(graph, triples_in(parcel.shared))
        self.counted.update(parcel.figures)
        self.sheets.add({graph: parcel.sheet})
        self._enter([parcel.row])

    def put_notices(
        self, parcels: Sequence[Parcel], places: Mapping[str, Place] | None = None
    ) -> None:
        """Put several notices; those that are new wait to be loaded together. ``places``: where graphs of theirs stand
        already."""
        known = {each.row.graph for each in parcels if self.rows.get(each.row.graph) is not None}
        new = {each.row.graph: each for each in parcels if each.row.graph not in known}
        self.load({graph: each.own for graph, each in new.items()}, places)
        self.shared.add({graph: each.shared for graph, each in new.items()})
        self.sheets.add({graph: each.sheet for graph, each in new.items()})
        for each in new.values() if not self.earlier else ():
            self.counted.update(each.figures)
        if len(self.counted) > _FIGURES:
            self._add_figures()
        for each in new.values() if self.before is not None else ():
            self.changed.update(triples_in(each.shared))
        self._enter([each.row for each in new.values()])
        for each in parcels:
            if each.row.graph in known:
                self.put_notice(each)

    def _enter(self, rows: Sequence[NoticeRow]) -> None:
        """Have these rows, of notices that are not withdrawn, then."""
        self.rows.put(rows)
        put = {row.graph for row in rows}
        withdrawn = {k: v for k, v in self.manifest.withdrawn.items() if k not in put}
        self.manifest = replace(self.manifest, withdrawn=withdrawn)

    def load(self, new: Mapping[str, bytes], places: Mapping[str, Place] | None = None) -> None:
        """Have graphs wait that are not there yet (N-Quads, each line once), those that stand at one of ``places`` already
        there."""
        there = {name: place for name, place in (places or {}).items() if name in new}
        self.touched.update(new)
        self.waiting.places.update(there)
        self.waiting.add({name: quads for name, quads in new.items() if name not in there})
        self._grow(sum(quads.count(b"\n") for quads in new.values()))

    def has_graph(self, graph: str) -> bool:
        there = graph in self.waiting.places
        return there or self.store.contains_named_graph(ox.NamedNode(graph))

    def triples_of(self, graph: str) -> list[ox.Triple]:
        """The triples of a named graph as the store has or will have them."""
        if graph in self.waiting.places:
            return triples_in(self.waiting[graph])
        return graphs.triples_of(self.store, graph)

    def _have_loaded(self, graph: str) -> None:
        """Load what waits, if the graph is among it: the store is asked of it."""
        if graph in self.waiting.places:
            self._load_waiting()

    def _load_waiting(self) -> None:
        self._load_shared()
        self.waiting.load(self.store)

    def _load_shared(self) -> None:
        if self.shared.places and self.shared.load(self.said, _SMALL) > 1:
            self.said.optimize()

    def write_store(self) -> None:
        """Load what waits, so that nothing is left to do but to tidy."""
        self._close_said()
        more = self.before is None or self.waiting.size() > size_on_disk(self.folder / "store")
        if more and not self.manifest.default_graph:
            self._write_anew()
        else:
            self.waiting.load(self.store)

    def _close_said(self) -> None:
        """Let go of what notices say of what they share, of which there is a store then: an open one holds much of what was read
        of it."""
        if self._said is not None or not (self.folder / "said" / "CURRENT").is_file():
            self.said.flush()
            self._said = None

    def _write_anew(self) -> None:
        """Write a first store, and one of which more waits than it has, in one go with what stands there: the engine compresses what it loads and
        not what it merges, and it merges nothing where the files of an index do not overlap. Blank nodes keep their
        names in quads that are not read from a file."""
        named: list[ox.Quad] = []
        folder, standing = self.folder / "store", self.folder / "standing.nq"
        empty = [
            name for name in graphs.named_graphs(self.store) if name not in self.waiting.places
        ]
        self.waiting.add(dict.fromkeys(empty, b""))
        self.store.dump(str(standing), ox.RdfFormat.N_QUADS)
        del self.store
        gc.collect()  # an answer of it in a cycle would keep it open
        trim()
        shutil.rmtree(folder)
        with standing.open("rb") as file:
            for name, lines in groupby(file, _graph_of):
                self.waiting.write(name, _without_blanks(lines, named))
        standing.unlink()
        self.store = ox.Store(str(folder))
        self.waiting.load(self.store)
        self.store.bulk_extend(named)

    def tidy_store(self, tidy: bool, passed: bool) -> None:
        """Write out what the engine holds. ``tidy``: there is time to merge its files, where much has changed or steps were
        ``passed``. A load leaves one of each index for every piece, all of which a look-up asks, until a later
        change must wait for their merging."""
        much = passed or len(self.touched) > SHARE * len(self.rows)
        if tidy and much and size_on_disk(self.folder / "store") > LEAST:
            self.store.optimize()
        self.store.flush()

    def close(self) -> None:
        """Let go of the stores; of the graph without logs that the engine keeps to write over them, where there are links."""
        folder, kept = self.folder / "store", self.folder / "kept"
        try:
            self.store.backup(str(kept))
        except OSError:
            for each in self.folder.glob("kept*"):
                shutil.rmtree(each)
        del self.store
        if kept.is_dir():
            shutil.rmtree(folder)
            kept.rename(folder)

    def drop_notice(self, graph: str) -> None:
        self._have_loaded(graph)
        self._uncount(graph)
        self.sheets.add({graph: b""})
        self._grow(graphs.drop_graph(self.store, graph))
        self._say(graph, ())
        self.rows.remove(graph)

    def _say(self, notice: str, shared: Iterable[ox.Triple]) -> None:
        self.changed |= registry.say(self.said, notice, shared)

    def draw(self) -> None:
        """Bring the registry, what follows from it, or from the vocabulary, and the figures in step with the notices, of which none
        changes any more. It may be done beside anything else that takes no part in what notices share."""
        vocabulary = self.manifest.vocabulary
        anew = vocabulary.get(INFERRED_GRAPH) != inferred.key(vocabulary)
        self.drawn = True
        if anew or self._much_is_said():
            self._draw_all(anew)
        else:
            self._load_shared()
            self._renew_told()
            if self.changed:
                self._shift(inferred.of_units(self.store, self.changed))
        self.changed = set()
        if not self.earlier:
            self._count(kinds=anew)
        if self.before is None:
            self.store.flush()  # what it has taken in is in memory until then, beside all that goes on

    def _draw_all(self, anew: bool) -> None:
        """Bring the registry and all that follows from it in step with the notices; ``anew``: with all that they say."""
        with TemporaryDirectory(dir=self.folder) as aside:
            told, kept = (Heaps(Path(aside, name)) for name in ("told", "kept"))
            file = Path(aside, "dumped")
            if anew:
                told.add(map(triple_of, self._all_told(file)))
                self._load_shared()
                self._close_said()
                trim()
                for each in registry.renew_all(self.store, told, kept):
                    self._shift(each)
            else:
                self._load_shared()
                self._renew_told()
                self.store.dump(str(file), ox.RdfFormat.N_TRIPLES, from_graph=_REGISTRY)
                kept.add(lines_of(file))
            trim()
            for each in inferred.of_all(self.store, self.manifest.vocabulary, kept):
                self._shift(each)

    def _all_told(self, file: Path) -> Iterator[bytes]:
        """The lines (N-Quads) of all that notices say of what they share, whether it waits or is stored; that is written to ``file``."""
        self.said.dump(str(file), ox.RdfFormat.N_QUADS)
        yield from lines_of(file)
        for quads in self.shared.values():
            yield from quads.splitlines(keepends=True)

    def _renew_told(self) -> None:
        """Bring the registry in step with what notices say otherwise than before."""
        about = (triple.subject for triple in self.changed)
        told = {node for node in about if isinstance(node, ox.NamedNode)}
        for each in registry.renew(self.store, self.said, told):
            self._shift(each)

    def _much_is_said(self) -> bool:
        """Whether so much of what notices share is other than before that all of it is read as soon as the nodes that
        this is about one by one."""
        changed = len(self.changed)
        if changed < _MUCH:
            return False
        return changed * _DEARER > graphs.graph_size(self.store, registry.REGISTRY_GRAPH)

    def settle(self) -> None:
        """Bring all that is kept beside the notices in step with them."""
        if not self.drawn:
            self.draw()
        if self.earlier:
            self._count_anew()
        self.touched |= {registry.REGISTRY_GRAPH, INFERRED_GRAPH, graphs.FIGURES_GRAPH}
        key = inferred.key(self.manifest.vocabulary)
        vocabulary = {**self.manifest.vocabulary, INFERRED_GRAPH: key}
        self.manifest = replace(self.manifest, vocabulary=vocabulary)
        if self.manifest.default_graph:
            self._load_waiting()
            graphs.store_union(self.store, keep=self.manifest.default_graph == "own")
        else:
            self._grow(figures.note_triples(self.store, self.manifest.quads))

    def _uncount(self, graph: str) -> None:
        self.touched.add(graph)
        old = graphs.triples_of(self.store, graph)
        told = Said(map(stated, old))
        self.counted.subtract(figures.figures_of(graph, told, sheet_of(graph, told)))
        if graph not in self.former:
            self.former[graph] = _duties_and_sections(old)

    def _count(self, kinds: bool) -> None:
        """Bring the figures in step with the notices; ``kinds``: those of what notices share are counted anew."""
        self._add_figures()
        self._finish_count(kinds)

    def _add_figures(self) -> None:
        """Add those that were counted to those that are kept."""
        self._note_redrawn(unit for unit, _ in self.counted if unit.startswith(figures.UNIT))
        self._grow(figures.add(self.store, self.counted))
        self.counted.clear()

    def _count_anew(self) -> None:
        """Count all that there is."""
        self._load_waiting()
        self._grow(figures.put(self.store, self._read_anew()))
        self._finish_count(kinds=True, anew=True)

    def _finish_count(self, kinds: bool, anew: bool = False) -> None:
        for units_of_places in self._units(anew):
            self.sheets.add(units_of_places)
        if kinds:
            self._grow(figures.note_kinds(self.store))
        self._grow(figures.stamp(self.store))
        self.counted.clear()

    def _units(self, anew: bool) -> Iterable[dict[str, Written]]:
        """What lists need of the units that may be other than before; ``anew``: of all."""
        if anew or self.before is None:
            return units.all_units(self.store, self.folder)
        before = index.sheets_in(self.before.index, set(map(units.place_of, self.redrawn)))
        return [units.changed_units(self.store, before, sorted(self.redrawn))]

    def _read_anew(self) -> figures.Figures:
        """The figures of all graphs, of which lists get the sheets."""
        aside = {graphs.FIGURES_GRAPH, graphs.HISTORY_GRAPH, *self.manifest.vocabulary}
        found = figures.Figures()

        def sheets() -> Iterator[tuple[str, Sheet]]:
            for name in sorted(set(graphs.named_graphs(self.store)) - aside):
                told = Said(map(stated, graphs.triples_of(self.store, name)))
                sheet = sheet_of(name, told)
                found.update(figures.figures_of(name, told, sheet))
                yield name, sheet

        self.sheets.clear()
        for name, sheet in without_twins(sheets()):
            self.sheets.add({name: sheet})
        return found

    def list_tasks(self, target: Path, anew: bool) -> None:
        """Write the index of tasks at ``target``, in step with the notices; ``anew``: of all that there is."""
        before = self.before.index if self.before and not anew else None
        index.renew(before, target, self.sheets)
        self.sheets.clear()

    def put_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Make ``triples`` the whole of a graph that is neither a notice nor vocabulary; without any the
        graph goes."""
        found = list(triples)
        self._have_loaded(graph)
        self.touched.add(graph)
        self._grow(
            graphs.put_graph(self.store, graph, found)
            if found
            else graphs.drop_graph(self.store, graph)
        )

    def extend_graph(self, graph: str, quads: bytes) -> None:
        """Have a graph that is there say these (N-Quads in it), too."""
        self._have_loaded(graph)
        self.touched.add(graph)
        before = graphs.graph_size(self.store, graph)
        self.store.load(quads, ox.RdfFormat.N_QUADS)
        self._grow(graphs.graph_size(self.store, graph) - before)

    def shrink_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Have a graph no longer say these; one without any goes."""
        self._have_loaded(graph)
        self.touched.add(graph)
        self._grow(graphs.take_out(self.store, graph, triples))

    def discard_spent(self) -> None:
        for path in self.spent:
            path.unlink(missing_ok=True)

    def put_vocabulary(self, graph: str, triples: list[ox.Triple], digest: str) -> None:
        self.touched.add(graph)
        self._grow(graphs.put_graph(self.store, graph, triples))
        vocabulary = {**self.manifest.vocabulary, graph: digest}
        self.manifest = replace(self.manifest, vocabulary=vocabulary)

    def drop_vocabulary(self, graph: str) -> None:
        self.touched.add(graph)
        self._grow(graphs.drop_graph(self.store, graph))
        vocabulary = {k: v for k, v in self.manifest.vocabulary.items() if k != graph}
        self.manifest = replace(self.manifest, vocabulary=vocabulary)


@contextmanager
def change(
    data: DataDir,
    keep: int = 3,
    wait: float = 30.0,
    tidy: bool = False,
    passed: Snapshot | None = None,
) -> Iterator[Draft]:
    """A draft of the next snapshot; it becomes current on leaving without an exception, unless its
    manifest and rows are those it began with. ``tidy``: there is time to merge the files of a store that has changed much;
    ``passed``: a snapshot on the way to this one, which nobody asked for and takes no place of those that are kept."""
    with data.writing(wait), _as_of_the_disk(), data.fresh() as directory:
        before = data.current()
        manifest = read_manifest(before)
        with closing(open_rows(before, directory / "notices.sqlite")) as rows:
            draft = _draft(before, manifest, rows, directory)
            yield draft
            if draft.manifest.by_hand == manifest.by_hand:
                draft.settle()
            changed = draft.manifest != manifest or rows.changed or (draft.earlier and len(rows))
            if before is not None and not changed:
                draft.result = before
                draft.discard_spent()
                return
            anew = draft.earlier or draft.manifest.by_hand != manifest.by_hand
            with ThreadPoolExecutor(1, initializer=_give_way if tidy else None) as aside:
                listed = aside.submit(draft.list_tasks, directory / "index", anew)
                draft.write_store()
                draft.tidy_store(tidy, passed is not None)
                listed.result()
            draft.close()
            digest = draft.manifest.digest(rows)
        write_manifest(directory, draft.manifest)
        draft.result = data.commit(directory, digest)
        draft.discard_spent()
        data.forget_old(keep, passed)


def _give_way() -> None:
    """Have this thread take what the loading of a build leaves of the processors, and them when files are merged, which is done on
    one; only Linux has a priority for each thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), 5)


@contextmanager
def _as_of_the_disk() -> Iterator[None]:
    """That SQLite cannot write, as whatever else writes files says it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        number = errno.ENOSPC if full else errno.EIO
        raise OSError(number, os.strerror(number)) from error


def _draft(before: Snapshot | None, manifest: Manifest, rows: Rows, directory: Path) -> Draft:
    """The state ``before`` to be changed; one of an earlier version, whose notices shared nothing and whose
    default graph was stored, is put as it is now."""
    alone = before is not None and not before.said.is_dir()
    _link_store(before.said if before and not alone else None, directory / "said")
    _link_store(before.store if before else None, directory / "store")
    store = ox.Store(str(directory / "store"))
    draft = Draft(
        store,
        manifest,
        rows,
        before,
        directory,
        Waiting(directory / "waiting.nq"),
        Waiting(directory / "shared.nq"),
        Aside(directory / "sheets"),
        earlier=before is not None
        and not (figures.are_of_today(store) and index.is_of_today(before.index)),
    )
    if alone:
        draft.store.clear_graph(ox.DefaultGraph())
        for row in list(rows):
            said = map(stated, graphs.triples_of(draft.store, row.graph))
            draft.put_notice(parcel_of(row, said))
    return draft


def _without_blanks(lines: Iterable[bytes], blank: list[ox.Quad]) -> Iterator[bytes]:
    """The lines of N-Quads; those with blank nodes go among the quads ``blank`` instead."""
    for line in lines:
        if b"_:" in line:
            blank += ox.parse(line, ox.RdfFormat.N_QUADS)
        else:
            yield line


def _graph_of(line: bytes) -> str:
    """The graph of a line of N-Quads as the engine writes it.

    >>> _graph_of(b'<x:a> <x:b> "c > d" <x:g> .\\n')
    'x:g'
    """
    return line[line.rindex(b" <") + 2 : line.rindex(b">")].decode()


def size_on_disk(store: Path) -> int:
    """Bytes of a store, which the engine may be tidying: a file that goes meanwhile counts nothing."""
    size = 0
    for file in store.iterdir():
        with suppress(FileNotFoundError):
            size += file.stat().st_size
    return size


def _link_store(before: Path | None, target: Path) -> None:
    """Make the directory of a store, a copy of one that nobody writes to: its tables, which the engine never changes, are
    links, or copies where the file system has none."""
    target.mkdir()
    for file in before.iterdir() if before else ():
        if file.suffix == _TABLE:
            share(file, target / file.name)
        elif file.name != "LOCK" and not file.name.startswith("LOG"):
            shutil.copyfile(file, target / file.name)
            sync(target / file.name)


_TABLE = ".sst"
