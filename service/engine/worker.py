"""The process that runs queries, one at a time, over a pipe to its pool. It reads snapshots, never
writes, has no network, and is killed by its pool whenever a query is past its limit."""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pyoxigraph as ox

from service.engine import sandbox
from service.engine.counting import LimitReached
from service.engine.jobs import DATA, END, ERROR, HEADER, READY, Job, decode_job, frame
from service.engine.run import run_job
from service.store.layout import take_lease


class Reader:
    """The snapshot that is open; ``at`` moves to another one when a job asks for it."""

    def __init__(self, memory: int) -> None:
        self.path = ""
        self.store = ox.Store()
        self.lease = -1
        self.memory = memory

    def at(self, path: str) -> ox.Store:
        if path != self.path:
            lease = take_lease(Path(path))
            self.store = ox.Store.read_only(str(Path(path) / "store"))
            if self.lease >= 0:
                os.close(self.lease)
            else:
                sandbox.limit_memory(self.memory)
            self.path, self.lease = path, lease
        return self.store


def main(descriptor: int, parent: int, memory: int, cpu: float, network: bool) -> None:
    """Answer jobs on the socket ``descriptor`` until it closes."""
    sandbox.die_with_parent(parent)
    if not network:
        sandbox.no_network()
    connection = socket.socket(fileno=descriptor)
    stream = connection.makefile("rb")
    reader = Reader(memory)
    connection.sendall(frame(READY, b""))
    while header := stream.read(HEADER.size):
        _, length = HEADER.unpack(header)
        sandbox.limit_cpu(cpu)
        _answer(reader, decode_job(stream.read(length)), connection)


def _answer(reader: Reader, job: Job, connection: socket.socket) -> None:
    try:
        store = reader.at(job.snapshot)
        ending = run_job(store, job, lambda chunk: connection.sendall(frame(DATA, chunk)))
        ending = replace(ending, cpu=sum(os.times()[:2]))
        reply = frame(END, json.dumps(asdict(ending)).encode())
    except Exception as error:  # every failure of a query is an answer, the process lives on
        reply = frame(ERROR, json.dumps(_describe(error)).encode())
    connection.sendall(reply)


def _describe(error: Exception) -> dict[str, object]:
    if isinstance(error, LimitReached):
        return {"kind": "limit", "what": error.what, "limit": error.limit}
    kinds = {SyntaxError: "syntax", MemoryError: "memory", OSError: "io", FileNotFoundError: "gone"}
    return {"kind": kinds.get(type(error), "failed"), "message": str(error)}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), False)
