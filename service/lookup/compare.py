"""Notices to be compared, fetched from the graph."""

from __future__ import annotations

import asyncio

from alignment.reading import PREDICATES, Triple, read_side
from alignment.records import Side
from service.lookup.ask import Asker
from service.lookup.terms import iri

_TRIPLES = "SELECT ?s ?p ?o WHERE {{ GRAPH {notice} {{ ?s ?p ?o }} VALUES ?p {{ {predicates} }} }}"
_predicates = " ".join(iri(each) for each in PREDICATES)


async def fetch_side(ask: Asker, notice: str) -> Side:
    """The duties of a notice, by its IRI."""
    rows = await ask.select(_TRIPLES.format(notice=iri(notice), predicates=_predicates))
    triples = [Triple(row["s"], row["p"], row["o"]) for row in rows]
    return await asyncio.to_thread(read_side, triples)
