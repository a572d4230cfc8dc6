"""What a build has read of files, kept until it stands in a snapshot, so that a build that is stopped goes on from there.

A file ``read-<digest of the reader>-<edition of the index>`` in the data directory, a frame a notice: lengths of its head and of its body, their
CRC-32, and both. What a killed build left half is passed over; what another reader has read goes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import orjson

from service.store.parcel import Parcel, from_message, to_message
from service.store.sheets import EDITION
from service.store.waiting import Place, read_place

_HEADER = struct.Struct("<III")
#: A file by its name and SHA-256.
Key = tuple[str, str]


@dataclass(slots=True)
class Journal:
    """Where the head and the body of each notice stand that was read."""

    path: Path
    kept: dict[Key, tuple[Place, Place]] = field(default_factory=dict)

    def add(self, parcel: Parcel) -> Place:
        """Keep the notice of a file; where its own graph stands from now on."""
        head, body = to_message(parcel)
        told = orjson.dumps(head)
        with self.path.open("ab") as file:
            crc = zlib.crc32(body, zlib.crc32(told))
            file.write(_HEADER.pack(len(told), len(body), crc) + told)
            place = Place(str(self.path), file.tell(), file.write(body))
        return place._replace(size=len(parcel.own))

    def take(self, key: Key) -> tuple[Parcel, Place] | None:
        """The notice of a file that was read before, and where its own graph stands."""
        if key not in self.kept:
            return None
        head, place = self.kept[key]
        parcel = from_message(orjson.loads(read_place(head)), read_place(place))
        return parcel, place._replace(size=len(parcel.own))


def open_journal(folder: Path, reader: str, fresh: bool = False) -> Journal:
    """The journal of the ``reader`` (a digest), with what an earlier build wrote into it unless ``fresh``."""
    path = folder / f"read-{reader[:16]}-{EDITION}"
    for other in folder.glob("read-*"):
        if fresh or other != path:
            other.unlink(missing_ok=True)
    journal = Journal(path)
    if path.exists():
        with path.open("r+b") as file:
            journal.kept.update(_frames(file, path))
            file.truncate()
    return journal


def _frames(file: IO[bytes], path: Path) -> Iterator[tuple[Key, tuple[Place, Place]]]:
    """The whole frames; the file is left at the end of the last."""
    while len(header := file.read(_HEADER.size)) == _HEADER.size:
        sizes = _HEADER.unpack(header)
        at = file.tell()
        head = file.read(sizes[0])
        body = file.read(sizes[1])
        if len(body) < sizes[1] or zlib.crc32(body, zlib.crc32(head)) != sizes[2]:
            file.seek(-len(header + head + body), 1)
            return
        row = orjson.loads(head)["row"]
        told = Place(str(path), at, sizes[0]), Place(str(path), at + sizes[0], sizes[1])
        yield (row["file"], row["sha256"]), told
    file.seek(-len(header), 1)
