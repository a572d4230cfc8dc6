"""The process that runs queries, one after the other, over a socket to its pool. It reads snapshots,
never writes, has no network, and is killed by its pool whenever a query is past its limit."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyoxigraph as ox

from service.engine.held import HeldGraph
from service.engine.jobs import DATA, END, ERROR, HEADER, READY, Job, decode_job, frame
from service.engine.run import run_job
from service.jobs import sandbox
from service.sparql.counting import LimitReached
from service.store.layout import take_lease

#: Bytes of an answer that are sent together.
_TOGETHER = 1 << 16


@dataclass(frozen=True, slots=True)
class Walls:
    """Limits of a worker: ``memory`` in bytes beyond what it begins with, ``cpu`` in seconds a job,
    whether it may open the ``network``."""

    memory: int
    cpu: float
    network: bool


class Reader:
    """The graph a job asks for: the default graph held in memory, or a snapshot opened on disk."""

    def __init__(self, held: HeldGraph | None, memory: int) -> None:
        self.held = held
        self.memory = memory
        self.path = ""
        self.store = ox.Store()
        self.lease = -1
        if held is not None:
            sandbox.limit_memory(memory)

    def at(self, path: str, job: Job) -> ox.Store:
        """The store for ``job`` in the snapshot at ``path``."""
        if self.held is not None and path == self.held.path and not job.names_graphs:
            return self.held.store
        if path != self.path:
            # RocksDB opens files by many threads at once, and address space is reserved for each
            sandbox.lift_memory_limit()
            try:
                self._open(path)
            finally:
                sandbox.limit_memory(self.memory)
        return self.store

    def _open(self, path: str) -> None:
        lease = take_lease(Path(path))
        try:
            self.store = ox.Store.read_only(str(Path(path) / "store"))
        except OSError:
            os.close(lease)
            raise
        if self.lease >= 0:
            os.close(self.lease)
        self.path, self.lease = path, lease


def serve(connection: socket.socket, parent: int, held: HeldGraph | None, walls: Walls) -> None:
    """Answer the jobs of ``connection`` until it closes."""
    sandbox.die_with_parent(parent)
    if not walls.network:
        sandbox.no_network()
    stream = connection.makefile("rb")
    reader = Reader(held, walls.memory)
    connection.sendall(frame(READY, str(os.getpid()).encode()))
    while header := stream.read(HEADER.size):
        _, length = HEADER.unpack(header)
        sandbox.limit_cpu(walls.cpu)
        _answer(reader, stream.read(length), connection)


def _answer(reader: Reader, order: bytes, connection: socket.socket) -> None:
    outbox = bytearray()

    def send(chunk: bytes) -> None:
        outbox.extend(frame(DATA, chunk))
        if len(outbox) >= _TOGETHER:
            connection.sendall(outbox)
            outbox.clear()

    try:
        snapshot, job = decode_job(order)
        ending = run_job(reader.at(snapshot, job), job, send)
        report = (ending.rows, ending.bytes, ending.seconds, sum(os.times()[:2]))
        outbox += frame(END, orjson.dumps(report))
    except Exception as error:  # every failure of a query is an answer, the process lives on
        outbox += frame(ERROR, orjson.dumps(_describe(error)))
    connection.sendall(outbox)


def _describe(error: Exception) -> dict[str, object]:
    if isinstance(error, LimitReached):
        return {"kind": "limit", "what": error.what, "limit": error.limit}
    kinds = {SyntaxError: "syntax", MemoryError: "memory", OSError: "io", FileNotFoundError: "gone"}
    return {"kind": kinds.get(type(error), "failed"), "message": str(error)}
