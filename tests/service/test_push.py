"""An engine that does not answer, refuses or breaks off, and partitions that are not whole, are told in words."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import orjson
import pytest

from service.errors import BadRequest, EngineFailed
from service.settings import Settings
from service.store import push as module
from service.store.layout import DataDir
from service.store.push import push, push_partitions
from tests.shared import free_port

#: Triples of each graph of the partitions below, by file.
GRAPHS = {"notices-00000.nq.gz": 3, "notices-00001.nq.gz": 2, "shared.nq.gz": 4}


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A folder of three partitions with a graph each, and their manifest."""
    for name, count in GRAPHS.items():
        lines = (f'<x:s> <x:p> "{number}" <x:{name}> .\n' for number in range(count))
        (tmp_path / name).write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    tell(tmp_path, files=GRAPHS)
    return tmp_path


def tell(folder: Path, **more: object) -> None:
    (folder / "manifest.json").write_bytes(orjson.dumps({"quads": sum(GRAPHS.values()), **more}))


@contextmanager
def engine(answers: int, status: int = 204) -> Iterator[tuple[str, list[str]]]:
    """An engine that takes so many requests, and then answers with ``status``, or, if that is 0, hangs up; its address,
    and the graphs it was sent."""
    graphs: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            graphs.append(self.path)
            if len(graphs) > answers and not status:
                self.close_connection = True
                return
            self.send_response(204 if len(graphs) <= answers else status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_PUT  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/store", graphs
        server.shutdown()


def test_whole_partitions_are_sent(parts: Path) -> None:
    with engine(9) as (url, graphs):
        assert push_partitions(parts, Settings(remote_store_url=url)).sent == 9
        assert len(graphs) == 3
        tell(parts)  # as partitions of an earlier edition have it
        assert push_partitions(parts, Settings(remote_store_url=url)).sent == 9


def missing(folder: Path) -> None:
    (folder / "shared.nq.gz").unlink()


def missing_notices(folder: Path) -> None:
    (folder / "notices-00001.nq.gz").unlink()


def cut(folder: Path) -> None:
    file = folder / "notices-00001.nq.gz"
    file.write_bytes(file.read_bytes()[:-12])


def not_packed(folder: Path) -> None:
    (folder / "notices-00001.nq.gz").write_bytes(b'<x:s> <x:p> "1" <x:g> .\n')


def no_quads(folder: Path) -> None:
    (folder / "notices-00001.nq.gz").write_bytes(gzip.compress(b"nonsense"))


def fewer(folder: Path) -> None:
    (folder / "notices-00001.nq.gz").write_bytes(gzip.compress(b"<x:s> <x:p> <x:o> <x:g> .\n"))


def one_more(folder: Path) -> None:
    (folder / "notices-00002.nq.gz").write_bytes(gzip.compress(b""))


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def bad_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"[]")


def nothing(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def no_folder(folder: Path) -> None:
    nothing(folder)
    folder.rmdir()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (missing, "shared.nq.gz is not there"),
        (missing_notices, "notices-00001.nq.gz is not there"),
        (cut, "notices-00001.nq.gz is incomplete or damaged"),
        (not_packed, "notices-00001.nq.gz is incomplete or damaged"),
        (no_quads, "notices-00001.nq.gz is incomplete or damaged"),
        (fewer, "notices-00001.nq.gz has 1 triples, the manifest says 2"),
        (one_more, "notices-00002.nq.gz is not in the manifest"),
        (no_manifest, "has no manifest.json"),
        (bad_manifest, "manifest.json cannot be understood"),
        (nothing, "has no manifest.json"),
        (no_folder, "There is no folder"),
    ],
)
def test_of_partitions_that_are_not_whole_nothing_is_sent(
    parts: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(parts)
    with engine(9) as (url, graphs), pytest.raises(BadRequest, match=told):
        push_partitions(parts, Settings(remote_store_url=url))
    assert graphs == []


def test_partitions_of_an_earlier_edition_are_counted(parts: Path) -> None:
    tell(parts)
    missing_notices(parts)
    with engine(9) as (url, graphs), pytest.raises(BadRequest, match=r"with 7 triples, .* says 9"):
        push_partitions(parts, Settings(remote_store_url=url))
    assert graphs == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "http://127.0.0.1:{port}/store",
            "does not answer .*refused.* Check ANZE_REMOTE_STORE_URL",
        ),
        ("127.0.0.1:{port}/store", "ANZE_REMOTE_STORE_URL is no address: .*http://host:port/path"),
        ("http://[::1/store", "is no address"),
        ("/store", "is no address"),
    ],
)
def test_an_engine_that_is_not_there_is_told(
    parts: Path, data_dir: Path, url: str, told: str
) -> None:
    settings = Settings(remote_store_url=url.format(port=free_port()))
    with pytest.raises(EngineFailed, match=told) as partitions:
        push_partitions(parts, settings)
    with pytest.raises(EngineFailed, match=told) as whole:
        push(DataDir(data_dir), settings, union=False)
    assert all("Nothing was written" in str(each.value) for each in (partitions, whole))


@pytest.mark.parametrize("status", [0, 500])
def test_how_far_it_came_is_told_where_the_engine_breaks_off(
    parts: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)  # the first graph takes two requests
    with engine(2, status) as (url, _), pytest.raises(EngineFailed) as told:
        push_partitions(parts, Settings(remote_store_url=url))
    assert ("does not answer" in told.value.en) == (not status)
    assert "1 graphs with 3 triples were written before" in told.value.en
    assert "引擎里的图谱不完整" in told.value.zh


def test_an_address_for_queries_that_answers_otherwise_is_told(data_dir: Path) -> None:
    with engine(99) as (url, _), pytest.raises(EngineFailed, match="did not list its graphs"):
        push(DataDir(data_dir), Settings(remote_store_url=url, remote_query_url=url), union=False)
