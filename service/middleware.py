"""Around every request: an id, who may ask, how often, security headers, one log line, metrics."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.auth import require
from service.errors import ServiceError, TooManyRequests
from service.limits import Buckets
from service.logs import AccessLog
from service.metrics import Metrics
from service.problem import from_error
from service.settings import Settings

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

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class Gate:
    """The outermost ASGI application, so that every answer passes it. Requests for a path of
    ``direct`` go to its handler, all others to ``app``."""

    def __init__(
        self,
        app: FastAPI,
        settings: Settings,
        metrics: Metrics,
        direct: Mapping[str, ASGIApp],
        log: AccessLog,
    ) -> None:
        self.app = app
        self.direct = direct
        self.closed = settings.closed
        self.metrics = metrics
        self.log = log
        self.buckets = Buckets(settings.client_rate, settings.client_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["app"] = self.app
        watch = Watch(scope, send, self.closed)
        refusal = self._refusal(scope, watch.headers)
        try:
            if refusal is not None:
                await refusal(scope, receive, watch.send)
            else:
                short = self.direct.get(scope["path"]) if watch.direct else None
                await (short or self.app)(watch.scope, receive, watch.send)
        finally:
            watch.finish(self.metrics, self.log)

    def _refusal(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Response | None:
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
        if scope["method"] == "OPTIONS" and b"access-control-request-method" not in headers:
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
        self.method = scope["method"]
        self.head = self.method == "HEAD"
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        given = self.headers.get(b"x-request-id", b"").decode("latin-1")
        self.id = given if _ID.fullmatch(given) else f"{random.getrandbits(64):016x}"
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = self.id
        self.direct = self.method in ("GET", "HEAD", "POST")
        self.scope = {**scope, "method": "GET"} if self.head else scope

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._with_own(message["headers"])
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
            if self.head:
                message = {**message, "body": b""}
        await self._send(message)

    def _with_own(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The answer's headers and those that every answer has."""
        found = dict(headers)
        given = [*headers, (b"x-request-id", self.id.encode("latin-1"))]
        if self.closed and b"cache-control" in found:
            private = found[b"cache-control"].replace(b"public", b"private")
            given = [(k, private if k == b"cache-control" else v) for k, v in given]
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
            {
                "id": self.id,
                "method": self.method,
                "path": self.scope["path"],
                "status": self.status,
                "ms": round(seconds * 1000, 1),
                "bytes": self.bytes,
                "client": (self.scope.get("client") or ("?", 0))[0],
                **{k: state[k] for k in ("query", "rows", "token") if k in state},
            }
        )


def _route(scope: Scope) -> str:
    """The route's pattern, so that there are few names for metrics."""
    route = scope.get("route")
    return getattr(route, "path", "(none)")
