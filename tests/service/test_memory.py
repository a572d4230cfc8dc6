"""The graph held in memory: the same answers as from disk, kept up with every change, and gone
without harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from service.engine.held import TRIPLE
from service.store.build import build
from service.store.graphs import graph_size
from service.store.layout import DataDir, take_lease
from service.store.manifest import read_manifest
from tests.service.conftest import NOTICES, ROOT, SOURCES, XIAOYI, Server
from tests.service.test_writes import NOTICE, G, Writable

UNION = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
GRAPHS = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
BOTH = (UNION, GRAPHS)


@pytest.fixture
def own(root: Path) -> Iterator[Writable]:
    running = Writable(root)
    running.wait()
    yield running
    running.stop()


def engine(server: Server) -> dict[str, int]:
    status: dict[str, int] = server.http.get("/ready").json()["engine"]
    return status


def wait_for_memory(server: Server, held: int = 1) -> None:
    end = time.monotonic() + 20
    while engine(server)["in_memory"] != held:
        assert time.monotonic() < end, engine(server)
        time.sleep(0.05)


def settle(server: Server) -> None:
    """Wait until no snapshot follows any more (inference makes one of its own) and the last is held."""
    snapshot = ""
    while snapshot != (snapshot := server.http.get("/ready").json()["snapshot"]):
        time.sleep(1.5)
        wait_for_memory(server)


def from_disk(root: Path) -> list[list[dict[str, str]]]:
    server = Server(root, client_rate=0, graph_memory=0).wait()
    try:
        rows = [server.rows(query) for query in BOTH]
        assert engine(server)["in_memory"] == 0
        return rows
    finally:
        server.stop()


def changes(own: Writable) -> Iterator[str]:
    """Every way the graph changes, one after the other."""
    yield "built"
    content = NOTICE.read_bytes()
    where = "/notices/141181-2026-xiaozhengfa-1"
    put = own.http.put(
        where, params={"force": "x"}, content=content, headers=own.publisher, timeout=120
    )
    assert put.status_code == 200, put.text
    yield "replaced"
    own.update(
        f"INSERT DATA {{ GRAPH <{G}> {{ <x:a> <x:b> 1, _:x . _:x <x:b> '001'^^<x:t> }}"
        f" GRAPH <{XIAOYI}> {{ <x:a> <x:b> 'by hand' }} }}"
    )
    yield "updated by hand"
    put = own.http.put(
        where, params={"force": "x"}, content=content, headers=own.publisher, timeout=120
    )
    assert put.status_code == 200, put.text
    yield "put again as it was"
    assert own.http.delete(where, headers=own.publisher).status_code == 200
    yield "withdrawn"


def test_memory_says_what_the_disk_says_after_every_change(own: Writable, root: Path) -> None:
    seen = []
    for what in changes(own):
        settle(own)
        rows = [own.rows(query) for query in BOTH]
        assert rows == from_disk(root), what
        seen.append(len(rows[0]))
    assert len(set(seen)) == 5
    assert min(seen) > 100


def test_a_published_notice_is_followed_and_an_update_loaded_anew(own: Writable) -> None:
    wait_for_memory(own)
    before = _forkservers(own)
    steps = changes(own)
    assert [next(steps), next(steps)] == ["built", "replaced"]
    wait_for_memory(own)
    assert _forkservers(own) == before
    next(steps)
    wait_for_memory(own)
    assert _forkservers(own) != before


def test_a_snapshot_on_disk_is_opened_whatever_memory_a_query_has(root: Path) -> None:
    """Before the holder has a new snapshot, workers with the old one in memory open it on disk, which
    reserves more address space than many a query may take."""
    own = Writable(root, memory_limit=64)
    try:
        own.wait()
        opened = 0
        for number in range(5):
            wait_for_memory(own)
            assert own.update(
                f"INSERT DATA {{ GRAPH <{G}> {{ <x:a> <x:b> {number} }} }}"
            ).is_success
            answer = own.sparql(f"ASK {{ GRAPH <{G}> {{ <x:a> <x:b> {number} }} }}")
            assert answer.json()["boolean"], answer.text
            opened += 1 - engine(own)["in_memory"]
        assert opened >= 3
    finally:
        own.stop()


def test_a_graph_of_which_much_was_removed_is_loaded_anew(tmp_path: Path) -> None:
    """The engine keeps in memory what is removed; in a process of its own, for it forks."""
    data = DataDir(tmp_path)
    snapshots = []
    for number in range(10):
        build(data, NOTICES[: 2 - number % 2], SOURCES)
        take_lease(data.require_current().path)
        snapshots.append(str(data.require_current().path))
    script = (
        "import sys; from service.engine.held import HeldGraph; held = HeldGraph(sys.argv[1])\n"
        "for path in sys.argv[2:]: print(held.follow(path), len(held.store))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *snapshots], cwd=ROOT, capture_output=True, check=True
    )
    told = [line.split() for line in done.stdout.decode().splitlines()]
    followed = [word == "True" for word, _ in told]
    assert followed == sorted(followed, reverse=True)
    assert followed[0]
    assert not followed[-1]
    assert [int(size) for (_, size), did in zip(told, followed, strict=True) if did] == [
        graph_size(ox.Store.read_only(f"{path}/store"), None)
        for path, did in zip(snapshots[1:], followed, strict=True)
        if did
    ]


def test_a_graph_too_large_is_read_from_disk(root: Path) -> None:
    manifest = read_manifest(DataDir(root).require_current())
    # the holder, two lanes of two, and two answerers
    needed = manifest.quads * TRIPLE * 7 >> 20
    server = Server(root, client_rate=0, graph_memory=needed, short_lanes=2, long_lanes=2).wait()
    try:
        assert server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        time.sleep(1.5)
        assert engine(server)["in_memory"] == 0
    finally:
        server.stop()


def test_killed_processes_are_replaced(own: Writable) -> None:
    """Whichever dies: a worker, the holder of the graph, every child there is."""
    wait_for_memory(own)
    expected = [own.rows(query) for query in BOTH]
    for choose in (
        lambda: own.workers()[:1],
        lambda: _forkservers(own)[-1:],
        lambda: own.children(),
    ):
        victims = choose()
        assert victims
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 20
        while (answer := own.sparql(UNION)).status_code != 200:
            assert answer.status_code in (502, 503), answer.text
            assert time.monotonic() < end
            time.sleep(0.1)
        assert [own.rows(query) for query in BOTH] == expected
        wait_for_memory(own)


def _forkservers(server: Server) -> list[int]:
    own = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    started = [int(pid) for pid in own.split()]
    return [
        pid
        for pid in started
        if "service.engine.forkserver" in Path(f"/proc/{pid}/cmdline").read_text()
    ]
