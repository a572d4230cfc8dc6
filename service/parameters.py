"""A lookup with a parameter that its route does not know is refused, not answered without it."""

from __future__ import annotations

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from service.errors import BadRequest


def known_parameters(request: Request) -> None:
    """Raise where the query string names a parameter that the route does not take."""
    route = request.scope["route"]
    if not isinstance(route, APIRoute):
        return
    known = _names(route.dependant)
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise BadRequest(
            f"{request.url.path} 没有参数 {'、'.join(unknown)}。可用的参数：{'、'.join(sorted(known))}。",
            f"{request.url.path} takes no {', '.join(unknown)}; it takes {', '.join(sorted(known))}.",
        )


def _names(dependant: Dependant) -> set[str]:
    """The query parameters of a route and of what it depends on."""
    own = {field.alias for field in dependant.query_params}
    return own.union(*(_names(below) for below in dependant.dependencies))
