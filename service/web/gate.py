"""Around every request: an id, who may ask, how often, security headers, one log line, metrics."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import Busy, ServiceError, TooManyRequests
from service.loan.lender import Lender
from service.loan.request import HEEDED, SHORT
from service.settings import Settings
from service.web.auth import require
from service.web.http import Headers, Server, server_of
from service.web.logs import AccessLog, new_id
from service.web.metrics import Metrics
from service.web.problem import from_error
from service.web.rate import Buckets
from service.web.wire import HEADERS

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

#: A connection is lent for so many requests at most.
LENT_FOR = 1000


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
        lender: Lender | None,
    ) -> None:
        self.app = app
        self.direct = direct
        self.closed = settings.closed
        self.metrics = metrics
        self.log = log
        self.lender = None if settings.closed else lender
        self.buckets = Buckets(settings.client_rate, settings.client_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["app"] = self.app
        watch = Watch(scope, send, self.closed)
        refusal = self._refusal(scope, watch)
        short = self.direct.get(scope["path"]) if watch.direct and refusal is None else None
        try:
            if refusal is not None:
                await refusal(scope, receive, watch.send)
            else:
                await (short or self.app)(watch.scope, receive, watch.send)
        except asyncio.CancelledError:  # the server stops, and has waited long enough
            if watch.status == 0:
                await _stopping()(scope, receive, watch.send)
        finally:
            watch.finish(self.metrics, self.log)
        if short is not None and self.lender is not None and watch.plain:
            self._lend(self.lender, watch.server, watch.client)

    def _lend(self, lender: Lender, server: Server | None, client: str) -> None:
        """Let the next queries on the connection be answered without this process, as many as its
        client may ask now."""
        if server is not None:
            allowed = self.buckets.take_ahead(client, LENT_FOR)
            server.lend(
                lender,
                client,
                allowed,
                lambda used: self.buckets.put_back(client, allowed - used),
            )

    def _refusal(self, scope: Scope, watch: Watch) -> Response | None:
        path = scope["path"]
        if path in OPEN_PATHS:
            return None
        # sent by browsers without the token that the request itself will have
        asks = b"access-control-request-method" in watch.headers
        preflight = scope["method"] == "OPTIONS" and asks
        try:
            if wait := self.buckets.take(watch.client):
                raise TooManyRequests(
                    "请求过于频繁，请稍后再试。",
                    "Too many requests from your address.",
                    int(wait) + 1,
                )
            if self.closed and not path.startswith("/static/") and not preflight:
                require(Request(scope), "read")
        except ServiceError as error:
            return from_error(error)
        if scope["method"] == "OPTIONS" and not preflight:
            return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        return None


def _stopping() -> Response:
    return from_error(
        Busy(
            "服务正在停止，本次没有结果，请稍后再试。",
            "The service is stopping; there is no result. Try again shortly.",
        )
    )


class Watch:
    """One request: gives it an id, adds headers, drops a HEAD's body, and keeps what is logged."""

    def __init__(self, scope: Scope, send: Send, closed: bool) -> None:
        self._send = send
        self.server = server_of(scope)
        self._begun: Message | None = None
        self.closed = closed
        self.start = time.perf_counter()
        self.client: str = (scope.get("client") or ("?", 0))[0]
        self.seconds = 0.0
        self.status = 0
        self.bytes = 0
        self.method = scope["method"]
        self.head = self.method == "HEAD"
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        given = self.headers.get(b"x-request-id", b"").decode("latin-1")
        self.id = given if _ID.fullmatch(given) else new_id()
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = self.id
        self.direct = self.method in ("GET", "HEAD", "POST")
        self.scope = {**scope, "method": "GET"} if self.head else scope

    async def send(self, message: Message) -> None:
        """Keeps the start of the answer until its body begins, to send both at once."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._begun = {**message, "headers": self._with_own(message["headers"])}
            return
        if message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
            if self.head:
                message = {**message, "body": b""}
            if self._begun is not None and self._at_once(self._begun["headers"], message):
                return
        if self._begun is not None:
            begun, self._begun = self._begun, None
            await self._send(begun)
        await self._send(message)

    def _at_once(self, headers: Headers, message: Message) -> bool:
        if self.server is None or message.get("more_body"):
            return False
        body: bytes = message.get("body", b"")
        length = next((value for name, value in headers if name == b"content-length"), b"")
        if length != b"%d" % len(body) and not self.head:
            return False
        return self.server.write_whole(self.status, headers, body)

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

    @property
    def plain(self) -> bool:
        """Whether this was a short query by GET, as many more may come on the same connection."""
        return (
            self.status == 200
            and self.method == "GET"
            and self.seconds < SHORT
            and self.headers.keys() <= HEEDED
        )

    def finish(self, metrics: Metrics, log: AccessLog) -> None:
        """Count and log the request."""
        self.seconds = time.perf_counter() - self.start
        metrics.note(_route(self.scope), self.method, self.status, self.seconds)
        state = self.scope.get("state", {})
        log.write(
            self.id,
            self.method,
            self.scope["path"],
            self.status,
            self.seconds,
            self.bytes,
            self.client,
            **{k: state[k] for k in ("query", "rows", "token") if k in state},
        )


def _route(scope: Scope) -> str:
    """The route's pattern, so that there are few names for metrics."""
    route = scope.get("route")
    return getattr(route, "path", "(none)")
