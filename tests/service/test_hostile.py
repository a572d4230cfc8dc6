"""Queries that would run for ever, fill the memory or reach out are ended, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.conftest import Server, gone

LIMIT = 0.6
MEMORY = 300  # MiB

X4 = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HOSTILE = {
    "cross product count": (f"SELECT (COUNT(*) AS ?n) {{ {X4} }}", {504}),
    "filtered join": (
        f"SELECT * {{ {X4} FILTER(STR(?c) = CONCAT(STR(?f), STR(?i), '!')) }}",
        {504},
    ),
    "order by over a product": (f"SELECT * {{ {X4} }} ORDER BY ?c ?f ?i", {504, 507}),
    "path star": (
        "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>|^!<x:x>)* ?b . ?c (!<x:x>|^!<x:x>)* ?d . ?e ?f ?g }",
        {504, 507},
    ),
    "huge regex": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), "
        "'(([a-z0-9:/.#]+)*[^a-z]{1,200}){1,20}!!$') }",
        {504, 507, 400},
    ),
    "construct blow-up": (
        f"CONSTRUCT {{ ?a ?b ?c . ?c ?e ?a . [] ?b ?d . [] ?h ?l }} {{ {X4} }}",
        {504, 507},
    ),
    "deep union": (
        "SELECT (COUNT(*) AS ?n) { " + " UNION ".join([f"{{ {X4} }}"] * 60) + " }",
        {504},
    ),
    "values bomb": (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(300)))} }}" for n in range(5))
        + " }",
        {504, 507},
    ),
    "group_concat bomb": (
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?s) {{ {X4} }}",
        {504, 507},
    ),
    "service to loopback": (
        "SELECT * { SERVICE <http://127.0.0.1:8377/sparql> { ?s ?p ?o } }",
        {403},
    ),
    "result too large": ("SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {504, 507}),
    "nested brackets": ("SELECT * " + "{" * 100_000 + "}" * 100_000, {400, 502, 504, 507}),
}


@pytest.fixture(scope="module")
def hard(data_dir: Path) -> Iterator[Server]:
    running = Server(
        data_dir,
        anew=True,
        time_limit=LIMIT,
        short_time=LIMIT / 6,
        memory_limit=MEMORY,
        row_limit=200_000,
        client_rate=0,
    ).wait()
    yield running
    running.stop()


def cpu_seconds(pids: list[int]) -> float:
    """Processor time used so far by the processes."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def rests(server: Server) -> bool:
    """Whether the processes of a server come to use no processor; a query that goes on never does, a process
    that gets ready for the next one soon does."""
    for _ in range(30):
        pids = [server.process.pid, *server.children()]
        before = cpu_seconds(pids)
        time.sleep(1)
        if cpu_seconds(pids) - before < 0.15:
            return True
    return False


def resident(pid: int) -> int:
    """MiB of memory a process holds."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_ended_in_time_with_an_honest_status(hard: Server, name: str) -> None:
    query, statuses = HOSTILE[name]
    most = 0
    spent: dict[int, float] = {}
    before = {pid: cpu_seconds([pid]) for pid in hard.children()}
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            pids = hard.children()
            most = max([most, *map(resident, pids)])
            spent.update((pid, used) for pid in pids if (used := cpu_seconds([pid])))

    watcher = threading.Thread(target=watch)
    watcher.start()
    answer = hard.http.post("/sparql", data={"query": query})
    done.set()
    watcher.join()
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    # ended among the short ones first, then run again; of the processor, so that a busy machine is no fault
    assert sum(used - before.get(pid, 0.0) for pid, used in spent.items()) < LIMIT + 2
    assert most < MEMORY + 200
    assert hard.sparql("ASK { ?s ?p ?o }").json()["boolean"] is True


def test_the_processor_is_idle_afterwards(hard: Server) -> None:
    query = HOSTILE["cross product count"][0]
    threads = [
        threading.Thread(target=lambda: hard.http.post("/sparql", data={"query": query}))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rests(hard)


def test_short_queries_are_answered_beside_runaways(hard: Server) -> None:
    query = HOSTILE["cross product count"][0]
    threads = [
        threading.Thread(target=lambda: hard.http.post("/sparql", data={"query": query}))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert hard.sparql("SELECT * { ?s ?p ?o } LIMIT 1").status_code == 200
    assert any(thread.is_alive() for thread in threads)
    for _ in range(9):
        assert hard.sparql("SELECT * { ?s ?p ?o } LIMIT 1").status_code == 200
    for thread in threads:
        thread.join()


def test_a_client_that_hangs_up_stops_its_query(hard: Server) -> None:
    import httpx

    with pytest.raises(httpx.ReadTimeout):
        hard.http.post("/sparql", data={"query": HOSTILE["cross product count"][0]}, timeout=0.5)
    assert rests(hard)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_server(data_dir: Path, number: signal.Signals) -> None:
    server = Server(data_dir, anew=True, client_rate=0).wait()
    started = threading.Thread(target=lambda: _ignore(server))
    started.start()
    time.sleep(0.8)
    children = server.children()
    assert len(children) >= 2
    server.process.send_signal(number)
    server.process.wait(20)
    started.join()
    for _ in range(100):
        if all(gone(pid) for pid in children):
            break
        time.sleep(0.05)
    assert all(gone(pid) for pid in children)
    server.stop()


def _ignore(server: Server) -> None:
    import httpx

    try:
        server.http.post("/sparql", data={"query": HOSTILE["cross product count"][0]}, timeout=15)
    except httpx.TransportError:
        return


def test_a_query_process_has_no_network_and_sees_no_files(hard: Server) -> None:
    for _ in range(
        100
    ):  # one that takes the place of a runaway shuts itself in before its first job
        hard.sparql("ASK {}")
        pids = hard.processes("query")
        status = [Path(f"/proc/{pid}/status").read_text() for pid in pids if not gone(pid)]
        walled = ["Seccomp:\t2" in each and "NoNewPrivs:\t1" in each for each in status]
        if len(walled) >= 2 and all(walled):
            break
        time.sleep(0.05)
    assert len(walled) >= 2
    assert all(walled)


def test_a_query_process_starts_with_little() -> None:
    """A heavy import here would make every replaced process slow to come."""
    import subprocess
    import sys

    code = "import sys, service.jobs.worker, service.engine.local_job; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {
        "lark",
        "ontology.codes",
        "rdflib",
        "asyncio",
        "fastapi",
        "starlette",
        "rich",
        "pydantic",
        "httpx",
        "lxml",
    }
    assert heavy.isdisjoint(loaded.stdout.split())
