"""What single clients wait, by client and by what they ask; several servers in turns, so that a noisy
machine is noisy for all of them.

``python -m benchmarks.service.latency`` serves the notices of this repository;
``… latency before=http://127.0.0.1:8401 after=http://127.0.0.1:8402`` asks running servers. Clients:
SPARQLWrapper (a connection for each query), httpx on a kept connection, httpx through nginx. Asked:
all of one task by SPARQL, ``/tasks?limit=20``, a question with joins; no text is sent twice to a
server, so no answer comes from a cache."""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TextIO

import httpx
from SPARQLWrapper import JSON, SPARQLWrapper

from service.lookup.terms import PROLOGUE
from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources
from tests.service.conftest import ROOT, Server
from tests.service.test_proxies import nginx
from tests.shared import free_port

TASKS = "SELECT ?task { ?task a az:Task } ORDER BY ?task LIMIT 500"
JOIN = """SELECT ?notice ?label (COUNT(?task) AS ?n) {
  ?task a az:Task ; az:sector ?sector ; az:notice ?notice . ?sector skos:prefLabel ?label
} GROUP BY ?notice ?label ORDER BY DESC(?n) LIMIT 20"""
RESULTS = {"Accept": "application/sparql-results+json"}


@dataclass(frozen=True, slots=True)
class Case:
    client: str
    asked: str
    ask: Callable[[], object]


def cases(url: str, behind_nginx: str | None) -> Iterator[Case]:
    """Everything that is asked of one server; the clients stay open."""
    kept = {"httpx, kept": httpx.Client(base_url=url, timeout=60)}
    if behind_nginx:
        kept["httpx, through nginx"] = httpx.Client(base_url=behind_nginx, timeout=60)
    found = next(iter(kept.values())).get(
        "/sparql", params={"query": PROLOGUE + TASKS}, headers=RESULTS
    )
    found.raise_for_status()
    tasks = [row["task"]["value"] for row in found.json()["results"]["bindings"]]
    if not tasks:
        raise SystemExit(f"{url} holds no task; build its graph first.")
    new = count()
    joined = next(iter(kept.values())).get(
        "/sparql", params={"query": PROLOGUE + JOIN}, headers=RESULTS
    )
    if not joined.raise_for_status().json()["results"]["bindings"]:
        raise SystemExit(f"{url} answers the join with no row; a join of nothing measures nothing.")

    def lookup() -> str:
        return f"SELECT ?p ?o {{ <{tasks[next(new) % len(tasks)]}> ?p ?o }} # {next(new)}"

    def join() -> str:
        return f"{PROLOGUE}{JOIN} # {next(new)}"

    wrapper = SPARQLWrapper(f"{url}/sparql", returnFormat=JSON)
    for what, text in (("look-up", lookup), ("join", join)):
        yield Case("SPARQLWrapper", what, _wrapped(wrapper, text))
        for name, client in kept.items():
            yield Case(name, what, _asked(client, text))
    for name, client in kept.items():
        yield Case(name, "/tasks?limit=20", _listed(client, new))


def _wrapped(wrapper: SPARQLWrapper, text: Callable[[], str]) -> Callable[[], object]:
    def ask() -> object:
        wrapper.setQuery(text())
        return wrapper.queryAndConvert()

    return ask


def _asked(client: httpx.Client, text: Callable[[], str]) -> Callable[[], object]:
    def ask() -> object:
        found = client.get("/sparql", params={"query": text()}, headers=RESULTS)
        return found.raise_for_status().json()

    return ask


def _listed(client: httpx.Client, new: Iterator[int]) -> Callable[[], object]:
    def ask() -> object:
        found = client.get("/tasks", params={"limit": 20, "offset": next(new) % 400})
        return found.raise_for_status().json()

    return ask


def measure(
    servers: Mapping[str, list[Case]], rounds: int
) -> dict[tuple[str, str, str], list[float]]:
    """ms of every answer, by client, what was asked, and server."""
    taken: dict[tuple[str, str, str], list[float]] = {}
    order = [(name, case) for name, own in servers.items() for case in own]
    for turn in range(rounds + 5):
        random.shuffle(order)
        for name, case in order:
            start = time.perf_counter()
            case.ask()
            spent = (time.perf_counter() - start) * 1000
            if turn >= 5:  # the first are for connections and pages
                taken.setdefault((case.client, case.asked, name), []).append(spent)
    return taken


def report(taken: Mapping[tuple[str, str, str], list[float]], out: TextIO) -> None:
    """A table: median / p99 in ms, a column for each server."""
    names = list(dict.fromkeys(name for _, _, name in taken))
    print(f"| client | asked | {' | '.join(names)} |\n|---|---|{'---|' * len(names)}", file=out)
    for client, asked in sorted({(client, asked) for client, asked, _ in taken}):
        cells = []
        for name in names:
            some = sorted(taken[client, asked, name])
            cells.append(f"{statistics.median(some):.2f} / {some[int(len(some) * 0.99)]:.2f}")
        print(f"| {client} | {asked} | {' | '.join(cells)} |", file=out)


@contextmanager
def behind(url: str) -> Iterator[str]:
    """The address of an nginx in front of ``url``, set up as docs/service/deploy.md says."""
    port, upstream = free_port(), int(url.rpartition(":")[2])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        process = subprocess.Popen(nginx(Path(folder), upstream, port))
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            httpx.get(f"{url}/health")
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit(f"{url} does not answer.")


@contextmanager
def own_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        build(DataDir(Path(folder)), sorted((ROOT / "data" / "notices").iterdir()), real_sources())
        server = Server(Path(folder), anew=True, client_rate=0).wait()
        try:
            yield server.url
        finally:
            server.stop()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.service.latency", description=__doc__
    )
    parser.add_argument("servers", nargs="*", metavar="NAME=URL", help="running servers")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--no-nginx", action="store_true", help="where nginx is not installed")
    given = parser.parse_args(arguments)
    named = dict(each.split("=", 1) for each in given.servers)
    with ExitStack() as stack:
        named = named or {"anze": stack.enter_context(own_server())}
        asked = {
            name: list(cases(url, None if given.no_nginx else stack.enter_context(behind(url))))
            for name, url in named.items()
        }
        report(measure(asked, given.rounds), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
