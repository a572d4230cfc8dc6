"""The front: what the application sees is what was sent, however it is cut; one answer a request; heads,
bodies and connections within limits, refused in words."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from service.tokens import TokenFile
from service.web.connections import HEAD, Connections
from service.web.transfer import Transfer
from tests.service.conftest import FEW, Server, free_port

CHINESE = "各县（区）人民政府要于6月底前完成。".encode()
REQUESTS = [
    b"GET /a?x=%E5%AE%89 HTTP/1.1\r\nHost: h\r\nX-Y: z\r\n\r\n",
    b"POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%b" % (len(CHINESE), CHINESE),
    b"POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\n\xe5\xae\x89\r\n2\r\n\r\n\r\n0\r\n\r\n",
    b"PUT /d HTTP/1.1\r\nHost: h\r\nContent-Length: 48\r\n\r\n"
    b"\xe5\xe5\r\nGET /health HTTP/1.1\r\nHost: x\r\nX-Junk: a\r\n\r\n",
    b"HEAD /e HTTP/1.1\r\nHost: h\r\n\r\n",
    # Java's client asks for HTTP/2 so (RFC 9110 §7.8); what follows is still its body
    b"POST /f HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 5\r\n\r\nASK{}",
]
SEEN = [
    ["GET", "/a", "x=%E5%AE%89", ""],
    ["POST", "/b", "", CHINESE.hex()],
    ["POST", "/c", "", b"\xe5\xae\x89\r\n".hex()],
    ["PUT", "/d", "", REQUESTS[3].partition(b"\r\n\r\n")[2].hex()],
    ["HEAD", "/e", "", ""],
    ["POST", "/f", "", b"ASK{}".hex()],
]


class Recorder:
    """An application that keeps what it sees."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = await request.body()
        query = scope["query_string"].decode()
        self.seen.append([scope["method"], scope["raw_path"].decode(), query, body.hex()])
        await JSONResponse({})(scope, receive, send)


def test_what_the_application_sees_is_what_was_sent_however_it_is_cut() -> None:
    assert len(REQUESTS[3].partition(b"\r\n\r\n")[2]) == 48

    async def run() -> int:
        recorder, connections = Recorder(), Connections(most=100_000, idle=30)
        config = uvicorn.Config(
            Transfer(recorder, connections, 30),  # type: ignore[arg-type]
            http=connections.protocol,  # type: ignore[arg-type]
            port=free_port(),
            ws="none",
            log_config=None,
            lifespan="off",
        )
        server = uvicorn.Server(config)
        serving = asyncio.ensure_future(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        cut = 0
        whole = b"".join(REQUESTS)
        for place in range(1, len(whole)):
            recorder.seen.clear()
            reader, writer = await asyncio.open_connection("127.0.0.1", config.port)
            for piece in (whole[:place], whole[place:]):
                writer.write(piece)
                await asyncio.sleep(0.001)
            while len(recorder.seen) < len(REQUESTS):
                assert await asyncio.wait_for(reader.read(1 << 16), 5), (place, recorder.seen)
            writer.close()
            assert recorder.seen == SEEN, place
            cut += 1
        server.should_exit = True
        await serving
        return cut

    assert asyncio.run(run()) == len(b"".join(REQUESTS)) - 1 > 300


PATHS = (
    "/tasks", "/sparql", "/validate", "/store", "/notices", "/health", "/ready", "/nope",
    "/static/anze.css",
)  # fmt: skip


@pytest.fixture(scope="module", params=["open", "closed"])
def front(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    import shutil

    root = tmp_path_factory.mktemp("front") / "own"
    shutil.copytree(data_dir, root)
    TokenFile(root).create("r", "read")
    closed = "yes" if request.param == "closed" else "no"
    server = Server(root, closed=closed, client_rate=0, idle_time=2, upload_bytes=4, **FEW).wait()
    yield server
    server.stop()


def talk(server: Server, *pieces: bytes, gap: float = 0.1, wait: float = 1.5) -> bytes:
    """Everything that comes back on one connection that ``pieces`` are sent on."""
    port = int(server.url.rpartition(":")[2])
    out = b""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(wait)
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(gap)
            while data := connection.recv(1 << 16):
                out += data
        except OSError:  # nothing more comes, or the connection was closed as we wrote
            pass
    return out


def test_no_rest_of_a_body_is_taken_for_a_request(front: Server) -> None:
    """However early the answer comes; a request behind the body, the last of its connection, is one of its own."""
    tail, last = (
        f"GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: {name}\r\n{more}\r\n".encode()
        for name, more in (("SMUGGLED", ""), ("LAST", "Connection: close\r\n"))
    )

    def attack(method: str, path: str, filling: int) -> tuple[str, bytes]:
        body = b"\xe5" * filling + b"\r\n" + tail
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        return f"{method} {path} {filling}", talk(
            front, head.encode(), body, last, gap=0.15, wait=15
        )

    cases = list(itertools.product(("POST", "GET", "OPTIONS"), PATHS, (400, 400_000)))
    with ThreadPoolExecutor(len(cases)) as pool:
        answers = list(pool.map(lambda case: attack(*case), cases))
    assert len(answers) == 54
    for case, out in answers:
        assert b"SMUGGLED" not in out, case
        assert out.startswith(b"HTTP/1.1 "), case
        assert (out.count(b"HTTP/1.1 "), out.count(b"LAST")) == (2, 1), case


def test_a_request_of_two_lengths_is_the_last_of_its_connection(front: Server) -> None:
    """RFC 9112 §6.1."""
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n"
    )
    out = talk(front, head + b"\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert out.split()[1] in (b"415", b"401")
    assert b"connection: close" in out
    assert out.count(b"HTTP/1.1 ") == 1


def test_a_head_has_a_limit(front: Server) -> None:
    for lines in (b"X: " + b"a" * 200_000 + b"\r\n", b"X: a\r\n" * 100_000):
        out = talk(front, b"GET /health HTTP/1.1\r\nHost: x\r\n" + lines + b"\r\n", wait=3)
        assert out.startswith(b"HTTP/1.1 431 ")
        told = json.loads(out.partition(b"\r\n\r\n")[2])
        assert (told["status"], told["type"].rpartition("/")[2]) == (431, "head-too-large")
    fits = b"X: " + b"a" * (HEAD // 2) + b"\r\n"
    out = talk(front, b"GET /health HTTP/1.1\r\nHost: x\r\n" + fits + b"\r\n", wait=0.5)
    assert out.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "head", [b"", b"Host: a\r\nHost: b\r\n", b"Host: a b\r\n", b"Host: a/b\r\n"]
)
def test_there_is_one_valid_host(front: Server, head: bytes) -> None:
    out = talk(front, b"GET /health HTTP/1.1\r\n" + head + b"\r\n", wait=0.5)
    assert out.startswith(b"HTTP/1.1 400 ")


def test_raw_chinese_in_an_address_is_refused_in_words(front: Server) -> None:
    out = talk(front, "GET /mechanisms?name=三管三必须 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert out.startswith(b"HTTP/1.1 400 ")
    assert "--data-urlencode" in json.loads(out.partition(b"\r\n\r\n")[2])["detail"]


def test_a_connection_without_progress_is_closed(front: Server) -> None:
    cases = (
        b"",
        b"GET /health HT",
        b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab",
    )

    def hold(sent: bytes) -> tuple[bytes, bytes, float]:
        start = time.monotonic()
        return sent, talk(front, sent, wait=15), time.monotonic() - start

    with ThreadPoolExecutor(len(cases)) as pool:
        held = list(pool.map(hold, cases))
    assert len(held) == 3
    for sent, out, seconds in held:
        refused = b"401" if out.startswith(b"HTTP/1.1 401") else b"408"
        assert out.startswith(b"HTTP/1.1 " + refused) if sent else out == b"", sent
        assert 1 < seconds < 8, sent


def chunked(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces


def form(name: str, kind: str, *content: bytes) -> tuple[dict[str, str], Iterator[bytes]]:
    head = (
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    return headers, chunked(head.encode(), *content, b"\r\n--b--\r\n")


def test_a_chunked_upload_is_counted_as_it_comes(data_dir: Path) -> None:
    server = Server(data_dir, client_rate=0, upload_bytes=4, **FEW).wait()
    try:
        for path in ("/validate", "/sparql"):
            headers, body = form("x.txt", "text/plain", *[b"a" * (1 << 20)] * 40)
            if path == "/sparql":
                headers["Content-Type"] = "application/sparql-query"
            try:
                answer = server.http.post(path, content=body, headers=headers)
                assert answer.status_code == 413, answer.text
                assert answer.headers["connection"] == "close"
            except httpx.WriteError:  # closed while we went on writing
                pass
        assert server.http.get("/health").status_code == 200
    finally:
        server.stop()


def test_a_chunked_form_is_a_valid_request(root: Path) -> None:
    admin = {"Authorization": f"Bearer {TokenFile(root).create('a', 'admin')}"}
    server = Server(root, client_rate=0, **FEW).wait()
    try:
        headers, body = form("x.nt", "application/n-triples", b"<x:a> <x:b> <x:c> .\n")
        put = server.http.put(
            "/store", params={"graph": "urn:t1"}, content=body, headers={**headers, **admin}
        )
        assert put.status_code == 201, put.text
        headers, body = form("x.txt", "text/plain", b"x")
        post = server.http.post("/notices", content=body, headers={**headers, **admin})
        assert post.status_code == 422, post.text
    finally:
        server.stop()


def test_a_client_has_so_many_connections(data_dir: Path) -> None:
    server = Server(
        data_dir, client_rate=0, connections=5, trusted_proxies="192.0.2.1", **FEW
    ).wait()
    server.http.close()
    port = int(server.url.rpartition(":")[2])
    try:
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
        time.sleep(0.2)
        out = talk(server, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", wait=1)
        assert out.startswith(b"HTTP/1.1 503 ")
        held.pop().close()
        time.sleep(0.2)
        out = talk(server, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", wait=1)
        assert out.startswith(b"HTTP/1.1 200 ")
        for each in held:
            each.close()
    finally:
        server.stop()


def test_a_client_that_leaves_while_sending_is_no_fault(data_dir: Path) -> None:
    server = Server(data_dir, client_rate=0, **FEW).wait()
    try:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n")
            connection.sendall(b"Content-Type: application/sparql-query\r\n\r\nASK")
            time.sleep(0.3)
        time.sleep(0.5)
        log = server.log.read_text()
        assert '"level":"error"' not in log
        assert '"status":499' in log
    finally:
        server.stop()
