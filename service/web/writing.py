"""Writes on behalf of a client."""

from __future__ import annotations

from starlette.requests import Request

from service.jobs.frames import Head
from service.web.disconnect import until_gone
from service.web.state import client_of, state_of


async def committed(request: Request, what: str, content: bytes = b"", **details: object) -> Head:
    """The report of an order to the writer, once it is committed; a client that hangs up ends it.

    Whatever becomes of it, what is asked from then on is answered from the snapshot that it left: a writer that is
    killed may have committed and not said so."""
    state = state_of(request)
    order = state.writer.order(what, content, client_of(request), **details)
    try:
        return await until_gone(request, order)
    finally:
        state.engine.refresh()
