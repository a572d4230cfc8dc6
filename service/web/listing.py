"""Rows in the wanted format: a page of them as JSON or JSON-LD with links to the others, or a table."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from starlette.responses import Response

from service.lookup.ask import Subgraph
from service.lookup.columns import Json
from service.lookup.find import Instead
from service.sparql.formats import BY_NAME, XLSX
from service.sparql.serialise import graph_bytes
from service.web import etag
from service.web.download import Part, download
from service.web.lists import list_page
from service.web.negotiate import choose_type
from service.web.page_links import page_headers, page_links

TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": XLSX,
    "jsonld": "application/ld+json",
    "html": "text/html",
}
#: Those of a file that holds everything, not a page.
TABLES = (XLSX, "text/csv")
Rows = Sequence[dict[str, Any]]
Key = TypeVar("Key")
#: Rows of a page where no limit is asked for: of those that say much (tasks, notices), and of short ones.
LONG, SHORT = 20, 100
#: Rows that are read together for a table.
TOGETHER = 500


def media_of(request: Request, fmt: str, *, graph: bool = False) -> str:
    """The media type of the answer: the format asked for, or by Accept."""
    offered = [t for name, t in TYPES.items() if graph or name != "jsonld"]
    return TYPES[fmt] if fmt else choose_type(request, *offered)


@dataclass(frozen=True, slots=True)
class Pages(Generic[Key]):
    """Rows that are read as they are needed: which ones stand on a page (a limit of None: all from the offset on) and how many there
    are, what is told of those, and a ``blank`` row, which has every field."""

    page: Callable[[int | None, int], Awaitable[tuple[list[Key], int]]]
    tell: Callable[[list[Key]], Awaitable[Rows]]
    blank: Json

    @classmethod
    def of(
        cls, found: list[Key], tell: Callable[[list[Key]], Awaitable[Rows]], blank: Json
    ) -> Pages[Key]:
        """Pages of rows that are found at once, and told as they are needed."""

        async def page(size: int | None, start: int) -> tuple[list[Key], int]:
            return found[start : start + size if size else None], len(found)

        return cls(page, tell, blank)


async def respond_paged(
    request: Request, pages: Pages[Key], fmt: str, limit: int | None, offset: int, page: int
) -> Response:
    """A page of ``limit`` rows, or ``page``, in JSON; a table is complete unless a limit is asked for, and
    is read and written part by part."""
    media = media_of(request, fmt)
    if media in TABLES:
        return await table(request, pages, media, limit, offset)
    size = limit or page
    found, total = await pages.page(size, offset)
    rows = await pages.tell(found)
    return await listed(request, rows, media, total=total, limit=size, offset=offset)


async def table(
    request: Request, pages: Pages[Key], media: str, limit: int | None, offset: int
) -> Response:
    """``limit`` rows, or all from ``offset`` on, as a table."""
    found, total = await pages.page(limit, offset)
    part = Part(total, len(found), offset)
    return await download(request, _parts(pages, found), media, part, pages.blank)


async def _parts(pages: Pages[Key], found: list[Key]) -> AsyncIterator[Rows]:
    for start in range(0, len(found), TOGETHER):
        yield await pages.tell(found[start : start + TOGETHER])


async def respond(
    request: Request,
    rows: Rows,
    fmt: str,
    *,
    blank: Json,
    limit: int | None = None,
    offset: int = 0,
    page: int | None = None,
) -> Response:
    """``rows``, or a page of them: from ``offset`` on ``limit`` rows, or ``page`` in JSON; a table is
    complete unless a limit is asked for."""
    media = media_of(request, fmt)
    if media in TABLES:
        shown = rows[offset : offset + limit] if limit else rows[offset:]
        part = Part(len(rows), len(shown), offset)
        return await download(request, at_once(shown), media, part, blank)
    size = limit or page
    shown = rows[offset : offset + size] if size else rows
    return await listed(request, shown, media, total=len(rows), limit=size, offset=offset)


async def at_once(rows: Rows) -> AsyncIterator[Rows]:
    yield rows


async def listed(
    request: Request,
    rows: Rows,
    media: str,
    *,
    total: int,
    limit: int | None,
    offset: int,
    graph: Subgraph | None = None,
    near: Sequence[Instead] = (),
) -> Response:
    """A page of rows as JSON, JSON-LD or for a browser, with links to the others, and there to what lies ``near``."""
    links = page_links(request, total, limit, offset) if limit else {}
    headers = {
        "Cache-Control": etag.CACHE,
        "Vary": etag.VARY,
        **page_headers(request, total, links),
    }
    headers["ETag"] = request.state.mark
    if media == "application/ld+json" and graph is not None:
        content = graph_bytes(graph.triples, BY_NAME["jsonld"].name)
        return Response(content, 200, headers, media)
    body: dict[str, Any] = {
        "total": total,
        "count": len(rows),
        "offset": offset,
        **links,
        "items": list(rows),
    }
    if media == "text/html":
        page = await list_page(request, rows, body, near)
        page.headers.update(headers)
        return page
    return Response(json.dumps(body, ensure_ascii=False), 200, headers, "application/json")
