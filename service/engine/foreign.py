"""What another engine answered, made into what this service answers, or refused if it is not whole.

Engines say in their own ways that they stopped in the middle: Virtuoso by a header of an answer with
status 200, the Oxigraph server by a line of text after a cut document, others by cutting it. So every
answer is parsed before any of it is passed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pyoxigraph as ox

from service.engine.job import Job
from service.errors import EngineFailed, ServiceError, TimedOut
from service.sparql.counting import CountingFile, LimitReached
from service.sparql.formats import GRAPHS, Format, by_media_type
from service.sparql.plan import Plan
from service.sparql.serialise import boolean_bytes, graph_bytes, results_format

#: SQL states of Virtuoso for "stopped by its time limit".
_STOPPED = (b"S1TAT", b"S1T00")
#: How Virtuoso writes blank nodes in JSON; the colon and slashes cannot stand in a label.
_BLANK = re.compile(rb'("type": "bnode", "value": ")nodeID://')
#: The variable of Virtuoso's answer to ASK: 1 in a row for true, no row for false.
_ASKED = "__ASK_RETVAL"


def refuse_partial(headers: Mapping[str, str]) -> None:
    """Raise TimedOut if the headers tell of an answer that is not whole."""
    if headers.get("x-sql-state"):
        raise stopped()


def refuse_cut(headers: Mapping[str, str], rows: int) -> None:
    """Raise LimitReached if the engine sent as many rows as it ever does: there may be more."""
    most = headers.get("x-sparql-maxrows", "")
    if most.isdigit() and rows >= int(most):
        raise LimitReached("rows", int(most))


def tells_of_time(text: bytes) -> bool:
    """Whether the text of an error says that the engine's time limit stopped the query."""
    return any(state in text for state in _STOPPED)


def stopped() -> ServiceError:
    return TimedOut(
        "远程引擎到时停止了查询，没有完整结果。请缩小范围或加 LIMIT 后再试。",
        "The remote engine stopped the query at its time limit; there is no whole result. Narrow it "
        "or add a LIMIT.",
    )


def write_rows(
    content: bytes, job: Job, plan: Plan, send: Callable[[bytes], None]
) -> tuple[int, int]:
    """Rows and bytes of an answer to SELECT or ASK, from SPARQL JSON to the format of ``plan``."""
    content = _BLANK.sub(rb"\1", content)
    try:
        found = ox.parse_query_results(content, ox.QueryResultsFormat.JSON)
        if plan.found.form == "ASK":
            whole = boolean_bytes(_truth(found), plan.format)
            send(whole)
            return 1, len(whole)
        assert isinstance(found, ox.QuerySolutions)
        file = CountingFile(send, plan.format.name, job.max_rows, job.max_bytes)
        found.serialize(file, format=results_format(plan.format))  # type: ignore[arg-type]
        return file.rows, file.bytes
    except (SyntaxError, ValueError) as error:
        raise _not_whole(content, error) from None


def _truth(found: ox.QuerySolutions | ox.QueryBoolean) -> ox.QueryBoolean:
    if isinstance(found, ox.QueryBoolean):
        return found
    row = next(found, None)
    value = row[_ASKED] if row is not None else None
    told = b"true" if isinstance(value, ox.Literal) and value.value == "1" else b"false"
    text = b'{"head":{},"boolean":' + told + b"}"
    boolean = ox.parse_query_results(text, ox.QueryResultsFormat.JSON)
    assert isinstance(boolean, ox.QueryBoolean)
    return boolean


def write_triples(content: bytes, kind: str, job: Job, chosen: Format) -> tuple[int, bytes]:
    """Number of triples, each once, and the graph in the format ``chosen``; ``kind`` is the media
    type of ``content``."""
    sent = by_media_type(kind, GRAPHS)
    if sent is None:
        raise EngineFailed(f"远程引擎给出的是 {kind}。", f"The remote engine sent {kind}.")
    assert isinstance(sent.engine, ox.RdfFormat)
    try:
        unique = dict.fromkeys(quad.triple for quad in ox.parse(content, sent.engine))
    except (SyntaxError, ValueError) as error:
        raise _not_whole(content, error) from None
    if len(unique) > job.max_rows:
        raise LimitReached("rows", job.max_rows)
    return len(unique), graph_bytes(sorted(unique, key=str), chosen.name)


def _not_whole(content: bytes, error: Exception) -> ServiceError:
    if content[-200:].endswith(b"cancelled"):
        return stopped()
    return EngineFailed(
        f"远程引擎的回答不完整或有错：{error}",
        f"The remote engine's answer is cut or malformed: {error}",
    )
