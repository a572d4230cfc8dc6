"""A graph of a notice in a file: Turtle, N-Triples, RDF/XML, JSON-LD, TriG or N-Quads."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import PurePath

import pyoxigraph as ox
from rdflib import BNode, URIRef
from rdflib.term import Node

from shapes.errors import GraphError
from shapes.index import Triple
from shapes.oxigraph import from_oxigraph

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
BLANK = "urn:anze:blank:"  # before what stands for a blank node


def graph_suffix(media_type: str) -> str | None:
    """The suffix of the RDF format that a media type names.

    >>> graph_suffix("text/turtle; charset=utf-8"), graph_suffix("text/plain")
    ('.ttl', None)
    """
    plain = media_type.partition(";")[0].strip().lower()
    return next((s for s, known in FORMATS.items() if known.media_type == plain), None)


def is_graph(name: str) -> bool:
    """Whether the file's suffix is one of RDF.

    >>> is_graph("notice.TTL"), is_graph("notice.txt")
    (True, False)
    """
    return PurePath(name).suffix.lower() in FORMATS


def read_graph(content: bytes, name: str) -> list[Triple]:
    """The file's triples, those of all its graphs. Blank nodes get IRIs, so that findings can name them.
    Literals stay as they stand, bad ones too: the shapes judge them."""
    try:
        quads = ox.parse(content, format=FORMATS[PurePath(name).suffix.lower()])
        return list(named(from_oxigraph(quads)))
    except (SyntaxError, ValueError) as error:
        raise GraphError(
            f"{name} 不是合法的 RDF：{error}。请核对格式与后缀（{'、'.join(FORMATS)}）。"
            f" / {name} is no well-formed RDF ({error}); check format and suffix."
        ) from error


def named(triples: Iterator[Triple]) -> Iterator[Triple]:
    """The triples with an IRI in place of each blank node."""

    def name(node: Node) -> Node:
        return URIRef(BLANK + str(node)) if isinstance(node, BNode) else node

    for s, p, o in triples:
        yield (name(s), p, name(o)) if isinstance(s, BNode) or isinstance(o, BNode) else (s, p, o)


# rdflib logs a traceback for each literal it cannot convert; the shapes report those.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
