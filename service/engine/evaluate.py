"""Evaluation of one query against one Oxigraph store."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from service.engine.job import Ending, Job, ending_of
from service.jobs.kinds import Send
from service.sparql.counting import CountingFile, LimitReached
from service.sparql.formats import PREFIXES, Format
from service.sparql.mending import mended
from service.sparql.plan import Plan
from service.sparql.serialise import boolean_bytes, graph_bytes, results_format
from service.store.quads import in_graph

#: A data set of more triples than this is not merged for one query.
MERGE_LIMIT = 5_000_000

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """A store; ``union`` where the default graph is all its graphs together."""

    store: ox.Store
    union: bool = False


def evaluate(source: Source, job: Job, plan: Plan, send: Send) -> Ending:
    """Run ``job``, pass the answer's bytes to ``send``, return what it came to."""
    start = time.perf_counter()
    store, arguments = _dataset(source, job, plan)
    rows, size = _write(_asked(store, job, plan, arguments), job, plan.format, send)
    return ending_of(job, plan, rows, size, time.perf_counter() - start)


def _asked(
    store: ox.Store, job: Job, plan: Plan, arguments: dict[str, object]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """The answer to the query as mended; a fault is told at its place in the query as it was sent."""
    prefixes = PREFIXES if job.with_prefixes else None
    options: Any = {"base_iri": job.base, "prefixes": prefixes, **arguments}
    text = mended(job.text)
    if text != job.text and not plan.found.calls:
        # refuses what is not grouped; what a sum is mended to would escape that
        ox.Store().query(job.text, base_iri=job.base, prefixes=prefixes)
    try:
        return store.query(text, **options)
    except SyntaxError:
        return store.query(job.text, **options)


def _write(
    result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    job: Job,
    chosen: Format,
    send: Send,
) -> tuple[int, int]:
    """Rows and bytes of the answer, which goes to ``send``."""
    if isinstance(result, ox.QueryTriples):
        return _graph(result, job, chosen, send)
    if isinstance(result, ox.QueryBoolean):
        content = boolean_bytes(result, chosen)
        send(content)
        return 1, len(content)
    file = CountingFile(send, chosen.name, job.max_rows, job.max_bytes)
    result.serialize(file, format=results_format(chosen))  # type: ignore[arg-type]
    return file.rows, file.bytes


def _graph(result: ox.QueryTriples, job: Job, chosen: Format, send: Send) -> tuple[int, int]:
    """A graph is a set: triples are gathered, each once and sorted, before they are written."""
    unique: dict[ox.Triple, None] = {}
    for triple in result:
        unique[triple] = None
        if len(unique) > job.max_rows:
            raise LimitReached("rows", job.max_rows)
    content = graph_bytes(sorted(unique, key=str), chosen.name)
    if len(content) > job.max_bytes:
        raise LimitReached("bytes", job.max_bytes)
    for position in range(0, len(content), _CHUNK):
        send(content[position : position + _CHUNK])
    return len(unique), len(content)


def _dataset(source: Source, job: Job, plan: Plan) -> tuple[ox.Store, dict[str, object]]:
    """The store to ask and the data set arguments; several default graphs are merged first, because
    Oxigraph answers a triple that stands in two of them twice, and one of a graph named twice too."""
    store = source.store
    default, named = job.default_graphs, job.named_graphs
    if default is None and named is None:
        from_default, from_named = plan.found.from_default, plan.found.from_named
        if not from_default and not from_named:
            return store, {"use_default_graph_as_union": source.union}
        if len(from_default) < 2 and len(from_named) < 2:
            return store, {}
        iris = _resolve(job, plan, (*from_default, *from_named))
        default, named = iris[: len(from_default)], iris[len(from_default) :]
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


def _resolve(job: Job, plan: Plan, terms: tuple[str, ...]) -> tuple[str, ...]:
    """FROM terms (``<relative>`` or prefixed) as absolute IRIs, by Oxigraph's own rules."""
    columns = " ".join(f"({term} AS ?g{number})" for number, term in enumerate(terms))
    answer = ox.Store().query(
        f"{plan.found.prologue} SELECT {columns} {{}}",
        base_iri=job.base,
        prefixes=PREFIXES if job.with_prefixes else None,
    )
    assert isinstance(answer, ox.QuerySolutions)
    return tuple(term.value for term in next(answer) if isinstance(term, ox.NamedNode))
