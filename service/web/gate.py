"""Around every request: an id, who may ask, how often, security headers, one log line, metrics."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BadRequest, Busy, ServiceError, TooManyRequests
from service.settings import Settings
from service.web.auth import refuse_unknown, require
from service.web.logs import AccessLog, new_id
from service.web.metrics import Metrics
from service.web.problem import from_error
from service.web.rate import Buckets

#: Answered without a token in closed mode, and never counted against a client.
OPEN_PATHS = frozenset({"/health", "/ready"})

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: A host and port (RFC 3986, 3.2.2): a name, an IPv4 address, or an IPv6 one in brackets.
_HOST = re.compile(r"(?:[A-Za-z0-9._~%!$&'()*+,;=-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")

#: Security headers of every answer.
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
#: Pages run this service's scripts alone and talk to it alone: no other host is ever asked.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: The API documentation starts itself by an inline script.
DOCS_POLICY = PAGE_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")


class Gate:
    """The ASGI application that every request passes on its way to ``app``."""

    def __init__(
        self,
        app: FastAPI,
        settings: Settings,
        metrics: Metrics,
        log: AccessLog,
        cors: Callable[[ASGIApp], ASGIApp],
    ) -> None:
        self.app = app
        self.cors = cors
        self.closed = settings.closed
        self.metrics = metrics
        self.log = log
        self.buckets = Buckets(settings.client_rate, settings.client_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["app"] = self.app
        watched = Watched(scope, send, self.closed)
        refusal = self._refusal(scope, watched)
        try:
            if refusal is not None:
                await self.cors(refusal)(watched.scope, receive, watched.send)
            else:
                await self.app(watched.scope, receive, watched.send)
        except asyncio.CancelledError:  # the server stops, and has waited long enough
            if watched.status == 0:
                await _stopping()(scope, receive, watched.send)
        finally:
            watched.finish(self.metrics, self.log)

    def _refusal(self, scope: Scope, watched: Watched) -> Response | None:
        path = scope["path"]
        # sent by browsers without the token that the request itself will have
        asks = b"access-control-request-method" in watched.headers
        preflight = scope["method"] == "OPTIONS" and asks
        try:
            _check_host(watched.headers.get(b"host"))
            _check_address(scope)
            if path in OPEN_PATHS:
                return None
            if wait := self.buckets.take(watched.client):
                raise TooManyRequests(
                    "请求过于频繁，请稍后再试。",
                    "Too many requests from your address.",
                    int(wait) + 1,
                )
            if not path.startswith("/static/") and not preflight:
                if self.closed:
                    require(Request(watched.scope), "read")
                else:
                    refuse_unknown(Request(watched.scope))
        except ServiceError as error:
            return from_error(error)
        return None


def _check_host(host: bytes | None) -> None:
    """Raise where the header is there and names no host; HTTP/1.0 has none."""
    if host is not None and not _HOST.fullmatch(host.decode("latin-1")):
        raise BadRequest(
            "请求头 Host 不是有效的主机名（RFC 9112 §3.2）。",
            "The request's Host is no host (RFC 9112, 3.2).",
        )


def _check_address(scope: Scope) -> None:
    """Raise where what an address has percent-encoded is no UTF-8, which would be taken for another name."""
    for part in (scope.get("raw_path") or b"", scope.get("query_string") or b""):
        try:
            unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            raise BadRequest(
                "地址里的文字不是有效的 UTF-8 编码（可能是 GBK）；请按 UTF-8 作百分号编码。",
                "The address is not percent-encoded UTF-8 (it may be GBK); encode its text as UTF-8.",
            ) from None


def _stopping() -> Response:
    return from_error(
        Busy(
            "服务正在停止，本次没有结果，请稍后再试。",
            "The service is stopping; there is no result. Try again shortly.",
        )
    )


class Watched:
    """One request: gives it an id, adds headers, drops a HEAD's body, and keeps what is logged."""

    def __init__(self, scope: Scope, send: Send, closed: bool) -> None:
        self._send = send
        self.closed = closed
        self.start = time.perf_counter()
        self.client: str = (scope.get("client") or ("?", 0))[0]
        self.status = 0
        self.bytes = 0
        self.method = scope["method"]
        self.head = self.method == "HEAD"
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        #: If-None-Match: * is met by whatever there is (RFC 9110, 13.1.2).
        self.has_any = (
            self.method in ("GET", "HEAD")
            and self.headers.get(b"if-none-match", b"").strip() == b"*"
        )
        given = self.headers.get(b"x-request-id", b"").decode("latin-1")
        self.id = given if _ID.fullmatch(given) else new_id()
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = self.id
        self.scope = {**scope, "method": "GET"} if self.head else scope

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200 and self.has_any:
                message = {**message, "status": 304, "headers": _unchanged(message["headers"])}
            self.status = message["status"]
            message = {**message, "headers": self._with_own(message["headers"])}
        elif message["type"] == "http.response.body":
            bare = self.status == 304
            self.bytes += 0 if bare else len(message.get("body", b""))
            if self.head or bare:
                message = {**message, "body": b""}
        await self._send(message)

    def _with_own(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The answer's headers and those that every answer has."""
        found = dict(headers)
        given = [*headers, (b"x-request-id", self.id.encode("latin-1"))]
        if self.closed:
            private = found.get(b"cache-control", b"").replace(b"public", b"private")
            given = [(k, private if k == b"cache-control" else v) for k, v in given]
            given.append((b"cross-origin-resource-policy", b"same-origin"))
            found = dict(given)
        given += [pair for pair in HEADERS if pair[0] not in found]
        if found.get(b"content-type", b"").startswith(b"text/html"):
            policy = DOCS_POLICY if self.scope["path"] == "/docs" else PAGE_POLICY
            given.append((b"content-security-policy", policy.encode()))
        return given

    def finish(self, metrics: Metrics, log: AccessLog) -> None:
        """Count and log the request."""
        seconds = time.perf_counter() - self.start
        metrics.note(_route(self.scope), self.method, self.status, seconds)
        state = self.scope.get("state", {})
        log.write(
            self.id,
            self.method,
            self.scope["path"],
            self.status,
            seconds,
            self.bytes,
            self.client,
            **{k: state[k] for k in ("query", "rows", "token") if k in state},
        )


def _unchanged(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer without those of its content, which is not sent (RFC 9110, 15.4.5)."""
    return [pair for pair in headers if not pair[0].lower().startswith(b"content-")]


def _route(scope: Scope) -> str:
    """The route's pattern, so that there are few names for metrics."""
    route = scope.get("route")
    return getattr(route, "path", "(none)")
