"""Mixed requests for a long time: every status as expected of its kind, and memory that stays level.

``python -m benchmarks.service.soak --requests 200000 --clients 32`` over the notices of this
repository, or the archive at ``--data``. Exit code 1 on a status that is not expected, or where the last tenth takes more than
``GROWTH`` times the memory, processes or descriptors of the third."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import uvloop

from benchmarks.service.load import exchange
from service.lookup.terms import PROLOGUE
from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources
from service.tokens import TokenFile
from tests.service.conftest import ROOT, Server, descendants

#: How much the last tenth may take of what the third took.
GROWTH = 1.2
#: One request in so many is a publication, a withdrawal or an update.
RARE = 2500
#: Room enough that a busy machine alone makes no query late or refused; of an archive that is there a question may take as
#: long as the service lets it; and a cache of answers that is full before the third tenth: what it keeps is no growth.
ROOM = {"queue_time": 60, "queue": 256, "long_queue": 64, "cache_bytes": 4}
FEW_NOTICES = {"time_limit": 10}
#: Kinds of processes that come when nobody asks, and seconds to wait for them: what comes later would pass for growth.
LATE, PATIENT = ("write", "check"), 60
#: Seconds after which an answer is missed.
PATIENCE = 90

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?i != ?a) }"
LISTS = (
    "/tasks?limit=50",
    "/tasks?sector=mine",
    "/tasks?due_from=2026-01-01&due_to=2026-12-31",
    "/tasks?text=" + quote("燃气"),
    "/tasks?has_owner=false&limit=20&offset=40",
    "/notices",
    "/articles?limit=50",
    "/units?text=" + quote("应急"),
    "/mechanisms?used=true",
    "/sectors",
    "/hazards",
    "/instruments",
    "/statistics",
    "/calendar?month=2026-10",
)
TABLES = ("/tasks?limit=100", "/units?limit=100", "/mechanisms?used=true", "/instruments")
#: The notice that is published and withdrawn.
WHERE = "/notices/510824-2026-cangfubanfa-5"
PAGES = ("/", "/query", "/docs", "/calendar", "/ontology", "/validate/rules")
FAULTY = (
    "/sparql?query=" + quote("SELECT * { ?s ?p }"),
    "/sparql?query=" + quote("SELECT ?x WHERE { ?x undeclared:y ?z }"),
    "/sparql?query=",
    "/tasks?month=2026-10",
)
UNKNOWN = ("/nothing", "/id/notice/nowhere", "/code/sector/nothing", "/store?graph=x:none")
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and the statuses it may get."""

    kind: str
    path: str
    expected: tuple[int, ...] = (200,)
    accept: str = "*/*"
    method: str = "GET"
    headers: str = ""
    body: bytes = b""

    def encode(self, host: str) -> bytes:
        length = f"Content-Length: {len(self.body)}\r\n" if self.method in ("POST", "PUT") else ""
        head = (
            f"{self.method} {self.path} HTTP/1.1\r\nHost: {host}\r\nAccept: {self.accept}\r\n"
            f"Accept-Encoding: gzip\r\n{length}{self.headers}\r\n"
        )
        return head.encode() + self.body


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory in MB of the server and its descendants (``own``: of the server alone), how many
    processes these are, and the server's open descriptors; those of a worker depend on whether it
    reads from disk."""

    rss: float
    pss: float
    own: float
    processes: int
    descriptors: int


@dataclass(slots=True)
class Soak:
    url: str
    pid: int
    total: int
    nodes: list[str]
    questions: list[str]
    token: str
    chance: random.Random
    begun: int = 0
    done: int = 0
    writes: int = 0
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    marks: dict[str, str] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    samples: list[list[Sample]] = field(default_factory=lambda: [[] for _ in range(10)])

    # Requests

    def choose(self) -> Asked:
        chance = self.chance
        kinds: dict[str, tuple[float, Callable[[], Asked]]] = {
            "lookup": (500, lambda: sparql("lookup", f"SELECT ?p ?o {{ <{self._node()}> ?p ?o }}")),
            "question": (40, lambda: sparql("question", chance.choice(self.questions))),
            "aggregate": (15, self._aggregate),
            "by POST": (50, self._posted),
            "list": (25, lambda: Asked("list", chance.choice(LISTS))),
            "csv": (5, lambda: _table("csv", chance)),
            "xlsx": (2, lambda: _table("xlsx", chance)),
            "json-ld": (4, lambda: Asked("json-ld", "/tasks?limit=20&format=jsonld")),
            "ics": (6, lambda: Asked("ics", "/calendar.ics")),
            "page": (8, lambda: Asked("page", chance.choice(PAGES), accept=HTML)),
            "node page": (25, lambda: Asked("node page", _path(self._node()), accept=HTML)),
            "node": (60, lambda: Asked("node", _path(self._node()), accept="text/turtle")),
            "unchanged": (196, self._unchanged),
            "head": (5, lambda: Asked("head", chance.choice(LISTS), method="HEAD")),
            "faulty": (15, lambda: Asked("faulty", chance.choice(FAULTY), (400,))),
            "unknown": (19.7, lambda: Asked("unknown", chance.choice(UNKNOWN), (404,))),
            "runaway": (0.15, lambda: sparql("runaway", self._new(RUNAWAY), (503, 504))),
            "hang up": (0.15, lambda: sparql("hang up", self._new(RUNAWAY), ())),
        }
        names = list(kinds)
        weights = [weight for weight, _ in kinds.values()]
        return kinds[chance.choices(names, weights)[0]][1]()

    def _node(self) -> str:
        return self.chance.choice(self.nodes)

    def _new(self, query: str) -> str:
        """The query as nobody asked it before, so that no answer is kept of it."""
        return f"{query} # {self.chance.random()}"

    def _aggregate(self) -> Asked:
        query = """SELECT ?sector (COUNT(?t) AS ?n) { ?t a az:Task ; az:sector ?sector }
            GROUP BY ?sector ORDER BY DESC(?n)"""
        return sparql("aggregate", PROLOGUE + self._new(query))

    def _posted(self) -> Asked:
        query = f"CONSTRUCT {{ <{self._node()}> ?p ?o }} WHERE {{ <{self._node()}> ?p ?o }}"
        form = "Content-Type: application/sparql-query\r\n"
        return Asked("by POST", "/sparql", (200,), "text/turtle", "POST", form, query.encode())

    def _unchanged(self) -> Asked:
        """A list asked again with the mark of its last answer: 304, or 200 after a write."""
        path = self.chance.choice(LISTS)
        given = f"If-None-Match: {self.marks[path]}\r\n" if path in self.marks else ""
        return Asked("unchanged", path, (200, 304), headers=given)

    def write(self) -> Asked:
        """Publish, replace and withdraw a notice, write a graph and drop it, in turn."""
        content = (ROOT / "tests" / "golden" / "cangxi-2026.txt").read_bytes()
        where = WHERE
        name, sent = "name=cangxi-2026.txt&force=x", f"Authorization: Bearer {self.token}\r\n"
        update = sent + "Content-Type: application/sparql-update\r\n"
        insert = b"INSERT DATA { GRAPH <x:soak> { <x:a> <x:b> 1, 2, 3 } }"
        step, self.writes = self.writes % 5, self.writes + 1
        return (
            Asked("publish", "/notices?" + name, (201,), "*/*", "POST", sent, content),
            Asked("replace", f"{where}?{name}", (200,), "*/*", "PUT", sent, content + b"\n"),
            Asked("withdraw", where, (200,), "*/*", "DELETE", sent),
            Asked("update", "/sparql", (204,), "*/*", "POST", update, insert),
            Asked("update", "/sparql", (204,), "*/*", "POST", update, b"DROP GRAPH <x:soak>"),
        )[step]

    # Clients

    async def client(self) -> None:
        parts = urlsplit(self.url)
        stream = None
        while self.begun < self.total:
            self.begun += 1
            if stream is None:
                stream = await asyncio.open_connection(parts.hostname, parts.port)
            if self.begun % RARE == 0:
                async with self.writing:  # on a new connection: this one may be idle for too long
                    stream[1].close()
                    stream = await asyncio.open_connection(parts.hostname, parts.port)
                    kept = await self._exchange(stream, self.write(), parts.netloc)
            else:
                kept = await self._exchange(stream, self.choose(), parts.netloc)
            self.done += 1
            if not kept:
                stream[1].close()
                stream = None

    async def _exchange(
        self,
        stream: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        asked: Asked,
        host: str,
    ) -> bool:
        """Whether the connection can go on."""
        start = time.perf_counter()
        stream[1].write(asked.encode(host))
        if asked.kind == "hang up":
            await asyncio.sleep(self.chance.random())
            self.statuses[asked.kind, 0] += 1
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                status, head = await exchange(stream[0], asked.method == "HEAD")
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self.faults.append(f"{asked.kind} {asked.path[:200]}: {error!r}")
            return False
        self.seconds[asked.kind] += time.perf_counter() - start
        self.statuses[asked.kind, status] += 1
        if status not in asked.expected:
            self.faults.append(f"{asked.kind} {asked.path[:200]}: {status}")
        if asked.kind in ("list", "unchanged") and status == 200:
            self.marks[asked.path] = _header(head, b"etag")
        return b"connection: close" not in head.lower()

    # Memory

    async def watch(self) -> None:
        """Sample for ever, and tell of each tenth when it is over."""
        told = 0
        print("| tenth | RSS MB | PSS MB | server MB | processes | descriptors | requests/s |")
        print("|---|---|---|---|---|---|---|", flush=True)
        since = time.monotonic()
        while True:
            tenth = min(9, self.done * 10 // self.total)
            self.samples[tenth].append(await asyncio.to_thread(take_sample, self.pid))
            if tenth > told or self.done == self.total:
                middle, now = self.middle(told), time.monotonic()
                rate = self.total / 10 / (now - since)
                print(
                    f"| {told + 1} | {middle.rss:.0f} | {middle.pss:.0f} | {middle.own:.0f} "
                    f"| {middle.processes} | {middle.descriptors} | {rate:.0f} |",
                    flush=True,
                )
                told, since = tenth, now
            if self.done == self.total:
                return
            await asyncio.sleep(0.5)

    def middle(self, tenth: int) -> Sample:
        """The medians of a tenth's samples."""
        some = self.samples[tenth]
        return Sample(
            *(statistics.median(getattr(each, name) for each in some) for name in Sample.__slots__)
        )

    def growth(self) -> list[str]:
        """What grew too much from the third tenth to the last."""
        third, last = self.middle(2), self.middle(9)
        return [
            f"{name} grew from {getattr(third, name):.0f} to {getattr(last, name):.0f}"
            for name in Sample.__slots__
            if getattr(last, name) > GROWTH * getattr(third, name)
        ]


def sparql(kind: str, query: str, expected: tuple[int, ...] = (200,)) -> Asked:
    accept = "application/sparql-results+json, text/turtle"
    return Asked(kind, "/sparql?query=" + quote(query), expected, accept)


def _table(form: str, chance: random.Random) -> Asked:
    path = chance.choice(TABLES)
    # 503 where a write comes while the table is read: its rows would not fit together
    return Asked(form, f"{path}{'&' if '?' in path else '?'}format={form}", (200, 503))


def _path(node: str) -> str:
    """The path of an IRI at the service."""
    return "/" + quote(node.removeprefix("https://w3id.org/anze/"))


def _header(head: bytes, name: bytes) -> str:
    lines = head.split(b"\r\n")
    return next(
        (v.strip().decode() for k, _, v in (x.partition(b":") for x in lines) if k.lower() == name),
        "",
    )


def take_sample(pid: int) -> Sample:
    family = [pid, *descendants(pid)]
    found = [_memory(each) for each in family]
    opened = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    rss, pss = (sum(values) for values in zip(*found, strict=True))
    return Sample(rss, pss, found[0][0], len(family), opened)


def _memory(pid: int) -> tuple[float, float]:
    """RSS and PSS in MB, 0 for a process that is gone."""
    kinds = {"Rss:": 0.0, "Pss:": 0.0}
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, *rest = line.split()
            if name in kinds:
                kinds[name] = int(rest[0]) / 1024
    return kinds["Rss:"], kinds["Pss:"]


def await_all(server: Server) -> None:
    """Wait until the server has all its processes, ``PATIENT`` seconds at most."""
    end = time.monotonic() + PATIENT
    while time.monotonic() < end and not all(map(server.processes, LATE)):
        time.sleep(0.2)


def nodes_of(data: DataDir) -> list[str]:
    """Tasks, units and sectors that stay, whatever is written meanwhile."""
    store = ox.Store.read_only(str(data.require_current().store))
    query = (
        "SELECT DISTINCT ?n { { ?n a az:Task } UNION { ?x az:owner ?n } UNION { ?y az:sector ?n } }"
    )
    rows = store.query(PROLOGUE + query, use_default_graph_as_union=True)
    found = [row["n"] for row in rows]  # type: ignore[union-attr, index]
    return sorted(each.value for each in found if isinstance(each, ox.NamedNode))


async def run(soak: Soak, clients: int) -> None:
    watching = asyncio.ensure_future(soak.watch())
    await asyncio.gather(*(soak.client() for _ in range(clients)))
    await watching


def report(soak: Soak) -> str:
    lines = ["", "| kind | statuses | mean ms |", "|---|---|---|"]
    for kind in sorted({kind for kind, _ in soak.statuses}):
        told = {status: n for (of, status), n in sorted(soak.statuses.items()) if of == kind}
        shown = ", ".join(f"{n} × {status or 'none'}" for status, n in told.items())
        mean = soak.seconds[kind] / sum(told.values()) * 1000
        lines.append(f"| {kind} | {shown} | {mean:.1f} |")
    often = Counter(soak.faults).most_common(50)
    lines += ["", f"faults: {len(soak.faults)}", *(f"{n} × {fault}" for fault, n in often)]
    return "\n".join([*lines, *(f"fault: {each}" for each in soak.growth())])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--data", type=Path, help="an archive that is there, which is written to")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.data or Path(folder)
        if given.data is None:
            build(DataDir(root), [ROOT / "data" / "notices"], real_sources())
        questions = [p.read_text() for p in sorted((ROOT / "data" / "queries").glob("*.rq"))]
        token = TokenFile(root).create(f"soak-{time.time_ns()}", "admin")
        room = ROOM if given.data else ROOM | FEW_NOTICES
        server = Server(root, anew=True, client_rate=0, **room).wait()
        await_all(server)
        # where an earlier run ended between the two it is there yet
        server.http.delete(WHERE, headers={"Authorization": f"Bearer {token}"})
        soak = Soak(
            server.url,
            server.process.pid,
            given.requests,
            nodes_of(DataDir(root)),
            questions,
            token,
            random.Random(1),
        )
        try:
            uvloop.run(run(soak, given.clients))
        finally:
            server.stop()
    print(report(soak))
    sys.exit(1 if soak.faults or soak.growth() else 0)


if __name__ == "__main__":
    main()
