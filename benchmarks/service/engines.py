"""The engines that are compared, each started over the same graph."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from benchmarks.service.notices import write_notices
from service.store.build import build
from service.store.layout import DataDir
from service.store.reading import Effort
from service.store.sources import real_sources
from tests.service.conftest import ROOT, free_port
from tests.service.test_remote import INI, wait_for

#: Seconds a server may take to load the graph.
LOADING = 900


def build_ours(folder: Path, size: int) -> float:
    """Seconds of building the store of ``size`` notices."""
    files = write_notices(size, folder / "notices")
    start = time.perf_counter()
    build(DataDir(folder), files, real_sources(), effort=Effort(os.cpu_count() or 1))
    return time.perf_counter() - start


@contextmanager
def ours(folder: Path, in_memory: bool, time_limit: int = 120) -> Iterator[str]:
    port = free_port()
    environ = {
        **os.environ,
        "ANZE_DATA": str(folder),
        "ANZE_PORT": str(port),
        "ANZE_CLIENT_RATE": "0",
        "ANZE_CACHE_BYTES": "0",
    }
    if not in_memory:
        environ["ANZE_GRAPH_MEMORY"] = "0"
    environ |= {
        "PYTHONPATH": str(ROOT),
        "ANZE_TIME_LIMIT": str(time_limit),
        "ANZE_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "service", "serve"]
    with contextmanager(_program)(command, port, f"http://127.0.0.1:{port}/sparql", environ) as url:
        if in_memory:
            wait_for_memory(port)
        yield url


def wait_for_memory(port: int) -> None:
    """Until the graph is in memory: before that, answers come from disk."""
    end = time.monotonic() + LOADING
    while not httpx.get(f"http://127.0.0.1:{port}/ready", timeout=60).json()["engine"]["in_memory"]:
        if time.monotonic() > end:
            raise RuntimeError(f"the graph was not in memory after {LOADING} s")
        time.sleep(0.2)


def _program(
    command: list[str], port: int, url: str, environ: dict[str, str] | None = None
) -> Iterator[str]:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environ
    )
    try:
        wait_for(port, process, LOADING)
        yield url
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


@contextmanager
def oxigraph(folder: Path, file: Path) -> Iterator[str]:
    """Its server over the quads in ``file``, loaded into ``folder`` unless they are there."""
    port = free_port()
    if not folder.exists():
        subprocess.run(
            ["oxigraph", "load", "--location", str(folder), "--file", str(file)],
            check=True,
            capture_output=True,
        )
    command = [
        "oxigraph",
        "serve-read-only",
        "--union-default-graph",
        "--location",
        str(folder),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    yield from _program(command, port, f"http://127.0.0.1:{port}/query")


@contextmanager
def virtuoso(folder: Path, file: Path) -> Iterator[str]:
    """It over the quads in ``file``, loaded into ``folder`` unless they are there."""
    http, sql = free_port(), free_port()
    folder.mkdir(exist_ok=True)
    loaded = folder / "loaded"
    text = INI.format(d=folder, http=http, sql=sql).replace(
        "NumberOfBuffers = 10000", "NumberOfBuffers = 170000"
    )
    (folder / "v.ini").write_text(text)
    if not loaded.exists():
        os.link(file, folder / "g.nq")
    process = subprocess.Popen(
        ["virtuoso-t", "+foreground", "+configfile", str(folder / "v.ini")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        wait_for(sql, process)
        wait_for(http, process)
        if not loaded.exists():
            command = f"ld_dir('{folder}', 'g.nq', 'x:none'); rdf_loader_run(); checkpoint;"
            subprocess.run(
                ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={command}"],
                check=True,
                capture_output=True,
            )
            loaded.touch()
        yield f"http://127.0.0.1:{http}/sparql"
    finally:
        process.kill()
        process.wait()


@contextmanager
def rdflib_endpoint(file: Path) -> Iterator[str]:
    port = free_port()
    command = ["rdflib-endpoint", "serve", "--port", str(port), str(file)]
    yield from _program(command, port, f"http://127.0.0.1:{port}/")
