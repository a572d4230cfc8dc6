"""What a lookup waits for ends with its client."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

import service.web.routes
from service.errors import ClientGone
from service.web.disconnect import WhileThere

#: Modules whose routes wait for no query, or say themselves when they end.
OWN = {"check", "health", "help", "publish", "shapes", "sparql", "store", "validate"}


def test_a_lookup_is_cancelled_when_its_client_hangs_up() -> None:
    ended: list[str] = []
    router = APIRouter(route_class=WhileThere)

    @router.get("/slow")
    async def slow() -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    app = FastAPI()
    app.include_router(router)
    asyncio.run(asyncio.wait_for(_hang_up(app), 5))
    assert ended == ["cancelled"]


async def _hang_up(app: FastAPI) -> None:
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await asyncio.sleep(0.3)
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        """Whatever is said, nobody is there to hear it."""

    scope = {"type": "http", "method": "GET", "path": "/slow", "headers": [], "query_string": b"",
             "http_version": "1.1", "scheme": "http", "server": ("x", 80), "client": ("x", 1)}  # fmt: skip
    with pytest.raises(ClientGone):
        await app(scope, receive, send)


def test_every_route_that_asks_the_graph_ends_so() -> None:
    modules = [
        importlib.import_module(f"service.web.routes.{found.name}")
        for found in pkgutil.iter_modules(service.web.routes.__path__)
        if found.name not in OWN
    ]
    routes = [route for module in modules for route in module.router.routes]
    waiting = {
        route.path: isinstance(route, WhileThere)
        for route in routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    assert len(waiting) >= 20
    assert [path for path, ends in waiting.items() if not ends] == []
