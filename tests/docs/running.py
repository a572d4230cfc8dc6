"""A graph of the five notices and a service over it, on a port of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.shared import PATIENT, free_port, in_environment

ROOT = Path(__file__).parents[2]

Row = tuple[str, ...]
Table = tuple[Row, list[Row]]


@dataclass(frozen=True, slots=True)
class Running:
    """``base`` is the service's address; ``environment`` what a command needs to use its graph."""

    base: str
    data: Path
    environment: dict[str, str]

    def ask(self, query: str) -> Table:
        """Columns and rows of a SELECT query, unbound cells empty."""
        found = json.loads(self._send(query, "application/sparql-results+json"))
        columns = tuple(found["head"]["vars"])
        solutions = found["results"]["bindings"]
        return columns, [
            tuple(solution.get(column, {}).get("value", "") for column in columns)
            for solution in solutions
        ]

    def graph(self, query: str) -> str:
        """N-Triples of a CONSTRUCT query."""
        return self._send(query, "application/n-triples")

    def _send(self, query: str, accept: str) -> str:
        form = urllib.parse.urlencode({"query": query}).encode()
        request = urllib.request.Request(f"{self.base}/sparql", form, {"Accept": accept})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read(), "utf-8")


@contextmanager
def running(data: Path) -> Iterator[Running]:
    """The service over a graph of the five notices, built in ``data`` if there is none."""
    port = free_port()
    own = in_environment({"port": port, "client_rate": 0, **PATIENT})
    environment = environment_of(data) | own
    anze = [sys.executable, "-m", "service"]
    if not (data / "current").exists():
        built = subprocess.run(
            [*anze, "build"], env=environment, cwd=ROOT, capture_output=True, check=False
        )
        assert built.returncode == 0, built.stderr.decode()
    with subprocess.Popen(
        [*anze, "serve"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        base = f"http://127.0.0.1:{port}"
        try:
            _until_ready(base, process)
            yield Running(base, data, environment)
        finally:
            process.terminate()


def environment_of(data: Path) -> dict[str, str]:
    """What a command needs to use the graph in ``data``, without settings of the machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANZE_")}
    return kept | {"ANZE_DATA": str(data), "COLUMNS": "200"}


def _until_ready(base: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert process.poll() is None, "the service ended"
        try:
            with urllib.request.urlopen(f"{base}/ready", timeout=60):
                return
        except urllib.error.HTTPError as refused:
            refused.close()
        except urllib.error.URLError:
            pass
        time.sleep(0.05)
    raise AssertionError("the service did not become ready")
