"""Lookup routes: what a colleague asks without SPARQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from service import etag
from service.engine.formats import BY_NAME
from service.engine.run import write_graph
from service.lookup import concepts, names, notices, statistics, tables
from service.lookup.ask import Asker, Subgraph
from service.lookup.tasks import (
    PERIODS,
    TaskFilter,
    TaskWriter,
    count_tasks,
    find_tasks,
    task_graph,
)
from service.negotiate import choose_type
from service.parameters import known_parameters, matching
from service.state import base_url, state_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": XLSX,
    "jsonld": "application/ld+json",
}

router = APIRouter(
    tags=["查询 Lookup"],
    dependencies=[Depends(known_parameters)],
    responses={
        200: {"description": "一页 A page of rows", "content": {t: {} for t in _TYPES.values()}}
    },
)

Format = Annotated[
    Literal["", "json", "csv", "xlsx", "jsonld"],
    Query(description="格式；不给则按 Accept 头。Format; by the Accept header if not given."),
]
Limit = Annotated[int, Query(ge=1, le=1000, description="每页条数 Page size")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="跳过条数 Rows to skip")]
Text = Annotated[str, Query(max_length=200, description="包含的文字 Words it must contain")]
Year = Annotated[
    int | None, Query(ge=1949, le=2100, description="计划年度 Plan year", examples=[2026])
]
Name = Annotated[
    str,
    Query(max_length=300, description="名称、别名、代码或 IRI Label, variant, notation or IRI"),
]
Notice = Annotated[
    str,
    Query(
        max_length=300, description="通知：IRI 或其末段、文号、标题 IRI or its end, number, title"
    ),
]
Place = Annotated[
    str,
    Query(
        max_length=300,
        description="行政区划代码或名称，含下级。GB/T 2260 code or name; places below count too.",
        examples=["141100"],
    ),
]


def asker(request: Request) -> Asker:
    state = state_of(request)
    return Asker(state.engine, state.settings)


Ask = Annotated[Asker, Depends(asker)]


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
    headers["ETag"] = etag.tag(state_of(request).engine.snapshot(), request.url, media)
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
    headers = {"ETag": etag.tag(ask.engine.snapshot(), request.url), "Cache-Control": etag.CACHE}
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


Recurrence = Annotated[
    str,
    Query(
        max_length=30,
        description="周期：any、daily、weekly、monthly、quarterly、half-yearly、yearly 或 ISO 8601",
        examples=["quarterly"],
    ),
    matching(
        "|".join(("any", *PERIODS, "P[0-9YMWDTHS]+")),
        f"应为 any、{'、'.join(PERIODS)} 之一，或 ISO 8601 周期（如 P3M）",
        f"should be any, {', '.join(PERIODS)}, or an ISO 8601 period (such as P3M)",
    ),
]


async def task_filter(
    ask: Ask,
    notice: Notice = "",
    section: Annotated[
        str, Query(max_length=500, description="章节 IRI，含下级 Section, with those below")
    ] = "",
    unit: Annotated[
        str,
        Query(
            max_length=300,
            description="责任单位：名称、别名、通称（应急局 指各地应急管理部门）或 IRI。"
            "Unit: name, variant, usual name of its function, or IRI",
            examples=["孝义市应急局"],
        ),
    ] = "",
    function: Annotated[
        str,
        Query(max_length=300, description="单位职能 Function", examples=["emergency-management"]),
    ] = "",
    jurisdiction: Place = "",
    year: Year = None,
    sector: Annotated[
        str,
        Query(
            max_length=300,
            description="行业领域，含下位 Sector, with narrower",
            examples=["mine", "煤矿"],
        ),
    ] = "",
    hazard: Annotated[
        str,
        Query(max_length=300, description="灾种，含下位 Hazard, with narrower", examples=["flood"]),
    ] = "",
    mechanism: Annotated[
        str,
        Query(max_length=300, description="机制：名称、异写、代码或 IRI", examples=["三管三必须"]),
    ] = "",
    instrument: Annotated[
        str,
        Query(
            max_length=300,
            description="引用、要求制定或修订的文件：标题、文号或 IRI。"
            "Instrument cited or to be made: title, number or IRI",
        ),
    ] = "",
    role: Annotated[
        Literal["", "lead", "responsible", "assist", "supervise"],
        Query(description="牵头、负责、配合、督促 Role of the unit"),
    ] = "",
    due_from: Annotated[
        date | None, Query(description="期限不早于 Due on or after", examples=["2026-10-01"])
    ] = None,
    due_to: Annotated[
        date | None, Query(description="期限不晚于 Due on or before", examples=["2026-10-31"])
    ] = None,
    recurrence: Recurrence = "",
    has_owner: Annotated[
        bool | None, Query(description="明确了责任单位（括注或全文规定）Owner stated, not implied")
    ] = None,
    has_deadline: Annotated[
        bool | None, Query(description="有明确期限 Has a date of its own")
    ] = None,
    text: Text = "",
) -> TaskFilter:
    """The filter of a request, its names found; a name that stands for nothing is refused."""
    named = await names.find_all(
        ask,
        {
            "notice": notice,
            "section": section,
            "unit": unit,
            "function": function,
            "jurisdiction": jurisdiction,
            "sector": sector,
            "hazard": hazard,
            "mechanism": mechanism,
            "instrument": instrument,
        },
    )
    return TaskFilter(
        **named,
        year=year,
        role=role,
        due_from=due_from,
        due_to=due_to,
        recurrence=recurrence,
        has_owner=has_owner,
        has_deadline=has_deadline,
        text=text,
    )


Wanted = Annotated[TaskFilter, Depends(task_filter)]
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
    mark = etag.tag(ask.engine.snapshot(), "statistics")
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    found = await statistics.statistics(ask)
    headers = {"ETag": mark, "Cache-Control": etag.CACHE}
    return Response(json.dumps(found, ensure_ascii=False), 200, headers, "application/json")
