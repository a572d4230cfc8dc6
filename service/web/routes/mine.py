"""``/mine``: what one office owes, as a page, as JSON, or as a calendar to subscribe to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlencode, urlsplit

import orjson
import segno
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.errors import UnknownName, Unprocessable
from service.lookup import facets
from service.lookup.calendar import find_entries
from service.lookup.columns import PERIODS, Json
from service.lookup.feed import lasts, revisions, to_ics
from service.lookup.mine import (
    CERTAIN,
    STATES,
    WAYS,
    Owed,
    bearers_of,
    fields,
    in_field,
    marks_of,
    mentions,
    nearest,
    notices_over,
    offices_of,
    owed_by,
    standing,
    states_of,
)
from service.lookup.names import NO_DIVISION, is_below
from service.lookup.offices import Below, Where, find_functions, find_where
from service.lookup.tasks import NO_TASK
from service.lookup.terms import among, local
from service.lookup.wanted import TaskFilter
from service.store.words import words_of
from service.web import etag
from service.web.disconnect import WhileThere
from service.web.download import Part, download
from service.web.filters import Alarm, Ask, ListFormat, Place, Text, Year
from service.web.listing import TABLES, at_once, media_of
from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.state import base_url

router = APIRouter(
    route_class=WhileThere,
    tags=["日历 Calendar"],
)

Office = Annotated[
    str,
    Query(
        max_length=100,
        description="单位：名称、通称或代码，如 应急管理、市住建局、people-government；或该县的乡镇，如 马村镇。"
        "The office: name, usual name or code of its function; or a township of the county",
        examples=["people-government"],
    ),
]
#: Of a township, which no list has: whether there is one of that name nobody knows.
_OF_ITS_COUNTY = (
    "“%s”不在区划代码表里，下面是它所在的县（市、区）对这类单位的要求。",
    "%s is no division of GB/T 2260: below is what is wanted of such offices in its county.",
)
#: The days of the plan years that are taken.
_FIRST, _LAST = date(1949, 1, 1), date(2100, 12, 31)
On = Annotated[
    date | None,
    Query(
        ge=_FIRST,
        le=_LAST,
        description="以哪一天为准；不给则今天 As of which day",
        examples=["2026-10-08"],
    ),
]


Sort = Annotated[
    Literal["tasks", "name"], Query(description="单位的排序 Order of the offices of a place")
]
State = Annotated[
    Literal["", "overdue", "quarter", "coming", "standing", "season"],
    Query(
        description="只列如此的任务：已过期限、本季度、以后到期、常年周期、不在本季度的季节 How the tasks stand"
    ),
]


@router.get("/mine", summary="一个单位的任务 What one office owes")
async def mine(
    request: Request,
    ask: Ask,
    place: Place = "",
    office: Office = "",
    year: Year = None,
    on: On = None,
    text: Text = "",
    sort: Sort = "tasks",
    state: State = "",
    format: ListFormat = "",  # noqa: A002
) -> Response:
    """点名要求的，以及作为“各县（区）人民政府”等的一员要做的；逾期、本季度、以后、常年。只给 place，网页和表格列出通知点名的单位
    （`text`、`sort`）。
    What is owed by name, and apart from that as a member of a class of units. With place alone the page and the tables
    list the offices that notices name."""
    media = media_of(request, format)
    page = media == "text/html"
    day, base = on or date.today(), base_url(request)
    problem: UnknownName | None = None
    where = Where(place, ())
    functions: Sequence[str] = ()
    below: Below | None = None
    try:
        where = await find_where(ask, place, office)
        below = where.below
        functions, below = await find_functions(ask, office, where)
    except UnknownName as error:
        if not page:
            raise
        problem = error
    places, place = where.divisions, where.name + (below.name if below else "")
    chosen = len(places) == len(functions) == 1
    only = len(places) == 1 and not chosen
    table = media in TABLES
    if not (page or chosen or (table and only and not functions)):
        raise await _unclear(ask, places, functions)
    offered = await facets.choices(ask, ("office", "jurisdiction", "year"))
    known = {each.value for each in offered["office"]}
    found = [each for each in await offices_of(ask, places[0]) if each[0] in known] if only else []
    usual = {each.value: each.usual for each in offered["office"]}
    offices = _narrowed(found, text, sort, usual)
    if table and only:
        told = await _title(ask, places, [], below, year or day.year)
        return await _table(request, ask, _office_rows(offices), media, _NO_OFFICE, day, told)
    bearers, over = (
        await asyncio.gather(
            bearers_of(ask, places[0], local(functions[0]), base), notices_over(ask, places[0])
        )
        if chosen
        else ([], [])
    )
    current = [each for each in over if each.year == (year or day.year)]
    function = local(functions[0]) if len(functions) == 1 else ""
    asked = urlencode({"place": place, "office": function or office})
    past = f"&year={year}" if year and year < day.year else ""
    webcal = f"webcal://{base.partition('://')[2]}/mine.ics?{asked}{past}"
    words = [*_SAID_OF.get(function, ()), *([below.name] if below else ())] if chosen else []
    every, of_sectors, said, code = await asyncio.gather(
        owed_by(ask, bearers, year or day.year, day, base, rows=page),
        fields(ask, () if table else current, function),
        mentions(ask, current if page else (), words),
        asyncio.to_thread(_square, webcal if page and chosen else ""),
    )
    owed = standing(every, state) if state else every
    if table:
        told = await _title(ask, places, functions, below, year or day.year)
        return await _table(request, ask, _task_rows(owed), media, _NO_TASK, day, told)
    near = [] if current else nearest(over, year or day.year)
    left, field = in_field(of_sectors, every, base)
    headers = {"Cache-Control": etag.CACHE, "Vary": etag.VARY}
    if not page:
        body = {
            "on": day.isoformat(),
            "year": year or day.year,
            "states": states_of(every),
            "owed": [asdict(each) for each in owed],
            "unowned": [asdict(each) for each in left],
            "field": [asdict(each) for each in field],
            "notices": [asdict(each) for each in current],
            "nearest": [asdict(each) for each in near],
            **({"note": " ".join(each % below.name for each in _OF_ITS_COUNTY)} if below else {}),
        }
        return Response(orjson.dumps(body), 200, headers, "application/json")
    whole = below.function if below else _WHOLE.get(function, "")
    instead = await owed_by(ask, bearers, near[0].year, day, base, rows=True) if near else []
    shown = render(
        "mine.html", 404 if problem else 200, problem=problem, unsaid=NO_DIVISION if problem and is_below(place) else (),
        found=offices, named=len(found), below=below, whole=whole, said=said, text=text, sort=sort, place=place, office=function or office,
        places=await _told(ask, places),
        chosen=chosen, of_its_county=_OF_ITS_COUNTY, bearers=bearers, every=every, counted=states_of(every), state=state, left=left, field=field, owed=owed, year=year or day.year, on=day, states=STATES, ways=WAYS, certain=CERTAIN, asked=asked,
        periods=PERIODS, offered=offered, webcal=webcal, code=code,
        alone=_names_this_machine(base), over=over, near=near, instead=instead,
    )  # fmt: skip
    shown.headers.update(headers)
    return shown


#: Words by which notices speak of offices below the divisions, most of all where they name nobody who acts.
_SAID_OF = {
    "township-government": ("乡镇",),
    "subdistrict-office": ("街道",),
    "village-committee": ("村",),
    "township-emergency-station": ("应急管理站", "应急消防"),
}
#: What offices in a township are part of, where no township is named.
_WHOLE = {"township-emergency-station": "township-government"}


def _narrowed(
    found: Sequence[tuple[str, str, int]], text: str, sort: str, usual: Mapping[str, Sequence[str]]
) -> list[tuple[str, str, int]]:
    """The offices among them that have the words in their names or usual names, by tasks or by name.

    >>> found = [("emergency-management", "应急管理", 3), ("housing", "住房和城乡建设", 1)]
    >>> usual = {"emergency-management": ["应急局"], "housing": ["住建局"]}
    >>> [len(_narrowed(found, text, "", usual)) for text in ("“应急”", "局、住建", "建设 局", "教育", "")]
    [1, 1, 1, 0, 2]
    """
    words = words_of(text)
    named = ((each, "\n".join((each[1], *usual[each[0]])).lower()) for each in found)
    kept = [each for each, called in named if all(word in called for word in words)]
    return sorted(kept, key=lambda each: each[1]) if sort == "name" else kept


def _office_rows(offices: Sequence[tuple[str, str, int]]) -> list[Json]:
    return [{"label": label, "tasks": tasks, "notation": code} for code, label, tasks in offices]


_NO_OFFICE = _office_rows([("", "", 0)])[0]


def _task_rows(owed: Sequence[Owed]) -> list[Json]:
    """A row for each task: how it is owed, as what, how it stands, and what a list of tasks says of it; by date, what has
    none behind, and then by how it stands."""
    rows = [
        {
            **task,
            "part": task.get("part", ""),
            "way": WAYS[each.way][0],
            "bearer": each.bearer.label,
            "state": STATES[state][0],
        }
        for each in owed
        for state, tasks in each.tasks.items()
        for task in tasks
    ]
    order = [zh for zh, _ in STATES.values()]
    return sorted(rows, key=lambda row: (min(row["due"], default="9"), order.index(row["state"])))


_NO_TASK = NO_TASK | dict.fromkeys(("part", "way", "bearer", "state"), "")


async def _table(
    request: Request, ask: Ask, rows: Sequence[Json], media: str, blank: Json, day: date, title: str
) -> Response:
    request.state.snapshot = ask.engine.snapshot()
    request.state.mark = etag.tag(request.state.snapshot, request.url, media, day)
    return await download(
        request, at_once(rows), media, Part(len(rows), len(rows), 0), blank, title
    )


async def _title(
    ask: Ask, places: Sequence[str], functions: Sequence[str], below: Below | None, year: int
) -> str:
    """What a table is called: the office, the year, what is listed."""
    of = await _named(ask, places, functions, below)
    return f"{of} {year}年{'安全生产任务' if functions else '点名的单位'}"


async def _named(
    ask: Ask, places: Sequence[str], functions: Sequence[str], below: Below | None
) -> str:
    """The office, or without functions the place, by its labels; a township by its own name, too."""
    labels = await ask.labels([*places, *functions])
    where = "".join(labels.get(each, "") for each in places) + (below.name if below else "")
    return " ".join((where, *(labels.get(each, "") for each in functions)))


async def _unclear(ask: Ask, places: Sequence[str], offices: Sequence[str]) -> Unprocessable:
    """What is to be said where not one place and one office are named."""
    several = [f"{code} {name}" for code, name in await _told(ask, places)][:20]
    if len(places) > 1:
        return Unprocessable(
            f"place 有 {len(places)} 处同名，请用代码指明一处：{'、'.join(several)}。",
            f"place is the name of {len(places)} places; name one by its code: {', '.join(several)}.",
        )
    if len(offices) > 1:
        named = ", ".join(local(each) for each in offices)
        return Unprocessable(
            f"office 可指多种职能，请用代码指明一种：{named}。",
            f"office is the name of several functions; name one by its code: {named}.",
        )
    return Unprocessable(
        "请用 place 和 office 指明一个地方的一个单位，如 ?place=孝义市&office=people-government；"
        "职能见 /functions。",
        "Name one office of one place by place and office, such as "
        "?place=141181&office=people-government; /functions lists the functions.",
    )


async def _told(ask: Ask, places: Sequence[str]) -> list[tuple[str, str]]:
    """Code and name of each place; where several bear a name, behind what is above them."""
    above: dict[str, str] = {}
    if len(places) > 1:
        rows = await ask.select(
            f"""SELECT ?x ?above {{ {among("?x", places)} ?x az:superiorJurisdiction/skos:prefLabel ?above
            FILTER(LANG(?above) = 'zh') }}"""
        )
        above = {row["x"]: row["above"] for row in rows if "x" in row}
    labels = await ask.labels(places)
    return [(local(each), above.get(each, "") + labels.get(each, "")) for each in places]


@lru_cache(maxsize=1 << 6)
def _square(address: str) -> str:
    """The address as a QR code (ISO/IEC 18004), an SVG element black on white in light and dark; "" for none."""
    return address and segno.make(address, error="m").svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff"
    )


def _names_this_machine(base: str) -> bool:
    """Whether the host of an address leads every other machine to itself.

    >>> [_names_this_machine(each) for each in ("http://127.0.0.1:8377", "https://anze.example")]
    [True, False]
    """
    host = urlsplit(base).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


@router.get("/mine.ics", summary="一个单位的日历 A calendar of what one office owes")
async def feed(
    request: Request,
    ask: Ask,
    place: Place = "",
    office: Office = "",
    year: Year = None,
    on: On = None,
    alarm: Alarm = None,
) -> Response:
    """在手机或电脑日历里订阅；给 year 只列该年度通知的，不给则列今年起的。
    To subscribe to: what notices of the plan year want, or, without one, what lies in this year and later."""
    choose_type(request, "text/calendar")
    base, day = base_url(request), on or date.today()
    mark = etag.tag(ask.engine.snapshot(), request.url, "ics", day.year)
    if (same := etag.unchanged(request, mark)) is not None:
        return same
    where = await find_where(ask, place, office)
    places = where.divisions
    functions, below = await find_functions(ask, office, where)
    if not len(places) == len(functions) == 1:
        raise await _unclear(ask, places, functions)
    bearers = await bearers_of(ask, places[0], local(functions[0]), base)
    owed = await owed_by(ask, bearers, year, day, base, rows=True)
    marks = marks_of(owed, bearers)
    units = tuple(each.unit for each in bearers)
    entries = (await find_entries(ask, TaskFilter(unit=units, year=year))).page if units else ()
    found = [each for each in entries if each.task in marks and (year or lasts(each, day.year))]
    name = await _named(ask, places, functions, below)
    known = await revisions(ask)
    content = await asyncio.to_thread(to_ics, found, f"安责：{name}", base, known, alarm, marks)
    headers = {"ETag": mark, "Cache-Control": etag.CACHE}
    return Response(content, 200, headers, "text/calendar; charset=utf-8")
