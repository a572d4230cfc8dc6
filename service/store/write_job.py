"""The process that writes: it takes one order at a time, changes the store, reports back. It may write
below the data directory alone, and has no network unless LOAD is allowed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from service.errors import NoSpace, StoreError
from service.given import disk_full
from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.sparql.formats import BY_NAME
from service.sparql.using import add_using
from service.store import alignments, graphs, preconditions, publish, updates
from service.store.draft import Draft, change
from service.store.edition import is_earlier
from service.store.layout import DataDir
from service.store.sources import read_paper, violations_of

Order = dict[str, Any]


def prepare(options: Options) -> Handler:
    """Carries out orders on the directory ``data`` ("look" changes nothing), of which ``keep`` snapshots stay; ``union`` as the
    setting ``union_default``, ``load_allow`` and ``service_allow`` as those of the same names."""

    def write(head: Head, blobs: Sequence[bytes], _: Send) -> Head:
        if head["do"] == "look":
            return {"earlier": is_earlier(DataDir(Path(options["data"])).current())}
        try:
            return perform({**options, **head}, blobs[0])
        except OSError as error:
            raise _store_error(error) from error

    return write


def _store_error(error: OSError) -> StoreError:
    """What the disk refused, without the server's paths. RocksDB tells of it in words alone."""
    said = f"{error.strerror or ''} {error}".lower()
    if disk_full(error):
        return NoSpace(
            "数据目录所在磁盘已满，图谱没有变化。请管理员腾出空间后再试。",
            "The disk of the data directory is full; the graph is unchanged. Try again once the operator "
            "has made room.",
        )
    if "read-only" in said or "permission" in said:
        return StoreError(
            "数据目录不可写，图谱没有变化。请管理员检查目录权限与挂载方式。",
            "The data directory cannot be written to; the graph is unchanged. The operator should check "
            "its permissions and mount.",
        )
    return StoreError(
        "写入数据目录时出错，图谱没有变化；详情见服务日志。",
        "Writing to the data directory failed; the graph is unchanged. The log has the details.",
    )


def perform(order: Order, content: bytes) -> Order:
    """Carry out one order and commit it; what it came to."""
    data = DataDir(Path(order["data"]))
    with change(data, order["keep"]) as draft:
        if order.get("match") or order.get("none_match"):
            _check(draft, order)
        result = ORDERS[order["do"]](draft, order, content)
    assert draft.result is not None
    return {**result, "snapshot": draft.result.id}


def _check(draft: Draft, order: Order) -> None:
    """The conditions of an order; what is not there is told as that, not as changed, to who wants it gone (RFC 9110, 13.2.1)."""
    graph = order["graph"]
    gone = graph is not None and not draft.has_graph(graph)
    if not (gone and order["do"] in ("delete", "withdraw")):
        preconditions.check(draft, graph, order["match"], order["none_match"])


def _update(draft: Draft, order: Order, content: bytes) -> Order:
    text = content.decode()
    if order["using"] or order["using_named"]:
        text = add_using(text, order["using"], order["using_named"])
    allow = tuple(order["load_allow"]), tuple(order["service_allow"])
    updates.run_update(draft, text, order["union"], *allow, base=order["base"])
    return {}


def _put(draft: Draft, order: Order, content: bytes) -> Order:
    """``parts``: format and length in bytes of each document, which follow one another."""
    triples: list[ox.Triple] = []
    start = 0
    for name, length in order["parts"]:
        engine = BY_NAME[name].engine
        assert isinstance(engine, ox.RdfFormat)
        part = content[start : start + length]
        triples += updates.parse_graph(part, engine, order["base"])
        start += length
    graph = order["graph"]
    new = updates.write_graph(draft, graph, triples, order["replace"], order["union"])
    return {"new": new, "state": _state(draft, graph) if graph is not None else ""}


def _delete(draft: Draft, order: Order, _content: bytes) -> Order:
    return {"found": updates.delete_graph(draft, order["graph"], order["union"])}


def _publish(draft: Draft, order: Order, content: bytes) -> Order:
    paper = read_paper(content, os.path.basename(order["file"]))  # noqa: PTH119
    done = publish.publish(
        draft,
        paper.row,
        paper.statements,
        partial(violations_of, paper.text),
        by=order["by"],
        expected=order["graph"],
        reason=order["reason"],
    )
    graph = done.row.graph
    if done.change != publish.UNCHANGED:
        alignments.renew(draft, [graph])
    return {
        "notice": asdict(done.row),
        "new": done.change == publish.NEW,
        "unchanged": done.change == publish.UNCHANGED,
        "violations": done.violations,
        "state": _state(draft, graph),
    }


def _state(draft: Draft, graph: str) -> str:
    return graphs.graph_state(draft.triples_of(graph))


def _withdraw(draft: Draft, order: Order, _content: bytes) -> Order:
    row = publish.withdraw(draft, order["graph"], order["by"], order["reason"])
    alignments.renew(draft, [row.graph])
    return {"notice": asdict(row)}


def _renew(_draft: Draft, _order: Order, _content: bytes) -> Order:
    """Nothing but what each change does of a graph that another edition made."""
    return {}


ORDERS: dict[str, Callable[[Draft, Order, bytes], Order]] = {
    "renew": _renew,
    "update": _update,
    "put": _put,
    "delete": _delete,
    "publish": _publish,
    "withdraw": _withdraw,
}
