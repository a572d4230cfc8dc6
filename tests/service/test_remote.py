"""The same service over two real SPARQL servers: Oxigraph's own and Virtuoso.

Each needs its program: `oxigraph` (PyPI) and `virtuoso-t` (Debian: virtuoso-opensource-7-bin). CI
installs both and sets ANZE_TEST_ENGINES=oxigraph,virtuoso, where a missing one fails; elsewhere the
engines that are there are tested."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from service.settings import Settings
from service.store.layout import DataDir
from service.store.push import push
from tests.service.conftest import LVLIANG, XIAOYI, Server, free_port

PROGRAMS = {"oxigraph": "oxigraph", "virtuoso": "virtuoso-t"}
DEMANDED = [name for name in os.environ.get("ANZE_TEST_ENGINES", "").split(",") if name]
PRESENT = DEMANDED or [name for name, program in PROGRAMS.items() if shutil.which(program)]

INI = """[Database]
DatabaseFile = {d}/v.db
ErrorLogFile = {d}/v.log
LockFile = {d}/v.lck
TransactionFile = {d}/v.trx
xa_persistent_file = {d}/v.pxa
ErrorLogLevel = 3
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {d}/vt.db
TransactionFile = {d}/vt.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 10000
DirsAllowed = {d}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {d}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 100000
"""


@dataclass
class Remote:
    name: str
    process: subprocess.Popen[bytes]
    settings: dict[str, object]


def start_oxigraph(folder: Path) -> Remote:
    port = free_port()
    command = ["oxigraph", "serve", "--location", str(folder / "ox"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    wait_for(port, process)
    return Remote(
        "oxigraph",
        process,
        {"remote_query_url": base + "/query", "remote_store_url": base + "/store"},
    )


def start_virtuoso(folder: Path) -> Remote:
    http, sql = free_port(), free_port()
    (folder / "v.ini").write_text(INI.format(d=folder, http=http, sql=sql))
    command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "v.ini")]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    wait_for(sql, process)
    wait_for(http, process)
    base = f"http://127.0.0.1:{http}"
    return Remote(
        "virtuoso",
        process,
        {
            "remote_query_url": base + "/sparql",
            "remote_store_url": base + "/sparql-graph-crud-auth",
            "remote_user": "dba",
            "remote_password": "dba",
            "remote_digest": True,
        },
    )


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None
            time.sleep(0.1)
    raise AssertionError("the engine did not start")


STARTERS = {"oxigraph": start_oxigraph, "virtuoso": start_virtuoso}


@pytest.fixture(scope="module", params=PRESENT)
def remote(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Remote, Server]]:
    """The service over one engine that holds the test graph."""
    engine = STARTERS[request.param](tmp_path_factory.mktemp(request.param))
    try:
        settings = Settings(**engine.settings)  # type: ignore[arg-type]
        sent = push(DataDir(data_dir), settings, union=engine.name == "oxigraph")
        assert sent > 200
        # its queries go to the open endpoint, without the account that may write
        reading = {"remote_query_url": engine.settings["remote_query_url"], "time_limit": 5}
        server = Server(data_dir, client_rate=0, **reading).wait()
        try:
            yield engine, server
        finally:
            server.stop()
    finally:
        engine.process.kill()
        engine.process.wait()


def test_counts_are_those_of_the_embedded_engine(
    remote: tuple[Remote, Server], server: Server
) -> None:
    _, over = remote
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?t a <https://w3id.org/anze/ontology#Task> }",
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{XIAOYI}> {{ ?s ?p ?o }} }}",
    ):
        assert over.rows(query)[0]["n"] == server.rows(query)[0]["n"]


UNIT = "/id/unit/141181/emergency-management"
TASK = "/id/notice/141181-2026-xiaozhengfa-1/article/3/task/2"
LOOKUPS = [
    "/tasks",
    "/tasks?sector=mine",
    "/tasks?due_from=2026-10-01&due_to=2026-10-31",
    "/tasks?unit=市应急局",
    "/tasks?has_owner=false",
    "/tasks?mechanism=三管三必须",
    "/tasks?jurisdiction=141100",
    "/tasks?jurisdiction=孝义市",
    "/tasks?unit=孝义应急局",
    "/tasks?sector=煤矿",
    "/tasks?instrument=diaocha-pinggu",
    "/tasks?recurrence=any",
    "/notices",
    "/mechanisms?name=三管三必须",
    "/units",
    "/sectors",
    "/instruments",
]


@pytest.mark.parametrize("path", LOOKUPS)
def test_lookups_are_those_of_the_embedded_engine(
    remote: tuple[Remote, Server], server: Server, path: str
) -> None:
    _, over = remote
    there, here = over.http.get(path), server.http.get(path)
    assert there.status_code == 200, there.text
    assert {each["id"] for each in there.json()["items"]} == {
        each["id"] for each in here.json()["items"]
    }


def test_a_name_that_stands_for_nothing(remote: tuple[Remote, Server], server: Server) -> None:
    _, over = remote
    there, here = (each.http.get("/tasks?unit=孝义市应急管理委") for each in (over, server))
    assert there.status_code == here.status_code == 404
    assert there.json() == here.json()


@pytest.mark.parametrize(
    "path", ["/calendar", "/calendar?month=2026-10&unit=应急局", UNIT, TASK, "/code/sector"]
)
def test_pages_are_those_of_the_embedded_engine(
    remote: tuple[Remote, Server], server: Server, path: str
) -> None:
    _, over = remote
    there, here = (
        each.http.get(path, headers={"Accept": "text/html"}).text.replace(each.url, "")
        for each in (over, server)
    )
    assert there == here


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_graphs_come_in_each_format(remote: tuple[Remote, Server], media: str) -> None:
    _, over = remote
    answer = over.sparql(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{LVLIANG}> {{ ?s ?p ?o }} }}", media
    )
    assert answer.headers["content-type"].split(";")[0] == media
    assert int(answer.headers["x-result-rows"]) > 10


def test_faults_and_limits(remote: tuple[Remote, Server]) -> None:
    _, over = remote
    assert over.sparql("SELECT * { ?s ?p }").status_code == 400
    assert over.sparql("SELECT * { SERVICE <http://127.0.0.1/> { } }").status_code == 403
    product = (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"
    )
    start = time.monotonic()
    assert over.sparql(product).status_code in (502, 504, 400)
    assert time.monotonic() - start < 6
    token = httpx.Headers({"Authorization": "Bearer x"})
    assert over.http.post("/sparql", data={"update": "CLEAR ALL"}, headers=token).status_code == 401


def test_a_dead_engine_is_told_as_such(data_dir: Path) -> None:
    server = Server(
        data_dir, client_rate=0, remote_query_url=f"http://127.0.0.1:{free_port()}/q"
    ).wait()
    try:
        assert server.sparql("ASK {}").status_code == 502
        assert server.http.get("/ready").status_code == 502
        assert server.http.get("/health").status_code == 200
    finally:
        server.stop()
