"""What is said of nodes, in files: a heap for the units of each province. They are gone through heap by heap, so that little of it
is ever in memory, and no term is looked up for it in a store, which takes several times what parsing it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from service.store.figures import UNIT

#: Lines, of some 6,000 nodes, up to which heaps are gone through together.
_TOGETHER = 30_000
_UNIT = f"<{UNIT}".encode()
#: Where the code of a place has the digits of its province.
_PROVINCE = slice(len(_UNIT), len(_UNIT) + 2)

Node = ox.NamedNode | ox.BlankNode
About = Mapping[Node, list[ox.Triple]]


@dataclass(frozen=True, slots=True)
class Heaps:
    """Lines of N-Triples, each heap in a file of the ``folder``; what stands there twice is said once."""

    folder: Path

    def add(self, lines: Iterable[bytes]) -> None:
        """Put each line on the heap of its subject."""
        self.folder.mkdir(exist_ok=True)
        with ExitStack() as stack:
            heaps: dict[str, BinaryIO] = {}
            for line in lines:
                name = heap_of(line)
                if name not in heaps:
                    heaps[name] = stack.enter_context((self.folder / name).open("ab"))
                heaps[name].write(line)

    def __iter__(self) -> Iterator[About]:
        """What is said of each node, some heaps after the others."""
        lines: set[bytes] = set()
        for heap in sorted(self.folder.glob("*")):
            with heap.open("rb") as file:
                lines.update(file)
            if len(lines) >= _TOGETHER:
                yield _by_subject(lines)
                lines.clear()
        yield _by_subject(lines)


def heap_of(line: bytes) -> str:
    """The two digits of the province of a unit, 0 for whatever else a line is about.

    >>> heap_of(b"<https://w3id.org/anze/id/unit/141181/water> <x:a> <x:b> .\\n"), heap_of(b"<x:a> <x:b> <x:c> .\\n")
    ('14', '0')
    """
    digits = line[_PROVINCE] if line.startswith(_UNIT) else b""
    return digits.decode() if digits.isdigit() else "0"


def lines_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from lines


def triple_of(line: bytes) -> bytes:
    """The line of N-Triples of one of N-Quads in a named graph.

    >>> triple_of(b'<x:a> <x:b> "c <d> e" <x:g> .\\n')
    b'<x:a> <x:b> "c <d> e" .\\n'
    """
    return line[: line.rindex(b" <")] + b" .\n"


def _by_subject(lines: Iterable[bytes]) -> About:
    """The triples of the lines by their subjects, in the order of these."""
    triples = (quad.triple for quad in ox.parse(b"".join(sorted(lines)), ox.RdfFormat.N_QUADS))
    return {node: list(told) for node, told in groupby(triples, key=_subject)}


def _subject(triple: ox.Triple) -> Node:
    node = triple.subject
    assert not isinstance(node, ox.Triple)
    return node
