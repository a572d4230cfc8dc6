"""The blocks of docs/service/deploy.md in front of the service, as they stand there but for names and ports."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import ROOT, small
from tests.service.test_writes import Writable
from tests.shared import free_port, own_copy

DEPLOY = (ROOT / "docs" / "service" / "deploy.md").read_text(encoding="utf-8")
PRECIOUS = "urn:precious"
DELETE = f"DELETE /store?graph={PRECIOUS} HTTP/1.1\r\nHost: x\r\nX-Junk: a"


def block(language: str, upstream: int, port: int) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DEPLOY, re.DOTALL)
    assert found is not None
    text = found[1].replace("127.0.0.1:8377", f"127.0.0.1:{upstream}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    return text.replace("anze.example.org {", f"http://127.0.0.1:{port} {{")


def nginx(folder: Path, upstream: int, port: int) -> list[str]:
    """One process in the foreground, everything that it writes in ``folder``."""
    paths = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = (
        "user root; " if os.geteuid() == 0 else ""
    )  # else its workers may not write in the folder
    (folder / "nginx.conf").write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
        f"http {{ access_log off; {paths}\n{block('nginx', upstream, port)}\n}}\n"
    )
    return [
        "nginx",
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        f"{folder}/error.log",
    ]


def caddy(folder: Path, upstream: int, port: int) -> list[str]:
    text = "{\n admin off\n auto_https off\n}\n" + block("caddy", upstream, port)
    (folder / "Caddyfile").write_text(text)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


class Front:
    """A proxy before a closed server that holds a graph nobody may lose."""

    def __init__(self, root: Path, command: Callable[[Path, int, int], list[str]]) -> None:
        self.port = free_port()
        self.server = Writable(root, closed=True, log_format="json")
        self.server.wait()
        folder = root / "proxy"
        folder.mkdir()
        upstream = int(self.server.url.rpartition(":")[2])
        environ = {"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        self.process = subprocess.Popen(
            command(folder, upstream, self.port), env=environ, stderr=subprocess.DEVNULL
        )
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)
        for _ in range(200):
            try:
                self.http.get("/health")
                break
            except httpx.TransportError:
                assert self.process.poll() is None
                time.sleep(0.05)

    def stop(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait(10)
        self.server.stop()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(nginx, id="nginx", marks=pytest.mark.needs("nginx")),
        pytest.param(caddy, id="caddy", marks=pytest.mark.needs("caddy")),
    ],
)
def front(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    standing = Front(own_copy(tmp_path_factory, small(tmp_path_factory)), request.param)
    yield standing
    standing.stop()


def test_requests_on_kept_connections(front: Front) -> None:
    for number in range(200):
        answer = front.http.get(
            "/tasks", params={"limit": 1 + number % 3}, headers=front.server.reader
        )
        assert answer.status_code == 200
        assert answer.json()["count"] == min(1 + number % 3, 4)


def test_uploads_pass_and_are_counted(front: Front) -> None:
    turtle = b"<urn:s> <urn:p> <urn:o> ."

    def parts() -> Iterator[bytes]:
        yield from (turtle[:10], turtle[10:])

    kept = front.http.put(
        "/store", params={"graph": PRECIOUS}, content=parts(),
        headers={**front.server.admin, "Content-Type": "text/turtle"},
    )  # fmt: skip
    assert kept.status_code in (201, 204)


def test_metrics_are_for_the_operator(front: Front) -> None:
    assert front.http.get("/metrics").status_code == 403


@pytest.mark.parametrize("filling", [400, 200_000, 400_000])
def test_the_end_of_a_body_is_no_request(front: Front, filling: int) -> None:
    """Without a token, on connections that the proxy keeps for everybody: what the next request gets is
    its own, and nothing is deleted."""
    admin = front.server.admin
    graph = {"params": {"graph": PRECIOUS}, "headers": {**admin, "Content-Type": "text/turtle"}}
    front.http.put("/store", content=b"<urn:s> <urn:p> <urn:o> .", **graph)  # type: ignore[arg-type]
    body = b"P" * 1000 + b"\xe5" * filling + b"\r\n" + DELETE.encode()
    for path in ("/tasks", "/sparql", "/notices", "/validate", "/nonexistent"):
        host = f"Host: 127.0.0.1:{front.port}\r\nContent-Length: {len(body)}"
        head = f"POST {path} HTTP/1.1\r\n{host}\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", front.port)) as connection:
            connection.settimeout(10)
            connection.sendall(head + body)
            status = connection.recv(1 << 16).split(b" ")[1]
        assert status in (b"400", b"401", b"404", b"405", b"502"), path
        for _ in range(3):
            asked = front.http.get("/sparql", params={"query": "ASK {}"}, headers=admin)
            assert asked.status_code == 200
            assert asked.json()["boolean"] is True
    assert front.http.get("/store", **graph).status_code == 200  # type: ignore[arg-type]
    assert '"method":"DELETE"' not in front.server.log.read_text()
