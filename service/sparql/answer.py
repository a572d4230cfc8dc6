"""A query's job and the head of its answer: the same whoever answers."""

from __future__ import annotations

from service.engine.jobs import Ending, Job
from service.sparql.formats import Format
from service.sparql.hints import hint_of
from service.sparql.inspection import Inspection
from service.sparql.protocol import Asked
from service.web import etag


def base_of(public_url: str, scheme: str, host: str, root: str = "") -> str:
    """Base URL of the service, without a slash at the end: the one that is set, or else the one that
    a request came to."""
    return public_url.rstrip("/") if public_url else f"{scheme}://{host}{root}"


def make_job(
    text: str,
    asked: Asked,
    chosen: Format,
    found: Inspection,
    base: str,
    max_rows: int,
    max_bytes: int,
) -> Job:
    """The job of a request to the endpoint of the service at ``base``."""
    explicit = bool(asked.default_graphs or asked.named_graphs)
    return Job(
        text=text,
        form=found.form,
        format=chosen.name,
        default_graphs=asked.default_graphs if explicit else None,
        named_graphs=asked.named_graphs if explicit else None,
        prologue=found.prologue,
        from_default=found.from_default,
        from_named=found.from_named,
        max_rows=max_rows,
        max_bytes=max_bytes,
        base=f"{base}/sparql",
    )


def mark_of(snapshot: str, job: Job) -> str:
    """The entity tag of the answer to ``job``."""
    return etag.tag(snapshot, job.text, job.format, job.default_graphs, job.named_graphs)


def head_of(ending: Ending, chosen: Format, mark: str, text: str) -> list[tuple[bytes, bytes]]:
    """The headers of a whole answer to the query ``text``."""
    hint = hint_of(text)
    told = [(b"x-hint", f"{hint.name}; {hint.text}".encode("ascii"))] if hint else []
    return [
        *told,
        (b"content-type", chosen.content_type.encode()),
        (b"content-length", b"%d" % ending.bytes),
        (b"etag", mark.encode()),
        (b"cache-control", etag.CACHE.encode()),
        (b"vary", etag.VARY.encode()),
        (b"x-result-rows", b"%d" % ending.rows),
        (b"server-timing", b"query;dur=%.2f" % (ending.seconds * 1000)),
    ]
