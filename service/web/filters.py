"""The parameters that lookups take: pages, formats, and the filters of tasks with their names found."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from service.errors import BadRequest, Unprocessable
from service.lookup import names
from service.lookup.ask import Asker
from service.lookup.wanted import PERIODS, TaskFilter
from service.web.parameters import MAY_BE_EMPTY, Elsewhere, browses, matching
from service.web.state import client_of, state_of

#: That of tasks, which can be had as a graph, too.
TaskFormat = Annotated[
    Literal["", "json", "csv", "xlsx", "jsonld", "html"],
    Query(description="格式；不给则按 Accept 头。Format; by the Accept header if not given."),
]
#: That of all other lists.
ListFormat = Annotated[
    Literal["", "json", "html", "csv", "xlsx"],
    Query(description="格式；不给则按 Accept 头。Format; by the Accept header if not given."),
]
Limit = Annotated[
    int | None,
    Query(
        ge=1,
        le=1000,
        description="每页条数；不给时 JSON 为一页，CSV、XLSX 为全部。"
        "Page size; if not given a page in JSON, everything in CSV and XLSX",
        examples=[20],
    ),
    MAY_BE_EMPTY,
]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="跳过条数 Rows to skip")]
Text = Annotated[
    str,
    Query(
        max_length=200,
        description="包含的文字；空格、顿号、逗号分开几个词，都要有。Words it must contain, all of them",
    ),
]
Year = Annotated[
    int | None,
    Query(ge=1949, le=2100, description="计划年度 Plan year", examples=[2026]),
    MAY_BE_EMPTY,
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


Alarm = Annotated[
    int | None,
    Query(description="提前几天提醒 Remind so many days ahead", ge=0, le=60, examples=[7]),
    MAY_BE_EMPTY,
]


async def asker(request: Request) -> Asker:
    state = state_of(request)
    return Asker(state.engine, state.settings, client_of(request), state.kept)


Ask = Annotated[Asker, Depends(asker)]


async def one_place(
    request: Request,
    jurisdiction: Place = "",
    place: Annotated[
        str,
        Query(
            max_length=300,
            description="jurisdiction 的别名 Another name of jurisdiction",
            examples=["孝义市"],
        ),
    ] = "",
) -> str:
    """The place of a request by either of its names; a page has its address with ``jurisdiction``."""
    if jurisdiction and place:
        raise BadRequest(
            "jurisdiction 与 place 是同一个参数，请只给一个。",
            "jurisdiction and place are one parameter; give one of them.",
        )
    if place and browses(request):
        given = request.query_params.multi_items()
        named = [("jurisdiction" if name == "place" else name, value) for name, value in given]
        raise Elsewhere(f"{request.url.path}?{urlencode(named)}")
    return jurisdiction or place


OnePlace = Annotated[str, Depends(one_place)]

#: A duration of ISO 8601 (4.4.3.2) in whole numbers, one of which is not zero.
_PERIOD = r"P(?=.*[1-9])(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?"

Recurrence = Annotated[
    str,
    Query(
        max_length=30,
        description="周期：any、daily、weekly、monthly、quarterly、half-yearly、yearly 或 ISO 8601",
        examples=["quarterly"],
    ),
    matching(
        "|".join(("any", *PERIODS, _PERIOD)),
        f"应为 any、{'、'.join(PERIODS)} 之一，或大于零的 ISO 8601 周期（如 P3M）",
        f"should be any, {', '.join(PERIODS)}, or an ISO 8601 period above zero (such as P3M)",
    ),
]


DueMonth = Annotated[
    str,
    Query(description="在哪个月到期 Due in a month", examples=["2026-12"]),
    matching(
        r"(19|20)\d{2}-(0[1-9]|1[0-2])",
        "应为年-月，年为 1900 至 2099，月为 01 至 12",
        "should be year and month, 1900 to 2099 and 01 to 12",
    ),
]


async def task_filter(
    ask: Ask,
    jurisdiction: OnePlace,
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
    measure: Annotated[
        str, Query(max_length=300, description="措施 Measure", examples=["train", "培训"])
    ] = "",
    role: Annotated[
        Literal["", "lead", "responsible", "assist", "supervise"],
        Query(description="牵头、负责、配合、督促 Role of the unit"),
    ] = "",
    due_from: Annotated[
        date | None,
        MAY_BE_EMPTY,
        Query(description="期限不早于 Due on or after", examples=["2026-10-01"]),
    ] = None,
    due_to: Annotated[
        date | None,
        MAY_BE_EMPTY,
        Query(description="期限不晚于 Due on or before", examples=["2026-10-31"]),
    ] = None,
    due_month: DueMonth = "",
    recurrence: Recurrence = "",
    has_owner: Annotated[
        bool | None,
        MAY_BE_EMPTY,
        Query(description="明确了责任单位（括注或全文规定）Owner stated, not implied"),
    ] = None,
    nobody: Annotated[
        bool | None,
        MAY_BE_EMPTY,
        Query(
            description="括注、规定、主语、上文都没有责任单位；false 则其中有 No owner at all, not even implied; with false some owner"
        ),
    ] = None,
    has_deadline: Annotated[
        bool | None, MAY_BE_EMPTY, Query(description="有明确期限 Has a date of its own")
    ] = None,
    text: Text = "",
) -> TaskFilter:
    """The filter of a request, its names found; a name that stands for nothing is refused."""
    if due_month:
        first = date.fromisoformat(f"{due_month}-01")
        last = first.replace(day=monthrange(first.year, first.month)[1])
        if (due_from or first) > last or (due_to or last) < first:
            raise Unprocessable(
                f"due_month（{due_month}）在 due_from、due_to 之外，不会有任何任务；请只给其一。",
                f"due_month ({due_month}) lies outside due_from and due_to: no task can match; give one of them.",
            )
        due_from, due_to = max(due_from or first, first), min(due_to or last, last)
    if due_from is not None and due_to is not None and due_from > due_to:
        raise Unprocessable(
            f"due_from（{due_from}）晚于 due_to（{due_to}），不会有任何任务；请对调。",
            f"due_from ({due_from}) is later than due_to ({due_to}): no task can match; swap them.",
        )
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
            "measure": measure,
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
        nobody=nobody,
        has_deadline=has_deadline,
        text=text,
    )


Wanted = Annotated[TaskFilter, Depends(task_filter)]
