"""The representation that a request's Accept header asks for."""

from __future__ import annotations

from starlette.requests import Request

from service.sparql.negotiate import choose, refusal


def choose_type(request: Request, *offered: str) -> str:
    """The media type that the request's Accept header asks for; refused if none of ``offered`` is."""
    header = request.headers.get("accept")
    chosen = choose(header, offered)
    if chosen is None:
        raise refusal(header, offered)
    return chosen
