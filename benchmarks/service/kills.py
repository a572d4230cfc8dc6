"""Kills the service's processes while notices are published, replaced and withdrawn, and looks after
each kill whether anything is lost, half, or told wrongly.

``python -m benchmarks.service.kills --kills 100``, over a store without notices or, with ``--data``, an archive that is there, of whose own
notices none may be other than before. Victims: the process that writes, one that answers
queries, the whole server. Moments: anywhere between the order and its answer,
while it is committed, and after its answer."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox

from ontology.statements import parsed, stated
from service.store import graphs, registry
from service.store.build import build
from service.store.layout import DataDir, Snapshot, take_lease
from service.store.manifest import open_rows, read_manifest
from service.store.sources import Sources, real_sources
from service.tokens import TokenFile
from tests.service.conftest import FEW, ROOT, Server, gone

#: What is killed, and the kind of its processes but for the server itself.
VICTIMS = {"writer": "write", "query process": "query", "fork server": "fork", "server": ""}
MOMENTS = ("anywhere", "commit", "afterwards")
#: Seconds from the manifest of a new snapshot to the answer, at most, as measured.
COMMIT = 0.04
#: Seconds after which a server that was killed must answer again.
RECOVERY = 60

Triples = frozenset[ox.Triple]
Event = tuple[str, str, str]  # kind, notice, SHA-256 of the file


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a notice, and what is read from it alone."""

    notice: str
    file: str
    content: bytes
    sha256: str
    triples: Triples

    @property
    def own(self) -> int:
        """Number of triples in the notice's graph."""
        return len(registry.split(self.notice, map(stated, self.triples))[0])


@dataclass(slots=True)
class Tally:
    """What happened: kills by victim and moment, operations by what became of them, faults."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    reads: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def versions(paths: Sequence[Path], sources: Sources) -> dict[str, list[Version]]:
    """Each notice as it is and, as if it had been corrected, without one of its paragraphs."""
    found: dict[str, list[Version]] = {}
    for path in paths:
        whole = path.read_bytes()
        lines = whole.splitlines(keepends=True)
        short = b"".join(line for n, line in enumerate(lines) if n != len(lines) * 2 // 3)
        for content in (whole, short):
            row, said = sources.read(content, path.name)
            version = Version(row.graph, path.name, content, row.sha256, frozenset(parsed(said)))
            found.setdefault(row.graph, []).append(version)
    # a draft without a number is another notice when its text is another
    return {name: two for name, two in found.items() if len({v.triples for v in two}) == 2}


class Rehearsal:
    """A server over a store of its own, and what it must have by what it acknowledged."""

    def __init__(self, root: Path, notices: dict[str, list[Version]], seed: int) -> None:
        self.data = DataDir(root)
        with closing(open_rows(self.data.require_current())) as rows:
            self.others = {row.graph: row.sha256 for row in rows}
        self.notices = {name: two for name, two in notices.items() if name not in self.others}
        self.chance = random.Random(seed)
        self.there: dict[str, Version] = {}
        self.events = self._history()
        self.tally = Tally()
        self.asked = count()
        self.taken = 3.0  # seconds, by the last operation that was acknowledged
        self.stopped = threading.Event()
        token = TokenFile(root).create("publisher", "publish")
        self.publisher = {"Authorization": "Bearer " + token}
        self.server = self._start()

    def _start(self) -> Server:
        return Server(self.data.root, client_rate=0, **FEW).wait()

    def run(self, kills: int) -> Tally:
        reader = threading.Thread(target=self._read_on)
        reader.start()
        try:
            for number in range(kills):
                self._round([*VICTIMS][number % len(VICTIMS)], MOMENTS[number // 4 % len(MOMENTS)])
        finally:
            self.stopped.set()
            reader.join()
            self.server.stop()
        return self.tally

    def _round(self, victim: str, moment: str) -> None:
        """One operation and one kill."""
        kind, after = self._choose()
        server, done = self.server, threading.Event()
        delay = self.chance.uniform(0, 1)
        killer = threading.Thread(target=self._kill, args=(victim, moment, delay, done))
        family = [server.process.pid, *server.children()]
        killer.start()
        acknowledged = self._operate(kind, after)
        done.set()
        killer.join()
        if victim == "server":
            server.process.wait()
            server.http.close()
            self._note_orphans(family)
            self.server = self._start()
        self._settle(kind, after, acknowledged, f"{victim} killed, {moment}, {kind}")

    def _choose(self) -> tuple[str, Version]:
        """What to do next, with at least one notice there and one not."""
        name = self.chance.choice(sorted(self.notices))
        if name not in self.there:
            return "published", self.notices[name][0]
        if self.chance.random() < 0.4 and len(self.there) > 1:
            return "withdrawn", self.there[name]
        other = next(v for v in self.notices[name] if v is not self.there[name])
        return "replaced", other

    def _operate(self, kind: str, version: Version) -> bool:
        """Whether the operation was acknowledged."""
        where = "/notices/" + version.notice.partition("/id/notice/")[2]
        method, path = {
            "published": ("POST", "/notices"),
            "replaced": ("PUT", where),
            "withdrawn": ("DELETE", where),
        }[kind]
        force = (
            {"reason": "演练"} if kind == "withdrawn" else {"name": version.file, "force": "演练"}
        )
        body = b"" if kind == "withdrawn" else version.content
        start = time.monotonic()
        try:
            answer = self.server.http.request(
                method, path, params=force, content=body, headers=self.publisher, timeout=120
            )
        except httpx.TransportError:
            return False
        if not answer.is_success and answer.status_code != 502:
            self.tally.faults.append(f"{kind} got {answer.status_code}: {answer.text[:300]}")
        if answer.is_success:
            self.taken = time.monotonic() - start
        return answer.is_success

    # Killing

    def _kill(self, victim: str, moment: str, delay: float, done: threading.Event) -> None:
        if moment == "anywhere":
            time.sleep(delay * self.taken)
        elif moment == "commit":
            self._wait_for_commit(done)
            time.sleep(delay * COMMIT)
        else:
            done.wait(60)
            time.sleep(delay * 1.5)
        pids = self._victims(victim)
        end = time.monotonic() + 20
        while not pids and time.monotonic() < end:
            time.sleep(0.001)
            pids = self._victims(victim)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.tally.kills[victim, moment] += 1 if pids else 0
        if not pids:
            self.tally.faults.append(f"no {victim} to be killed")

    def _wait_for_commit(self, done: threading.Event) -> None:
        """Until a snapshot that is being built has its manifest: what is left are syncs and renames."""
        end = time.monotonic() + 60
        while not done.is_set() and time.monotonic() < end:
            if any(self.data.snapshots.glob(".building-*/manifest.json")):
                return
            time.sleep(0.0005)

    def _victims(self, victim: str) -> list[int]:
        if victim == "server":
            return [self.server.process.pid]
        return self.server.processes(VICTIMS[victim])[-1:]

    def _note_orphans(self, family: list[int]) -> None:
        """Nothing may live on without its server: an old writer could still commit."""
        end = time.monotonic() + 5
        while alive := [pid for pid in family if not gone(pid)]:
            if time.monotonic() > end:
                self.tally.faults.append(f"left behind by a killed server: {alive}")
                return
            time.sleep(0.01)

    # Looking

    def _settle(self, kind: str, version: Version, acknowledged: bool, what: str) -> None:
        """See what became of the operation, then that everything is as it must be."""
        happened = self._history()[len(self.events) :] == [(kind, version.notice, version.sha256)]
        result = "acknowledged" if acknowledged else ("kept" if happened else "undone")
        self.tally.operations[result] += 1
        if acknowledged and not happened:
            self.tally.operations["lost"] += 1
        if acknowledged or happened:
            self.events.append((kind, version.notice, version.sha256))
            if kind == "withdrawn":
                self.there.pop(version.notice, None)
            else:
                self.there[version.notice] = version
        faults = [*self._faults_on_disk(), *self._faults_in_answers()]
        self.tally.faults += [f"{what}: {fault}" for fault in faults]

    def _open(self) -> tuple[ox.Store, Path, int]:
        while True:
            path = self.data.require_current().path
            with suppress(FileNotFoundError):  # forgotten in this moment
                lease = take_lease(path)
                return ox.Store.read_only(str(path / "store")), path, lease

    def _history(self) -> list[Event]:
        store, _, lease = self._open()
        try:
            return _events(store)
        finally:
            os.close(lease)

    def _faults_on_disk(self) -> list[str]:
        store, path, lease = self._open()
        said = ox.Store.read_only(str(path / "said"))
        try:
            faults = []
            wanted = {name: version.triples for name, version in self.there.items()}
            known = wanted.keys() | self.others.keys()
            found = {name for name in graphs.named_graphs(store) if "/id/notice/" in name}
            if found != known:
                faults.append(f"notices there: {sorted(found ^ known)} too many or missing")
            faults += [
                f"{name} is not what its file says"
                for name, triples in wanted.items()
                if {*graphs.triples_of(store, name), *graphs.triples_of(said, name)} != triples
            ]
            faults += self._faults_of_all(store, wanted) if not self.others else ()
            if _events(store) != self.events:
                faults.append(f"history: {_events(store)[-3:]}, not {self.events[-3:]}")
            snapshot = Snapshot(path.name, path)
            manifest = read_manifest(snapshot)
            with closing(open_rows(snapshot)) as rows:
                held = {row.graph: row.sha256 for row in rows}
            own = {name: version.sha256 for name, version in self.there.items()}
            if held != self.others | own:
                faults.append("the rows are of other notices")
            if manifest.quads != graphs.count_named(store):
                faults.append("the manifest counts other quads")
            return faults
        finally:
            os.close(lease)

    def _faults_of_all(self, store: ox.Store, wanted: Mapping[str, Triples]) -> list[str]:
        """What only a look at each quad shows."""
        faults = []
        quads = list(store)
        if len({quad.triple for quad in quads}) != len(quads):
            faults.append("the union has a triple twice")
        shared = {
            t
            for name, all_ in wanted.items()
            for t in parsed(registry.split(name, map(stated, all_))[1])
        }
        if set(graphs.triples_of(store, registry.REGISTRY_GRAPH)) != shared:
            faults.append("the registry is not what the notices say")
        return faults

    def _faults_in_answers(self) -> list[str]:
        """What the server says of the notices must be what it acknowledged, once it answers again."""
        wanted = {name: version.own for name, version in self.there.items()}
        end = time.monotonic() + RECOVERY
        while (answer := self._ask(self.server, fresh=True)).status_code != 200:
            if time.monotonic() > end:
                return [f"no answer within {RECOVERY} s: {answer.status_code} {answer.text[:200]}"]
            time.sleep(0.05)
        found = _sizes(answer)
        return [] if found == wanted else [f"answered {found}, not {wanted}; {self._asked_again()}"]

    def _asked_again(self) -> str:
        """What tells an answer that lacks something from a server that looks late."""
        current = self.data.require_current().id
        status = self.server.http.get("/ready").json()
        answers = [self._ask(self.server, fresh=True) for _ in range(5)]
        told = [_sizes(each) if each.status_code == 200 else each.status_code for each in answers]
        return f"then {told}; on disk {current}, served {status['snapshot']}, {status['engine']}"

    def _ask(self, server: Server, fresh: bool = False) -> httpx.Response:
        asked: dict[str, Any] = {
            "params": {"query": question(next(self.asked), self.notices)},
            "headers": {"Accept": "application/sparql-results+json"},
            "timeout": 60,
        }
        if fresh:
            return server.http.get("/sparql", **asked)
        # without TLS: to read its certificates each time takes longer than the answer
        return httpx.get(server.url + "/sparql", verify=False, **asked)

    def _read_on(self) -> None:
        """Ask all the time: an answer may fail, but never tell of a notice that is half."""
        sizes = {name: {version.own for version in two} for name, two in self.notices.items()}
        while not self.stopped.wait(0.02):
            try:
                answer = self._ask(self.server)
            except httpx.TransportError:
                self.tally.reads["no connection"] += 1
                time.sleep(0.05)
                continue
            self.tally.reads[str(answer.status_code)] += 1
            if answer.status_code not in (200, 502, 503):
                self.tally.faults.append(f"a reader got {answer.status_code}: {answer.text[:300]}")
            if answer.status_code == 200:
                half = {n: k for n, k in _sizes(answer).items() if k not in sizes[n]}
                self.tally.faults += [f"a reader saw {half}"] if half else []


def question(number: int, notices: Iterable[str]) -> str:
    """How many triples each of the notices has; of another ``number`` it is another text, so that no answer is one that was kept."""
    named = " ".join(f"<{name}>" for name in notices)
    return (
        f"SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {named} }} GRAPH ?g {{ ?s ?p ?o }} }} "
        f"GROUP BY ?g # {number}"
    )


def _sizes(answer: httpx.Response) -> dict[str, int]:
    rows = answer.json()["results"]["bindings"]
    return {row["g"]["value"]: int(row["n"]["value"]) for row in rows}


def _events(store: ox.Store) -> list[Event]:
    """The history in the order of its numbers."""
    answer = store.query(
        f"""PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?change ?kind ?notice ?source {{ GRAPH <{graphs.HISTORY_GRAPH}> {{
          ?change a prov:Activity ; <http://purl.org/dc/terms/type> ?kind ; prov:used ?source ;
            prov:endedAtTime ?when ; prov:wasAssociatedWith ?who ;
            prov:generated|prov:invalidated ?notice }} }}"""
    )
    assert isinstance(answer, ox.QuerySolutions)
    rows = [[term.value for term in row] for row in answer]
    rows.sort(key=lambda row: int(row[0].rsplit("/", 1)[1]))
    return [(kind, notice, source.rsplit("/", 1)[1]) for _, kind, notice, source in rows]


def files() -> list[Path]:
    """Every notice that is here as text."""
    folders = (ROOT / "data" / "notices", ROOT / "tests" / "golden")
    return [p for each in folders for p in sorted(each.iterdir()) if p.suffix in (".txt", ".html")]


def rehearse(
    root: Path, kills: int, paths: Sequence[Path], sources: Sources, seed: int = 1
) -> Tally:
    """Kill what serves the archive at ``root``, of a store without notices where there is none."""
    if DataDir(root).current() is None:
        build(DataDir(root), [], sources)
    return Rehearsal(root, versions(paths, sources), seed).run(kills)


def table(tally: Tally) -> str:
    lines = ["| killed | " + " | ".join(MOMENTS) + " |", "|---" * (len(MOMENTS) + 1) + "|"]
    lines += [
        f"| {victim} | " + " | ".join(str(tally.kills[victim, moment]) for moment in MOMENTS) + " |"
        for victim in VICTIMS
    ]
    told: Callable[[Counter[str]], str] = lambda counts: ", ".join(  # noqa: E731
        f"{count} {name}" for name, count in sorted(counts.items())
    )
    lost = tally.operations["lost"]
    lines += ["", f"operations: {told(+tally.operations)}; acknowledged and lost: {lost}"]
    lines += [f"answers to a reader meanwhile: {told(tally.reads)}", f"faults: {len(tally.faults)}"]
    return "\n".join([*lines, *tally.faults])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="an archive that is there, which is written to")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.data or Path(folder)
        tally = rehearse(root, given.kills, files(), real_sources(), given.seed)
    print(table(tally))
    sys.exit(1 if tally.faults else 0)


if __name__ == "__main__":
    main()
