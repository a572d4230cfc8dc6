"""The reader of the hand-made notices: what it needs is what a process that reads has loaded anyway."""

from __future__ import annotations

import pyoxigraph as ox

from ontology import ids
from ontology.statements import Statement, stated
from service.store.graphs import label_blanks
from service.store.rows import NoticeRow


def read(content: bytes, name: str) -> tuple[NoticeRow, list[Statement]]:
    """A Turtle file as if it were a notice."""
    triples = [quad.triple for quad in ox.parse(content, ox.RdfFormat.TURTLE)]
    kind = ox.NamedNode(ids.ONTOLOGY + "Notice")
    graph = next(t.subject for t in triples if t.object == kind)
    assert isinstance(graph, ox.NamedNode)
    tasks = sum(t.object == ox.NamedNode(ids.ONTOLOGY + "Task") for t in triples)
    said = [stated(triple) for triple in label_blanks(triples, graph.value)]
    digest = ids.digest(content.decode(), 64)
    return NoticeRow(graph.value, name, name, digest, tasks, 0, 0, 0, len(said)), said
