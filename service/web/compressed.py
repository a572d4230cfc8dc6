"""Answers compressed by gzip where the client takes it (RFC 9110, 12.5.3)."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What ends the strong tag of a compressed answer, whose bytes are others (RFC 9110, 8.8.3).
_CODED = '-gzip"'
_CODING = re.compile(r"\s*([^\s;,]+)\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?", re.IGNORECASE)


class Compressed:
    """Compresses the answers of ``app`` that have ``minimum_size`` bytes."""

    def __init__(self, app: ASGIApp, minimum_size: int, compresslevel: int) -> None:
        self._app = GZipMiddleware(app, minimum_size, compresslevel)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        headers = Headers(scope=scope)
        known = ", ".join(headers.getlist("if-none-match"))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(raw=message["headers"])
                _name_once(answer)
                if scope["method"] in (
                    "GET",
                    "HEAD",
                ):  # of a write it is the tag of what was written
                    _mark(answer, known)
            await send(message)

        takes = takes_gzip(", ".join(headers.getlist("accept-encoding")))
        own = {b"accept-encoding": b"gzip" if takes else b"identity"}
        if _CODED in known:
            own[b"if-none-match"] = known.replace(_CODED, '"').encode("latin-1")
        others = [pair for pair in scope["headers"] if pair[0] not in own]
        scope["headers"] = [*others, *own.items()]  # in place: what stands around reads the route
        await self._app(scope, receive, sending)


def takes_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip, and rather than an answer as it is.

    >>> [takes_gzip(each) for each in ("gzip", "br, GZIP;q=0.5", "*", "x-gzip", "identity;q=0.5, gzip;q=0.8")]
    [True, True, True, True, True]
    >>> [takes_gzip(each) for each in ("", "gzip;q=0", "br", "*;q=0", "gzip;q=0.0, *", "identity, gzip;q=0.5")]
    [False, False, False, False, False, False]
    """
    weights: dict[str, float] = {}
    for part in header.split(","):
        if found := _CODING.fullmatch(part):
            weights[found[1].lower()] = _weight(found[2])
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weight(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0


def _name_once(headers: MutableHeaders) -> None:
    """Have Vary name each header once."""
    if "vary" in headers:
        names = {each.strip().lower(): each.strip() for each in headers["vary"].split(",")}
        headers["vary"] = ", ".join(names.values())


def _mark(headers: MutableHeaders, known: str) -> None:
    """Give a compressed answer a tag of its own; one that the client has already keeps the tag by which it is ``known``."""
    tag = headers.get("etag", "")
    coded = tag[:-1] + _CODED
    packed = headers.get("content-encoding") == "gzip" or coded in known
    if packed and tag.startswith('"') and not tag.endswith(_CODED):
        headers["etag"] = coded
