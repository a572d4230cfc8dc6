"""``/problem/{slug}``: what a kind of problem means, for who looks up its ``type`` (RFC 9457, 3.1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from service.errors import NotFound, ServiceError
from service.web.disconnect import WhileThere
from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.problem import MEANINGS, type_of

router = APIRouter(route_class=WhileThere, tags=["运行 Operation"])


@router.get("/problem/{slug}", summary="一类错误的含义 What a kind of problem means")
async def kind_of_problem(request: Request, slug: str) -> Response:
    """错误的 `type` 在本服务同一路径可取。The `type` of a problem answers here under the same path."""
    media = choose_type(request, "application/json", "text/html")
    found = {each.slug: each for each in kinds(ServiceError)}.get(slug)
    if found is None:
        raise NotFound(f"没有名为 {slug} 的错误。", f"There is no problem called {slug}.")
    zh, en = _meaning(found.status)
    told = {
        "type": type_of(slug),
        "title": f"{found.title_zh} {found.title_en}",
        "status": found.status,
        "detail": f"{zh}。各类错误何时出现、由哪个设置决定，见 docs/service/sparql.md 的 Limits and refusals。",
        "detail_en": f"{en}. When each problem comes, and by which setting, is told in docs/service/sparql.md, Limits and refusals.",
    }
    if media == "text/html":
        return render("problem.html", problem=told, near=(), request_id="")
    return JSONResponse(told)


def kinds(above: type[ServiceError]) -> Iterator[type[ServiceError]]:
    """A kind of problem and all that are of it."""
    yield above
    for each in above.__subclasses__():
        yield from kinds(each)


def _meaning(status: int) -> tuple[str, str]:
    zh, _, en = MEANINGS.get(status, "客户端已断开 The client hung up").partition(" ")
    return zh, en
