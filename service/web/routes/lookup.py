"""Lookup routes: what a colleague asks without SPARQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from service.engine.run import write_graph
from service.lookup import concepts, names, notices, statistics, tables
from service.lookup.ask import Subgraph
from service.lookup.tasks import TaskWriter, count_tasks, find_tasks, task_graph
from service.sparql.formats import BY_NAME
from service.sparql.negotiate import choose_type
from service.web import etag
from service.web.filters import Ask, Format, Limit, Name, Notice, Offset, Place, Text, Wanted, Year
from service.web.parameters import known_parameters
from service.web.state import base_url, state_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": XLSX,
    "jsonld": "application/ld+json",
}


async def mark(request: Request) -> None:
    """Give the request its entity tag before anything is read, so that no newer snapshot's tag
    stands on older rows; end it here if the client has these already."""
    accept = request.headers.get("accept")
    found = etag.tag(state_of(request).engine.snapshot(), request.url, accept)
    any_there_is = request.headers.get("if-none-match", "").strip() == "*"
    if not any_there_is and (same := etag.unchanged(request, found)) is not None:
        raise etag.NotModified(same)
    request.state.mark = found


router = APIRouter(
    tags=["查询 Lookup"],
    dependencies=[Depends(known_parameters), Depends(mark)],
    responses={
        200: {"description": "一页 A page of rows", "content": {t: {} for t in _TYPES.values()}}
    },
)


def respond(
    request: Request,
    rows: Sequence[dict[str, Any]],
    fmt: str,
    *,
    total: int | None = None,
    limit: int | None = None,
    offset: int = 0,
    graph: Subgraph | None = None,
) -> Response:
    """``rows`` in the wanted format, with paging links where there are pages."""
    offered = [t for name, t in _TYPES.items() if graph is not None or name != "jsonld"]
    media = _TYPES[fmt] if fmt else choose_type(request, *offered)
    total = len(rows) if total is None else total
    headers = {"X-Total-Count": str(total), "Cache-Control": etag.CACHE, "Vary": etag.VARY}
    headers["ETag"] = request.state.mark
    links = page_links(request, total, limit, offset) if limit else {}
    if links:
        headers["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
    if (same := etag.unchanged(request, headers["ETag"])) is not None:
        return same
    if media == XLSX:
        headers["Content-Disposition"] = f'attachment; filename="{_name(request)}.xlsx"'
        return Response(tables.to_xlsx(rows), 200, headers, XLSX)
    if media == "text/csv":
        headers["Content-Disposition"] = f'inline; filename="{_name(request)}.csv"'
        return Response(tables.to_csv(rows), 200, headers, "text/csv; charset=utf-8")
    if media == "application/ld+json" and graph is not None:
        content = write_graph(graph.triples, BY_NAME["jsonld"].name)
        return Response(content, 200, headers, media)
    body = {"total": total, "count": len(rows), "offset": offset, **links, "items": list(rows)}
    return Response(json.dumps(body, ensure_ascii=False), 200, headers, "application/json")


def _name(request: Request) -> str:
    return "anze-" + (request.url.path.strip("/").split("/")[0] or "data")


def page_links(request: Request, total: int, limit: int, offset: int) -> dict[str, str]:
    """Addresses of the first, previous, next and last page, where there are such."""
    last = max(0, (total - 1) // limit * limit)
    wanted = {"first": 0, "last": last}
    if offset > 0:
        wanted["prev"] = max(0, offset - limit)
    if offset + limit < total:
        wanted["next"] = offset + limit
    own = [(k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "offset")]
    base = base_url(request) + request.url.path
    return {
        rel: f"{base}?{urlencode([*own, ('limit', limit), ('offset', start)])}"
        for rel, start in wanted.items()
    }


@router.get("/notices", summary="通知列表 Notices")
async def list_notices(
    request: Request,
    ask: Ask,
    jurisdiction: Place = "",
    year: Year = None,
    format: Format = "",  # noqa: A002
) -> Response:
    places = await names.find(ask, "jurisdiction", jurisdiction)
    rows = await notices.find_notices(ask, base_url(request), (), places, year)
    return respond(request, rows, format)


@router.get("/notices/{name:path}", summary="一份通知及其章节 One notice and its sections")
async def one_notice(request: Request, ask: Ask, name: str) -> Response:
    """`name`：通知 IRI 中 /id/notice/ 之后的部分，如 141181-2026-xiaozhengfa-1；也可用文号或标题。"""
    choose_type(request, "application/json")
    node = (await names.find(ask, "notice", name, "name"))[0]
    row = (await notices.find_notices(ask, base_url(request), [node]))[0]
    row["addressees"] = await notices.addressees(ask, node)
    row["sections"] = await notices.find_sections(ask, base_url(request), [node])
    headers = {"ETag": request.state.mark, "Cache-Control": etag.CACHE}
    if (same := etag.unchanged(request, headers["ETag"])) is not None:
        return same
    return Response(json.dumps(row, ensure_ascii=False), 200, headers, "application/json")


@router.get("/articles", summary="条款 Articles, parts, items, annex rows")
async def list_articles(
    request: Request,
    ask: Ask,
    notice: Notice = "",
    kind: Literal["", "Part", "Article", "Item", "AnnexRow"] = "",
    text: Text = "",
    limit: Limit = 100,
    offset: Offset = 0,
    format: Format = "",  # noqa: A002
) -> Response:
    which = await names.find(ask, "notice", notice)
    rows = await notices.find_sections(ask, base_url(request), which, kind, text)
    page = rows[offset : offset + limit]
    return respond(request, page, format, total=len(rows), limit=limit, offset=offset)


Sort = Annotated[
    Literal["notice", "-notice", "due", "-due", "text", "-text"], Query(description="排序 Order")
]


@router.get("/tasks", summary="任务 Tasks")
async def list_tasks(
    request: Request,
    ask: Ask,
    wanted: Wanted,
    sort: Sort = "notice",
    limit: Limit = 50,
    offset: Offset = 0,
    format: Format = "",  # noqa: A002
) -> Response:
    """谁、何时之前、做什么；每条都带原文出处。Who does what by when, each with its evidence."""
    total = await count_tasks(ask, wanted)
    found = await find_tasks(ask, wanted, sort, limit, offset)
    graph = await task_graph(ask, found)
    writer = TaskWriter(graph, await ask.labels(graph.iris()), base_url(request))
    rows = [writer.task(node) for node in found]
    return respond(request, rows, format, total=total, limit=limit, offset=offset, graph=graph)


@router.get("/units", summary="责任单位 Units")
async def list_units(
    request: Request,
    ask: Ask,
    name: Name = "",
    jurisdiction: Place = "",
    function: Annotated[str, Query(max_length=300, description="职能 Function")] = "",
    text: Text = "",
    limit: Limit = 100,
    offset: Offset = 0,
    format: Format = "",  # noqa: A002
) -> Response:
    units = await names.find(ask, "unit", name, "name")
    places = await names.find(ask, "jurisdiction", jurisdiction)
    functions = await names.find(ask, "function", function)
    rows = await concepts.find_units(ask, base_url(request), units, places, functions, text)
    page = rows[offset : offset + limit]
    return respond(request, page, format, total=len(rows), limit=limit, offset=offset)


@router.get("/instruments", summary="法规文件 Cited instruments")
async def list_instruments(
    request: Request,
    ask: Ask,
    name: Annotated[
        str, Query(max_length=300, description="标题、文号或 IRI Title, number or IRI")
    ] = "",
    text: Text = "",
    limit: Limit = 100,
    offset: Offset = 0,
    format: Format = "",  # noqa: A002
) -> Response:
    which = await names.find(ask, "instrument", name, "name")
    rows = await concepts.find_instruments(ask, base_url(request), which, text)
    page = rows[offset : offset + limit]
    return respond(request, page, format, total=len(rows), limit=limit, offset=offset)


def _concept_route(path: str, scheme: str, title: str) -> None:
    async def handler(
        request: Request,
        ask: Ask,
        name: Name = "",
        text: Text = "",
        used: Annotated[bool, Query(description="只列通知中用到的 Only those in use")] = False,
        limit: Limit = 100,
        offset: Offset = 0,
        format: Format = "",  # noqa: A002
    ) -> Response:
        which = await names.find(ask, scheme, name, "name")
        rows = await concepts.find_concepts(ask, base_url(request), scheme, which, text, used)
        page = rows[offset : offset + limit]
        return respond(request, page, format, total=len(rows), limit=limit, offset=offset)

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
async def get_statistics(request: Request, ask: Ask) -> Response:
    """总数，以及每份通知有责任单位、有期限的任务比例。"""
    choose_type(request, "application/json")
    found = await statistics.statistics(ask)
    headers = {"ETag": request.state.mark, "Cache-Control": etag.CACHE}
    return Response(json.dumps(found, ensure_ascii=False), 200, headers, "application/json")
