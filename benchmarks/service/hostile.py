"""Sends a live server what once ended or froze it, and tells what became of each.

``python -m benchmarks.service.hostile`` serves the notices of this repository with an address space of
4 GB to a process. Uploads that cost a reader much, bodies and heads without end, connections that say
nothing, an RDF/XML entity bomb; ``/health`` is asked all the while. Exit code 1 where something is
taken, an answer is late or has no words, the server ends, ``/health`` is slow (p99 over 50 ms), the memory is not
back 5 s after the last, or a processor is busy 3 s after a client hung up."""

from __future__ import annotations

import argparse
import os
import resource
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.service.hostile_files import TEXT, entities, uploads
from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources
from service.tokens import TokenFile
from tests.service.conftest import ROOT, Server, descendants

ADDRESS_SPACE = 4_000_000_000
#: ms that 99 of 100 answers of ``/health`` may take.
HEALTH_P99 = 50.0
#: MB by which memory may stand above what it was before, 5 s after the last upload.
BACK = 300
#: Seconds of processor in the two seconds that begin 3 s after a client hung up.
IDLE = 0.4
#: Seconds that an answer may take beyond the time of a check: the upload, and a place in the queue.
WAITING = 5
#: Connections that are opened and say nothing.
SILENT = 220


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one attack: bytes sent, status (0: no answer), seconds, the words of the answer; MB that all
    processes of the server took at most."""

    name: str
    size: int
    status: int
    seconds: float
    words: str
    memory: int

    def held(self, limit: float) -> bool:
        """Whether it was answered within ``limit`` seconds: refused in words, or checked after all."""
        refused = 400 <= self.status < 600 and self.status != 500 and bool(self.words)
        return self.seconds <= limit and (refused or self.status == 200)


@dataclass(slots=True)
class Watch:
    """Asks ``/health`` and weighs the processes until it is told to stop."""

    url: str
    pid: int
    taken: list[float] = field(default_factory=list)
    most: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Watch:
        self._threads = [threading.Thread(target=work) for work in (self._ask, self._weigh)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        with httpx.Client(base_url=self.url, timeout=60) as client:
            while not self._stop.wait(0.02):
                start = time.perf_counter()
                with suppress(httpx.TransportError):
                    client.get("/health")
                self.taken.append((time.perf_counter() - start) * 1000)

    def _weigh(self) -> None:
        while not self._stop.wait(0.1):
            self.most = max(self.most, memory(self.pid))


def memory(pid: int) -> int:
    """MB of the server and its descendants, shared pages counted once (PSS)."""
    total = 0
    for each in (pid, *descendants(pid)):
        with suppress(OSError):
            found = Path(f"/proc/{each}/smaps_rollup").read_text().split("\nPss:", 1)
            total += int(found[1].split()[0])
    return total >> 10


def processor(pid: int) -> float:
    """Seconds of processor that the server and its living descendants took."""
    ticks = 0
    for each in (pid, *descendants(pid)):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


Attack = tuple[str, int, Callable[[], tuple[int, str]]]


def attacks(server: Server, token: str) -> Iterator[Attack]:
    """What each is called, its bytes, and how it is carried out: to a status and the answer's words."""
    for each in uploads():
        files = [(part, (name, content)) for part, name, content in each.parts]
        yield each.name, each.size, lambda files=files: _posted(server, files=files)
    yield "400 MB in chunks, no length", 400 << 20, lambda: _posted(server, **_endless(400))
    yield "an unfinished head of 300 MB", 300 << 20, lambda: _raw(server, b"X: " + b"a" * 65_536)
    yield "100,000 header lines", 700_000, lambda: _raw(server, b"X: a\r\n" * 10_000)
    yield (
        f"{SILENT} silent connections, closed",
        0,
        lambda: _silent(server, SILENT),
    )
    bomb = entities()
    yield (
        "RDF/XML of 9 levels of entities",
        len(bomb),
        lambda: _said(
            server.http.put(
                "/store?graph=urn:bomb",
                content=bomb,
                headers={"Content-Type": "application/rdf+xml", "Authorization": f"Bearer {token}"},
            )
        ),
    )


def _posted(server: Server, **what: object) -> tuple[int, str]:
    try:
        with httpx.Client(base_url=server.url, timeout=120) as client:
            return _said(client.post("/validate", **what))  # type: ignore[arg-type]
    except httpx.TransportError as error:
        return 0, repr(error)


def _said(answer: httpx.Response) -> tuple[int, str]:
    if answer.headers.get("content-type") != "application/problem+json":
        return answer.status_code, ""
    return answer.status_code, str(answer.json()["detail_en"])


def _endless(megabytes: int) -> dict[str, object]:
    mark = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.txt\r\n\r\n"

    def body() -> Iterator[bytes]:
        yield mark
        for _ in range(megabytes):
            yield b"\n" * (1 << 20)

    return {"content": body(), "headers": {"Content-Type": "multipart/form-data; boundary=x"}}


def _raw(server: Server, piece: bytes) -> tuple[int, str]:
    """A head that does not end, until the server answers or closes."""
    with _connected(server) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        with suppress(OSError):
            for _ in range((300 << 20) // len(piece)):
                connection.sendall(piece)
        answer = b""
        with suppress(OSError):
            answer = connection.recv(4096)
    head, _, body = answer.partition(b"\r\n\r\n")
    return (int(head.split()[1]), body.decode("utf-8", "replace")[:90]) if head else (0, "")


def _silent(server: Server, count: int) -> tuple[int, str]:
    """408 once the server has closed them all (RFC 9110 §15.5.9), 0 if it did not in 30 s."""
    opened = [_connected(server) for _ in range(count)]
    for number, each in enumerate(opened):
        each.sendall(
            (b"", b"GET /hea", b"POST /validate HTTP/1.1\r\nContent-Length: 9\r\n\r\na")[number % 3]
        )
    end, closed = time.monotonic() + 30, 0
    for each in opened:
        each.settimeout(max(0.01, end - time.monotonic()))
        with suppress(TimeoutError):
            while each.recv(4096):
                pass
            closed += 1
        each.close()
    return (408 if closed == count else 0), f"{closed} of {count} closed"


def _connected(server: Server) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), 60)


def carry_out(server: Server, attack: Attack) -> tuple[Outcome, list[float]]:
    """What became of it, and the ms of ``/health`` meanwhile."""
    name, size, act = attack
    with Watch(server.url, server.process.pid) as watch:
        start = time.monotonic()
        status, words = act()
        seconds = time.monotonic() - start
    return Outcome(name, size, status, seconds, words, watch.most), watch.taken


def after_hanging_up(server: Server) -> float:
    """Seconds of processor in two, 3 s after the client of a long check left."""
    with suppress(httpx.TimeoutException):
        httpx.post(f"{server.url}/validate", content=TEXT * 4000, timeout=1)
    time.sleep(3)
    before = processor(server.process.pid)
    time.sleep(2)
    return processor(server.process.pid) - before


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.service.hostile", description=__doc__
    )
    parser.add_argument("--check-time", type=float, default=20, help="ANZE_CHECK_TIME, s")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        build(DataDir(root), sorted((ROOT / "data" / "notices").iterdir()), real_sources())
        token = TokenFile(root).create("hostile", "admin")
        most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, most[1]))
        server = Server(
            root, anew=True, client_rate=0, check_time=given.check_time, idle_time=10
        ).wait()
        resource.setrlimit(resource.RLIMIT_AS, most)
        try:
            return report(server, token, given.check_time)
        finally:
            server.stop()


def report(server: Server, token: str, limit: float) -> int:
    """Prints the table and what was seen after it; 1 if something gave way."""
    server.http.post("/validate", content=TEXT)
    before, faults, taken = memory(server.process.pid), [], list[float]()
    print("| sent | bytes | answer | s | MB at most | in words |\n|---|---|---|---|---|---|")
    for attack in attacks(server, token):
        outcome, health = carry_out(server, attack)
        taken += health
        print(
            f"| {outcome.name} | {outcome.size:,} | {outcome.status} | {outcome.seconds:.1f} "
            f"| {outcome.memory} | {outcome.words[:80]} |",
            flush=True,
        )
        if not outcome.held(limit + WAITING):
            faults.append(outcome.name)
    time.sleep(5)
    after, busy = memory(server.process.pid), after_hanging_up(server)
    taken.sort()
    p99 = taken[int(len(taken) * 0.99)]
    print(
        f"\n/health: {len(taken)} answers, median {statistics.median(taken):.1f} ms, p99 {p99:.1f} ms"
    )
    print(f"memory: {before} MB before, {after} MB 5 s after the last")
    print(f"processor: {busy:.2f} s in 2 s, 3 s after a client hung up")
    faults += [] if p99 <= HEALTH_P99 else ["/health"]
    faults += [] if after <= before + BACK else ["memory"]
    faults += [] if busy <= IDLE else ["processor"]
    faults += [] if server.process.poll() is None else ["the server ended"]
    print("gave way: " + (", ".join(faults) or "nothing"))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
