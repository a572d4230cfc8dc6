"""The process that answers short queries on connections lent to it by the server.

It reads a request without taking it off the connection, answers it from the graph in memory, and
takes it off just before it writes. So whatever it does not answer, for whatever reason (it is no
plain query, it fails, its answer is long, the snapshot is old, the process is killed), is still
there for the server, which answers as if nothing had been lent."""

from __future__ import annotations

import io
import os
import random
import select
import socket
import sys
import time
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from service.engine.api import Answer
from service.engine.cache import AnswerCache
from service.engine.held import HeldGraph
from service.engine.jobs import Ending, Job
from service.engine.run import run_job
from service.jobs import sandbox
from service.loan.ledger import Doing, Ledger
from service.loan.messages import (
    LOAN,
    LONGEST,
    READY,
    Back,
    Terms,
    decode_loan,
    decode_terms,
    encode_times,
)
from service.loan.request import SHORT, PlainQuery, read_plain
from service.sparql import negotiate
from service.sparql.answer import base_of, head_of, make_job, mark_of
from service.sparql.formats import for_form
from service.sparql.inspection import refuse_calls
from service.sparql.protocol import asked_by, one_query, parse_pairs
from service.web.logs import AccessLog, digest, new_id
from service.web.wire import COMPRESS_FROM, HEADERS, join_lines

#: Requests and answers above so many bytes are the server's.
LARGEST = 1 << 16
#: No connection is lent for more seconds than this: what its client may ask is counted anew.
LIFETIME = 5.0
#: A connection with no request for so many seconds goes back to the server, which closes it in time.
IDLE = 1.0

#: Seconds between two messages on how long answers took.
TELL_EVERY = 0.1

_LAST_LINES = join_lines(HEADERS) + b"\r\n"
_NOTHING = Doing(0, 0.0, False)


@dataclass(slots=True)
class Lent:
    """A connection, what it is lent for, and what was served on it; ``since`` when, and when it was
    last ``seen`` to have a request, by the monotonic clock."""

    number: int
    client: str
    allowed: int
    connection: socket.socket
    since: float
    seen: float
    served: int = 0


class NotPlain(Exception):
    """The server is to answer this."""


class Answerer:
    """Answers on the connections that come over ``control`` from the snapshot ``held``."""

    def __init__(
        self, control: socket.socket, ledger: Ledger, held: HeldGraph, terms: Terms
    ) -> None:
        self._control = control
        self._ledger = ledger
        self._store = held.store
        self._snapshot = Path(held.path).name
        self._terms = terms
        self._cache = AnswerCache(terms.cache)
        self._log = AccessLog(terms.log_format, sys.stderr.buffer)
        self._lent: dict[int, Lent] = {}
        self._times: list[float] = []
        self._told = 0.0
        self._second = 0
        self._first = b""

    def run(self) -> None:
        """Answer until the server stops this, or is gone."""
        with select.epoll() as poll:
            self._poll = poll
            poll.register(self._control, select.EPOLLIN)
            self._control.send(READY + str(os.getpid()).encode())
            swept = time.monotonic()
            while not self._ledger.stopped:
                for descriptor, _ in poll.poll(TELL_EVERY if self._times else IDLE):
                    if descriptor != self._control.fileno():
                        self._serve(self._lent[descriptor])
                    elif not self._take():
                        return
                self._tell()
                if time.monotonic() - swept > IDLE:
                    swept = time.monotonic()
                    self._sweep(swept)
            for lent in list(self._lent.values()):
                self._give_back(lent)
            while self._take():
                """What was lent before the server said stop goes back as well."""

    def _take(self) -> bool:
        """Take what came over the control socket; False once the server has closed it."""
        message, descriptors, _, _ = socket.recv_fds(self._control, LONGEST, 1)
        if message[:1] == LOAN:
            loan = decode_loan(message)
            connection = socket.socket(fileno=descriptors[0])
            connection.setblocking(False)
            now = time.monotonic()
            lent = Lent(loan.number, loan.client, loan.allowed, connection, now, now)
            self._lent[connection.fileno()] = lent
            self._poll.register(connection, select.EPOLLIN)
            if self._ledger.stopped:
                self._give_back(lent)
        return bool(message)

    def _serve(self, lent: Lent) -> None:
        """Answer the request that waits on a connection, or give it back."""
        try:
            data = lent.connection.recv(LARGEST, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        plain = read_plain(data)
        now = time.monotonic()
        over = lent.served >= lent.allowed or now - lent.since > LIFETIME
        if plain is None or over or self._ledger.stopped:
            self._give_back(lent)
            return
        lent.seen = now
        self._ledger.write(Doing(lent.number, lent.seen, False))
        try:
            content = self._answer(plain, lent)
        except Exception:  # whatever it is, the server says it
            self._ledger.write(_NOTHING)
            self._give_back(lent, wasted=True)
            return
        self._ledger.write(Doing(lent.number, lent.seen, True))
        try:
            lent.connection.recv(len(data))
            sent = lent.connection.send(content)
        except BlockingIOError:
            sent = 0
        except OSError:
            sent = len(content)  # the client is gone, as the server will see
        lent.served += 1
        slow = time.monotonic() - now > SHORT
        if slow or sent < len(content):
            self._give_back(lent, slow, content[sent:])
        self._ledger.write(_NOTHING)

    def _answer(self, plain: PlainQuery, lent: Lent) -> bytes:
        """Head and body of the answer to a query."""
        start = time.perf_counter()
        terms = self._terms
        asked = asked_by(parse_pairs(plain.parameters))
        text = one_query(asked)
        found = refuse_calls(text, terms.service_allow, terms.load_allow)
        if found.form not in ("SELECT", "ASK") or found.calls:
            raise NotPlain
        chosen = negotiate.choose_format(plain.accept, for_form(found.form), asked.format)
        base = base_of(terms.public_url, "http", plain.host)
        job = make_job(text, asked, chosen, found, base, terms.row_limit, LARGEST)
        if job.names_graphs:
            raise NotPlain
        ending, body = self._run(job)
        if plain.compressed and ending.bytes >= COMPRESS_FROM:
            raise NotPlain
        request = new_id()
        head = head_of(ending, chosen, mark_of(self._snapshot, job), text)
        head.append((b"x-request-id", request.encode()))
        seconds = time.perf_counter() - start
        self._times.append(seconds)
        self._log.write(
            request,
            "GET",
            "/sparql",
            200,
            seconds,
            ending.bytes,
            lent.client,
            query=digest(text),
            rows=ending.rows,
        )
        return b"".join((self._first_lines(), join_lines(head), _LAST_LINES, body))

    def _run(self, job: Job) -> tuple[Ending, bytes]:
        kept = self._cache.get(job, self._snapshot)
        if kept is None:
            chunks: list[bytes] = []
            ending = run_job(self._store, job, chunks.append)
            kept = Answer(io.BytesIO(b"".join(chunks)), ending)
            self._cache.put(job, self._snapshot, kept)
        return kept.ending, kept.read()

    def _first_lines(self) -> bytes:
        second = int(time.time())
        if second != self._second:
            self._second = second
            date = formatdate(second, usegmt=True)
            self._first = f"HTTP/1.1 200 OK\r\ndate: {date}\r\n".encode()
        return self._first

    def _tell(self, all_of_it: bool = False) -> None:
        """Log what was answered in this turn; now and then, tell the server how long that took."""
        self._log.flush()
        now = time.monotonic()
        if self._times and (all_of_it or now - self._told > TELL_EVERY):
            self._told = now
            self._control.send(encode_times(self._times))
            self._times.clear()

    def _sweep(self, now: float) -> None:
        for lent in list(self._lent.values()):
            if now - lent.seen > IDLE:
                self._give_back(lent)

    def _give_back(self, lent: Lent, wasted: bool = False, rest: bytes = b"") -> None:
        self._tell(all_of_it=True)  # with the last connection the server may end this
        descriptor = lent.connection.fileno()
        self._poll.unregister(descriptor)
        del self._lent[descriptor]
        lent.connection.close()
        self._control.send(Back(lent.number, lent.served, wasted, rest).encode())


def answer_loans(
    control: socket.socket, page: int, parent: int, held: HeldGraph, given: dict[str, Any]
) -> None:
    """Be an answerer on the terms ``given``, with the ledger on the file of the descriptor ``page``,
    until the server ends it or itself."""
    terms = decode_terms(given)
    sandbox.die_with_parent(parent)
    sandbox.no_network()
    sandbox.limit_memory(terms.memory)
    random.seed()  # as many processes are forked from one, each would give the same ids
    Answerer(control, Ledger(os.fdopen(page, "r+b")), held, terms).run()
