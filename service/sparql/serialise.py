"""Answers as bytes: a graph with the prefixes it uses, a truth value."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from service.errors import NotAcceptable
from service.sparql.formats import BY_NAME, GRAPHS, PREFIXES, Format
from service.sparql.xml import sayable


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
    if name == "rdf":
        _refuse_nameless(whole)
    used = {} if name in ("nt", "nq") else _used(whole)
    content = ox.serialize(whole, format=engine, prefixes=used) or b""
    if name == "rdf":
        return sayable(content)
    return _sort_prefixes(content) if name in ("ttl", "trig") else content


def _used(triples: Iterable[ox.Triple] | Iterable[ox.Quad]) -> dict[str, str]:
    """The prefixes that the triples can be written with."""
    text = "\n".join(str(each) for each in triples)
    return {prefix: iri for prefix, iri in PREFIXES.items() if iri in text}


#: The end of an IRI that can be an element's name.
_LOCAL_NAME = re.compile(r"[^\W\d][\w.-]*$")


def _refuse_nameless(triples: Iterable[ox.Triple] | Iterable[ox.Quad]) -> None:
    """Raise where a property's IRI ends in no name: RDF/XML (2.4) writes it as an element, whose name
    is one (Namespaces in XML, 3)."""
    for triple in triples:
        if _LOCAL_NAME.search(triple.predicate.value) is None:
            raise NotAcceptable(
                f"属性 <{triple.predicate.value}> 不能写成 RDF/XML（末尾不是 XML 名称）；请换一种格式。",
                f"The property <{triple.predicate.value}> cannot be written in RDF/XML: it ends in no "
                "XML name. Ask for another format.",
                available=[each.media_type for each in GRAPHS if each.name != "rdf"],
            )


def _sort_prefixes(content: bytes) -> bytes:
    """Oxigraph writes its prefix lines, which come first, in random order."""
    lines = content.split(b"\n")
    count = next((n for n, line in enumerate(lines) if line[:7] != b"@prefix"), len(lines))
    return b"\n".join(sorted(lines[:count]) + lines[count:])
