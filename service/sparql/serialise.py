"""Answers as bytes: a graph with the prefixes it uses, a truth value."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from service.sparql.formats import BY_NAME, PREFIXES, Format


def results_format(chosen: Format) -> ox.QueryResultsFormat:
    assert isinstance(chosen.engine, ox.QueryResultsFormat)
    return chosen.engine


def boolean_bytes(result: ox.QueryBoolean, chosen: Format) -> bytes:
    """The answer to ASK; CSV and TSV, for which no standard says anything, have the word."""
    if chosen.name in ("csv", "tsv"):
        return b"true\r\n" if result else b"false\r\n"
    return result.serialize(format=results_format(chosen)) or b""


def graph_bytes(triples: Iterable[ox.Triple] | Iterable[ox.Quad], name: str) -> bytes:
    """``triples`` in the RDF format ``name``."""
    engine = BY_NAME[name].engine
    assert isinstance(engine, ox.RdfFormat)
    whole: list[ox.Triple] | list[ox.Quad] = list(triples)  # type: ignore[assignment]
    text = "\n".join(str(each) for each in whole)
    used = {prefix: iri for prefix, iri in PREFIXES.items() if iri in text}
    content = ox.serialize(whole, format=engine, prefixes=used) or b""
    return _sort_prefixes(content) if name in ("ttl", "trig") else content


def _sort_prefixes(content: bytes) -> bytes:
    """Oxigraph writes its prefix lines, which come first, in random order."""
    lines = content.split(b"\n")
    count = next((n for n, line in enumerate(lines) if line[:7] != b"@prefix"), len(lines))
    return b"\n".join(sorted(lines[:count]) + lines[count:])
