"""Partitions have what a build has, whoever makes them; a cluster of which a worker dies makes the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from ontology.ids import BASE
from service.commands.build import command as by_command
from service.errors import BadRequest
from service.settings import Settings
from service.store import alignments, partitions
from service.store.build import build
from service.store.folders import folder_at, where
from service.store.layout import DataDir
from service.store.manifest import open_rows
from service.store.partition_files import graphs_in, require_whole
from service.store.partitions import Parted, Result, Task, here, on_cluster, partition
from service.store.push import push_partitions
from service.store.sources import real_sources
from tests.service.test_remote import PRESENT, STARTERS
from tests.shared import free_port

ROOT = Path(__file__).parents[2]
NOTICES = sorted((ROOT / "data/notices").glob("*.txt"))
#: Characters of a notice that are enough for it to have something in common with the others.
BEGINNING = 3_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The beginnings of the five notices, one of them twice, and a file that is none."""
    folder = tmp_path_factory.mktemp("files")
    for path in NOTICES:
        (folder / path.name).write_text(path.read_text("utf-8")[:BEGINNING], "utf-8")
    shutil.copy(folder / NOTICES[0].name, folder / "zz-again.txt")
    (folder / "bad.txt").write_text("不是通知", "utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def two_files_each() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(partitions, "FILES", 2)
        patched.setattr(partitions, "PAIRS", 1)
        patched.setattr(alignments, "_TOGETHER", 1)
        yield


Made = tuple[Path, Parted]


@pytest.fixture(scope="module")
def parted(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Those files as partitions that are made here, and what the maker says of them; not to be written to."""
    folder = tmp_path_factory.mktemp("parted")
    return folder, partition([files], folder, real_sources(), here)


def content_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_partitions_have_what_a_build_has(files: Path, parted: Made, tmp_path: Path) -> None:
    folder, made = parted
    report = build(DataDir(tmp_path / "data"), [files], real_sources())
    assert {unused.path.name for unused in made.unused} == {"bad.txt", "zz-again.txt"}
    assert {unused.path.name for unused in report.bad} == {"bad.txt", "zz-again.txt"}
    built = DataDir(tmp_path / "data").require_current()
    with closing(open_rows(built)) as rows:
        own, theirs = (
            {(r.graph, r.sha256, r.reader, r.quads) for r in each} for each in (made.rows, rows)
        )
    assert own == theirs
    assert len(own) == len(NOTICES) == 5
    parts = [(name, triple) for name, triples in graphs_in(folder) for triple in triples]
    store = ox.Store.read_only(str(built.store))
    whole = {(quad.graph_name.value, quad.triple) for quad in store}  # type: ignore[union-attr]
    assert whole == set(parts)
    assert len(parts) == len(set(parts)) == made.quads > 50_000
    require_whole(folder)
    common = {graph for graph, _ in whole if graph.startswith(f"{BASE}graph/alignment/")}
    assert len(common) == 3


def test_a_folder_that_has_something_is_left_alone(files: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(BadRequest, match=r"not empty; .* by --out, or move away"):
        partition([files], tmp_path, real_sources())


def test_what_fails_leaves_the_folder_empty(files: Path, tmp_path: Path) -> None:
    def broken(work: object, tasks: Sequence[Task]) -> Iterator[Result]:
        yield from here(work, tasks[:1])  # type: ignore[arg-type]
        assert content_names(tmp_path) == {"beside", "notices-00000.nq.gz"}
        raise OSError("the second worker is gone")

    with pytest.raises(OSError, match="second worker"):
        partition([files], tmp_path, real_sources(), broken)
    assert content_names(tmp_path) == set()


@pytest.mark.needs("dask")
def test_a_scheduler_that_does_not_answer_is_named(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "CONNECT", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(BadRequest, match=f"No Dask scheduler answers at {address}"):
        partition([files], tmp_path, real_sources(), on_cluster(address))
    assert content_names(tmp_path) == set()


@pytest.mark.needs("dask")
def test_a_build_by_a_cluster_is_told_what_it_lacks(tmp_path: Path) -> None:
    """By ``anze build``, which hands it on."""
    address, out = f"tcp://127.0.0.1:{free_port()}", str(tmp_path / "parts")
    lacking: tuple[dict[str, Any], ...] = (
        {"on": address},
        {"out": out},
        {"on": address, "out": out, "fresh": True},
    )
    for options in lacking:
        with pytest.raises(BadRequest, match=r"takes files or directories, --on with .*, --out"):
            by_command([str(NOTICES[0])], **options)
    with pytest.raises(BadRequest, match=r"not s3://archive/notices\. .* `anze partition`"):
        by_command(["s3://archive/notices"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(partitions, "CONNECT", 1)
        with pytest.raises(BadRequest, match=f"No Dask scheduler answers at {address}"):
            by_command([str(NOTICES[0])], on=address, out=out)
    assert content_names(Path(out)) == set()


@dataclass
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def cluster(workers: int) -> Iterator[Cluster]:
    """A scheduler of Dask and worker processes of one thread each."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    port = address.rpartition(":")[2]
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen([*dask, "--host", "127.0.0.1", "--port", port], **quiet)  # type: ignore[call-overload]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--no-dashboard",
        "--nthreads",
        "1",
    ]
    started = [subprocess.Popen([*worker, "--no-nanny"], **quiet) for _ in range(workers)]  # type: ignore[call-overload]
    try:
        yield Cluster(address, started)
    finally:
        for process in (*started, scheduler):
            process.kill()
            process.wait()


@pytest.mark.needs("dask")
def test_a_cluster_without_workers_is_told_and_not_waited_for_for_ever(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "TELL", 0.2)
    monkeypatch.setattr(partitions, "WAIT", 1)
    told: list[str] = []
    with cluster(0) as made:
        carry = on_cluster(made.address, told.append)
        with pytest.raises(BadRequest, match=f"No worker came to the scheduler at {made.address}"):
            partition([files], tmp_path, real_sources(), carry)
    assert len(told) == 1
    assert f"dask worker {made.address} --nthreads 1" in told[0]
    assert content_names(tmp_path) == set()


@pytest.mark.needs("dask")
def test_a_cluster_of_which_a_worker_dies_makes_the_same_bytes(
    files: Path, parted: Made, tmp_path: Path
) -> None:
    from distributed import Client

    with cluster(3) as made, Client(made.address) as client:
        client.wait_for_workers(3)

        def kill_one_at_each_work() -> None:
            for work, worker in zip(("read_", "align_"), made.workers, strict=False):
                while not any(work in key for keys in client.processing().values() for key in keys):
                    time.sleep(0.02)
                os.kill(worker.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill_one_at_each_work, daemon=True)
        killer.start()
        found = partition([files], tmp_path / "there", real_sources(), on_cluster(made.address))
        killer.join(60)
        assert [one.poll() for one in made.workers] == [-signal.SIGKILL, -signal.SIGKILL, None]
    assert content(tmp_path / "there") == content(parted[0])
    assert len(content(tmp_path / "there")) == 4 + 3 + 2
    assert len(found.unused) == 2


def test_files_at_an_address_make_the_same_bytes_there(
    files: Path, parted: Made, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    made = partition([where(f"file://{files}")], where(f"file://{there}"), real_sources())
    assert content(there) == content(parted[0])
    assert {unused.path.name for unused in made.unused} == {"bad.txt", "zz-again.txt"}
    with pytest.raises(BadRequest, match="is not empty"):
        partition([files], where(f"file://{there}"), real_sources())
    assert content(there) == content(parted[0])


def test_what_fails_leaves_nothing_at_an_address(files: Path, tmp_path: Path) -> None:
    def broken(work: object, tasks: Sequence[Task]) -> Iterator[Result]:
        yield from here(work, tasks[:1])  # type: ignore[arg-type]
        assert content_names(tmp_path / "there") == {"beside", "notices-00000.nq.gz"}
        raise OSError("the second worker is gone")

    with pytest.raises(OSError, match="second worker"):
        partition([files], where(f"file://{tmp_path}/there"), real_sources(), broken)
    assert content_names(tmp_path / "there") == set()


def test_what_looks_like_a_pattern_in_an_address_is_its_name(files: Path, tmp_path: Path) -> None:
    other = tmp_path / "p1" / "beside" / "other.nq"
    other.parent.mkdir(parents=True)
    other.touch()
    partition([files], where(f"file://{tmp_path}/p[1]"), real_sources())
    assert other.exists()
    assert "beside" not in content_names(tmp_path / "p[1]")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("file:///no/such/folder", "There is no file at file:///no/such/folder"),
        ("other://place/notices", "other://place/notices: other:// is unknown"),
    ],
)
def test_an_address_that_has_nothing_is_named(
    address: str, told: str, files: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadRequest, match=told):
        partition([files, where(address)], tmp_path, real_sources())
    assert content_names(tmp_path) == set()


def test_partitions_at_an_address_that_are_not_whole_are_not_sent(
    parted: Made, tmp_path: Path
) -> None:
    """What is told names the address."""
    there = shutil.copytree(parted[0], tmp_path / "there")
    (there / "notices-00001.nq.gz").unlink()
    settings = Settings(remote_store_url="http://127.0.0.1:9/store")
    address = where(f"file://{there}")
    with pytest.raises(BadRequest, match=f"{address}/notices-00001.nq.gz is not there"):
        push_partitions(address, settings)
    (there / "manifest.json").unlink()
    with pytest.raises(BadRequest, match=f"{address} has no manifest.json"):
        push_partitions(address, settings)


@contextmanager
def bucket(patched: pytest.MonkeyPatch) -> Iterator[Any]:
    """A service that speaks like S3, by the settings of the environment, with an empty bucket ``archive``; its file system."""
    from s3fs import S3FileSystem

    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(["moto_server", "-H", "127.0.0.1", "-p", str(port)], **quiet)  # type: ignore[call-overload]
    settings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "reader",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in settings.items():
        patched.setenv(name, value)
    try:
        while True:
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
                break
            time.sleep(0.05)
        system = S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
        system.mkdir("archive")
        yield system
    finally:
        server.kill()
        server.wait()


@pytest.mark.needs("moto_server")
def test_a_cluster_that_has_no_disk_in_common_reads_from_a_bucket_and_writes_to_one(
    files: Path, parted: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bucket(monkeypatch) as system:
        system.put(f"{files}/", "archive/notices/", recursive=True)
        with cluster(2) as made:
            carry = on_cluster(made.address)
            found = partition(
                [where("s3://archive/notices")], where("s3://archive/parts"), real_sources(), carry
            )
        for address in ("s3://nowhere/parts", "s3://nowhere"):
            with pytest.raises(BadRequest, match=f"{address} cannot be read or written"):
                partition([files], where(address), real_sources())
        assert not system.exists("nowhere")
        system.call_s3("put_object", Bucket="archive", Key="marked/", Body=b"")
        assert folder_at(where("s3://archive/marked")).names() == []
        names = {path.rpartition("/")[2] for path in system.ls("archive/parts", detail=False)}
        there = {name: system.cat_file(f"archive/parts/{name}") for name in names}
        with folder_at(where("s3://archive/parts")).at_hand(names) as fetched:
            require_whole(fetched)
    assert there == content(parted[0])
    assert {unused.path.name for unused in found.unused} == {"bad.txt", "zz-again.txt"}


@pytest.mark.parametrize("name", PRESENT)
def test_an_engine_that_loads_partitions_has_what_they_have(
    name: str, parted: Made, tmp_path: Path
) -> None:
    folder, made = parted
    engine = STARTERS[name](tmp_path)
    try:
        settings = Settings(**engine.settings)  # type: ignore[arg-type]
        assert push_partitions(folder, settings).sent == made.quads
        counts = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        answer = httpx.post(
            settings.remote_query_url,
            data={"query": counts},
            headers={"Accept": "application/sparql-results+json"},
            timeout=60,
        )
    finally:
        engine.stop()
    rows = answer.json()["results"]["bindings"]
    there = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
    made = {name: sum(1 for _ in triples) for name, triples in graphs_in(folder)}
    assert {name: there.get(name) for name in made} == made
    assert len(made) == 5 + 3 + 6
