"""Queries are answered from the current snapshot: after every change at once, by whichever processes there are."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from service.engine.job import Job
from service.engine.local_job import prepare
from service.store.layout import DataDir
from tests.service.conftest import FEW, XIAOYI
from tests.service.test_writes import NOTICE, G, Writable

UNION = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
GRAPHS = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
BOTH = (UNION, GRAPHS)
JSON = "application/sparql-results+json"


@pytest.fixture
def own(root: Path) -> Iterator[Writable]:
    running = Writable(root, **FEW)
    running.wait()
    yield running
    running.stop()


def from_disk(root: Path) -> list[list[dict[str, str]]]:
    """What a process answers that opens the snapshot anew."""
    path = str(DataDir(root).require_current().path)
    answer = prepare({"union": True, "service_allow": ()})
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


def test_processes_answer_from_the_snapshot_that_is_current(own: Writable) -> None:
    before = set(own.processes("query"))
    sizes = []
    for what in changes(own):
        for _ in before:
            answered = [own.rows(query) for query in BOTH]
            assert answered == from_disk(own.root), what
        sizes.append(len(answered[0]))
    assert len(set(sizes)) == len(sizes) == 5
    assert min(sizes) > 100
    assert set(own.processes("query")) == before, "the same processes answer on"


def test_a_new_snapshot_is_opened_whatever_memory_a_query_may_take(root: Path) -> None:
    own = Writable(root, memory_limit=64, **FEW)
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


def test_killed_processes_are_replaced(own: Writable) -> None:
    """Whichever dies: one that answers queries, or every child there is."""
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
