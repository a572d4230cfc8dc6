"""HTTP as its standards have it: codings, methods of a resource, what any state meets, origins."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from service.sparql.formats import XLSX
from service.tokens import TokenFile
from tests.service.conftest import FEW, Server, small
from tests.service.test_writes import Writable, writable
from tests.shared import own_copy

NOTICE = "/notices/141181-2026-xiaozhengfa-1"
ORIGIN = {"Origin": "https://example.org"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    yield from writable(tmp_path_factory, closed="yes")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    yield from writable(tmp_path_factory)


CODINGS = [
    ("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip;q=0", False), ("gzip;q=0.000", False),
    ("*;q=0", False), ("identity", False), ("br", False), ("identity;q=1, gzip;q=0.5", False),
]  # fmt: skip


@pytest.mark.parametrize(("coding", "packed"), CODINGS)
@pytest.mark.parametrize("path", ["/openapi.json", "/static/anze.css"])
def test_a_coding_is_used_where_it_is_taken(
    server: Server, path: str, coding: str, packed: bool
) -> None:
    with server.http.stream("GET", path, headers={"Accept-Encoding": coding}) as answer:
        content = b"".join(answer.iter_raw())
    assert (answer.headers.get("content-encoding") == "gzip") == packed
    plain = server.http.get(path, headers={"Accept-Encoding": "identity"}).content
    assert (gzip.decompress(content) if packed else content) == plain


def test_a_header_of_vary_is_named_once(server: Server) -> None:
    many = 0
    for path in (
        "/tasks",
        "/units?format=csv",
        "/openapi.json",
        "/",
        "/sparql?query=SELECT * {?s ?p ?o}",
        "/ontology",
        NOTICE,
    ):
        for coding in ("gzip", "identity"):
            answer = server.http.get(
                path,
                headers={"Accept-Encoding": coding, **ORIGIN, "Accept": "text/html, */*;q=0.5"},
            )
            names = [each.strip().lower() for each in answer.headers.get("vary", "").split(",")]
            assert len(names) == len(set(names)), (path, names)
            many += "accept-encoding" in names
    assert many >= 10


def test_a_compressed_answer_has_a_strong_tag_of_its_own(own: Writable) -> None:
    lines = "".join(f"<x:s{number}> <x:p> {number} .\n" for number in range(2_000))
    graph = "/store?graph=x:large"
    made = own.http.put(graph, content=lines, headers={**own.admin, "Content-Type": "text/turtle"})
    assert made.status_code == 201
    plain, packed = (
        own.http.get(graph, headers={"Accept-Encoding": each}) for each in ("identity", "gzip")
    )
    assert plain.content == packed.content
    assert made.headers["etag"] == plain.headers["etag"] != packed.headers["etag"]
    for answer in (plain, packed):
        tag = answer.headers["etag"]
        again = own.http.get(graph, headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["etag"]) == (304, tag)
    write = {**own.admin, "If-Match": packed.headers["etag"]}
    assert own.http.delete(graph, headers=write).status_code == 204


METHODS = [
    ("/tasks", "GET, HEAD, OPTIONS"),
    ("/sparql", "GET, HEAD, OPTIONS, POST"),
    ("/notices", "GET, HEAD, OPTIONS, POST"),
    (NOTICE, "DELETE, GET, HEAD, OPTIONS, PUT"),
    ("/store", "DELETE, GET, HEAD, OPTIONS, POST, PUT"),
    ("/store/a/b", "DELETE, GET, HEAD, OPTIONS, POST, PUT"),
    ("/validate", "OPTIONS, POST"),
    ("/openapi.json", "GET, HEAD, OPTIONS"),
    ("/static/anze.css", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize(("path", "allowed"), METHODS)
def test_options_are_those_of_the_resource(server: Server, path: str, allowed: str) -> None:
    answer = server.http.options(path)
    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, allowed, b"")
    refused = server.http.patch(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)


def test_there_are_no_options_of_nothing(server: Server) -> None:
    for path in ("/nothing", "/tasks/1/2"):
        answer = server.http.options(path)
        assert (answer.status_code, "allow" in answer.headers) == (404, False)


ANY = ["/tasks", "/tasks?format=csv", "/units", "/calendar", "/calendar.ics", "/statistics", NOTICE, "/code/sector", "/openapi.json",
       "/sparql?query=SELECT * {?s ?p ?o} LIMIT 1", "/store?graph=https://w3id.org/anze/graph/codes", "/static/anze.css", "/"]  # fmt: skip


@pytest.mark.parametrize("path", ANY)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_any_state_is_known_to_who_has_any(server: Server, method: str, path: str) -> None:
    answer = server.http.request(method, path, headers={"If-None-Match": "*"})
    assert (answer.status_code, answer.content) == (304, b"")
    tagged = server.http.get(path, headers={"Accept": "*/*"}).headers.get("etag")
    assert answer.headers.get("etag", "").replace('-gzip"', '"') == (tagged or "").replace(
        '-gzip"', '"'
    )
    assert server.http.get("/nothing", headers={"If-None-Match": "*"}).status_code == 404


def test_refusals_can_be_read_by_pages_of_other_origins(closed: Writable) -> None:
    refused = closed.http.get("/tasks", headers=ORIGIN)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")
    shown = {
        each.strip().lower() for each in refused.headers["access-control-expose-headers"].split(",")
    }
    assert {
        "location",
        "content-disposition",
        "x-request-id",
        "www-authenticate",
        "etag",
        "link",
    } <= shown
    assert refused.headers["x-request-id"]


@pytest.mark.parametrize(
    "head",
    [
        "GET /tasks?unit=孝义 HTTP/1.1\r\nHost: a\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\nX: {'x' * 70_000}",
    ],
)
def test_refusals_of_a_head_can_be_read_by_pages_of_other_origins(
    server: Server, head: str
) -> None:
    at = urlsplit(server.url)
    with socket.create_connection((at.hostname or "", at.port or 0), timeout=30) as raw:
        raw.sendall(head.encode())
        told = raw.recv(4096)
    assert told.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431"))
    assert b"\r\nAccess-Control-Allow-Origin: *\r\n" in told


@pytest.mark.parametrize("host", ["", " ", ":80", "a b", "a/b"])
def test_a_host_that_is_none_is_refused_as_a_problem(server: Server, host: str) -> None:
    at = urlsplit(server.url)
    with socket.create_connection((at.hostname or "", at.port or 0), timeout=30) as raw:
        raw.sendall(f"GET /tasks HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        told = raw.recv(4096).lower()
    assert told.startswith(b"http/1.1 400")
    assert b"\r\ncontent-type: application/problem+json\r\n" in told


def test_a_token_that_is_none_is_told_as_that(own: Writable, closed: Writable) -> None:
    wrong = {"Authorization": "Bearer nonsense"}
    for server in (own, closed):
        for method, path in (
            ("GET", "/tasks"),
            ("GET", "/sparql?query=ASK {}"),
            ("DELETE", NOTICE),
        ):
            told = server.http.request(method, path, headers=wrong)
            assert told.status_code == 401
            assert told.headers["www-authenticate"].endswith(
                'Bearer realm="anze", error="invalid_token"'
            )
        assert server.http.get("/health", headers=wrong).status_code == 200
        assert server.http.get("/tasks", headers=server.reader).status_code == 200
        weak = server.http.delete(NOTICE, headers=server.reader)
        assert weak.status_code == 403
        assert weak.headers["www-authenticate"] == (
            'Bearer realm="anze", error="insufficient_scope", scope="publish"'
        )
    none = closed.http.get("/tasks")
    assert (none.status_code, "error" in none.headers["www-authenticate"]) == (401, False)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_no_iri_is_told_by_its_parameter(server: Server, name: str) -> None:
    told = server.sparql("ASK {}", **{name: "nope"})
    assert (told.status_code, told.json()["type"].rsplit("/", 1)[-1]) == (400, "bad-request")
    assert told.json()["detail"].startswith(f"参数 {name} 应为绝对 IRI（收到“nope”）")
    assert server.sparql("ASK {}", **{name: "urn:x:nope"}).status_code == 200


def test_formats_of_rows_that_are_told_have_the_workbook(server: Server) -> None:
    for query, there in (
        ("SELECT * {} ", True),
        ("ASK {}", True),
        ("CONSTRUCT WHERE { ?s ?p ?o }", False),
    ):
        by_name = server.sparql(query, format="zzz")
        by_type = server.sparql(query, accept="image/png")
        for answer, name in ((by_name, "xlsx"), (by_type, XLSX)):
            assert answer.status_code == 406
            assert (name in answer.json()["available"]) == there
        assert (server.sparql(query, format="xlsx").status_code == 200) == there


def test_the_description_tells_of_updates_as_soon_as_there_is_a_token(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    running = Server(own_copy(tmp_path_factory, small(tmp_path_factory)), **FEW).wait()
    try:
        turtle = {"Accept": "text/turtle"}
        first = running.http.get("/sparql", headers=turtle)
        assert "SPARQL11Update" not in first.text
        TokenFile(running.root).create("a", "admin")
        again = running.http.get(
            "/sparql", headers={**turtle, "If-None-Match": first.headers["etag"]}
        )
        assert (again.status_code, "SPARQL11Update" in again.text) == (200, True)
    finally:
        running.stop()
