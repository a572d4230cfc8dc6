"""Requests over kept-alive connections, counted: one asyncio task a client, no HTTP library between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Result:
    """``rate`` in requests a second; latencies in ms."""

    rate: float
    median: float
    p99: float
    errors: int


#: Requests are written beforehand, so that making them costs the client nothing.
PREPARED = 5000


async def drive(url: str, queries: Callable[[], str], clients: int, seconds: float) -> Result:
    """The rate of ``clients`` that ask one query after another for ``seconds``."""
    parts = urlsplit(url)
    head = f" HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: application/sparql-results+json\r\n\r\n"
    requests = cycle(
        [f"GET {parts.path}?query={quote(queries())}{head}".encode() for _ in range(PREPARED)]
    )
    taken: list[float] = []
    errors = 0
    end = time.perf_counter() + seconds

    async def client() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while time.perf_counter() < end:
            start = time.perf_counter()
            writer.write(next(requests))
            status, _ = await exchange(reader)
            taken.append((time.perf_counter() - start) * 1000)
            errors += status != 200
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    spent = time.perf_counter() - start
    taken.sort()
    return Result(len(taken) / spent, taken[len(taken) // 2], taken[int(len(taken) * 0.99)], errors)


async def exchange(reader: asyncio.StreamReader, head_only: bool = False) -> tuple[int, bytes]:
    """Status and head of the next answer; its body is read and dropped."""
    raw = await reader.readuntil(b"\r\n\r\n")
    head, status = raw.lower(), int(raw[9:12])
    if head_only or status in (204, 304):
        return status, raw
    if b"transfer-encoding: chunked" in head:
        while (size := int(await reader.readline(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        mark = head.find(b"content-length:")
        await reader.readexactly(int(head[mark + 15 : head.index(b"\r\n", mark)]))
    return status, raw
