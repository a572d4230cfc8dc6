"""What every route may reach: settings, tokens, the engine, the writer and the checker."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request

from service.checking.checker import Checker
from service.engine.api import Engine
from service.lookup.ask import Kept
from service.settings import Settings
from service.store.writer import Writer
from service.tokens import TokenFile


@dataclass(slots=True)
class State:
    settings: Settings
    engine: Engine
    tokens: TokenFile
    writer: Writer
    checker: Checker
    kept: Kept = field(default_factory=Kept)


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
    if public:
        return public.rstrip("/")
    return f"{request.scope['scheme']}://{host}{request.scope.get('root_path', '')}"


def client_of(request: Request) -> str:
    """The address that a request comes from, for fair turns."""
    return request.client.host if request.client is not None else ""
