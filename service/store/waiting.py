"""What waits in a file instead of in memory; graphs, to be loaded into a store together: what comes in many small loads the
engine writes several times."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from service.store.graphs import named_graphs

#: Bytes read at once; bytes (of some 200,000 quads) that the engine holds in memory to sort them, and loads side by side.
_CHUNK, _PIECE, _LOADS = 1 << 20, 48 << 20, 2
#: Bytes that are loaded in one piece, however much memory that takes: they leave one file of each index.
_WHOLE = 192 << 20
#: Bytes, of some 1,000 quads, that go in a transaction: a file of each index, which bulk loading writes, costs more.
_FEW = 256 << 10


class Place(NamedTuple):
    """Where a graph (N-Quads, each line once) stands: bytes of a file."""

    file: str
    start: int
    size: int


def read_place(place: Place) -> bytes:
    with Path(place.file).open("rb") as file:
        file.seek(place.start)
        return file.read(place.size)


@dataclass(slots=True, eq=False)
class Aside(Mapping[str, bytes]):
    """Bytes by name; ``path``: the file of those that were added here, if any were. What is added under a name that is there
    takes its place."""

    path: Path
    places: dict[str, Place] = field(default_factory=dict)

    def add(self, named: Mapping[str, bytes]) -> None:
        if not named:
            return
        with self.path.open("ab") as file:
            for name, content in named.items():
                self.places[name] = Place(str(self.path), file.tell(), file.write(content))

    def write(self, name: str, lines: Iterable[bytes]) -> None:
        """Add one that is longer than what should be in memory."""
        with self.path.open("ab") as file:
            start = file.tell()
            file.writelines(lines)
            self.places[name] = Place(str(self.path), start, file.tell() - start)

    def __getitem__(self, name: str) -> bytes:
        return read_place(self.places[name])

    def __contains__(self, name: object) -> bool:
        return name in self.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def size(self) -> int:
        """Bytes of all."""
        return sum(place.size for place in self.places.values())

    def clear(self) -> None:
        self.places = {}
        self.path.unlink(missing_ok=True)


class Waiting(Aside):
    """Graphs (N-Quads) by name, of which none is in the store yet. A blank node of one that is loaded in pieces would be several:
    those that are as large have none."""

    __slots__ = ()

    def load(self, store: ox.Store, most: int | None = None) -> int:
        """Load them in one piece, where they are no more than ``_WHOLE``, or in several in the order in which
        the engine keeps graphs, so that what one has in an index by graph stands before all that the next has; from
        then on none waits. ``most``: bytes of a piece, however few there are in all. How many pieces there were."""
        loaded = 0
        for name in self.places:
            store.add_graph(ox.NamedNode(name))
        if self.places:
            size = self.size()
            at_once = size <= (most or _WHOLE)
            names = (
                self.places if at_once else filter(self.places.__contains__, named_graphs(store))
            )
            pieces = _pieces(
                map(self.places.__getitem__, names), size if at_once else most or _PIECE
            )
            with ThreadPoolExecutor(_LOADS) as loads:
                loaded = len(list(loads.map(partial(_load, store, size <= _FEW), pieces)))
        self.clear()
        return loaded


def _load(store: ox.Store, few: bool, places: Iterable[Place]) -> None:
    stream = io.BufferedReader(_Stream(places), _CHUNK)
    (store.load if few else store.bulk_load)(input=stream, format=ox.RdfFormat.N_QUADS)


def _pieces(places: Iterable[Place], most: int) -> Iterator[list[Place]]:
    """The places in pieces that are loaded each in one go, of ``most`` bytes and what the last has more."""
    piece, size = list[Place](), 0
    for place in (part for each in places for part in _cut(each, most)):
        piece.append(place)
        size += place.size
        if size >= most:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _cut(place: Place, most: int) -> Iterator[Place]:
    """A place as those of whole lines, each of ``most`` bytes and what its last line has more."""
    if place.size <= most:
        yield place
        return
    start, end = place.start, place.start + place.size
    with Path(place.file).open("rb") as file:
        while end - start > most:
            file.seek(start + most - 1)
            size = most - 1 + len(file.readline())
            yield Place(place.file, start, size)
            start += size
    if end > start:
        yield Place(place.file, start, end - start)


class _Stream(io.RawIOBase):
    """The graphs at some places, one behind the other."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._chunks = _chunks(places)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._rest = self._rest or memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _chunks(places: Iterable[Place]) -> Iterator[bytes]:
    for name, start, size in places:
        with Path(name).open("rb") as file:
            file.seek(start)
            while size > 0 and (chunk := file.read(min(size, _CHUNK))):
                size -= len(chunk)
                yield chunk
