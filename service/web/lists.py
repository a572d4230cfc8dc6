"""Lists as pages: what each can be narrowed and sorted by, all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from service.lookup import facets, names
from service.lookup.ask import Asker
from service.lookup.columns import PERIODS as PERIODS_TOLD
from service.lookup.facets import Choice
from service.lookup.find import Instead
from service.lookup.wanted import PERIODS
from service.web.filters import asker
from service.web.pages import render


@dataclass(frozen=True, slots=True)
class Facet:
    """A parameter as a reader sees it. ``kind``: the input ("" for a list to choose from, "list" for one
    to type in); ``fixed``: its values, where they are not of the graph."""

    name: str
    zh: str
    en: str
    kind: str = ""
    fixed: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A list. ``rows``: the macro that writes its table; ``sorts``: values of ``sort`` with their names."""

    rows: str
    zh: str
    en: str
    facets: tuple[Facet, ...]
    sorts: tuple[tuple[str, str, str], ...] = ()


_TEXT = Facet("text", "文字", "Words", "search")
_PLACE = Facet("jurisdiction", "地方", "Place", "list")
_YEAR = Facet("year", "年度", "Year")
_FUNCTION = Facet("function", "职能", "Function")
_YES_NO = (Choice("true", "有", "yes"), Choice("false", "没有", "no"))
_ROLES = (
    Choice("lead", "牵头", "lead"),
    Choice("responsible", "负责", "responsible"),
    Choice("assist", "配合", "assist"),
    Choice("supervise", "督促", "supervise"),
)
_OFTEN = (
    Choice("any", "任一周期", "any"),
    *(Choice(name, PERIODS_TOLD[period], name) for name, period in PERIODS.items()),
)
_USED = Facet(
    "used",
    "范围",
    "Which",
    fixed=(Choice("true", "只列用到的", "in use"), Choice("false", "只列没用到的", "not in use")),
)
_OWNERS = Facet(
    "used",
    "范围",
    "Which",
    fixed=(
        Choice("true", "只列有任务的", "with tasks"),
        Choice("false", "只列没有任务的", "without tasks"),
    ),
)
_CONCEPTS = (_TEXT, _USED)

#: By the path of their route.
VIEWS: dict[str, View] = {
    "/tasks": View(
        "tasks", "任务", "Tasks",
        (
            _TEXT, _PLACE, _YEAR, Facet("unit", "单位", "Unit", "list"), _FUNCTION,
            Facet("role", "角色", "Role", fixed=_ROLES),
            Facet("sector", "行业领域", "Sector"), Facet("hazard", "灾种", "Hazard"),
            Facet("mechanism", "机制", "Mechanism", "list"), Facet("measure", "措施", "Measure"),
            Facet("due_month", "到期月份", "Due in", "month"),
            Facet("due_from", "期限不早于", "Due from", "date"), Facet("due_to", "期限不晚于", "Due to", "date"),
            Facet("recurrence", "多久一次", "How often", fixed=_OFTEN),
            Facet("has_owner", "责任单位", "Owner", fixed=_YES_NO),
            Facet("nobody", "没提谁做", "Names nobody", fixed=(Choice("true", "连主语也没有", "not even by subject"),
                                                          Choice("false", "提到了", "names somebody"))),
            Facet("has_deadline", "明确期限", "Deadline", fixed=_YES_NO),
        ),
        (("notice", "按原文顺序", "as in the text"), ("due", "按期限", "by date"), ("-due", "期限由晚到早", "latest first"),
         ("text", "按内容", "by words")),
    ),
    "/units": View("units", "单位", "Units", (_TEXT, _PLACE, _FUNCTION, _OWNERS)),
    "/notices": View("notices", "通知", "Notices", (_PLACE, _YEAR)),
    "/articles": View("articles", "条款", "Articles", (
        _TEXT,
        Facet("kind", "类型", "Kind", fixed=(Choice("Part", "部分", "part"), Choice("Article", "条", "article"),
                                         Choice("Item", "项", "item"), Choice("AnnexRow", "附表行", "row"))),
    )),
    "/instruments": View("instruments", "法规文件", "Instruments", (_TEXT,)),
    "/mechanisms": View("concepts", "机制", "Mechanisms", _CONCEPTS),
    "/sectors": View("concepts", "行业领域", "Sectors", _CONCEPTS),
    "/hazards": View("concepts", "灾种", "Hazards", _CONCEPTS),
    "/functions": View("concepts", "单位职能", "Functions", _CONCEPTS),
    "/measures": View("concepts", "措施", "Measures", _CONCEPTS),
}  # fmt: skip


async def list_page(
    request: Request,
    rows: Sequence[Mapping[str, Any]],
    body: Mapping[str, Any],
    near: Sequence[Instead] = (),
) -> Response:
    """The page of a list: ``body`` has its total, offset and the addresses of the other pages; ``near`` are
    concepts to ask for in place of those of its filters."""
    view = VIEWS[request.url.path]
    ask = await asker(request)
    given = [(k, v) for k, v in request.query_params.multi_items() if k not in ("format", "offset")]
    offered = await facets.choices(ask, [each.name for each in view.facets if not each.fixed])
    offered |= {each.name: list(each.fixed) for each in view.facets if each.fixed}
    named = await ask.labels(value for _, value in given)
    english = {
        each.value: each.en for name, _ in given for each in offered.get(name, ()) if each.en
    }
    named |= {each.value: each.label for name, _ in given for each in offered.get(name, ())}
    return render(
        "list.html",
        view=view,
        views=VIEWS,
        rows=rows,
        body=body,
        path=request.url.path,
        given=dict(given),
        narrowed=_narrowed(view, given, named, english, request.url.path),
        near=[(f"{request.url.path}?{urlencode(_with(given, each))}", each) for each in near],
        called=await _called(ask, dict(given)) if request.url.path == "/tasks" else (),
        unnamed=[]
        if rows
        else await names.offices_called(ask, dict(given).get("unit", "").strip()),
        offered=offered,
        other=[(k, v) for k, v in given if k not in {f.name for f in view.facets} | {"sort"}],
        query=urlencode([(k, v) for k, v in given if k != "limit"]),
        periods=PERIODS_TOLD,
        sort=request.query_params.get("sort", "notice"),
    )


async def _called(ask: Asker, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """The mechanisms that are called as the text that is looked for: addresses of their tasks, and names."""
    found = await names.called(ask, "mechanism", given.get("text", ""))
    labels = await ask.labels(found)
    others = {name: value for name, value in given.items() if name != "text"}
    return [
        (f"/tasks?{urlencode(others | {'mechanism': labels[each]})}", labels[each])
        for each in found
        if each in labels
    ]


def _with(given: Sequence[tuple[str, str]], near: Instead) -> list[tuple[str, str]]:
    """The filters with another concept in place of the facet's."""
    return [(name, near.zh if name == near.facet else value) for name, value in given]


def _narrowed(
    view: View,
    given: Sequence[tuple[str, str]],
    named: Mapping[str, str],
    english: Mapping[str, str],
    path: str,
) -> list[dict[str, str]]:
    """The filters in force, each with the address of the list without it."""
    told = {each.name: each for each in view.facets}
    return [
        {
            "zh": told[name].zh if name in told else _OTHERS.get(name, name),
            "en": told[name].en if name in told else name.capitalize(),
            "value": (label := named.get(value, value.rsplit("/", 1)[-1])),
            "value_en": english.get(value, label),
            "without": f"{path}?{urlencode([pair for pair in given if pair != (name, value)])}",
        }
        for name, value in given
        if name not in ("sort", "limit")
    ]


_OTHERS = {"notice": "通知", "section": "章节", "instrument": "文件", "name": "名称"}
