"""A query as it goes to a process, and the end of its answer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from service.jobs.frames import Head
from service.sparql.hints import hint_of
from service.sparql.plan import Plan


@dataclass(frozen=True, slots=True)
class Job:
    """One query as its client sent it. ``accept`` and ``format`` say which representation is wanted;
    ``default_graphs``/``named_graphs`` are the protocol's parameters, None where not given;
    ``with_prefixes`` has the usual ones declared; limits count rows and bytes."""

    text: str
    accept: str | None = None
    format: str = ""
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    with_prefixes: bool = False
    max_rows: int = 1_000_000
    max_bytes: int = 128 << 20
    base: str | None = None

    def head(self) -> Head:
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = tuple(each.name for each in fields(Job))


def job_of(head: Head) -> Job:
    """The job that a message carries."""
    return Job(**{name: _value(head[name]) for name in _FIELDS})


def _value(found: Any) -> Any:
    return tuple(found) if isinstance(found, list) else found


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a whole answer: its ``form`` (SELECT, ASK, CONSTRUCT, DESCRIBE), ``content_type``,
    rows, bytes, seconds of evaluation; ``lasting`` where the same snapshot gives the same answer again
    (no clock and no chance in the query); ``hint``: what may be
    wrong with the query, for the header X-Hint, ``hint_zh`` in Chinese."""

    form: str
    content_type: str
    rows: int
    bytes: int
    seconds: float
    lasting: bool
    hint: str
    hint_zh: str


def ending_of(job: Job, plan: Plan, rows: int, size: int, seconds: float) -> Ending:
    """The end of the answer to ``job``, whichever engine gave it; a query from HTTP, which has a base,
    is told of the trap that it may have met."""
    found = hint_of(job.text) if job.base is not None else None
    return Ending(
        form=plan.found.form,
        content_type=plan.format.content_type,
        rows=rows,
        bytes=size,
        seconds=seconds,
        lasting=plan.lasting,
        hint=f"{found.name}; {found.text}" if found is not None else "",
        hint_zh=found.zh if found is not None else "",
    )
