"""Evaluation of one query against one Oxigraph store, answer to a counting file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox

from service.engine.jobs import Ending, Job
from service.sparql.counting import CountingFile, LimitReached
from service.sparql.formats import BY_NAME, PREFIXES
from service.sparql.mending import mended
from service.store.quads import in_graph

#: A data set of more triples than this is not merged for one query.
MERGE_LIMIT = 5_000_000

_CHUNK = 1 << 16


def run_job(store: ox.Store, job: Job, send: Callable[[bytes], None]) -> Ending:
    """Run ``job``, pass the answer's bytes to ``send``, return what it came to."""
    start = time.perf_counter()
    source, arguments = _dataset(store, job)
    result = _asked(source, job, arguments)
    if isinstance(result, ox.QueryTriples):
        rows, size = _graph(result, job, send)
    elif isinstance(result, ox.QueryBoolean):
        rows, size = write_boolean(result, job, send)
    else:
        file = CountingFile(send, job.format, job.max_rows, job.max_bytes)
        result.serialize(file, format=_engine_format(job))  # type: ignore[arg-type]
        rows, size = file.rows, file.bytes
    return Ending(rows, size, time.perf_counter() - start)


def _asked(
    source: ox.Store, job: Job, arguments: dict[str, object]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """The answer to the query as mended; a fault is told at its place in the query as it was sent."""
    prefixes = PREFIXES if job.with_prefixes else None
    options: Any = {"base_iri": job.base, "prefixes": prefixes, **arguments}
    try:
        return source.query(mended(job.text), **options)
    except SyntaxError:
        return source.query(job.text, **options)


def _engine_format(job: Job) -> ox.QueryResultsFormat:
    engine = BY_NAME[job.format].engine
    assert isinstance(engine, ox.QueryResultsFormat)
    return engine


def write_boolean(
    result: ox.QueryBoolean, job: Job, send: Callable[[bytes], None]
) -> tuple[int, int]:
    """The answer to ASK in the format of ``job``; rows and bytes."""
    if job.format in ("csv", "tsv"):
        content = b"true\r\n" if result else b"false\r\n"
    else:
        content = result.serialize(format=_engine_format(job)) or b""
    send(content)
    return 1, len(content)


def _graph(result: ox.QueryTriples, job: Job, send: Callable[[bytes], None]) -> tuple[int, int]:
    """A graph is a set: triples are gathered, each once and sorted, before they are written."""
    unique: dict[ox.Triple, None] = {}
    for triple in result:
        unique[triple] = None
        if len(unique) > job.max_rows:
            raise LimitReached("rows", job.max_rows)
    content = write_graph(sorted(unique, key=str), job.format)
    if len(content) > job.max_bytes:
        raise LimitReached("bytes", job.max_bytes)
    for position in range(0, len(content), _CHUNK):
        send(content[position : position + _CHUNK])
    return len(unique), len(content)


def write_graph(triples: Iterable[ox.Triple] | Iterable[ox.Quad], name: str) -> bytes:
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


def _dataset(store: ox.Store, job: Job) -> tuple[ox.Store, dict[str, object]]:
    """The store to ask and the data set arguments; several default graphs are merged first, because
    Oxigraph answers a triple that stands in two of them twice, and one of a graph named twice too."""
    default, named = job.default_graphs, job.named_graphs
    if default is None and named is None:
        if len(job.from_default) < 2 and len(job.from_named) < 2:
            return store, {}
        iris = _resolve(job, (*job.from_default, *job.from_named))
        default, named = iris[: len(job.from_default)], iris[len(job.from_default) :]
    default, named = tuple(dict.fromkeys(default or ())), tuple(dict.fromkeys(named or ()))
    graphs = [ox.NamedNode(iri) for iri in named]
    if len(default) < 2:
        # an IRI that names no graph makes the default graph empty
        empty = [ox.BlankNode()]
        return store, {
            "default_graph": [ox.NamedNode(iri) for iri in default] or empty,
            "named_graphs": graphs,
        }
    merged = _merge(store, default, named)
    return merged, {"default_graph": [ox.DefaultGraph()], "named_graphs": graphs}


def _merge(store: ox.Store, default: tuple[str, ...], named: tuple[str, ...]) -> ox.Store:
    merged = ox.Store()
    size = 0
    for iri, is_default in [(iri, True) for iri in default] + [(iri, False) for iri in named]:
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        whole = [in_graph(quad.triple) for quad in quads] if is_default else list(quads)
        size += len(whole)
        if size > MERGE_LIMIT:
            raise LimitReached("merge", MERGE_LIMIT)
        merged.bulk_extend(whole)
    return merged


def _resolve(job: Job, terms: tuple[str, ...]) -> tuple[str, ...]:
    """FROM terms (``<relative>`` or prefixed) as absolute IRIs, by Oxigraph's own rules."""
    columns = " ".join(f"({term} AS ?g{number})" for number, term in enumerate(terms))
    answer = ox.Store().query(
        f"{job.prologue} SELECT {columns} {{}}",
        base_iri=job.base,
        prefixes=PREFIXES if job.with_prefixes else None,
    )
    assert isinstance(answer, ox.QuerySolutions)
    return tuple(term.value for term in next(answer) if isinstance(term, ox.NamedNode))
