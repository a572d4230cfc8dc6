"""``/mine``: what one office owes, as a page, as JSON, or as a calendar to subscribe to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated
from urllib.parse import urlencode, urlsplit

import orjson
import segno
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.errors import UnknownName, Unprocessable
from service.lookup import facets, names
from service.lookup.calendar import find_entries
from service.lookup.columns import PERIODS
from service.lookup.feed import once, repeated, revisions, to_ics
from service.lookup.mine import STATES, bearers_of, offices_of, owed_by
from service.lookup.terms import among, local
from service.lookup.wanted import TaskFilter
from service.web import etag
from service.web.disconnect import WhileThere
from service.web.filters import Ask, Place, Year
from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.state import base_url

router = APIRouter(
    route_class=WhileThere,
    tags=["日历 Calendar"],
    responses={
        200: {"description": "任务 Tasks", "content": {"application/json": {}, "text/html": {}}}
    },
)

Office = Annotated[
    str,
    Query(
        max_length=100,
        description="单位的职能：名称或代码，如 应急管理、people-government；乡镇取所在县。"
        "The office by its function; of a township, with its county as the place",
        examples=["people-government"],
    ),
]
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


@router.get("/mine", summary="一个单位的任务 What one office owes")
async def mine(
    request: Request,
    ask: Ask,
    place: Place = "",
    office: Office = "",
    year: Year = None,
    on: On = None,
) -> Response:
    """点名要求的，以及作为“各县（区）人民政府”等的一员要做的；逾期、本季度、以后、常年。
    What is owed by name, and apart from that as a member of a class of units."""
    page = choose_type(request, "application/json", "text/html") == "text/html"
    day, base = on or date.today(), base_url(request)
    problem: UnknownName | None = None
    places: Sequence[str] = ()
    functions: Sequence[str] = ()
    try:
        places = await names.find(ask, "jurisdiction", place, "place")
        functions = await names.find(ask, "function", office, "office")
    except UnknownName as error:
        if not page:
            raise
        problem = error
    chosen = len(places) == len(functions) == 1
    if not (page or chosen):
        raise await _unclear(ask, places, functions)
    bearers = (
        await bearers_of(ask, places[0], functions[0].rsplit("/", 1)[-1], base) if chosen else []
    )
    owed = await owed_by(ask, bearers, year or day.year, day, base)
    headers = {"Cache-Control": etag.CACHE, "Vary": etag.VARY}
    if not page:
        body = {
            "on": day.isoformat(),
            "year": year or day.year,
            "owed": [asdict(each) for each in owed],
        }
        return Response(orjson.dumps(body), 200, headers, "application/json")
    asked = urlencode({"place": place, "office": office})
    webcal = f"webcal://{base.partition('://')[2]}/mine.ics?{asked}"
    offered = await facets.choices(ask, ("office", "jurisdiction", "year"))
    only = len(places) == 1 and not chosen and not office
    shown = render(
        "mine.html", 404 if problem else 200, problem=problem,
        found=await offices_of(ask, places[0]) if only else [], place=place, office=functions[0].rsplit("/", 1)[-1] if chosen else office,
        places=await _told(ask, places),
        chosen=chosen, bearers=bearers, owed=owed, year=year or day.year, on=day, states=STATES, asked=asked,
        periods=PERIODS, offered=offered, webcal=webcal, code=_square(webcal) if chosen else "",
        alone=_names_this_machine(base),
    )  # fmt: skip
    shown.headers.update(headers)
    return shown


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
        "?place=孝义市&office=people-government; /functions lists the functions.",
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


def _square(address: str) -> str:
    """The address as a QR code (ISO/IEC 18004), an SVG element black on white in light and dark."""
    return segno.make(address, error="m").svg_inline(
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
async def feed(request: Request, ask: Ask, place: Place = "", office: Office = "") -> Response:
    """在手机或电脑日历里订阅。To subscribe to."""
    choose_type(request, "text/calendar")
    base = base_url(request)
    places = await names.find(ask, "jurisdiction", place, "place")
    functions = await names.find(ask, "function", office, "office")
    if not len(places) == len(functions) == 1:
        raise await _unclear(ask, places, functions)
    bearers = await bearers_of(ask, places[0], functions[0].rsplit("/", 1)[-1], base)
    units = tuple(each.unit for each in bearers)
    found = (await find_entries(ask, TaskFilter(unit=units))).page if units else ()
    found = list(once(found, await repeated(ask)))
    labels = await ask.labels([*places, *functions])
    name = " ".join(labels.get(each, "") for each in (*places, *functions))
    content = to_ics(found, f"安责：{name}", base, await revisions(ask))
    return Response(content, 200, {"Cache-Control": etag.CACHE}, "text/calendar; charset=utf-8")
