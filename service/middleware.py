"""Around every request: an id, who may ask, how often, security headers, one log line, metrics."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.auth import require
from service.errors import ServiceError, TooManyRequests
from service.limits import Buckets
from service.metrics import Metrics
from service.problem import from_error
from service.settings import Settings

log = logging.getLogger("anze.access")

#: Answered without a token in closed mode, and never counted against a client.
OPEN_PATHS = frozenset({"/health", "/ready"})

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

#: Pages run this service's scripts alone and talk to it alone: no other host is ever asked.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: The API documentation starts itself by an inline script.
DOCS_POLICY = PAGE_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """ASGI middleware; the outermost, so that every answer passes it."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        metrics: Metrics,
        direct: Mapping[str, ASGIApp] | None = None,
    ) -> None:
        self.app = app
        self.direct = direct or {}
        self.closed = settings.closed
        self.metrics = metrics
        self.buckets = Buckets(settings.client_rate, settings.client_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watch = Watch(scope, send, self.closed)
        refusal = self._refusal(scope)
        try:
            if refusal is not None:
                await refusal(scope, receive, watch.send)
            else:
                short = self.direct.get(scope["path"]) if watch.direct else None
                await (short or self.app)(watch.scope, receive, watch.send)
        finally:
            watch.finish(self.metrics)

    def _refusal(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if path in OPEN_PATHS:
            return None
        try:
            client = (scope.get("client") or ("?", 0))[0]
            if wait := self.buckets.take(client):
                raise TooManyRequests(
                    "请求过于频繁，请稍后再试。",
                    "Too many requests from your address.",
                    int(wait) + 1,
                )
            if self.closed:
                require(Request(scope), "read")
        except ServiceError as error:
            return from_error(error)
        if scope["method"] == "OPTIONS" and "access-control-request-method" not in Headers(
            scope=scope
        ):
            return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        return None


class Watch:
    """One request: gives it an id, adds headers, drops a HEAD's body, and keeps what is logged."""

    def __init__(self, scope: Scope, send: Send, closed: bool) -> None:
        self._send = send
        self.closed = closed
        self.start = time.perf_counter()
        self.status = 0
        self.bytes = 0
        self.head = scope["method"] == "HEAD"
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = self.id
        self.method = scope["method"]
        self.direct = self.method in ("GET", "HEAD", "POST")
        self.scope = {**scope, "method": "GET"} if self.head else scope

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self.id
            if self.closed and "cache-control" in headers:
                headers["Cache-Control"] = headers["cache-control"].replace("public", "private")
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if headers.get("content-type", "").startswith("text/html"):
                docs = self.scope["path"] == "/docs"
                headers.setdefault("Content-Security-Policy", DOCS_POLICY if docs else PAGE_POLICY)
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
            if self.head:
                message = {**message, "body": b""}
        await self._send(message)

    def finish(self, metrics: Metrics) -> None:
        """Count and log the request."""
        seconds = time.perf_counter() - self.start
        metrics.note(_route(self.scope), self.method, self.status, seconds)
        state = self.scope.get("state", {})
        log.info(
            "%s %s %s",
            self.method,
            self.scope["path"],
            self.status,
            extra={
                "request": {
                    "id": self.id,
                    "method": self.method,
                    "path": self.scope["path"],
                    "status": self.status,
                    "ms": round(seconds * 1000, 1),
                    "bytes": self.bytes,
                    "client": (self.scope.get("client") or ("?", 0))[0],
                    **{k: state[k] for k in ("query", "rows", "token") if k in state},
                }
            },
        )


def _route(scope: Scope) -> str:
    """The route's pattern, so that there are few names for metrics."""
    route = scope.get("route")
    return getattr(route, "path", "(none)")
