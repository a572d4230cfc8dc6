"""``/compare``: what one notice took up of another, how, and what it has alone; a superior's notice with all
its subordinates' (``/compare/subordinates``), one place's over the years (``/compare/years``)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from alignment.comparison import Comparison, compare
from alignment.export import comparison_json, table_rows
from alignment.graph import comparison_turtle
from alignment.grid import Grid, over_years, with_subordinates
from alignment.grid_export import grid_json, grid_rows
from alignment.telling import label
from service.errors import BadRequest
from service.lookup import names, notices
from service.lookup.compare import (
    MOST,
    earlier_of,
    fetch_side,
    fetch_sides,
    notices_of,
    subordinates_of,
)
from service.lookup.places import in_both, places
from service.lookup.terms import local
from service.sparql.formats import XLSX
from service.web import etag
from service.web.disconnect import WhileThere
from service.web.download import Part, download
from service.web.filters import Ask, Notice, Place
from service.web.listing import TABLES, at_once
from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.state import base_url

_MEDIA = {
    "json": "application/json",
    "html": "text/html",
    "csv": "text/csv",
    "xlsx": XLSX,
    "ttl": "text/turtle",
}

#: Notices that are offered to choose from; where there are more, any can be typed by its number, title or IRI.
OFFERED = 200
#: Places that are named in place of one that has no two notices.
_SHOWN = 10

router = APIRouter(
    route_class=WhileThere,
    tags=["查询 Lookup"],
    dependencies=[Depends(etag.mark)],
)


_Format = Annotated[
    Literal["", "json", "html", "csv", "xlsx", "ttl"],
    Query(description="格式；不给则按 Accept 头。Format; by the Accept header if not given."),
]


@router.get("/compare", summary="两份通知对照 Two notices compared")
async def compare_notices(
    request: Request,
    ask: Ask,
    first: Notice = "",
    second: Notice = "",
    format: _Format = "",  # noqa: A002
) -> Response:
    """`first` 为上级或较早的通知，`second` 为下级或较晚的：后者采纳了什么、怎样采纳、自己有什么。不给 `first`，则取图谱中
    最近的上级当年或上一年的通知，没有就取本地上一次的。
    What `second` (the subordinate's, the later) took up of `first` (the superior's, the earlier); without `first`, of
    the nearest superior's notice of that plan year or the one before, else of the place's own last one."""
    media = _MEDIA.get(format) or choose_type(request, *_MEDIA.values())
    if second and not first:
        second = await names.find_one(ask, "notice", second, "second")
        first = await earlier_of(ask, second)
    if not (first and second):
        if media != "text/html":
            raise BadRequest(
                "请用 first 和 second 各给出一份通知（图谱中没有可代 first 的上级或上一年的通知）；可用的见 /notices。"
                if second
                else "请用 first 和 second 各给出一份通知；可用的见 /notices。",
                "Name a notice each by first and second; /notices lists them.",
            )
        return await _page(request, ask, None, (first, second))
    made = await _compared(ask, first, second)
    if media == "text/html":
        return await _page(request, ask, comparison_json(made), (made.first.iri, made.second.iri))
    return await _answer(request, media, comparison_json(made), table_rows(made), [made])


@router.get(
    "/compare/subordinates", summary="上级与各下级通知对照 A superior's with its subordinates'"
)
async def compare_subordinates(
    request: Request,
    ask: Ask,
    notice: Notice,
    format: _Format = "",  # noqa: A002
) -> Response:
    """一行一项上级的职责，一栏一份直接下级当年或次年的通知：各地怎样采纳。
    A row for each duty of the superior's notice, a column for the notice of each place directly below, of the
    same plan year or the next."""
    found = await names.find_one(ask, "notice", notice, "notice")
    below = await subordinates_of(ask, found)
    if not below:
        raise BadRequest(
            "图谱中没有这份通知当年或次年的下级通知。",
            "The graph has no subordinate's notice of that plan year or the next.",
        )
    superior, *others = await fetch_sides(ask, [found, *below[:MOST]])
    made = await asyncio.to_thread(with_subordinates, superior, others)
    return await _grid_answer(request, ask, made, format, (found, ""), len(below))


@router.get("/compare/years", summary="一地历年通知对照 One place over the years")
async def compare_years(
    request: Request,
    ask: Ask,
    place: Place,
    format: _Format = "",  # noqa: A002
) -> Response:
    """一地历年的通知，逐年相比：每项职责何年提出、怎样延续、何年不再提。
    The notices of one place, each beside the one before: since when it has a duty, how it went on, until when."""
    found = await names.find_one(ask, "jurisdiction", place, "place")
    own = await notices_of(ask, found)
    if len(own) < 2:
        raise await _too_few(request, ask, found, own)
    sides = await fetch_sides(ask, own[-MOST:])
    made = await asyncio.to_thread(over_years, sides)
    return await _grid_answer(request, ask, made, format, ("", ""), len(own))


async def _too_few(request: Request, ask: Ask, place: str, own: Sequence[str]) -> BadRequest:
    """That a place (IRI) has no two notices: which one it has, and the places that have two."""
    told = await notices.tell_notices(ask, own, base_url(request))
    several = [each for each in await places(ask) if each.notices > 1]
    called = [in_both(each.code) for each in several[:_SHOWN]]
    zh, en = in_both(local(place))
    has = [f"只有 {each['year']} 年的一份（{each['url']}）" for each in told] or ["一份也没有"]
    has_en = [f"one, of {each['year']} ({each['url']})" for each in told] or ["none"]
    there, there_en = "还没有哪个地方有两份以上", "no place has two or more"
    if several:
        named, named_en = zip(*called, strict=True)
        there = f"有两份以上的地方（{len(several)} 个）：{'、'.join(named)}"
        there_en = f"places with two or more ({len(several)}): {', '.join(named_en)}"
    return BadRequest(
        f"图谱中{zh}的通知{has[0]}，逐年对照至少要两份；{there}。",
        f"Of the notices of {en} the graph has {has_en[0]}; by years two are needed; {there_en}.",
        parameter="place",
        notices=list(own),
        did_you_mean=[name for name, _ in called],
    )


async def _grid_answer(
    request: Request, ask: Ask, made: Grid, wanted: str, chosen: tuple[str, str], there: int
) -> Response:
    media = _MEDIA.get(wanted) or choose_type(request, *_MEDIA.values())
    body = grid_json(made) | {"omitted": max(0, there - MOST)}
    if media == "text/html":
        return await _page(request, ask, body, chosen)
    return await _answer(request, media, body, grid_rows(made), made.steps)


async def _page(
    request: Request, ask: Ask, made: dict[str, Any] | None, chosen: tuple[str, str]
) -> Response:
    page = render(
        "compare.html", made=made, chosen=chosen, base=base_url(request),
        label=partial(label, relation=made["relation"]) if made else label,
        path=request.url.path, query=request.url.query, **await _choice(request, ask),
    )  # fmt: skip
    if made:
        page.headers.update(_headers(request))
    return page


async def _answer(
    request: Request,
    media: str,
    body: dict[str, Any],
    rows: Sequence[dict[str, Any]],
    steps: Sequence[Comparison],
) -> Response:
    if media in TABLES:
        return await download(request, at_once(rows), media, Part(len(rows), len(rows), 0), {})
    if media == "text/turtle":
        return Response(comparison_turtle(steps), 200, _headers(request), media)
    return Response(json.dumps(body, ensure_ascii=False), 200, _headers(request), media)


def _headers(request: Request) -> dict[str, str]:
    return {"ETag": request.state.mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}


async def _compared(ask: Ask, first: str, second: str) -> Comparison:
    found = [
        await names.find_one(ask, "notice", name, parameter)
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
    total = await notices.count_notices(ask, notices.NoticeFilter())
    told = await notices.tell_notices(ask, found, base_url(request))
    return {"notices": told, "many": total > OFFERED}
