"""A notice made ready for the store, away from it: what a process that reads hands over, on this machine or
another. What is put in is bytes that the engine loads as they are; the same notice gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pyoxigraph as ox

from ontology.statements import Statement
from service.errors import EngineFailed
from service.jobs.frames import Head
from service.store import figures, graphs, registry
from service.store.rows import NoticeRow
from service.store.sheets import Said, Written, sheet_in, sheet_of, written

#: Begins with one character, which the engine of expressions looks for first: with ``\\r`` an alternative it takes nine times as long.
_COMMENT = re.compile(rb"\.[ \t]*#")


@dataclass(frozen=True, slots=True)
class Parcel:
    """The row of a notice; its ``own`` graph and what it says of what it ``shared`` with others, each as
    N-Quads in the graph of the notice, sorted; what it counts for, and what lists need of its tasks."""

    row: NoticeRow
    own: bytes
    shared: bytes
    figures: figures.Figures
    sheet: Written


def parcel_of(row: NoticeRow, statements: Iterable[Statement]) -> Parcel:
    own, shared = registry.split(row.graph, statements)
    said = Said(own)
    sheet = sheet_of(row.graph, said)
    return Parcel(
        row,
        graphs.lines(row.graph, own),
        graphs.lines(row.graph, shared),
        figures.figures_of(row.graph, said, sheet),
        written(sheet),
    )


def triples_in(quads: bytes) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(quads, ox.RdfFormat.N_QUADS)]


def to_message(parcel: Parcel) -> tuple[Head, bytes]:
    """What a stream carries: a JSON object, and bytes."""
    counted = [[subject, name, count] for (subject, name), count in sorted(parcel.figures.items())]
    head = {
        "row": asdict(parcel.row),
        "own": len(parcel.own),
        "shared": len(parcel.shared),
        "figures": counted,
    }
    return head, parcel.own + parcel.shared + parcel.sheet


def _stands_in(graph: str, quads: bytes) -> bool:
    """Whether each line is a statement in the graph, as its end shows; where something may stand behind a statement in
    its line, a comment (``<other> . # <graph> .``) or what follows a return, all are parsed."""
    try:
        end = f" {ox.NamedNode(graph)} .\n".encode()
        if quads.count(end) != quads.count(b"\n") or not (quads.endswith(b"\n") or not quads):
            return False
        odd = quads if b"\r" in quads or _COMMENT.search(quads) else b""
        found = {quad.graph_name for quad in ox.parse(odd, ox.RdfFormat.N_QUADS)}
    except (ValueError, SyntaxError):
        return False
    return found <= {ox.NamedNode(graph)}


def from_message(head: Head, body: bytes) -> Parcel:
    """The parcel; of a process that may have been taken over by what it read, so that each line is looked
    at: it stands in the notice's graph or is refused."""
    row = NoticeRow(**head["row"])
    size = head["own"] + head["shared"]
    body, sheet = body[:size], body[size:]
    if not _stands_in(row.graph, body):
        raise EngineFailed(
            "读取进程交来的图有不属于该通知的语句，未采用。",
            "The process that read handed over statements outside of the notice's graph; refused.",
        )
    counted = figures.Figures({(subject, name): n for subject, name, n in head["figures"]})
    own, shared = body[: head["own"]], body[head["own"] :]
    try:
        sheet_in(sheet)
    except (TypeError, ValueError):
        raise EngineFailed(
            "读取进程交来的任务表不成形，未采用。",
            "The process that read handed over tasks in no known form; refused.",
        ) from None
    return Parcel(row, own, shared, counted, sheet)
