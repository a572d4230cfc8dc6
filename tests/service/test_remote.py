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
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from service.commands.dump import dump
from service.settings import Settings
from service.store.graphs import named_graphs
from service.store.layout import DataDir
from service.store.partitions import here, partition
from service.store.push import push, push_partitions
from service.store.sources import real_sources
from tests.queries.questions import NOTICES, Question, Row, questions
from tests.service.conftest import LVLIANG, XIAOYI, Server
from tests.shared import free_port

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


#: Seconds a query may run.
LIMIT = 3
GONE = "https://w3id.org/anze/id/notice/000000-2020-withdrawn"
FOREIGN = "http://example.org/somebody/else"


@dataclass
class Remote:
    name: str
    process: subprocess.Popen[bytes]
    settings: dict[str, object]
    sql: int = 0

    def cpu(self) -> float:
        """Processor time of the engine so far, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def reading(self) -> dict[str, object]:
        """The settings of a service that asks it: without the account that may write."""
        return {k: v for k, v in self.settings.items() if k in ("remote_query_url", "remote_limit")}

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def start_oxigraph(folder: Path, *options: str) -> Remote:
    port = free_port()
    place = ["--location", str(folder / "ox"), "--bind", f"127.0.0.1:{port}"]
    command = ["oxigraph", "serve", *place, "--timeout-s", str(LIMIT), *options]
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
            "remote_limit": "timeout={ms}",
        },
        sql,
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


def start_united(folder: Path) -> Remote:
    return start_oxigraph(folder, "--union-default-graph")


STARTERS = {"oxigraph": start_oxigraph, "virtuoso": start_virtuoso}
#: Those whose default graph is the union of what they have.
UNITED = STARTERS | {"oxigraph": start_united}


#: Questions that an engine answers otherwise, and those that it may in some runs, and why.
OTHERWISE = {
    "virtuoso": {
        "cq24b-conditions-and-reaction-times-of-xiaoyi": "it keeps a duration as its seconds"
    }
}
UNSTEADY = {
    "virtuoso": {
        "cq34a-copied-passages": "its sums have no rows",
        "cq71-outliers": "one of its counts by group is another's",
    }
}


@pytest.mark.parametrize("name", PRESENT)
def test_questions_are_answered_alike(name: str, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    partition([NOTICES], parts, real_sources(), here)
    asked = questions()
    assert len(asked) == 87
    with serving(name, tmp_path) as (engine, over):
        push_partitions(parts, Settings(**engine.settings))  # type: ignore[arg-type]
        others = {
            each.name: rows
            for each in asked
            if (rows := answer(over, each)) != Counter(map(comparable, each.rows))
        }
    wrong = {
        question: rows
        for question, rows in others.items()
        if question not in UNSTEADY.get(name, ())
    }
    assert wrong.keys() == OTHERWISE.get(name, {}).keys(), wrong


@contextmanager
def serving(name: str, folder: Path) -> Iterator[tuple[Remote, Server]]:
    """An engine without data, and the service over it."""
    (folder / "engine").mkdir()
    engine = UNITED[name](folder / "engine")
    try:
        over = Server(folder, client_rate=0, time_limit=30, **engine.reading()).wait()
        try:
            yield engine, over
        finally:
            over.stop()
    finally:
        engine.stop()


def answer(over: Server, asked: Question) -> Counter[Row]:
    rows = (tuple(row.get(name, "") for name in asked.columns) for row in over.rows(asked.text))
    return Counter(map(comparable, rows))


def comparable(row: Row) -> Row:
    """The row with numbers however they are written, and lists in whatever order."""
    return tuple(map(_comparable, row))


def _comparable(cell: str) -> str:
    try:
        return f"{float(cell):.6g}"
    except ValueError:
        return "; ".join(sorted(cell.split("; ")))


@pytest.fixture(scope="module", params=PRESENT)
def remote(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Remote, Server]]:
    """The service over one engine that holds the test graph."""
    engine = STARTERS[request.param](tmp_path_factory.mktemp(request.param))
    try:
        settings = Settings(**engine.settings)  # type: ignore[arg-type]
        pushed = push(DataDir(data_dir), settings, union=engine.name == "oxigraph")
        assert pushed.sent > 200
        assert pushed.deleted == ()
        server = Server(data_dir, client_rate=0, time_limit=LIMIT, **engine.reading()).wait()
        try:
            yield engine, server
        finally:
            server.stop()
    finally:
        engine.stop()


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
    "/articles",
    "/articles?kind=Article",
]
#: What is counted, of each that is listed.
_NUMBERS = ("cited_by", "ordered_issuing_by", "ordered_revising_by")


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
    totals = [answer.json().get("total") for answer in (there, here)]
    assert totals[0] == totals[1]
    numbers = [
        {each["id"]: [each.get(name) for name in _NUMBERS] for each in answer.json()["items"]}
        for answer in (there, here)
    ]
    assert numbers[0] == numbers[1]


def test_a_hint_comes_over_another_engine_too(remote: tuple[Remote, Server]) -> None:
    _, over = remote
    az = "PREFIX az: <https://w3id.org/anze/ontology#> "
    answer = over.sparql(az + "SELECT ?n { ?n az:planYear 2026 }")
    assert answer.headers["x-hint"].startswith("year-number; ")


def test_a_name_that_stands_for_nothing(remote: tuple[Remote, Server], server: Server) -> None:
    _, over = remote
    there, here = (each.http.get("/tasks?unit=孝义市应急管理委") for each in (over, server))
    assert there.status_code == here.status_code == 404
    assert there.json() == here.json()


SHOWN = [
    "/calendar", "/calendar?format=csv", "/calendar?month=2026-10&unit=应急局", "/statistics", "/statistics?format=csv",
    UNIT, TASK, "/code/sector",
]  # fmt: skip


@pytest.mark.parametrize("path", SHOWN)
def test_pages_are_those_of_the_embedded_engine(
    remote: tuple[Remote, Server], server: Server, path: str
) -> None:
    _, over = remote
    there, here = (
        each.http.get(path, headers={"Accept": "text/html"}).text.replace(
            each.url.removeprefix("http:"), ""
        )
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
    token = httpx.Headers({"Authorization": "Bearer x"})
    assert over.http.post("/sparql", data={"update": "CLEAR ALL"}, headers=token).status_code == 401


def test_a_truth_value_and_a_table_are_of_the_standard(remote: tuple[Remote, Server]) -> None:
    _, over = remote
    for query, wanted in (("ASK { ?s ?p ?o }", True), ("ASK { <x:a> <x:b> <x:c> }", False)):
        answer = over.sparql(query)
        assert answer.json().get("boolean") is wanted, answer.text
    table = over.sparql("SELECT ?s { ?s a ?t } LIMIT 1", "text/tab-separated-values").text
    assert table.startswith("?s\n<http")


def test_push_makes_a_mirror(remote: tuple[Remote, Server], server: Server, data_dir: Path) -> None:
    engine, over = remote
    settings = Settings(**engine.settings)  # type: ignore[arg-type]
    pair = settings.remote_user, settings.remote_password
    with httpx.Client(auth=httpx.DigestAuth(*pair) if settings.remote_digest else None) as http:
        for name in (GONE, FOREIGN):
            put = http.put(
                settings.remote_store_url,
                params={"graph": name},
                content="<x:a> <x:b> <x:c> .",
                headers={"Content-Type": "application/n-triples"},
            )
            assert put.is_success, put.text
        count = "SELECT (COUNT(*) AS ?n) {{ GRAPH <{}> {{ ?s ?p ?o }} }}"
        blind = replace(settings, remote_query_url="")
        union = engine.name == "oxigraph"
        assert push(DataDir(data_dir), blind, union).deleted is None
        assert over.rows(count.format(GONE))[0]["n"] == "1"
        assert push(DataDir(data_dir), settings, union).deleted == (GONE,)
        assert over.rows(count.format(GONE) + "# again")[0]["n"] == "0"
        assert over.rows(count.format(FOREIGN))[0]["n"] == "1"
        assert over.rows(count.format(XIAOYI)) == server.rows(count.format(XIAOYI))
        http.delete(settings.remote_store_url, params={"graph": FOREIGN})


#: Asked last: the Oxigraph server goes on with some of them until it is ended.
RUNAWAYS = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }",
    "SELECT ?l { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) } ORDER BY ?l LIMIT 9",
    "CONSTRUCT { ?a ?b ?l } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }",
]


@pytest.mark.parametrize("query", RUNAWAYS)
def test_no_part_of_an_answer_is_taken_for_the_whole(
    remote: tuple[Remote, Server], query: str
) -> None:
    engine, over = remote
    start = time.monotonic()
    answer = over.sparql(query, "*/*")
    assert answer.status_code in (504, 507), answer.text[:500]
    assert time.monotonic() - start < LIMIT + 2
    if engine.name == "virtuoso":  # told of the limit, it stops; see docs/service/engines.md
        time.sleep(LIMIT)
        before = engine.cpu()
        time.sleep(2)
        assert engine.cpu() - before < 0.5


def load_offline(folder: Path, file: Path) -> Remote:
    command = ["oxigraph", "load", "--location", str(folder / "ox"), "--file", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return start_oxigraph(folder)


def load_online(folder: Path, file: Path) -> Remote:
    engine = start_oxigraph(folder)
    answer = httpx.post(
        str(engine.settings["remote_store_url"]),
        content=file.read_bytes(),
        headers={"Content-Type": "application/n-quads"},
    )
    assert answer.is_success, answer.text
    return engine


def load_virtuoso(folder: Path, file: Path) -> Remote:
    engine = start_virtuoso(folder)
    order = f"ld_dir('{file.parent}', '{file.name}', 'urn:x-none'); rdf_loader_run(); checkpoint;"
    command = ["isql-vt", f"127.0.0.1:{engine.sql}", "dba", "dba", f"exec={order}"]
    subprocess.run(command, check=True, capture_output=True)
    return engine


LOADERS = {
    name: loader
    for name, loader in {
        "oxigraph offline": load_offline,
        "oxigraph online": load_online,
        "virtuoso": load_virtuoso,
    }.items()
    if name.split()[0] in PRESENT
}


@pytest.mark.parametrize("way", LOADERS)
def test_a_dump_loaded_in_bulk_answers_the_same(
    way: str, data_dir: Path, server: Server, tmp_path: Path
) -> None:
    """The commands are those of docs/service/engines.md."""
    store = ox.Store.read_only(str(DataDir(data_dir).require_current().store))
    file = tmp_path / "whole.nq"
    file.write_bytes(dump(store, union=way != "virtuoso"))
    engine = LOADERS[way](tmp_path, file)
    try:
        over = Server(tmp_path, client_rate=0, **engine.reading()).wait()
        try:
            graphs = "SELECT (COUNT(*) AS ?n) { GRAPH <%s> { ?s ?p ?o } }"
            tasks = "SELECT (COUNT(*) AS ?n) { ?t a <https://w3id.org/anze/ontology#Task> }"
            for name in sorted(named_graphs(store)):
                assert over.rows(graphs % name) == server.rows(graphs % name), name
            assert over.rows(tasks) == server.rows(tasks)
            for path in LOOKUPS:
                there, here = over.http.get(path).json(), server.http.get(path).json()
                assert {row["id"] for row in there["items"]} == {row["id"] for row in here["items"]}
            if way != "virtuoso":
                all_ = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
                assert over.rows(all_) == server.rows(all_)
        finally:
            over.stop()
    finally:
        engine.stop()


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
