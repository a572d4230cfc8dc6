"""The graphs of the vocabulary as a build puts them, kept beside the compiled modules: to make them by rdflib takes longer than
all else that a build of one more notice does."""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

import ontology
from ontology import kept
from service.store import graphs

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A graph: the ``digest`` of its triples, and these as ``lines`` (N-Triples)."""

    digest: str
    lines: bytes

    def triples(self) -> list[ox.Triple]:
        return [quad.triple for quad in ox.parse(self.lines, ox.RdfFormat.N_TRIPLES)]


@lru_cache(maxsize=4)
def of_graph(graph: rdflib.Graph, name: str) -> Vocabulary:
    """An rdflib graph that stays as it is, its blank nodes labelled by content and the graph's name."""
    data = graph.serialize(format="nt", encoding="utf-8")
    found = (quad.triple for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES))
    lines = sorted(str(triple) for triple in graphs.label_blanks(found, name))
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Vocabulary(digest, "".join(f"{line} .\n" for line in lines).encode())


def shipped() -> Mapping[str, Vocabulary]:
    """The graphs that ship with this edition, by name; where they are not kept they are made, and kept if Python keeps
    compiled modules."""
    path = kept_in()
    found = read_kept(path)
    if found is None:
        edition, found = _edition(), _made()
        if kept.may_keep(path):
            with suppress(OSError):
                _write(path, edition, found)
    return found


def kept_in() -> Path:
    return kept.beside(__file__, "vocabulary")


def keep(path: Path) -> None:
    """Write the graphs that ship to ``path``."""
    _write(path, _edition(), _made())


def read_kept(path: Path) -> Mapping[str, Vocabulary] | None:
    """What ``path`` keeps; None where it was not written of these sources, or is damaged."""
    told = kept.read_sealed(path)
    with suppress(OSError, ValueError, EOFError, TypeError):
        edition, found = marshal.loads(told or b"")
        if edition == _edition():
            return {name: Vocabulary(*each) for name, *each in found}
    return None


#: Python, the engine, and the age and size of each file by name.
Edition = tuple[str, str, list[tuple[str, int, int]]]


def _write(path: Path, edition: Edition, found: Mapping[str, Vocabulary]) -> None:
    """Keep graphs with the edition as it was before they were made: of a file saved meanwhile they do not hold."""
    rows = [(name, each.digest, each.lines) for name, each in found.items()]
    kept.write_sealed(path, marshal.dumps((edition, rows)))


def _made() -> Mapping[str, Vocabulary]:
    from ontology import load

    return {name: of_graph(graph, name) for name, graph in load.graphs()}


def _edition() -> Edition:
    """What kept graphs hold for: Python, the engine, and every file that they are made of and by."""
    made_of = (Path(__file__), Path(graphs.__file__), *kept.files_of(ontology.__path__))
    return sys.version, ox.__version__, kept.stamps(made_of)
