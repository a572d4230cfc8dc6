"""Copies of the graph in memory: the same answers as from disk, renewed with every change, and gone
without harm."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.engine.job import Job
from service.engine.local import TRIPLE
from service.engine.local_job import Reader, prepare
from service.errors import EngineFailed
from service.store.layout import DataDir
from service.store.manifest import read_manifest
from tests.service.conftest import HELD, XIAOYI, Server, small
from tests.service.test_writes import NOTICE, G, Writable
from tests.shared import own_copy

UNION = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
GRAPHS = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
BOTH = (UNION, GRAPHS)
JSON = "application/sparql-results+json"


@pytest.fixture
def own(root: Path) -> Iterator[Writable]:
    running = Writable(root, **HELD)
    running.wait()
    yield running
    running.stop()


def engine(server: Server) -> dict[str, int]:
    status: dict[str, int] = server.http.get("/ready").json()["engine"]
    return status


def wait_for_memory(server: Server) -> None:
    end = time.monotonic() + 30
    while engine(server)["in_memory"] != 1:
        assert time.monotonic() < end, engine(server)
        time.sleep(0.05)


def settle(server: Server) -> None:
    """Wait until no snapshot follows any more (inference makes one of its own) and the last is held."""
    snapshot = ""
    while snapshot != (snapshot := server.http.get("/ready").json()["snapshot"]):
        time.sleep(1.5)
        wait_for_memory(server)


def from_disk(root: Path) -> list[list[dict[str, str]]]:
    """What a process that holds no graph answers."""
    path = str(DataDir(root).require_current().path)
    answer = prepare({"hold": "", "union": True, "service_allow": ()})
    found = []
    for query in BOTH:
        sent: list[bytes] = []
        answer({"snapshot": path, "job": Job(query, JSON).head()}, (), sent.append)
        rows = json.loads(b"".join(sent))["results"]["bindings"]
        found.append([{name: term["value"] for name, term in row.items()} for row in rows])
    return found


def changes(own: Writable) -> Iterator[str]:
    """Every way the graph changes, one after the other."""
    content = NOTICE.read_bytes()
    where = "/notices/141181-2026-xiaozhengfa-1"

    def put() -> None:
        answer = own.http.put(
            where, params={"force": "x"}, content=content, headers=own.publisher, timeout=120
        )
        assert answer.status_code == 200, answer.text

    yield "built"
    put()
    yield "replaced"
    own.update(
        f"INSERT DATA {{ GRAPH <{G}> {{ <x:a> <x:b> 1, _:x . _:x <x:b> '001'^^<x:t> }}"
        f" GRAPH <{XIAOYI}> {{ <x:a> <x:b> 'by hand' }} }}"
    )
    yield "updated by hand"
    put()
    yield "put again as it was"
    assert own.http.delete(where, headers=own.publisher).status_code == 200
    yield "withdrawn"


@dataclass(frozen=True, slots=True)
class Seen:
    """After a change: what memory and disk say, and whether the processes that hold the graph are those of before."""

    memory: list[list[dict[str, str]]]
    disk: list[list[dict[str, str]]]
    stayed: bool


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    found = {}
    root = own_copy(tmp_path_factory, small(tmp_path_factory))
    own = Writable(root, **HELD)
    try:
        own.wait()
        before: set[int] = set()
        for what in changes(own):
            settle(own)
            now = set(own.processes("query"))
            rows = [own.rows(query) for query in BOTH]
            found[what], before = Seen(rows, from_disk(root), now == before), now
    finally:
        own.stop()
    return found


def test_memory_says_what_the_disk_says_after_every_change(seen: dict[str, Seen]) -> None:
    for what, each in seen.items():
        assert each.memory == each.disk, what
    counts = {len(each.memory[0]) for each in seen.values()}
    assert len(counts) == len(seen) == 5
    assert min(counts) > 100


def test_processes_that_hold_the_graph_read_what_has_changed_alone(seen: dict[str, Seen]) -> None:
    """They stay where it is known which graphs are other; after an update by hand others come."""
    assert {what: each.stayed for what, each in seen.items()} == {
        "built": False,
        "replaced": True,
        "updated by hand": False,
        "put again as it was": True,
        "withdrawn": True,
    }


def test_a_write_is_seen_before_any_process_holds_it(root: Path) -> None:
    """Those that hold an older snapshot open the new one on disk, whatever memory a query may take."""
    own = Writable(root, memory_limit=64, **HELD)
    try:
        own.wait()
        for number in range(5):
            assert own.update(
                f"INSERT DATA {{ GRAPH <{G}> {{ <x:a> <x:b> {number} }} }}"
            ).is_success
            answer = own.sparql(f"ASK {{ GRAPH <{G}> {{ <x:a> <x:b> {number} }} }}")
            assert answer.json()["boolean"], answer.text
    finally:
        own.stop()


def test_copies_that_do_not_fit_are_not_made(root: Path) -> None:
    from service.engine.local import fits_in_memory
    from service.settings import read_settings

    snapshot = DataDir(root).require_current()
    triples = read_manifest(snapshot).quads
    # two lanes of each kind, and one process kept ready
    needed = triples * TRIPLE * 5
    lanes = {"ANZE_SHORT_LANES": "2", "ANZE_LONG_LANES": "2"}
    for memory, fits in ((needed >> 20, False), ((needed >> 20) + 1, True)):
        settings = read_settings({**lanes, "ANZE_GRAPH_MEMORY": str(memory)})
        assert fits_in_memory(snapshot, settings) is fits


def test_killed_processes_are_replaced(own: Writable) -> None:
    """Whichever dies: one that answers queries, or every child there is."""
    wait_for_memory(own)
    expected = [own.rows(query) for query in BOTH]
    for choose in (lambda: own.processes("query")[:1], lambda: own.children()):
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


def test_a_process_that_comes_too_late_for_its_snapshot_reads_from_disk(data_dir: Path) -> None:
    """On a busy machine several updates may be written while a process starts."""
    current = str(DataDir(data_dir).require_current().path)
    gone = str(data_dir / "snapshots" / "00000000-000000000000")
    answer = prepare({"hold": gone, "union": True, "service_allow": ()})
    sent: list[bytes] = []
    job = Job("ASK { ?s ?p ?o }", JSON)
    report = answer({"snapshot": current, "job": job.head()}, (), sent.append)
    assert report
    assert b"true" in b"".join(sent)


def test_a_difference_is_read_into_the_copy_that_it_belongs_to_alone(data_dir: Path) -> None:
    """A process that came too late for its snapshot holds nothing: with a difference it would hold that alone."""
    path = str(DataDir(data_dir).require_current().path)
    late = Reader("", union=True)
    touched = [graph.value for graph in late.at(path).store.named_graphs()][:1]
    with pytest.raises(EngineFailed):
        late.bring_up(path, str(data_dir / "snapshots" / "gone"), touched)
    held = Reader(path, union=True)
    held.bring_up(path, path, touched)
    assert len(held.at(path).store) == len(late.at(path).store) > len(touched) == 1
