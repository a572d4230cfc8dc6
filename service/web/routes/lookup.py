"""Lookup routes: what a colleague asks without SPARQL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from alignment.telling import label
from service.errors import NotFound
from service.lookup import columns, concepts, names, notices, sections, statistics
from service.lookup.ask import Asker
from service.lookup.find import Instead, find_page, instead
from service.lookup.reader import blocks_of, source_of
from service.lookup.tasks import (
    CELLS,
    NO_TASK,
    ROW,
    TaskWriter,
    names_in,
    task_graph,
    tasks_told,
    within_days,
)
from service.lookup.units import page_of_units
from service.lookup.wanted import TaskFilter
from service.store.words import words_of
from service.web import etag
from service.web.addresses import address_within
from service.web.disconnect import WhileThere
from service.web.download import Part, download
from service.web.filters import (
    Ask,
    Limit,
    ListFormat,
    Name,
    Notice,
    Offset,
    OnePlace,
    TaskFormat,
    Text,
    Wanted,
    Year,
)
from service.web.listing import (
    LONG,
    SHORT,
    TABLES,
    TOGETHER,
    Pages,
    Rows,
    listed,
    media_of,
    respond,
    respond_paged,
    table,
)
from service.web.negotiate import choose_type
from service.web.page_links import page_headers, page_links
from service.web.pages import render
from service.web.parameters import MAY_BE_EMPTY
from service.web.state import base_url

router = APIRouter(
    route_class=WhileThere,
    tags=["查询 Lookup"],
    dependencies=[Depends(etag.mark)],
)


@router.get("/notices", summary="通知列表 Notices")
async def list_notices(
    request: Request,
    ask: Ask,
    jurisdiction: OnePlace,
    year: Year = None,
    limit: Limit = None,
    offset: Offset = 0,
    format: ListFormat = "",  # noqa: A002
) -> Response:
    places = await names.find(ask, "jurisdiction", jurisdiction)
    wanted = notices.NoticeFilter(places, year)
    pages = Pages(
        lambda size, start: notices.page_of_notices(ask, wanted, size, start),
        lambda found: notices.tell_notices(ask, found, base_url(request)),
        notices.NO_NOTICE,
    )
    return await respond_paged(request, pages, format, limit, offset, LONG)


@router.get("/notices/{notice:path}", summary="一份通知及其章节 One notice and its sections")
async def one_notice(request: Request, ask: Ask, notice: str) -> Response:
    """`notice`：通知 IRI 中 /id/notice/ 之后的部分，如 141181-2026-xiaozhengfa-1；也可用文号或标题。"""
    page = choose_type(request, "application/json", "text/html") == "text/html"
    if instead_of := address_within(notice):
        raise NotFound(
            f"没有 {request.url.path} 这个地址。这份通知的在 {instead_of}。",
            f"There is no {request.url.path}. Those of this notice are at {instead_of}.",
            did_you_mean=[instead_of],
        )
    node = await names.find_one(ask, "notice", notice, "notice")
    state = "" if page else await etag.state(ask, node)
    row = (await notices.tell_notices(ask, [node], base_url(request)))[0]
    mark = request.state.mark if page else etag.keep(request, etag.strong(state, [row]))
    addressed = row["addressees"] = await notices.addressees(ask, node)
    headers = {"ETag": mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    if page:
        read = await blocks_of(ask, node, base_url(request))
        called = await ask.labels(addressed)
        shown = render(
            "reader.html", notice=row, blocks=read, label=label, periods=columns.PERIODS,
            addressees=[called.get(each, each) for each in addressed], source=await source_of(ask, node, read),
        )  # fmt: skip
        shown.headers.update(headers)
        return shown
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    row["sections"] = await sections.sections_of(ask, node, base_url(request))
    return Response(json.dumps(row, ensure_ascii=False), 200, headers, "application/json")


@router.get("/articles", summary="条款 Articles, parts, items, annex rows")
async def list_articles(
    request: Request,
    ask: Ask,
    notice: Notice = "",
    kind: Literal["", "Part", "Article", "Item", "AnnexRow"] = "",
    text: Text = "",
    limit: Limit = None,
    offset: Offset = 0,
    format: ListFormat = "",  # noqa: A002
) -> Response:
    which = await names.find(ask, "notice", notice)
    wanted = sections.SectionFilter(which, kind, text)
    pages = Pages(
        lambda size, start: sections.page_of_sections(ask, wanted, size, start),
        lambda found: sections.tell_sections(ask, found, base_url(request)),
        sections.NO_SECTION,
    )
    return await respond_paged(request, pages, format, limit, offset, SHORT)


Sort = Annotated[
    Literal["notice", "-notice", "due", "-due", "text", "-text"], Query(description="排序 Order")
]


@router.get("/tasks", summary="任务 Tasks")
async def list_tasks(
    request: Request,
    ask: Ask,
    wanted: Wanted,
    sort: Sort = "notice",
    limit: Limit = None,
    offset: Offset = 0,
    format: TaskFormat = "",  # noqa: A002
) -> Response:
    """谁、何时之前、做什么；每条都带原文出处。Who does what by when, each with its evidence."""
    media = media_of(request, format, graph=True)
    if media in TABLES:
        page = await find_page(ask, wanted, sort, limit, offset)
        parts = _task_rows(ask, page.tasks, base_url(request), wanted)
        part = Part(page.total, len(page.tasks), offset)
        return await download(request, parts, media, part, NO_TASK)
    size = limit or LONG
    page = await find_page(ask, wanted, sort, size, offset)
    rows: Rows = ()
    graph, near = None, list[Instead]()
    if media == "text/html":
        told = _tasks(ask, page.tasks, base_url(request), "row")
        rows, near = await asyncio.gather(told, instead(ask, wanted))
    elif media == "application/ld+json":
        graph = await task_graph(ask, page.tasks)
    else:
        rows = await _tasks(ask, page.tasks, base_url(request))
    rows = within_days(rows, wanted.due_from, wanted.due_to)
    return await listed(
        request, rows, media, total=page.total, limit=size, offset=offset, graph=graph, near=near
    )


#: How much is told of a task: everything, what a row of a page shows, or of a table to take along.
_TELLING = {
    "task": (None, TaskWriter.task),
    "row": (ROW, TaskWriter.row),
    "cells": (CELLS, TaskWriter.cells),
}


async def _tasks(ask: Asker, found: Sequence[str], base: str, told: str = "task") -> Rows:
    """The tasks, each ``told`` as one of ``_TELLING``."""
    extent, tell = _TELLING[told]
    values = await tasks_told(ask, found, extent)
    writer = TaskWriter(values, await names_in(ask, values), base)
    return [tell(writer, each) for each in found]


async def _task_rows(
    ask: Asker, found: list[str], base: str, wanted: TaskFilter
) -> AsyncIterator[Rows]:
    for start in range(0, len(found), TOGETHER):
        rows = await _tasks(ask, found[start : start + TOGETHER], base, "cells")
        yield within_days(rows, wanted.due_from, wanted.due_to)


@router.get("/units", summary="责任单位 Units")
async def list_units(
    request: Request,
    ask: Ask,
    jurisdiction: OnePlace,
    name: Name = "",
    function: Annotated[str, Query(max_length=300, description="职能 Function")] = "",
    text: Text = "",
    used: Annotated[
        bool | None,
        MAY_BE_EMPTY,
        Query(
            description="只列有任务的；false 只列没有任务的 Only those with tasks; with false those without"
        ),
    ] = None,
    limit: Limit = None,
    offset: Offset = 0,
    format: ListFormat = "",  # noqa: A002
) -> Response:
    units = await names.find(ask, "unit", name, "name")
    places = await names.find(ask, "jurisdiction", jurisdiction)
    functions = await names.find(ask, "function", function)
    office = await names.office_in(ask, "".join(words_of(text)))
    wanted = concepts.UnitFilter(units, places, functions, text, office, used)

    pages = Pages(
        lambda size, start: page_of_units(ask, wanted, size, start),
        lambda found: concepts.tell_units(ask, found, base_url(request)),
        concepts.NO_UNIT,
    )
    return await respond_paged(request, pages, format, limit, offset, SHORT)


@router.get("/instruments", summary="法规文件 Cited instruments")
async def list_instruments(
    request: Request,
    ask: Ask,
    name: Annotated[
        str, Query(max_length=300, description="标题、文号或 IRI Title, number or IRI")
    ] = "",
    text: Text = "",
    limit: Limit = None,
    offset: Offset = 0,
    format: ListFormat = "",  # noqa: A002
) -> Response:
    which = await names.find(ask, "instrument", name, "name")
    pages = Pages.of(
        await concepts.find_instruments(ask, which, text),
        lambda found: concepts.tell_instruments(ask, found, base_url(request)),
        concepts.NO_INSTRUMENT,
    )
    return await respond_paged(request, pages, format, limit, offset, SHORT)


def _concept_route(path: str, scheme: str, title: str) -> None:
    async def handler(
        request: Request,
        ask: Ask,
        name: Name = "",
        text: Text = "",
        used: Annotated[
            bool | None,
            MAY_BE_EMPTY,
            Query(
                description="只列通知中用到的；false 只列没有用到的 Only those in use; with false those not in use"
            ),
        ] = None,
        limit: Limit = None,
        offset: Offset = 0,
        format: ListFormat = "",  # noqa: A002
    ) -> Response:
        which = await names.find(ask, scheme, name, "name")
        rows = await concepts.find_concepts(ask, base_url(request), scheme, which, text, used)
        blank = concepts.NO_CONCEPT
        return await respond(
            request, rows, format, blank=blank, limit=limit, offset=offset, page=SHORT
        )

    router.add_api_route(path, handler, methods=["GET"], summary=title, name=f"list_{scheme}")


for _path, _scheme, _title in (
    ("/mechanisms", "mechanism", "机制 Mechanisms, by label or variant"),
    ("/sectors", "sector", "行业领域 Sectors"),
    ("/hazards", "hazard", "灾种 Hazards"),
    ("/functions", "function", "单位职能 Functions of units"),
    ("/measures", "measure", "措施 Measures"),
):
    _concept_route(_path, _scheme, _title)


@router.get("/statistics", summary="统计 Statistics")
async def get_statistics(
    request: Request,
    ask: Ask,
    limit: Limit = None,
    offset: Offset = 0,
    format: ListFormat = "",  # noqa: A002
) -> Response:
    """总数，以及每份通知（一页，默认 100 份；表格为全部）有责任单位、有期限的任务比例。"""
    media = media_of(request, format)
    if media in TABLES:
        every = notices.NoticeFilter()
        pages = Pages(
            lambda size, start: notices.page_of_notices(ask, every, size, start),
            lambda found: statistics.rates(ask, found),
            statistics.NO_RATES,
        )
        return await table(request, pages, media, limit, offset)
    size = limit or SHORT
    found = await statistics.statistics(ask, size, offset)
    headers = {"ETag": request.state.mark, "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    if media == "text/html":
        page = render("statistics.html", found=found, offset=offset)
        page.headers.update(headers)
        return page
    total = cast(int, found["total"])
    links = page_links(request, total, size, offset)
    content = json.dumps({**found, **links}, ensure_ascii=False)
    return Response(content, 200, headers | page_headers(request, total, links), "application/json")
