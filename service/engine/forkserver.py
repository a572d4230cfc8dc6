"""The process that workers are forked from: a new one takes milliseconds, and shares the memory of a
graph that is held here.

It has one thread and opens no store on disk, so that forking it is safe. Orders come over a socket,
one JSON object a line: ``{"do": "fork", "with": 1}`` with the descriptor of the new worker's socket,
``{"do": "answer", "with": 2, "terms": …}`` with those of an answerer's socket and ledger, or
``{"do": "hold", "snapshot": path}``. It tells of ``{"held": path}``, ``{"refused": reason}`` and of
workers that ended, ``{"ended": pid, "status": wait status}``."""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import orjson

from service.engine.held import HeldGraph
from service.engine.jobs import READY, frame
from service.engine.worker import Walls, serve
from service.jobs import sandbox


@dataclass(slots=True)
class Forker:
    control: socket.socket
    walls: Walls
    woken: socket.socket
    waker: socket.socket
    held: HeldGraph | None = None
    inbox: bytes = b""
    descriptors: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Carry out orders until the server is gone."""
        while True:
            ready, _, _ = select.select([self.control, self.woken], [], [])
            if self.woken in ready:
                self.woken.recv(4096)
                self._reap()
            if self.control in ready:
                data, descriptors, _, _ = socket.recv_fds(self.control, 1 << 16, 16)
                if not data:
                    return
                self.descriptors += descriptors
                *orders, self.inbox = (self.inbox + data).split(b"\n")
                for order in orders:
                    self._carry_out(orjson.loads(order))

    def _carry_out(self, order: dict[str, Any]) -> None:
        if order["do"] == "hold":
            self._hold(order["snapshot"])
            return
        given, self.descriptors = (
            self.descriptors[: order["with"]],
            self.descriptors[order["with"] :],
        )
        work = self._work(order, given, os.getpid())
        if os.fork() == 0:
            self._become(work)
        for descriptor in given:
            os.close(descriptor)

    def _work(self, order: dict[str, Any], given: list[int], parent: int) -> Callable[[], None]:
        """What a process forked from this one, ``parent``, is to do with the descriptors ``given``."""
        if order["do"] == "fork":
            return lambda: serve(socket.socket(fileno=given[0]), parent, self.held, self.walls)
        # imported here: once for all answerers, never where there are none
        from service.loan.answerer import answer_loans

        def answer() -> None:
            assert self.held is not None
            connection = socket.socket(fileno=given[0])
            answer_loans(connection, given[1], parent, self.held, order["terms"])

        return answer

    def _become(self, work: Callable[[], None]) -> NoReturn:
        """Do ``work`` to the end of this process."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in (self.control, self.woken, self.waker):
            each.close()
        try:
            work()
        finally:
            os._exit(0)

    def _hold(self, path: str) -> None:
        try:
            if self.held is None:
                self.held = HeldGraph(path)
            elif not self.held.follow(path):
                self._tell(refused="updated by hand")
                return
        except Exception as error:  # whatever it is, there is the disk
            self._tell(refused=str(error))
            return
        gc.collect()
        gc.freeze()
        self._tell(held=path)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._tell(ended=pid, status=status)

    def _tell(self, **what: Any) -> None:
        self.control.sendall(orjson.dumps(what) + b"\n")


def main(descriptor: int, parent: int, memory: int, cpu: float, network: bool) -> None:
    """Fork workers for the server ``parent``, at the other end of the socket ``descriptor``."""
    sandbox.die_with_parent(parent)
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    control = socket.socket(fileno=descriptor)
    control.sendall(frame(READY, b""))
    Forker(control, Walls(memory, cpu, network), woken, waker).run()
