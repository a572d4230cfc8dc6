"""Addresses that come near one that there is not."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from urllib.parse import quote

from starlette.routing import BaseRoute, Match, Route

_LONGEST = 200
"""Characters; what is longer was not mistyped."""
_ALIKE = 0.75
#: Lists that keep to one notice by their parameter ``notice``.
OF_A_NOTICE = ("tasks", "articles", "calendar")


def near_addresses(routes: Sequence[BaseRoute], path: str) -> list[str]:
    """Paths that one of the ``routes`` answers to GET and that are like ``path``, or begin like it and go on as it does; the
    nearest first, three at most."""
    if len(path) > _LONGEST:
        return []
    served = [r for r in routes if isinstance(r, Route) and "GET" in (r.methods or ())]
    known = [route.path for route in served]
    whole = [each for each in known if "{" not in each and each != "/"]
    head, slash, rest = path.removeprefix("/").partition("/")
    heads = {each.split("/")[1] for each in known} - {head, ""}
    like = [f"/{each}{slash}{rest}" for each in _like(head, heads)]
    near = dict.fromkeys([*like, *_like(path, whole)])
    return [each for each in near if each != path and _is_served(served, each)][:3]


def address_within(name: str) -> str | None:
    """The address of a list of one notice that ``name`` asks for by a path (KEY/tasks).

    >>> address_within("141181-2026-xiaozhengfa-1/tasks"), address_within("141181-2026-xiaozhengfa-1")
    ('/tasks?notice=141181-2026-xiaozhengfa-1', None)
    """
    notice, _, last = name.rstrip("/").rpartition("/")
    return f"/{last}?notice={quote(notice)}" if notice and last in OF_A_NOTICE else None


def _like(written: str, names: Sequence[str] | set[str]) -> list[str]:
    return get_close_matches(written.lower(), sorted(set(names)), 3, _ALIKE)


def _is_served(routes: Sequence[Route], path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
    return any(route.matches(scope)[0] is Match.FULL for route in routes)
