"""The head of an HTTP answer, as bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CONTROL = re.compile(rb"[\x00-\x08\x0A-\x1F\x7F]")

#: Answers of so many bytes are compressed where the client takes it; shorter ones are a few packets
#: in any case.
COMPRESS_FROM = 4096

#: Security headers of every answer.
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


def head_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The lines of ``headers`` and the empty one after them; None if a value would break out of its
    line.

    >>> head_lines([(b"allow", b"GET")])
    b'allow: GET\\r\\n\\r\\n'
    >>> head_lines([(b"location", b"/x\\r\\nset-cookie: y")]) is None
    True
    """
    pairs = list(headers)
    head = join_lines(pairs)
    if head.count(b"\r\n") != len(pairs) or _CONTROL.search(head.replace(b"\r\n", b"")):
        return None
    return head + b"\r\n"


def join_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The lines of ``headers``, whose values are known to be harmless."""
    return b"".join([b"%b: %b\r\n" % each for each in headers])
