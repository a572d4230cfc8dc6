"""The process that sets notices side by side for a build: it reads a copy of the graph."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.store.beside import Sides
from service.store.waiting import Place


def prepare(options: Options) -> Handler:
    """Answers with the alignment graphs (N-Quads) of the pairs that an order lists (earlier notice, later one,
    the years of both), from the ``places`` where their graphs stand or, if there is one, the store at the path ``store``; ``graphs``: name
    and bytes of each."""
    places: dict[str, Place] = {}
    path = options["store"]
    sides = Sides(ox.Store.read_only(path) if path else ox.Store(), places)

    def align(head: Head, _: Sequence[bytes], send: Send) -> Head:
        places.update((name, Place(*place)) for name, place in head["places"].items())
        made = []
        for name, quads in sides.graphs(tuple(pair) for pair in head["pairs"]):
            send(quads)
            made.append((name, len(quads)))
        return {"graphs": made}

    return align
