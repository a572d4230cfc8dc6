"""One HTTP request as it is written: no header is added but Host and Content-Length, no address is
rewritten, no redirect followed. What a test leaves out (a content type, say) must not be sent."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """``headers`` under lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return bare(self.headers.get("content-type", ""))

    @property
    def told(self) -> str:
        """Status and the start of the body, for a person to read."""
        return f"{self.status} {' '.join(self.body.decode('utf-8', 'replace').split())[:160]}"


def bare(content_type: str) -> str:
    """A content type without its parameters."""
    return content_type.split(";")[0].strip().lower()


def send(
    root: str, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None
) -> Reply:
    """The answer of the server at ``root`` (scheme, host, port) to one request over a connection of
    its own; ``target`` is path and query, sent as they are."""
    place = urlsplit(root)
    connection = http.client.HTTPConnection(place.netloc, timeout=TIMEOUT)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None or method in ("POST", "PUT"):
            connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders(body)
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, names, answer.read())
    finally:
        connection.close()
