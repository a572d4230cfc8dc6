"""The process that sets notices side by side for a build: it reads a copy of the graph."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.store.beside import Sides, alignment_graph
from service.store.quads import in_graph


def prepare(options: Options) -> Handler:
    """Answers with the alignments, as N-Quads, of the pairs that an order lists (earlier notice, later one,
    the years of both), from the store at the path ``store``."""
    sides = Sides(ox.Store.read_only(options["store"]))

    def align(head: Head, _: Sequence[bytes], send: Send) -> Head:
        for first, second, *years in head["pairs"]:
            graph = ox.NamedNode(alignment_graph(second))
            triples = sides.aligned(first, second, (years[0], years[1]))
            quads = [in_graph(triple, graph) for triple in triples]
            send(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
        return {}

    return align
