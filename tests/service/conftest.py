"""A small graph made by hand (tests/service/data), built into a store, and a server over it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib

from ontology import ids
from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import Sources
from service.store.vocabulary import Vocabulary, of_graph
from tests.forked import Call
from tests.languages import told_in_english
from tests.service.browser import Browser
from tests.service.turtle import read
from tests.shared import (
    PATIENT,
    commands,
    free_port,
    in_environment,
    once,
    own_copy,
    own_five_notices,
)

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parents[2]
NOTICES = [DATA / "xiaoyi.ttl", DATA / "lvliang.ttl"]
#: Settings of a server that is asked one thing after the other: two processes for queries, not five.
FEW = {"short_lanes": 1, "long_lanes": 1}
XIAOYI = "https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1"
LVLIANG = "https://w3id.org/anze/id/notice/141100-2025-draft-0a0a0a0a"


def vocabulary() -> list[tuple[str, Vocabulary]]:
    files = {ids.CODES_GRAPH: "codes.ttl", ids.DIVISIONS_GRAPH: "divisions.ttl"}
    return [
        (name, of_graph(rdflib.Graph().parse(DATA / file), name)) for name, file in files.items()
    ]


SOURCES = Sources(read, vocabulary)


def small(factory: pytest.TempPathFactory) -> Path:
    """The store of the hand-made notices; it must not be written to."""
    return once(factory, "small", lambda folder: _build_small(DataDir(folder)))


def _build_small(data: DataDir) -> None:
    build(data, NOTICES, SOURCES)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built store; tests that write make their own."""
    return own_copy(tmp_path_factory, small(tmp_path_factory))


@pytest.fixture
def root(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built store that a test may write to."""
    shutil.copytree(small(tmp_path_factory), tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path


def offspring(pid: int) -> list[int]:
    """Process ids of the children of a process; none if it is gone."""
    try:
        listing = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(each) for each in listing.split()]


def descendants(pid: int) -> list[int]:
    return [each for child in offspring(pid) for each in (child, *descendants(child))]


def gone(pid: int) -> bool:
    """Whether a process has ended, waited for or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Server:
    """``anze serve`` as a process of its own, forked from one that has loaded it; where ``anew``, begun as users do, but that
    requests under way have one second, not ten, once it is told to end."""

    program = (
        "-c",
        "from service.cli import main; from service.commands import serve; serve.GRACE = 1; main()",
        "serve",
    )

    def __init__(self, root: Path, anew: bool = False, **settings: object) -> None:
        port = free_port()
        self.root = root
        self.url = f"http://127.0.0.1:{port}"
        own = in_environment(settings)
        self.log = root / f"log-{port}"
        environ = {k: v for k, v in os.environ.items() if not k.startswith("ANZE_")}
        environ.update(own, ANZE_DATA=str(root), ANZE_PORT=str(port), PYTHONPATH=str(ROOT))
        self.process: subprocess.Popen[bytes] | Call
        with self.log.open("wb") as log, Path(os.devnull).open("r+b") as nothing:
            if anew:
                program = [sys.executable, *self.program]
                self.process = subprocess.Popen(
                    program, env=environ, cwd=root, stdout=nothing, stderr=log
                )
            else:
                files = [nothing.fileno(), nothing.fileno(), log.fileno()]
                self.process = Call(commands(), ["serve"], environ, str(root), files)
        # without TLS, whose certificates take as long to read as a process to fork
        self.http = httpx.Client(
            base_url=self.url,
            timeout=60,
            verify=False,
            event_hooks={"response": [told_in_english]},
        )

    def wait(self) -> Server:
        for _ in range(1200):
            try:
                self.http.get("/health")
                return self
            except httpx.TransportError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def sparql(
        self, query: str, accept: str = "application/sparql-results+json", **more: str
    ) -> httpx.Response:
        return self.http.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})

    def rows(self, query: str) -> list[dict[str, str]]:
        answer = self.sparql(query)
        assert answer.status_code == 200, answer.text
        bindings = answer.json()["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def children(self) -> list[int]:
        """Process ids of the server's descendants: those of every pool, and what they started."""
        return descendants(self.process.pid)

    def processes(self, kind: str) -> list[int]:
        """Those of the pools for this kind of job."""
        return [pid for pid in self.children() if name_of(pid) == f"anze {kind}"]

    def stop(self) -> None:
        self.http.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except (TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not stop:\n{self.log.read_text()}") from None


@pytest.fixture(scope="session")
def server(data_dir: Path) -> Iterator[Server]:
    running = Server(data_dir, client_rate=0).wait()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the five notices, with the questions of data/queries."""
    running = Server(
        own_five_notices(tmp_path_factory),
        client_rate=0,
        queries_dir=ROOT / "data" / "queries",
        **PATIENT,
    ).wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser
