"""A notice into the store, or out of it: read, checked, put in one change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyoxigraph as ox

from ontology.statements import Statement, parsed
from service.errors import Conflict, NotFound, Unprocessable
from service.store import graphs
from service.store.draft import Draft
from service.store.graphs import HISTORY_GRAPH
from service.store.history import CALLED, PUBLISHED, REPLACED, WITHDRAWN, Event, record
from service.store.parcel import Parcel, parcel_of, triples_in
from service.store.revision import changed_tasks
from service.store.rows import NoticeRow

#: Triples of a notice to the violations a reader should see, in words.
Check = Callable[[Sequence[ox.Triple]], list[dict[str, object]]]


NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a notice: its ``row``, what that changed (``NEW``, ``CHANGED`` or ``UNCHANGED``), its violations."""

    row: NoticeRow
    change: str
    violations: list[dict[str, object]]


def publish(
    draft: Draft,
    read: NoticeRow,
    statements: Sequence[Statement],
    check: Check,
    *,
    by: str,
    expected: str | None,
    reason: str = "",
) -> Published:
    """Put a notice in that was read, or replace it.

    ``expected`` is the IRI it must have; without one it must be new. One with violations
    is refused unless there is a ``reason``, which is kept in the history. One that says what is there
    changes nothing."""
    row = replace(read, origin="published")
    if expected is not None and row.graph != expected:
        raise Conflict(
            f"文件读出的通知是 {row.graph}，与请求的地址 {expected} 不符。",
            f"The file is notice {row.graph}, not {expected} as the address says.",
            notice=row.graph,
        )
    before = draft.rows.get(row.graph)
    if before is not None and expected is None:
        raise Conflict(
            f"通知 {row.graph} 已在图谱中；要替换请用 PUT。",
            f"Notice {row.graph} is there already; replace it with PUT.",
            notice=row.graph,
        )
    triples = list(parsed(statements))
    violations = check(triples)
    parcel = parcel_of(row, statements)
    if before is not None and _is_there(draft, parcel):
        return Published(before, UNCHANGED, violations)
    if violations and not reason:
        number = "1 violation" if len(violations) == 1 else f"{len(violations)} violations"
        raise Unprocessable(
            f"通知有 {len(violations)} 处违规，未发布。把同一份文件交 POST /validate（或 anze validate）可看逐条的报告。请改正；"
            "原文如此、仍要发布的，用 force=理由 写明。",
            f"The notice has {number} and was not published. POST the same file to /validate (or use anze validate) "
            "for the whole report. Correct it, or publish it all the same with force=REASON.",
            violations=violations,
        )
    known = before is not None or row.graph in draft.manifest.withdrawn
    changed = changed_tasks(draft.triples_of(row.graph), triples) if known else []
    if draft.has_graph(row.graph):
        draft.put_notice(parcel)
    else:
        draft.put_notices([parcel])
    kind = REPLACED if before else PUBLISHED
    _note(draft, kind, row.graph, by, row, reason, tuple(changed))
    return Published(row, CHANGED if before else NEW, violations)


def _is_there(draft: Draft, parcel: Parcel) -> bool:
    """Whether the store has just these triples of a notice."""
    graph = parcel.row.graph
    own, shared = draft.triples_of(graph), graphs.triples_of(draft.said, graph)
    return set(own) == set(triples_in(parcel.own)) and set(shared) == set(triples_in(parcel.shared))


def withdraw(draft: Draft, graph: str, by: str, reason: str = "") -> NoticeRow:
    """Take a notice out; its history stays, with what it was called."""
    row = draft.rows.get(graph)
    if row is None:
        raise NotFound(f"图谱中没有通知 {graph}。", f"There is no notice {graph}.")
    node = ox.NamedNode(graph)
    called = tuple(
        (triple.predicate.value, triple.object)
        for triple in draft.triples_of(graph)
        if triple.subject == node
        and triple.predicate.value in CALLED
        and isinstance(triple.object, ox.Literal)
    )
    draft.drop_notice(graph)
    withdrawn = {**draft.manifest.withdrawn, graph: row.sha256}
    draft.manifest = replace(draft.manifest, withdrawn=withdrawn)
    _note(draft, WITHDRAWN, graph, by, row, reason, called=called)
    return row


def _note(
    draft: Draft,
    kind: str,
    graph: str,
    by: str,
    row: NoticeRow,
    reason: str,
    tasks: tuple[str, ...] = (),
    called: tuple[tuple[str, ox.Literal], ...] = (),
) -> None:
    number = draft.manifest.revision + 1
    draft.manifest = replace(draft.manifest, revision=number)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    event = Event(number, kind, graph, by, now, row.sha256, row.file, reason, tasks, called)
    draft.touched.add(HISTORY_GRAPH)
    quads = record(draft.store, event)
    draft.manifest = replace(draft.manifest, quads=draft.manifest.quads + quads)
