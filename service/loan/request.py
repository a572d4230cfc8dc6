"""The requests that are answered on a lent connection: a plain GET of a query. All others go back to
the server unread, and so does whatever is odd about one of these, so that there is one place that
refuses and explains."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_REQUEST = re.compile(
    rb"GET /sparql\?([!-\"$-~]+) HTTP/1\.1\r\n((?:[A-Za-z-]+:[\t -~\x80-\xFF]*\r\n)+)\r\n"
)

#: Headers that change nothing in the answer, or that are heeded here.
HEEDED = frozenset(
    {"host", "accept", "accept-encoding", "accept-language", "user-agent", "connection"}
)


@dataclass(frozen=True, slots=True)
class PlainQuery:
    """The parameters of the address, percent-encoded, and what headers say; a long answer is to be
    ``compressed``."""

    parameters: str
    host: str
    accept: str | None
    compressed: bool


def read_plain(data: bytes) -> PlainQuery | None:
    """The request that ``data`` is, if it is one of those.

    >>> read_plain(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
    PlainQuery(parameters='query=ASK%7B%7D', host='a', accept=None, compressed=False)
    >>> read_plain(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\\r\\nHost: a\\r\\nOrigin: b\\r\\n\\r\\n")
    """
    found = _REQUEST.fullmatch(data)
    if found is None:
        return None
    headers = _headers(found[2])
    if headers is None:
        return None
    return PlainQuery(found[1].decode("ascii"), *headers)


@lru_cache(maxsize=256)
def _headers(block: bytes) -> tuple[str, str | None, bool] | None:
    """Host, Accept and whether there is gzip in Accept-Encoding, if all headers are heeded ones, each once."""
    lines = block.decode("latin-1").removesuffix("\r\n").split("\r\n")
    pairs = [line.split(":", 1) for line in lines]
    given = {name.lower(): value.strip() for name, value in pairs}
    if len(given) < len(pairs) or not given.keys() <= HEEDED or not given.get("host"):
        return None
    if given.get("connection", "keep-alive").lower() != "keep-alive":
        return None
    return given["host"], given.get("accept"), "gzip" in given.get("accept-encoding", "")
