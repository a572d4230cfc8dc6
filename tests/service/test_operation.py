"""Ids, logs, metrics, limits, closed mode, headers, settings."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.routing import Route

from service.errors import BadRequest
from service.settings import Settings, read_settings, variable
from service.tokens import TokenFile
from service.web.app import routers
from service.web.gate import OPEN_PATHS
from service.web.rate import Buckets
from tests.service.conftest import FEW, ROOT, Server


def test_buckets_refill() -> None:
    now = [0.0]
    buckets = Buckets(2, 3, clients=2, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0
    now[0] = 0.5
    assert [buckets.take("a"), buckets.take("a")] == [0, 0.5]
    assert [buckets.take(name) for name in ("c", "d")] == [0, 0]
    assert Buckets(0, 1).take("a") == 0


def test_a_client_that_asks_too_often_is_told_when_to_come_back(data_dir: Path) -> None:
    server = Server(data_dir, client_rate=1, client_burst=3, **FEW).wait()
    try:
        answers = [server.http.get("/sparql", params={"query": "ASK {}"}) for _ in range(6)]
        assert [each.status_code for each in answers].count(429) >= 2
        refused = next(each for each in answers if each.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["content-type"] == "application/problem+json"
        assert server.http.get("/health").status_code == 200
    finally:
        server.stop()


def test_closed_mode_needs_a_token_to_read(root: Path) -> None:
    secret = TokenFile(root).create("r", "read")
    server = Server(root, closed="yes", client_rate=0, **FEW).wait()
    try:
        refused = server.http.get("/tasks")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic realm=")
        assert (
            server.http.get("/tasks", headers={"Authorization": f"Bearer {secret}"}).status_code
            == 200
        )
        assert server.http.get("/tasks", auth=("anyone", secret)).status_code == 200
        assert server.http.get("/tasks", auth=(secret, "")).status_code == 401
        assert refused.headers["cross-origin-resource-policy"] == "same-origin"
        preflight = server.http.options(
            "/tasks", headers={"Origin": "http://x", "Access-Control-Request-Method": "GET"}
        )
        assert preflight.status_code == 200  # a browser sends it without the token
        for path in ("/static/anze.css", "/static/icon.svg"):  # the page that refuses needs them
            assert server.http.get(path).status_code == 200
        assert server.http.get("/health").status_code == 200
        TokenFile(root).revoke("r")
        assert (
            server.http.get("/tasks", headers={"Authorization": f"Bearer {secret}"}).status_code
            == 401
        )
    finally:
        server.stop()


ODD = (
    "/", "//", "//tasks", "/tasks/", "/TASKS", "/tasks%2f", "/%74asks", "/./tasks", "/../tasks", "/health/",
    "/health/../tasks", "/ready/x", "/health%00", "/static/../tasks", "/static/%2e%2e/tasks", "/metrics",
    "/docs", "/openapi.json", "/favicon.ico", "/nothing", "/tasks;x", "/tasks?x=/health", "/sparql/",
)  # fmt: skip


def test_closed_mode_answers_nothing_else_without_a_token(root: Path) -> None:
    """No route, no odd way to write one, no method."""
    paths = {
        re.sub(r"{[^}]+}", "x", route.path)
        for router in routers()
        for route in router.routes
        if isinstance(route, Route)
    }
    paths = (paths | set(ODD)) - OPEN_PATHS
    methods = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
    server = Server(root, closed="yes", client_rate=0, **FEW).wait()
    try:
        answers = {
            (method, path): server.http.request(method, path).status_code
            for path in sorted(paths)
            for method in methods
        }
    finally:
        server.stop()
    assert len(answers) >= 448
    within = [status for (_, path), status in answers.items() if "/static/" in path]
    assert set(within) <= {
        204,
        401,
        404,
        405,
    }  # what is under it is open, and nothing of these is there
    others = {asked: status for asked, status in answers.items() if "/static/" not in asked[1]}
    assert [asked for asked, status in others.items() if status != 401] == []


def test_a_password_lets_nobody_write(root: Path) -> None:
    """A browser sends it along with what any other site has it ask."""
    secret = TokenFile(root).create("a", "admin")
    update = {"update": "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 1 } }"}
    for closed in ("yes", "no"):
        server = Server(root, closed=closed, client_rate=0, **FEW).wait()
        try:
            refused = server.http.post("/sparql", data=update, auth=("a", secret))
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == 'Bearer realm="anze"'
            allowed = {"Authorization": f"Bearer {secret}"}
            assert server.http.post("/sparql", data=update, headers=allowed).status_code == 204
        finally:
            server.stop()


def test_a_query_that_outlasts_the_server_is_told_so(data_dir: Path) -> None:
    server = Server(data_dir, anew=True, client_rate=0, **FEW).wait()
    endless = (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?i) }"
    )
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(server.sparql, endless)
        time.sleep(1)
        server.process.terminate()
        answer = asked.result(30)
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
    assert answer.headers["retry-after"]
    server.process.wait(20)
    assert "Traceback" not in server.log.read_text("utf-8")
    server.http.close()


def test_request_ids_and_security_headers(server: Server) -> None:
    own = server.http.get("/tasks?limit=1", headers={"X-Request-ID": "abc-1"})
    assert own.headers["x-request-id"] == "abc-1"
    odd = server.http.get("/tasks?limit=1", headers={"X-Request-ID": "a b"})
    assert odd.headers["x-request-id"] != "a b"
    page = server.http.get("/")
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert "'unsafe-inline'" not in page.headers["content-security-policy"].split("style-src")[0]
    assert page.headers["x-content-type-options"] == "nosniff"


def test_metrics(server: Server) -> None:
    server.sparql("ASK {}")
    text = server.http.get("/metrics").text
    assert 'anze_requests_total{method="GET",route="/sparql",status="200"}' in text
    assert "anze_jobs_processes" in text


def test_head_and_options_everywhere(server: Server) -> None:
    for path in ("/tasks", "/notices", "/", "/sparql?query=ASK%7B%7D", "/id/jurisdiction/141181"):
        head = server.http.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert server.http.options(path).status_code == 204
    preflight = server.http.options(
        "/sparql", headers={"Origin": "http://x", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.headers["access-control-allow-origin"] == "*"


def test_log_lines_are_json_with_the_querys_hash(data_dir: Path) -> None:
    server = Server(data_dir, client_rate=0, **FEW).wait()
    server.http.get("/sparql", params={"query": "ASK {}"}, headers={"X-Request-ID": "find-me"})
    server.http.close()
    server.process.terminate()
    server.process.wait(20)
    text = server.log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    line = next(each for each in lines if each.get("id") == "find-me")
    assert (line["status"], line["path"], len(line["query"])) == (200, "/sparql", 12)


def test_settings_are_read_and_bad_ones_named() -> None:
    found = read_settings(
        {
            "ANZE_DATA": "/x",
            "ANZE_TIME_LIMIT": "5",
            "ANZE_CLOSED": "yes",
            "ANZE_SERVICE_ALLOW": "a, b",
        }
    )
    assert (found.data_dir, found.time_limit, found.closed) == (Path("/x"), 5.0, True)
    assert found.service_allow == ("a", "b")
    for name, value in (
        ("ANZE_PORT", "many"),
        ("ANZE_CHECK_LONG_LANES", "0"),
        ("ANZE_TIME_LIMIT", "-1"),
        ("ANZE_CLOSED", "perhaps"),
    ):
        with pytest.raises(BadRequest, match=name):
            read_settings({name: value})


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "service" / "settings.md").read_text("utf-8")
    for item in fields(Settings):
        row = next((line for line in text.splitlines() if f"`{variable(item)}`" in line), "")
        assert row, variable(item)
        assert item.metadata["zh"] in row
        assert item.metadata["en"] in row
