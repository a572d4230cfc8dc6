"""Entity tags. Most are made of the snapshot's id: the same request on the same snapshot has the same answer of the
same release. Those of a notice and of a graph of the store are made of what it says, so that a write can be sent on the
condition that it is still so."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from typing import TypedDict

from starlette.requests import Request
from starlette.responses import Response

from service.lookup.ask import Asker
from service.lookup.terms import iri
from service.release import release
from service.store.graphs import graph_state
from service.web.state import state_of

CACHE = "public, max-age=0, must-revalidate"


def strong(state: str, *told: object) -> str:
    """The strong tag of a graph in a ``state`` (``service.store.preconditions``) as a representation that nothing decides
    but the state, the release and what is ``told`` of it beside."""
    return f'"{state}-{_digest(told)}"'


async def state(ask: Asker, graph: str) -> str:
    """The state of a named graph. Read it before what it is to be the tag of: a newer one would have older content
    take its place unseen."""

    async def read(asking: Asker) -> str:
        found = await asking.construct(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(graph)} {{ ?s ?p ?o }} }}"
        )
        return await asyncio.to_thread(graph_state, found.triples)

    return await ask.once_of("states", graph, _STATES, read)


#: States that are kept of a snapshot.
_STATES = 1 << 12


class Conditions(TypedDict):
    """The headers If-Match and If-None-Match of a write, as the process that writes takes them; "" for none."""

    match: str
    none_match: str


#: Those of a request that makes something new.
UNCONDITIONAL = Conditions(match="", none_match="")


def conditions(request: Request) -> Conditions:
    """The tags that a write depends on."""
    match, none_match = (
        ", ".join(request.headers.getlist(name)) for name in ("if-match", "if-none-match")
    )
    return Conditions(match=match, none_match=none_match)


def tag(snapshot: str, *parts: object) -> str:
    return f'W/"{snapshot}-{_digest(parts)}"'


def _digest(parts: Iterable[object]) -> str:
    whole = "\0".join(str(part) for part in (release(), *parts))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


class NotModified(Exception):
    """Ends a request whose client has the current answer already."""

    def __init__(self, response: Response) -> None:
        super().__init__("not modified")
        self.response = response


def unchanged(request: Request, etag: str) -> Response | None:
    """304 if the client's copy is current."""
    known = request.headers.get("if-none-match", "")
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    if request.method in ("GET", "HEAD") and (
        etag.removeprefix("W/") in tags or known.strip() == "*"
    ):
        return Response(
            status_code=304, headers={"ETag": etag, "Cache-Control": CACHE, "Vary": VARY}
        )
    return None


VARY = "Accept, Accept-Encoding"


async def mark(request: Request) -> None:
    """Give the request its snapshot and entity tag before anything is read, so that no newer snapshot's tag
    stands on older rows; end it here if the client has these already."""
    accept = request.headers.get("accept")
    request.state.snapshot = state_of(request).engine.snapshot()
    found = tag(request.state.snapshot, request.url, accept)
    known = state_of(request).kept.of(request.state.snapshot).get(_STRONG, {}).get(found)
    any_there_is = request.headers.get("if-none-match", "").strip() == "*"
    for each in filter(None, (found, known)):
        if not any_there_is and (same := unchanged(request, each)) is not None:
            raise NotModified(same)
    request.state.mark = found


def keep(request: Request, etag: str) -> str:
    """The strong tag of an answer, which ``mark`` knows as long as the snapshot is."""
    if state_of(request).engine.snapshot() == request.state.snapshot:
        kept = state_of(request).kept.of(request.state.snapshot).setdefault(_STRONG, {})
        if len(kept) < _STATES:
            kept[request.state.mark] = etag
    return etag


_STRONG = "strong tags"
