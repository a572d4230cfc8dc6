"""``/calendar``: what is due when, as JSON, as a page, as a table, or as an iCalendar feed to subscribe to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.errors import BadRequest
from service.lookup.ask import Asker
from service.lookup.calendar import (
    NO_ENTRY,
    Entry,
    count_entries,
    find_entries,
    months_due,
    of_month,
    of_state,
    rank,
    tell_entries,
)
from service.lookup.facets import choices
from service.lookup.feed import revisions, to_ics
from service.lookup.mine import STATES
from service.lookup.names import KINDS
from service.lookup.terms import iri
from service.lookup.wanted import TaskFilter
from service.store.conditions import Span
from service.web import etag
from service.web.disconnect import WhileThere
from service.web.download import Part, download
from service.web.filters import Alarm, Ask, Limit, ListFormat, Offset, Wanted
from service.web.listing import TABLES, Rows, media_of
from service.web.lists import VIEWS
from service.web.negotiate import choose_type
from service.web.page_links import page_headers, page_links
from service.web.pages import render
from service.web.parameters import matching
from service.web.state import base_url

#: Entries of a page where no limit is asked for.
ENTRIES = 500
#: Entries that are read together for a table.
TOGETHER = 2000

#: States that are told also where nothing stands so.
ALWAYS = ("overdue", "quarter", "standing")

#: What a reader calls the filters.
CALLED = {each.name: (each.zh, each.en) for each in VIEWS["/tasks"].facets} | {
    name: (kind.zh, kind.en) for name, kind in KINDS.items()
}

router = APIRouter(
    route_class=WhileThere,
    tags=["日历 Calendar"],
)

Month = Annotated[
    str,
    Query(
        description="月份 Month, YYYY-MM；不给或 all 则全部，什么都不给的网页则本月 "
        "all if not given; of a page without any parameter the current one",
        examples=["2026-10"],
    ),
    matching(
        r"all|(19|20)\d{2}-(0[1-9]|1[0-2])",
        "应为 all，或年-月，年为 1900 至 2099，月为 01 至 12",
        "should be all, or year and month, 1900 to 2099 and 01 to 12",
    ),
]
State = Annotated[
    Literal["", "overdue", "quarter", "coming", "standing", "season"],
    Query(
        description="某年度（year，不给则所问的那一份通知的年度，或今年）的通知中已过期限的、本季度还要做的、以后到期的、常年周期的、不在本季度的季节性的；"
        "不与 month 同给 Of notices for a year (without year that of the one notice asked for, or the current one): overdue, still to come this quarter, later, "
        "recurring, out of season; not with month"
    ),
]


@router.get("/calendar", summary="日历 Calendar")
async def calendar(
    request: Request,
    ask: Ask,
    wanted: Wanted,
    month: Month = "",
    state: State = "",
    limit: Limit = None,
    offset: Offset = 0,
    format: ListFormat = "",  # noqa: A002
) -> Response:
    """按月列出到期、周期、季节性任务（一页，默认 500 条；表格为全部）；过滤参数同 /tasks。What is due, recurs or is in
    season."""
    media = media_of(request, format)
    page = media == "text/html"
    if month and state:
        raise BadRequest("month 与 state 只能给一个。", "Give month or state, not both.")
    today = date.today()
    if page and request.query_params.keys() <= {"format"}:
        month = f"{today:%Y-%m}"
    month = "" if month == "all" else month
    snapshot = ask.engine.snapshot()
    mark = etag.tag(snapshot, request.url, media, (page or bool(state)) and today)
    request.state.snapshot, request.state.mark = snapshot, mark
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    year = await _year_of(ask, wanted) or today.year
    among, span = wanted, of_month(month) if month else None
    if state:
        among, span = _of_state(wanted, state, today, year)
    if media in TABLES:
        return await _table(request, ask, among, span, media, limit, offset)
    first = date(int(month[:4]), int(month[5:]), 1) if month else today.replace(day=1)
    since = first if page else None
    entries = find_entries(ask, among, span, since, limit or ENTRIES, offset)
    base = base_url(request)
    headers = {"ETag": mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    if page:
        asked = _asked(request)
        found, states, due, offered, labels = await asyncio.gather(
            entries,
            _states(request, ask, wanted, state, today, year),
            months_due(ask, wanted),
            choices(ask, ["unit", "jurisdiction"]),
            ask.labels(value for _, value in asked),
        )
        response = render(
            "calendar.html",
            groups=_groups(found.page, first, bool(request.query_params.get("unit"))),
            year=year,
            states=states,
            months=_months(request, month, not (month or state), due),
            left=found.total - len(found.page),
            month=month,
            state=state,
            title=_month_name(first.year, first.month) if month else STATES.get(state, ("", "")),
            asked=asked,
            called=CALLED,
            labels=labels,
            units=[each.label for each in offered["unit"]],
            places=offered["jurisdiction"],
            feed=base + _address("/calendar.ics", request),
            table=_address(
                "/calendar", request, **({"state": state} if state else {"month": month or "all"})
            ),
            tasks=_address("/tasks", request, due_month=month),
        )
        response.headers.update(headers)
        return response
    found = await entries
    rows = tell_entries(found.page, base)
    links = page_links(request, found.total, limit or ENTRIES, offset)
    body = {
        "total": found.total,
        "count": len(rows),
        "offset": offset,
        **links,
        "ics": base + _address("/calendar.ics", request),
        "items": rows,
    }
    headers |= page_headers(request, found.total, links)
    return Response(orjson.dumps(body), 200, headers, "application/json")


async def _table(
    request: Request,
    ask: Asker,
    wanted: TaskFilter,
    span: Span | None,
    media: str,
    limit: int | None,
    offset: int,
) -> Response:
    """``limit`` entries, or all from ``offset`` on, as a table."""
    total = (await find_entries(ask, wanted, span, limit=1)).total
    end = min(total, offset + limit) if limit else total
    rows = _rows(ask, wanted, span, range(offset, end), base_url(request))
    part = Part(total, max(0, end - offset), offset)
    return await download(request, rows, media, part, NO_ENTRY)


async def _rows(
    ask: Asker, wanted: TaskFilter, span: Span | None, places: range, base: str
) -> AsyncIterator[Rows]:
    # without an index each look reads everything
    together = len(places) if ask.engine.lister() is None else TOGETHER
    for start in places[:: together or 1]:
        size = min(together, places.stop - start)
        found = await find_entries(ask, wanted, span, limit=size, offset=start)
        yield tell_entries(found.page, base)


#: Parameters that are no filters of tasks.
_OWN = ("month", "state", "limit", "offset", "format")


def _asked(request: Request) -> list[tuple[str, str]]:
    """The request's filters: what is asked of tasks."""
    given = request.query_params.multi_items()
    return [(k, v) for k, v in given if k not in _OWN and v]


async def _year_of(ask: Asker, wanted: TaskFilter) -> int | None:
    """The year that is asked for, or that of the one notice that is."""
    if wanted.year is not None or len(wanted.notice) != 1:
        return wanted.year
    (notice,) = wanted.notice
    rows = await ask.select(f"SELECT ?year {{ {iri(notice)} az:year ?year }}")
    return int(rows[0]["year"]) if rows else None


def _of_state(wanted: TaskFilter, state: str, on: date, year: int) -> tuple[TaskFilter, Span]:
    """What is asked of tasks and times of that state: those of notices for the year."""
    return replace(wanted, year=year), of_state(state, on, year)


async def _states(
    request: Request, ask: Asker, wanted: TaskFilter, chosen: str, on: date, year: int
) -> list[dict[str, object]]:
    """The states to go to, with how much stands so: those in which something does, and three that are always asked for."""
    asked = [_of_state(wanted, name, on, year) for name in STATES]
    counts = await count_entries(ask, asked[0][0], [span for _, span in asked])
    return [
        {
            "name": STATES[name],
            "count": count,
            "href": _address("/calendar", request, state=name),
            "chosen": name == chosen,
        }
        for name, count in zip(STATES, counts, strict=True)
        if count or name == chosen or name in ALWAYS
    ]


def _address(path: str, request: Request, **more: str) -> str:
    """The path with the request's filters, the month among ``more`` or not at all."""
    query = urlencode([*_asked(request), *more.items()])
    return f"{path}?{query}" if query else path


def _month_name(year: int, month: int) -> tuple[str, str]:
    return f"{year}年{month}月", f"{year}-{month:02d}"


def _months(
    request: Request, month: str, every: bool, due: list[tuple[int, int, int]]
) -> list[dict[str, object]]:
    """The months to go to: those with deadlines, the chosen one and its neighbours, all of them."""
    counts = {(year, number): count for year, number, count in due}
    there = set(counts)
    if month:
        chosen = date(int(month[:4]), int(month[5:]), 15)
        near = (chosen - timedelta(days=30), chosen, chosen + timedelta(days=30))
        there |= {(day.year, day.month) for day in near}
    named = [
        {
            "name": _month_name(year, number),
            "count": counts.get((year, number), 0),
            "href": _address("/calendar", request, month=f"{year:04d}-{number:02d}"),
            "chosen": f"{year:04d}-{number:02d}" == month,
        }
        for year, number in sorted(there)
    ]
    everything = {"name": ("全部", "All"), "count": None, "chosen": every}
    return [{**everything, "href": _address("/calendar", request, month="all")}, *named]


def _groups(
    found: Sequence[Entry], since: date, of_unit: bool
) -> list[tuple[tuple[str, str], list[Entry]]]:
    """Deadlines by month, what recurs, and seasons, those of past months last; each with its name in Chinese and
    English. Of each what binds stands first, then, apart, what a unit (``of_unit``) owes only as it is inferred, and
    drafts."""
    groups: dict[tuple[str, str], list[Entry]] = {}

    def apart(entry: Entry) -> int:
        return 2 if entry.draft else 1 if entry.inferred and of_unit else 0

    for each in sorted(found, key=lambda entry: (rank(entry, since), apart(entry))):
        (zh, en), (more_zh, more_en) = _group_of(each), _APART[apart(each)]
        groups.setdefault((zh + more_zh, en + more_en), []).append(each)
    return list(groups.items())


_APART = (("", ""), (" · 责任单位据上文推断", ", owners inferred"), (" · 征求意见稿", ", drafts"))


def _group_of(entry: Entry) -> tuple[str, str]:
    if entry.due is None:
        return _UNDATED[entry.kind]
    zh, en = _month_name(entry.due.year, entry.due.month)
    return f"{zh}到期的期限", f"Deadlines in {en}"


_UNDATED = {"recurrence": ("周期性", "Recurring"), "season": ("季节性", "Seasonal")}


@router.get("/calendar.ics", summary="可订阅的日历 iCalendar feed")
async def feed(request: Request, ask: Ask, wanted: Wanted, alarm: Alarm = None) -> Response:
    """在手机日历里“订阅”此地址即可，含周期任务。Subscribe to this address; recurrences included."""
    choose_type(request, "text/calendar")
    mark = etag.tag(ask.engine.snapshot(), request.url, "ics")
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    unit = request.query_params.get("unit")
    name = "安责" + (f"：{unit}" if unit else "")
    found = (await find_entries(ask, wanted)).page
    known = await revisions(ask)
    content = await asyncio.to_thread(to_ics, found, name, base_url(request), known, alarm)
    headers = {"ETag": mark, "Cache-Control": etag.CACHE}
    return Response(content, 200, headers, "text/calendar; charset=utf-8")
