"""Lends connections to answerers and takes them back.

The loop of the server costs a short query more than the query itself: three processes are woken for
it, and everything waits for one of them. A client that sends one plain query after another on one
connection is therefore left to a process that needs nobody else. The server keeps the connection and
only does not read from it meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from enum import Enum
from itertools import count
from typing import Protocol

from service.engine.process import ForkServer, process_status
from service.errors import ServiceError
from service.loan.ledger import Doing, Ledger
from service.loan.messages import (
    BACK,
    LONGEST,
    LOOK,
    TIMES,
    Back,
    Loan,
    Terms,
    decode_back,
    decode_times,
)

log = logging.getLogger(__name__)

#: An answerer that has worked on a query for so many seconds is ended, and the query begins anew in
#: the lanes of the engine.
PATIENCE = 0.1
_LOOK_EVERY = 0.02
#: So many answerers may die in so many seconds; after that one is replaced only after as long.
DEATHS, PERIOD = 20, 20.0


class Why(Enum):
    """What brings a connection back: its answerer gave it back, or is gone, and then this is one of
    those that it was not busy with, the one that was too long for it, or one whose answer may have
    been cut."""

    GIVEN_BACK = 1
    LEFT = 2
    TOO_LONG = 3
    CUT = 4


class Connection(Protocol):
    """What can be lent."""

    def socket(self) -> socket.socket: ...

    def take_back(self, back: Back, why: Why) -> None:
        """The connection is the server's again."""


class Answerer:
    """The server's end of one answerer."""

    def __init__(self, pid: int, control: socket.socket, ledger: Ledger) -> None:
        self.pid = pid
        self.control = control
        self.ledger = ledger
        self.lent: dict[int, tuple[Connection, int]] = {}
        self.stopped = False

    def stop(self) -> None:
        """Have it give everything back."""
        self.stopped = True
        self.ledger.stop()
        with contextlib.suppress(OSError):
            self.control.send(LOOK)

    def kill_if_doing(self, doing: Doing) -> None:
        """Kill it unless it has gone on to something else or is about to write."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGSTOP)
            self._wait_until_stopped()
            same = self.ledger.doing() == doing
            os.kill(self.pid, signal.SIGKILL if same else signal.SIGCONT)

    def _wait_until_stopped(self) -> None:
        """The signal takes some microseconds to a process on another processor."""
        for _ in range(1000):
            if process_status(self.pid)[:1] in ([], ["T"]):
                return


class Lender:
    """Has ``most`` answerers of the newest snapshot that ``renew`` was told of; ``answered`` is called
    with the seconds of each of their answers. While something is lent, ``watch`` is called to look
    whether that is still the newest: no request may come by that would."""

    def __init__(self, terms: Terms, most: int, watch: Callable[[], None]) -> None:
        self._terms = terms
        self._most = most
        self._watch = watch
        self._answerers: list[Answerer] = []
        self._numbers = count(1)
        self._generation = 0
        self._origin: ForkServer | None = None
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._looking: asyncio.TimerHandle | None = None
        self._coming: set[asyncio.Task[None]] = set()
        self.answered: Callable[[float], None] = lambda _: None
        self.count = 0

    # What the engine asks for

    def renew(self, origin: ForkServer) -> None:
        """Have answerers from ``origin``, which holds the current snapshot, instead of those before."""
        self.recall()
        self._origin = origin
        for _ in range(self._most):
            self._add()

    def recall(self) -> None:
        """Have everything given back: what answerers have in memory is no longer what is asked for."""
        self._origin = None
        self._generation += 1
        for answerer in list(self._answerers):
            if not answerer.stopped:
                answerer.stop()
                self._end_if_empty(answerer)

    def stop(self) -> None:
        """End all answerers; every connection is the server's again."""
        self.recall()
        for answerer in list(self._answerers):
            with contextlib.suppress(ProcessLookupError):
                os.kill(answerer.pid, signal.SIGKILL)
            self._gone(answerer)
        if self._looking is not None:
            self._looking.cancel()
        for task in self._coming:
            task.cancel()

    def status(self) -> dict[str, int]:
        return {
            "lent": sum(len(each.lent) for each in self._answerers),
            "answered_on_loan": self.count,
        }

    # What connections ask for

    def lend(self, connection: Connection, client: str, allowed: int) -> bool:
        """Lend ``connection`` for up to ``allowed`` requests, if there is an answerer."""
        fit = [each for each in self._answerers if not each.stopped]
        if not fit:
            return False
        answerer = min(fit, key=lambda each: len(each.lent))
        loan = Loan(next(self._numbers), client, allowed)
        try:
            descriptors = [connection.socket().fileno()]
            socket.send_fds(answerer.control, [loan.encode()], descriptors)
        except OSError:
            return False
        answerer.lent[loan.number] = connection, allowed
        if self._looking is None:
            self._look_later()
        return True

    # Answerers come and go

    def _add(self) -> None:
        task = asyncio.ensure_future(self._start_one())
        self._coming.add(task)
        task.add_done_callback(self._coming.discard)

    async def _start_one(self) -> None:
        origin, generation = self._origin, self._generation
        if origin is None or self._full:
            return
        try:
            answerer = Answerer(*await origin.answerer(self._terms))
        except ServiceError as error:
            log.error("no answerer: %s", error.en)
            self._replace()
            return
        outdated = self._generation != generation or self._full
        self._answerers.append(answerer)
        asyncio.get_running_loop().add_reader(answerer.control.fileno(), self._hear, answerer)
        if outdated:
            answerer.stop()
            self._end_if_empty(answerer)

    @property
    def _full(self) -> bool:
        return sum(not each.stopped for each in self._answerers) >= self._most

    def _hear(self, answerer: Answerer) -> None:
        """Read what an answerer sent."""
        while answerer in self._answerers:
            try:
                message = answerer.control.recv(LONGEST)
            except BlockingIOError:
                return
            except OSError:
                message = b""
            if message[:1] == BACK:
                back = decode_back(message)
                connection, _ = answerer.lent.pop(back.number)
                connection.take_back(back, Why.GIVEN_BACK)
                self._end_if_empty(answerer)
            elif message[:1] == TIMES:
                for seconds in decode_times(message):
                    self.count += 1
                    self.answered(seconds)
            elif not message:
                self._gone(answerer)
                return

    def _end_if_empty(self, answerer: Answerer) -> None:
        """Close a stopped answerer's socket, which ends it, when it has given everything back."""
        if answerer.stopped and not answerer.lent and answerer in self._answerers:
            self._close(answerer)

    def _gone(self, answerer: Answerer) -> None:
        """An answerer was killed: what it had is as it was before its last request. Nobody knows how
        many it served, so all that were allowed count."""
        doing = answerer.ledger.doing()
        self._close(answerer)
        for number, (connection, allowed) in answerer.lent.items():
            why = Why.LEFT
            if number == doing.number:
                why = Why.CUT if doing.writing else Why.TOO_LONG
            connection.take_back(Back(number, allowed), why)
        answerer.lent.clear()
        if not answerer.stopped:
            self._replace()

    def _close(self, answerer: Answerer) -> None:
        self._answerers.remove(answerer)
        asyncio.get_running_loop().remove_reader(answerer.control.fileno())
        answerer.control.close()
        answerer.ledger.close()

    def _replace(self) -> None:
        """Start another for one that is gone, later if that happens often."""
        now = time.monotonic()
        self._deaths.append(now)
        often = len(self._deaths) == DEATHS and now - self._deaths[0] < PERIOD
        asyncio.get_running_loop().call_later(PERIOD if often else 0, self._add)

    # Long queries

    def _look_later(self) -> None:
        self._looking = asyncio.get_running_loop().call_later(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        """End answerers that are long at one query."""
        self._looking = None
        try:
            self._watch()
        except (OSError, ServiceError) as error:
            log.error("no look at the newest snapshot: %s", error)
        late = time.monotonic() - PATIENCE
        for answerer in self._answerers:
            doing = answerer.ledger.doing()
            if doing.number and not doing.writing and doing.since < late:
                answerer.kill_if_doing(doing)
        if any(each.lent for each in self._answerers):
            self._look_later()
