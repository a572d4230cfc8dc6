"""Pages: what is in the graph, the query editor, the example queries."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from service.errors import NothingBuilt
from service.lookup import concepts, notices, statistics
from service.lookup.ask import Asker
from service.lookup.calendar import soon
from service.lookup.columns import Json
from service.lookup.figures import deadlines
from service.lookup.places import mapped
from service.lookup.tasks import reading
from service.sparql.columns import heads
from service.sparql.examples import read_examples
from service.sparql.formats import PREFIXES
from service.sparql.vocabulary import code_prefixes
from service.web.disconnect import WhileThere
from service.web.filters import Ask
from service.web.listing import Rows
from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.state import base_url, state_of

#: Notices on the start page; the others are at /notices.
SHOWN = 24
#: Months with deadlines that the start page leads to, from the current one on.
MONTHS = 6
#: Tasks that fall due next: within so many days, so many at most.
DAYS, SOON = 92, 5
#: Code lists with how many of their concepts, those of most notices or tasks.
_COMMON = (("mechanism", 36, "notices"), ("sector", 24, "tasks"), ("hazard", 18, "tasks"))

router = APIRouter(route_class=WhileThere)


@router.get("/", include_in_schema=False)
async def home(request: Request, ask: Ask) -> Response:
    choose_type(request, "text/html")
    state = state_of(request)
    try:
        snapshot = state.engine.snapshot()
    except NothingBuilt:
        return render("empty.html")
    base = base_url(request)
    today = date.today()
    first = (today.year, today.month)
    counts, (newest, rates), months, (places, tiles), next_due = await asyncio.gather(
        statistics.counts_of(ask),
        _newest(ask, base),
        deadlines(ask),
        mapped(ask),
        soon(ask, today, DAYS, SOON),
    )
    mechanisms, sectors, hazards = await asyncio.gather(
        *(concepts.common(ask, *each) for each in _COMMON)
    )
    return render(
        "home.html",
        snapshot=snapshot,
        counts=counts,
        due=[each for each in months if each[:2] >= first][:MONTHS],
        soon=[{**asdict(each), "url": reading(each.task)} for each in next_due],
        places=places,
        tiles=tiles,
        rates=rates,
        notices=newest,
        mechanisms=mechanisms,
        sectors=sectors,
        hazards=hazards,
        examples=read_examples(state.settings.queries_dir),
        heads=json.dumps(heads(), ensure_ascii=False),
        base=base,
    )


async def _newest(ask: Asker, base: str) -> tuple[Rows, dict[object, Json]]:
    """The newest notices, and by notice (IRI) its rates."""
    found = await ask.once("newest notices", _find_newest)
    told, rates = await asyncio.gather(
        notices.tell_notices(ask, found, base), statistics.rates(ask, found)
    )
    return told, {row["id"]: row for row in rates}


async def _find_newest(ask: Asker) -> list[str]:
    return await notices.find_notices(ask, notices.NoticeFilter(), SHOWN, newest=True)


@router.get("/query", include_in_schema=False)
async def editor(request: Request) -> Response:
    choose_type(request, "text/html")
    prefixes = json.dumps({**PREFIXES, **code_prefixes()})
    return render("query.html", prefixes=prefixes, heads=json.dumps(heads(), ensure_ascii=False))


@router.get("/queries", tags=["SPARQL"], summary="示例查询 Example queries")
async def examples(request: Request) -> Response:
    if choose_type(request, "application/json", "text/html") == "text/html":
        return RedirectResponse("/query", 303)
    found = read_examples(state_of(request).settings.queries_dir)
    return JSONResponse([asdict(each) for each in found])
