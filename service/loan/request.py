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
    {b"host", b"accept", b"accept-encoding", b"accept-language", b"user-agent", b"connection"}
)

#: A query of fewer seconds is short: the next ones on its connection are worth lending it. A longer one
#: keeps other connections waiting, so its connection goes back, and after a few such is not lent again.
SHORT = 0.02


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
    """Host, Accept and whether there is gzip in Accept-Encoding, if all headers are heeded ones, each
    once."""
    pairs = [line.split(b":", 1) for line in block.removesuffix(b"\r\n").split(b"\r\n")]
    given = {name.lower(): value.strip(b" \t") for name, value in pairs}
    if len(given) < len(pairs) or not given.keys() <= HEEDED or not given.get(b"host"):
        return None
    if given.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return None
    accept = given[b"accept"].decode("latin-1") if b"accept" in given else None
    compressed = b"gzip" in given.get(b"accept-encoding", b"")
    return given[b"host"].decode("latin-1"), accept, compressed
