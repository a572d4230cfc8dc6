"""``/calendar``: what is due when, as JSON, as a page, or as an iCalendar feed to subscribe to."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from service import etag
from service.lookup.ask import Asker
from service.lookup.calendar import Entry, entries, in_month, to_ics
from service.lookup.tasks import link
from service.negotiate import choose_type
from service.pages import render
from service.parameters import known_parameters, matching
from service.routes.lookup import Wanted, asker
from service.state import base_url

_TYPES = ("application/json", "text/html", "text/calendar")

router = APIRouter(
    tags=["日历 Calendar"],
    dependencies=[Depends(known_parameters)],
    responses={200: {"description": "日历 The calendar", "content": {t: {} for t in _TYPES}}},
)

Ask = Annotated[Asker, Depends(asker)]
Month = Annotated[
    str,
    Query(
        description="月份 Month, YYYY-MM；不给则全部 all if not given",
        examples=["2026-10"],
    ),
    matching(
        r"\d{4}-(0[1-9]|1[0-2])",
        "应为年-月，月为 01 至 12",
        "should be year and month, the month 01 to 12",
    ),
]


@router.get("/calendar", summary="日历 Calendar")
async def calendar(request: Request, ask: Ask, wanted: Wanted, month: Month = "") -> Response:
    """按月列出到期、周期、季节性任务；过滤参数同 /tasks。What is due, recurs or is in season."""
    page = choose_type(request, "application/json", "text/html") == "text/html"
    mark = etag.tag(ask.engine.snapshot(), request.url, page)
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    found = await entries(ask, wanted)
    if month:
        found = in_month(found, int(month[:4]), int(month[5:]))
    base = base_url(request)
    headers = {"ETag": mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "month"]
    query = f"?{urlencode(kept)}" if kept else ""
    feed = f"{base}/calendar.ics{query}"
    if page:
        response = render(
            "calendar.html", groups=_groups(found), month=month, feed=feed, link=link, base=base
        )
        response.headers.update(headers)
        return response
    rows = [{**asdict(each), "url": link(each.task, base)} for each in found]
    body = {"total": len(rows), "ics": feed, "items": rows}
    content = json.dumps(body, ensure_ascii=False, default=str)
    return Response(content, 200, headers, "application/json")


def _groups(found: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """Deadlines by month, then what recurs, then seasons."""
    groups: dict[str, list[Entry]] = {}
    order = ("due", "recurrence", "season")
    for each in sorted(found, key=lambda entry: order.index(entry.kind)):
        name = {
            "due": f"{each.due:%Y年%m月}到期" if each.due else "",
            "recurrence": "周期性",
            "season": "季节性",
        }[each.kind]
        groups.setdefault(name, []).append(each)
    return list(groups.items())


@router.get("/calendar.ics", summary="可订阅的日历 iCalendar feed")
async def feed(request: Request, ask: Ask, wanted: Wanted) -> Response:
    """在手机日历里“订阅”此地址即可，含周期任务。Subscribe to this address; recurrences included."""
    choose_type(request, "text/calendar")
    mark = etag.tag(ask.engine.snapshot(), request.url, "ics")
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    unit = request.query_params.get("unit")
    name = "安责" + (f"：{unit}" if unit else "")
    content = to_ics(await entries(ask, wanted), name, base_url(request))
    headers = {"ETag": mark, "Cache-Control": etag.CACHE}
    return Response(content, 200, headers, "text/calendar; charset=utf-8")
