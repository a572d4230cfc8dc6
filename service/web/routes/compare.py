"""``/compare``: what one notice took up of another, how, and what it has alone."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from alignment.comparison import Comparison, compare
from alignment.export import comparison_json, table_rows
from alignment.telling import label
from service.errors import BadRequest
from service.lookup import names, notices
from service.lookup.compare import fetch_side
from service.web import etag
from service.web.disconnect import WhileThere
from service.web.download import XLSX, Part, download
from service.web.filters import Ask, Notice
from service.web.listing import at_once
from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.parameters import known_parameters
from service.web.state import base_url

_MEDIA = {"json": "application/json", "html": "text/html", "csv": "text/csv", "xlsx": XLSX}

#: Notices that are offered to choose from; any other is named by its number, title or IRI.
OFFERED = 200

router = APIRouter(
    route_class=WhileThere,
    tags=["查询 Lookup"],
    dependencies=[Depends(known_parameters), Depends(etag.mark)],
    responses={
        200: {"description": "对照 A comparison", "content": {t: {} for t in _MEDIA.values()}}
    },
)


@router.get("/compare", summary="两份通知对照 Two notices compared")
async def compare_notices(
    request: Request,
    ask: Ask,
    first: Notice = "",
    second: Notice = "",
    format: Annotated[  # noqa: A002
        Literal["", "json", "html", "csv", "xlsx"],
        Query(description="格式；不给则按 Accept 头。Format; by the Accept header if not given."),
    ] = "",
) -> Response:
    """`first` 为上级或较早的通知，`second` 为下级或较晚的：后者采纳了什么、怎样采纳、自己有什么。
    What `second` (the subordinate's, the later) took up of `first` (the superior's, the earlier)."""
    media = _MEDIA.get(format) or choose_type(request, *_MEDIA.values())
    if not (first and second):
        if media != "text/html":
            raise BadRequest(
                "请用 first 和 second 各给出一份通知；可用的见 /notices。",
                "Name a notice each by first and second; /notices lists them.",
            )
        return render(
            "compare.html", made=None, chosen=(first, second), **await _choice(request, ask)
        )
    made = await _compared(ask, first, second)
    if media in (XLSX, "text/csv"):
        rows = table_rows(made)
        return await download(request, at_once(rows), media, Part(len(rows), len(rows), 0))
    headers = {"ETag": request.state.mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    body = comparison_json(made)
    if media == "text/html":
        page = render(
            "compare.html", made=body, chosen=(made.first.iri, made.second.iri), base=base_url(request),
            label=label, query=request.url.query, **await _choice(request, ask),
        )  # fmt: skip
        page.headers.update(headers)
        return page
    return Response(json.dumps(body, ensure_ascii=False), 200, headers, "application/json")


async def _compared(ask: Ask, first: str, second: str) -> Comparison:
    found = [
        (await names.find(ask, "notice", name, parameter))[0]
        for parameter, name in (("first", first), ("second", second))
    ]
    if found[0] == found[1]:
        raise BadRequest(
            "first 与 second 是同一份通知；请另选一份。",
            "first and second are the same notice; choose another.",
        )
    earlier, later = await asyncio.gather(*(fetch_side(ask, each) for each in found))
    return await asyncio.to_thread(compare, earlier, later)


async def _choice(request: Request, ask: Ask) -> dict[str, Any]:
    found = await notices.find_notices(ask, notices.NoticeFilter(), OFFERED, newest=True)
    return {"notices": await notices.tell_notices(ask, found, base_url(request))}
