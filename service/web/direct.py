"""A short way to the SPARQL endpoint: past the routing and validation that its handler does not need.

The route stays in the application for its description; requests do not come that way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import ServiceError
from service.web.problem import from_error, from_unexpected


class Direct:
    """ASGI application of the one handler of the route ``path``. ``wrap`` puts around it what only
    some requests need: CORS headers and compression."""

    def __init__(
        self,
        path: str,
        handler: Callable[[Request], Awaitable[Response]],
        wrap: Callable[[ASGIApp], ASGIApp],
    ) -> None:
        self._route = SimpleNamespace(path=path)
        self._handler = handler
        self._wrapped = wrap(self._plain)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self._route
        names = {name for name, _ in scope["headers"]}
        needed = b"origin" in names or b"accept-encoding" in names
        await (self._wrapped if needed else self._plain)(scope, receive, send)

    async def _plain(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            response = await self._handler(request)
        except ServiceError as error:
            response = from_error(error)
        except Exception as error:
            response = from_unexpected(scope["path"], error)
        await response(scope, receive, send)
