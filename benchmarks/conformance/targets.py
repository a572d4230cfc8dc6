"""The servers that the suites are run against, each started on an empty data directory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.conformance.wire import Reply, send
from service.store.draft import change
from service.store.layout import DataDir
from service.tokens import TokenFile
from tests.service.conftest import Server, free_port
from tests.service.test_remote import wait_for

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Target:
    """A running server: its address (no slash at the end), the paths of its endpoints and what is sent
    with every request. ``kind`` tells what a reply to a query or update means."""

    name: str
    root: str
    query: str
    update: str
    store: str
    kind: Callable[[Reply], str]
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        return send(self.root, method, target, {**self.headers, **headers}, body)

    def ask(self, text: bytes, accept: str) -> Reply:
        """The answer to a query sent as it is."""
        headers = {"Content-Type": QUERY, "Accept": accept}
        return self.send("POST", self.query, headers, text)

    def change(self, text: bytes) -> Reply:
        """The answer to an update sent as it is."""
        return self.send("POST", self.update, {"Content-Type": UPDATE}, text)

    def empty(self) -> None:
        reply = self.change(b"DROP ALL")
        if reply.status not in (200, 204):
            raise RuntimeError(f"{self.name} cannot be emptied: {reply.told}")


@contextmanager
def anze(folder: Path, settings: Mapping[str, str]) -> Iterator[Target]:
    """This service over a plain data set: its default graph is no union here."""
    data = folder / "anze"
    with change(DataDir(data)) as draft:
        draft.changed_by_hand(union=False)
    token = TokenFile(data).create("conformance", "admin")
    chosen: dict[str, object] = {"union_default": "no", "client_rate": 0, **settings}
    server = Server(data, **chosen).wait()
    try:
        headers = {"Authorization": f"Bearer {token}"}
        yield Target("anze", server.url, "/sparql", "/sparql", "/store", _kind_by_problem, headers)
    finally:
        server.stop()


def _kind_by_problem(reply: Reply) -> str:
    """By status and type of problem: ``accepted``, ``syntax`` (it does not parse), ``failed`` (it
    parses, but cannot be carried out) or ``refused`` (a rule of the service forbids it)."""
    if reply.status < 300:
        return "accepted"
    if reply.status != 400:
        return "refused"
    return "syntax" if b"/problem/syntax-error" in reply.body else "failed"


@contextmanager
def oxigraph(folder: Path, settings: Mapping[str, str]) -> Iterator[Target]:
    """Oxigraph's own server, on disk."""
    if settings:
        raise ValueError(f"the Oxigraph server has no settings {sorted(settings)}")
    here = str(Path(sys.executable).parent)
    program = shutil.which("oxigraph", path=os.pathsep.join((here, os.environ["PATH"])))
    if program is None:
        raise FileNotFoundError("there is no program `oxigraph`: pip install oxigraph")
    port = free_port()
    data = folder / "oxigraph"
    command = [program, "serve", "--location", str(data), "--bind", f"127.0.0.1:{port}"]
    with (folder / "oxigraph.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(port, process)
        root = f"http://127.0.0.1:{port}"
        yield Target("oxigraph", root, "/query", "/update", "/store", _kind_by_status)
    finally:
        process.terminate()
        process.wait()


def _kind_by_status(reply: Reply) -> str:
    """The Oxigraph server answers 400 to a text that does not parse, 500 to one that fails."""
    if reply.status < 300:
        return "accepted"
    return {400: "syntax", 500: "failed"}.get(reply.status, "refused")


TARGETS: dict[str, Callable[[Path, Mapping[str, str]], AbstractContextManager[Target]]] = {
    "anze": anze,
    "oxigraph": oxigraph,
}
