"""The writer's process: takes one order at a time over a pipe, changes the store, reports back.

It lives apart from the server because reading a stranger's document and running an update can take
long or for ever, and only a process can be stopped."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ontology.errors import AnzeError
from service.engine.jobs import END, ERROR, HEADER, READY, frame
from service.errors import ServiceError
from service.jobs import sandbox
from service.sparql.formats import BY_NAME
from service.store import inferred, publish, updates
from service.store.layout import DataDir
from service.store.sources import Sources, real_check, real_sources
from service.store.writer import Draft, change

Order = dict[str, Any]


def main(descriptor: int, parent: int) -> None:
    """Carry out orders on the socket ``descriptor`` until it closes."""
    sandbox.die_with_parent(parent)
    connection = socket.socket(fileno=descriptor)
    stream = connection.makefile("rb")
    connection.sendall(frame(READY, b""))
    sources = real_sources()
    while header := stream.read(HEADER.size):
        _, length = HEADER.unpack(header)
        order = json.loads(stream.read(length))
        _, length = HEADER.unpack(stream.read(HEADER.size))
        connection.sendall(_carry_out(order, stream.read(length), sources))


def _carry_out(order: Order, content: bytes, sources: Sources) -> bytes:
    try:
        return frame(END, json.dumps(perform(order, content, sources)).encode())
    except ServiceError as error:
        report = {
            "kind": type(error).__name__,
            "zh": error.zh,
            "en": error.en,
            "extra": error.extra,
        }
    except AnzeError as error:
        report = {"kind": "Unprocessable", "zh": str(error), "en": str(error), "extra": {}}
    except Exception as error:  # the process lives on, the server tells the client
        report = {"kind": "ServiceError", "zh": f"{error!r}", "en": f"{error!r}", "extra": {}}
    return frame(ERROR, json.dumps(report, default=str).encode())


def perform(order: Order, content: bytes, sources: Sources) -> Order:
    """Carry out one order and commit it; what it came to."""
    data = DataDir(Path(order["data"]))
    with change(data, order["keep"]) as draft:
        result = ORDERS[order["do"]](draft, order, content, sources)
    assert draft.result is not None
    return {**result, "snapshot": draft.result.id}


def _update(draft: Draft, order: Order, content: bytes, _: Sources) -> Order:
    allow = tuple(order["load_allow"]), tuple(order["service_allow"])
    updates.run_update(draft, content.decode(), order["union"], *allow, base=order["base"])
    return {}


def _put(draft: Draft, order: Order, content: bytes, _: Sources) -> Order:
    """``parts``: format and length in bytes of each document, which follow one another."""
    triples: list[ox.Triple] = []
    start = 0
    for name, length in order["parts"]:
        engine = BY_NAME[name].engine
        assert isinstance(engine, ox.RdfFormat)
        part = content[start : start + length]
        triples += updates.parse_graph(part, engine, order["base"])
        start += length
    new = updates.write_graph(draft, order["graph"], triples, order["replace"], order["union"])
    return {"new": new}


def _delete(draft: Draft, order: Order, _content: bytes, _: Sources) -> Order:
    return {"found": updates.delete_graph(draft, order["graph"], order["union"])}


def _publish(draft: Draft, order: Order, content: bytes, sources: Sources) -> Order:
    row, new, violations = publish.publish(
        draft,
        content,
        os.path.basename(order["file"]),  # noqa: PTH119
        sources,
        real_check,
        by=order["by"],
        expected=order["expected"],
        replacing=order["replacing"],
        reason=order["reason"],
    )
    return {"notice": asdict(row), "new": new, "violations": violations}


def _withdraw(draft: Draft, order: Order, _content: bytes, _: Sources) -> Order:
    return {"notice": asdict(publish.withdraw(draft, order["graph"], order["by"], order["reason"]))}


def _infer(draft: Draft, _order: Order, _content: bytes, _: Sources) -> Order:
    """After notices changed: what follows from them anew, as a change of its own."""
    return {"inferred": inferred.renew(draft)}


ORDERS: dict[str, Callable[[Draft, Order, bytes, Sources], Order]] = {
    "update": _update,
    "put": _put,
    "delete": _delete,
    "publish": _publish,
    "withdraw": _withdraw,
    "infer": _infer,
}
