"""Connections lent to answerers: the same answers as from the server, and nothing lost whatever
happens to an answerer."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from service.loan.request import read_plain
from service.store.build import build
from service.store.layout import DataDir
from tests.service.conftest import NOTICES, SOURCES, Server
from tests.service.test_memory import engine, wait_for_memory
from tests.service.test_writes import NOTICE, Writable

#: What differs between two answers to the same request.
_OWN = re.compile(rb"(?m)^(date|x-request-id|server-timing): .*\r\n")

LOOKUP = "SELECT ?p ?o { <https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1> ?p ?o }"
QUERIES = (
    LOOKUP,
    "ASK { ?s a <https://w3id.org/anze/ontology#Task> }",
    "SELECT * { VALUES ?x { '安全' } }",
    "SELECT ?s { ?s ?p ?o } LIMIT 0",
    "BASE <http://a/> SELECT (<b> AS ?x) {}",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
)
TASKS = "SELECT (COUNT(?t) AS ?n) { ?t a <https://w3id.org/anze/ontology#Task> }"
#: Not for an answerer: named graphs, a graph as answer, an error, a result that is too long for it.
OTHERS = (
    "BASE <http://a/> SELECT ?s { GRAPH <b> { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/anze/graph/divisions> { ?s ?p ?o }",
    "SELECT ?s (EXISTS { ?s ?p 2 } AS ?e) FROM <https://w3id.org/anze/graph/divisions> { ?s ?p ?o } LIMIT 5",
    "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3",
    "DESCRIBE <https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1>",
    "SELECT nonsense",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT (STRDT(1, 2) AS ?x) (xsd:nothing(1) AS ?y) {}",
    "SELECT ?a ?b { ?a ?p ?x . ?b ?q ?y } LIMIT 3000",
)


#: More answers than the buffers of a connection hold.
UNREAD = 250


class Line:
    """One connection, on which requests are written as they come."""

    def __init__(self, server: Server, timeout: float = 60) -> None:
        parts = urlsplit(server.url)
        self.host = parts.netloc
        self.socket = socket.create_connection((str(parts.hostname), parts.port or 0), timeout)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def get(
        self, query: str, accept: str = "application/sparql-results+json", **more: str
    ) -> bytes:
        self.write(query, accept, **more)
        return self.read()

    def write(self, query: str, accept: str = "*/*", **more: str) -> None:
        self.socket.sendall(self.request(query, accept, **more))

    def request(self, query: str, accept: str = "*/*", **more: str) -> bytes:
        lines = {"Host": self.host, "Accept": accept, **more}
        head = "".join(f"{k}: {v}\r\n" for k, v in lines.items())
        return f"GET /sparql?query={quote(query)} HTTP/1.1\r\n{head}\r\n".encode()

    def read(self) -> bytes:
        """The next answer, head and body, without what differs from request to request."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.file.readline()
            assert line, f"the connection was closed after {head!r}"
            head += line
        length = re.search(rb"content-length: (\d+)", head)
        body = self.file.read(int(length[1])) if length else b""
        return _OWN.sub(b"", head) + body


def on_loan(server: Server) -> int:
    return engine(server)["answered_on_loan"]


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def answerers(server: Server) -> list[int]:
    """Those of the forked processes that have an epoll descriptor, which workers lack."""

    def polls(pid: int) -> bool:
        with suppress(OSError):
            links = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
            return "anon_inode:[eventpoll]" in links
        return False

    return [pid for pid in server.workers() if polls(pid)]


@pytest.fixture
def own(root: Path) -> Iterator[Writable]:
    running = Writable(root)
    running.wait()
    wait_for_memory(running)
    until(lambda: len(answerers(running)) == 2)
    yield running
    running.stop()


def test_answers_are_those_of_the_server(own: Writable) -> None:
    compared = 0
    kinds = ("application/sparql-results+json", "text/csv;q=0.9, text/tab-separated-values", "*/*")
    for query in (*QUERIES, *OTHERS):
        for accept in (*kinds, "image/png"):
            with Line(own) as first, Line(own) as second:
                expected = first.get(query, accept)
                second.get("ASK {}")  # after which the connection is lent
                before = on_loan(own)
                assert second.get(query, accept) == expected, query
                lent = query in QUERIES and accept != "image/png"
                if lent:
                    until(lambda: on_loan(own) == before + 1)  # noqa: B023
                assert expected.startswith(b"HTTP/1.1 200") or not lent
                assert second.get("ASK {}").startswith(b"HTTP/1.1 200")
                compared += 1
    assert compared == (len(QUERIES) + len(OTHERS)) * 4 == 60


def test_what_a_connection_brings_beside_plain_queries(own: Writable) -> None:
    """Other requests, several at once, in pieces: none is lost, the order is kept."""
    with Line(own) as line:
        for _ in range(3):
            line.get(LOOKUP)
        line.socket.sendall(line.request(LOOKUP) * 3 + b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        assert len({line.read() for _ in range(3)}) == 1
        assert b'"status"' in line.read()
        line.get(LOOKUP)
        whole = line.request("ASK {}")
        line.socket.sendall(whole[:40])
        time.sleep(0.2)
        line.socket.sendall(whole[40:])
        assert b"true" in line.read()
        line.get(LOOKUP)
        form = b"query=ASK%7B%7D"
        line.socket.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(form), form)
        )
        assert b"true" in line.read()
        line.get(LOOKUP)
        line.socket.sendall(line.request("ASK {}", Connection="close"))
        assert b"connection: close" in line.read()
        assert line.file.read() == b""
    assert on_loan(own) >= 2


def test_a_new_snapshot_is_answered_from_at_once(own: Writable) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(line: Line) -> int:
        body = line.get(count).partition(b"\r\n\r\n")[2]
        return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])

    with Line(own) as line:
        seen = [number(line)]
        for round_ in range(4):
            number(line)
            update = f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:s> <urn:p> {round_} }} }}"
            assert own.update(update).status_code == 204
            seen.append(number(line))
            wait_for_memory(own)
    assert seen == list(range(seen[0], seen[0] + 5))


def test_every_one_of_many_answerers_is_recalled(root: Path) -> None:
    own = Writable(root, short_lanes=5)
    try:
        own.wait()
        wait_for_memory(own)
        until(lambda: len(answerers(own)) == 5)
        with Line(own) as line:
            for number in range(4):
                update = f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:s> <urn:p> {number} }} }}"
                assert own.update(update).status_code == 204
                query = f"ASK {{ <urn:s> <urn:p> {number} }}"
                for _ in range(3):
                    assert b"true" in line.get(query)
                with Line(own) as idle:
                    idle.get(LOOKUP)
                    wait_for_memory(own)
                    until(lambda: len(answerers(own)) == 5)
    finally:
        own.stop()


def test_a_body_that_comes_late_is_never_taken_for_a_request(own: Writable) -> None:
    with Line(own) as line:
        line.get(LOOKUP)
        hidden = line.request("SELECT ('hidden' AS ?x) {}")
        line.socket.sendall(line.request("ASK {}", **{"Content-Length": str(len(hidden))}))
        assert b"true" in line.read()
        time.sleep(0.2)
        line.socket.sendall(hidden)
        time.sleep(0.2)
        line.write("SELECT ('seen' AS ?x) {}")
        assert b"seen" in line.read()


def test_a_build_by_another_process_is_noticed(own: Writable, root: Path) -> None:
    """Even if all that clients ask is answered on loan."""
    with Line(own) as line:
        before = line.get(TASKS)
        assert line.get(TASKS) == before
        build(DataDir(root), NOTICES[:1], SOURCES)
        until(lambda: line.get(TASKS) != before)


def test_a_publication_loses_no_request(own: Writable) -> None:
    """Clients ask without a pause while notices come and go and answerers change."""
    stop = threading.Event()
    answers: list[bytes] = []
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            with Line(own) as line:
                while not stop.is_set():
                    answers.append(line.get(LOOKUP)[:15])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            answer = own.http.put(
                "/notices/141181-2026-xiaozhengfa-1",
                params={"force": "x"},
                content=NOTICE.read_bytes(),
                headers=own.publisher,
            )
            assert answer.status_code == 200, answer.text
            wait_for_memory(own)
            time.sleep(0.3)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed
    assert set(answers) == {b"HTTP/1.1 200 OK"}
    assert len(answers) > 500
    assert on_loan(own) > 100


def test_a_killed_answerer_loses_no_request(own: Writable) -> None:
    with Line(own) as line:
        expected = line.get(LOOKUP)
        for _ in range(6):
            line.get(LOOKUP)
            time.sleep(0.05)  # killed while it writes, nobody knows what the client has
            for pid in answerers(own):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            assert line.get(LOOKUP) == expected
        until(lambda: len(answerers(own)) == 2)
        before = on_loan(own)
        line.get(LOOKUP)
        line.get(LOOKUP)
        until(lambda: on_loan(own) > before)


def test_a_runaway_query_on_a_loan_meets_the_limit(root: Path) -> None:
    """And the connections lent with it are answered meanwhile."""
    own = Server(root, client_rate=0, time_limit=2).wait()
    try:
        wait_for_memory(own)
        until(lambda: len(answerers(own)) == 2)
        endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        with Line(own) as slow, Line(own) as other, Line(own) as third:
            for line in (slow, other, third):
                line.get(LOOKUP)
            start = time.monotonic()
            slow.write(endless)
            longest, count = 0.0, 0
            while time.monotonic() - start < 1.5:
                asked = time.monotonic()
                assert other.get(LOOKUP) == third.get(LOOKUP)
                longest = max(longest, time.monotonic() - asked)
                count += 2
            assert slow.read().startswith(b"HTTP/1.1 504")
            assert time.monotonic() - start < 4
            assert count > 20
            assert longest < 1
            assert slow.get(LOOKUP) == other.get(LOOKUP)
    finally:
        own.stop()


def test_a_client_that_does_not_read_gets_all_in_the_end(own: Writable) -> None:
    """Answers pile up until no more goes into the connection; the rest of one goes to the server."""
    long = "SELECT ?a ?b { ?a ?p ?x . ?b ?q ?y } LIMIT 300"
    with Line(own) as line:
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        expected = line.get(long)
        assert 30_000 < len(expected) < 1 << 16
        for _ in range(UNREAD):
            line.write(long, "application/sparql-results+json")
            time.sleep(0.01)
        assert 20 < on_loan(own) < UNREAD
        assert [line.read() == expected for _ in range(UNREAD)] == [True] * UNREAD


def test_a_loan_is_no_way_around_the_rate(root: Path) -> None:
    own = Server(root, client_rate=5, client_burst=40).wait()
    try:
        wait_for_memory(own)
        with Line(own) as line:
            codes = [line.get("ASK {}")[9:12] for _ in range(80)]
        assert codes.count(b"200") < 55
        assert codes.count(b"429") > 20
    finally:
        own.stop()


def test_a_closed_service_lends_nothing(root: Path) -> None:
    own = Server(root, client_rate=0, closed=1).wait()
    try:
        with Line(own) as line:
            for _ in range(5):
                assert line.get("ASK {}").startswith(b"HTTP/1.1 401")
        assert on_loan(own) == 0
    finally:
        own.stop()


def test_requests_on_loan_are_logged_and_counted(own: Writable) -> None:
    with Line(own) as line:
        line.get(LOOKUP)
        for _ in range(20):
            line.get(LOOKUP)
        until(lambda: on_loan(own) == 20)
    lines = [json.loads(each) for each in own.log.read_text().splitlines() if '"query"' in each]
    assert len(lines) == 21
    assert len({each["id"] for each in lines}) == 21
    assert len({tuple(sorted(each)) for each in lines}) == 1
    metrics = own.http.get("/metrics").text
    assert 'anze_requests_total{method="GET",route="/sparql",status="200"} 21.0' in metrics


def test_it_ends_with_its_connections_open(root: Path) -> None:
    own = Server(root, client_rate=0).wait()
    wait_for_memory(own)
    family = own.children()
    with Line(own) as line:
        line.get(LOOKUP)
        line.get(LOOKUP)
        start = time.monotonic()
        own.stop()
        assert time.monotonic() - start < 8
        assert line.file.read() == b""
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))


PLAIN = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(
    ("more", "plain"),
    [
        (b"\r\n", True),
        (b"Accept: text/csv\r\nUser-Agent: x\r\nConnection: keep-alive\r\n\r\n", True),
        (b"Accept-Encoding: gzip\r\n\r\n", True),
        (b"User-Agent: \xe5\xae\x89\xe5\x85\xa8 \x85\r\n\r\n", True),
        (b"User-Agent: x\x0bAccept: text/csv\r\n\r\n", False),
        (b"\r\n\r\n", False),
        (b"Host: b\r\n\r\n", False),
        (b"Accept: a\r\nAccept: b\r\n\r\n", False),
        (b"Connection: close\r\n\r\n", False),
        (b"Content-Length: 1\r\n\r\nx", False),
        (b"Content-Length: 0\r\n\r\n", False),
        (b"Transfer-Encoding: chunked\r\n\r\n", False),
        (b"Authorization: Bearer x\r\n\r\n", False),
        (b"If-None-Match: *\r\n\r\n", False),
        (b"X-Forwarded-For: 1.2.3.4\r\n\r\n", False),
        (b"Origin: http://a\r\n\r\n", False),
        (b"Accept: a\r\n b\r\n\r\n", False),
        (b"Accept : a\r\n\r\n", False),
        (b"Accept: a", False),
        (b"", False),
    ],
)
def test_what_is_a_plain_query(more: bytes, plain: bool) -> None:
    assert (read_plain(PLAIN + more) is not None) == plain
