"""HTTP as its standards have it: codings, methods of a resource, what any state meets, origins."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.service.conftest import FEW, Server, small
from tests.service.test_writes import Writable
from tests.shared import own_copy

NOTICE = "/notices/141181-2026-xiaozhengfa-1"
ORIGIN = {"Origin": "https://example.org"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    running = Writable(own_copy(tmp_path_factory, small(tmp_path_factory)), closed="yes", **FEW)
    running.wait()
    yield running
    running.stop()


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


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    running = Writable(own_copy(tmp_path_factory, small(tmp_path_factory)), **FEW)
    running.wait()
    yield running
    running.stop()


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
