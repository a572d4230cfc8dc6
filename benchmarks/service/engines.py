"""The engines that are compared, each started over the same graph."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

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
def ours(folder: Path, time_limit: int = 120) -> Iterator[str]:
    port = free_port()
    environ = {
        **os.environ,
        "ANZE_DATA": str(folder),
        "ANZE_PORT": str(port),
        "ANZE_CLIENT_RATE": "0",
        "ANZE_CACHE_BYTES": "0",
    }
    environ |= {
        "PYTHONPATH": str(ROOT),
        "ANZE_TIME_LIMIT": str(time_limit),
        "ANZE_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "service", "serve"]
    with contextmanager(_program)(command, port, f"http://127.0.0.1:{port}/sparql", environ) as url:
        yield url


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


#: Quads of a part that Virtuoso loads in one go.
_PART = 400_000
#: What it could not load.
_UNLOADED = (
    "SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_state <> 2 OR ll_error IS NOT NULL;"
)


@contextmanager
def virtuoso(folder: Path, file: Path, patience: int) -> Iterator[str]:
    """It over the quads in ``file``, loaded part by part into ``folder`` unless they are there; it stops what takes longer
    than ``patience`` seconds."""
    http, sql = free_port(), free_port()
    folder.mkdir(exist_ok=True)
    loaded = folder / "loaded"
    text = INI.format(d=folder, http=http, sql=sql).replace(
        "NumberOfBuffers = 10000", "NumberOfBuffers = 170000"
    )
    (folder / "v.ini").write_text(text)
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
            _load_parts(sql, folder, file)
            loaded.touch()
        yield f"http://127.0.0.1:{http}/sparql?timeout={patience * 1000}"
    finally:
        process.kill()
        process.wait()


def _load_parts(sql: int, folder: Path, file: Path) -> None:
    """Have Virtuoso, whose port for SQL is given, load the quads in ``file``."""
    with file.open("rb") as quads:
        parts = write_parts(quads, folder, _PART)
    # by one loader: two that name the same nodes stop each other
    _isql(sql, f"ld_dir('{folder}', '{PARTS}', 'x:none'); rdf_loader_run(); checkpoint;")
    for part in parts:
        part.unlink()
    if folder.name in (left := _isql(sql, _UNLOADED)):
        raise RuntimeError(f"Virtuoso did not load all: {left[:2000]}")


def _isql(sql: int, command: str) -> str:
    """What Virtuoso says to a command of SQL."""
    asked = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={command}"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


#: Names of the parts of a graph.
PARTS = "part-*.nq"


def write_parts(quads: Iterable[bytes], folder: Path, size: int) -> list[Path]:
    """Files in ``folder`` with ``size`` lines each; those with blank nodes, which are nodes of one file, in the first."""
    first = folder / PARTS.replace("*", "0")
    parts = [first]
    with first.open("wb") as blank:
        named = (line for line in quads if not (_has_blank(line) and blank.write(line)))
        while lines := list(islice(named, size)):
            parts.append(folder / PARTS.replace("*", str(len(parts))))
            with parts[-1].open("wb") as out:
                out.writelines(lines)
    return parts


def _has_blank(line: bytes) -> bool:
    """Whether subject or object of the quad is a blank node.

    >>> [_has_blank(each) for each in (b'_:a <p> <o> <g> .', b'<s> <p> _:o <g> .', b'<s> <p> " _:x" <g> .')]
    [True, True, False]
    """
    subject, _, value, *_ = line.split(b" ", 3)
    return subject.startswith(b"_:") or value.startswith(b"_:")


@contextmanager
def rdflib_endpoint(file: Path) -> Iterator[str]:
    port = free_port()
    command = ["rdflib-endpoint", "serve", "--port", str(port), str(file)]
    yield from _program(command, port, f"http://127.0.0.1:{port}/")
