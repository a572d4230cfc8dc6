"""What every route may reach: settings, the engine, and the writer's data directory."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from service.engine.api import Engine
from service.engine.writer import Writer
from service.settings import Settings
from service.sparql.answer import base_of
from service.tokens import TokenFile


@dataclass(slots=True)
class State:
    settings: Settings
    engine: Engine
    tokens: TokenFile
    writer: Writer


def state_of(request: Request) -> State:
    """The service's state, for use as a FastAPI dependency."""
    state = request.app.state.anze
    assert isinstance(state, State)
    return state


def base_url(request: Request) -> str:
    """Public base URL of the service, without a slash at the end."""
    public, host = state_of(request).settings.public_url, request.headers.get("host")
    if host is None and not public:
        return str(request.base_url).rstrip("/")
    return base_of(public, request.scope["scheme"], host or "", request.scope.get("root_path", ""))
