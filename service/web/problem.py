"""Errors as ``application/problem+json`` (RFC 9457), Chinese first, one shape for all; to a browser
as a page."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import URL, Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from ontology import ids
from ontology.errors import AnzeError
from service.errors import (
    BadParameter,
    ClientGone,
    MethodNotAllowed,
    ServiceError,
    unprocessable,
)
from service.sparql.negotiate import choose, refusal
from service.web.addresses import near_addresses
from service.web.etag import NotModified
from service.web.pages import render
from service.web.parameters import Elsewhere, fault, offered_formats

log = logging.getLogger(__name__)

#: Title, Chinese and English detail of what the framework refuses.
_HTTP = {
    400: ("请求有误", "请求有误：{said}。", "{said}."),
    404: (
        "没有这个地址",
        "没有 {path} 这个地址；所有接口见 /docs。",
        "There is no {path}; /docs lists what there is.",
    ),
}
MEDIA_TYPE = "application/problem+json"
#: The schema of a problem; those of a kind have more beside.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "detail_en"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "中文"},
        "detail_en": {"type": "string"},
    },
}
#: What each status of a refusal means.
MEANINGS = {
    400: "语法或参数有误 Syntax or parameters",
    401: "需要令牌 Token needed",
    403: "不允许 Forbidden",
    404: "没有找到 Not found",
    405: "不支持这个方法 Method not allowed",
    406: "没有可用的格式 No acceptable format",
    408: "发送过慢 Sent too slowly",
    409: "与现状冲突 Conflict",
    410: "通知已撤下 Withdrawn",
    412: "与请求的前提不符 Precondition failed",
    413: "请求太大 Too large",
    415: "不支持的内容类型 Wrong content type",
    422: "参数或内容不合要求 Bad parameter or content",
    429: "过于频繁 Too many requests, see Retry-After",
    431: "请求头太大 Head too large",
    500: "内部错误 A fault here",
    501: "此处不支持 Not implemented here",
    502: "引擎失败 Engine failed",
    503: "繁忙或尚无数据 Busy or nothing built, see Retry-After",
    504: "超时 Time limit",
    507: "结果或内存超限 Result or memory limit",
}


class Problem(Response):
    """A problem: ``application/problem+json``, or a page where the client prefers HTML."""

    media_type = MEDIA_TYPE

    def __init__(self, body: Mapping[str, object], status: int, headers: Mapping[str, str]) -> None:
        content = json.dumps(body, ensure_ascii=False, indent=1, default=str) + "\n"
        super().__init__(content, status, headers)
        self._told = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accept = Headers(scope=scope).get("accept")
        if choose(accept, (self.media_type, "application/json", "text/html")) != "text/html":
            await super().__call__(scope, receive, send)
            return
        page = render(
            "problem.html",
            self.status_code,
            problem=self._told,
            near=_near(URL(scope=scope), self._told),
            request_id=scope.get("state", {}).get("request_id") if self.status_code >= 500 else "",
        )
        own = ("content-type", "content-length")
        page.headers.update({k: v for k, v in self.headers.items() if k not in own})
        await page(scope, receive, send)


def _near(address: URL, told: Mapping[str, object]) -> list[tuple[str, str]]:
    """The names that come near one that was not found, each with the address that asks for it, or the addresses."""
    parameter, names = str(told.get("parameter")), told.get("did_you_mean")
    if isinstance(names, list) and "parameter" not in told:
        return [(name, name) for name in names]
    if not isinstance(names, list) or parameter not in parse_qs(address.query):
        return []
    asked = {name: address.include_query_params(**{parameter: name}) for name in names}
    return [(name, f"{url.path}?{url.query}") for name, url in asked.items()]


def type_of(slug: str) -> str:
    """The IRI of a kind of problem; the service answers its path."""
    return f"{ids.BASE}problem/{slug}"


def problem(
    status: int,
    slug: str,
    title: str,
    zh: str,
    en: str,
    extra: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem response; ``type`` is the stable IRI of the kind of problem."""
    body = {
        "type": type_of(slug),
        "title": title,
        "status": status,
        "detail": zh,
        "detail_en": en,
        **(extra or {}),
    }
    always = {"Cache-Control": "no-store", "Content-Language": "zh, en", "Vary": "Accept"}
    return Problem(body, status, {**always, **(headers or {})})


def from_unexpected(path: str, error: Exception) -> Response:
    """What a client is told of an error that nobody foresaw; the log has the rest."""
    log.error("unexpected error at %s", path, exc_info=error)
    return from_error(
        ServiceError(
            "服务内部出错，请求未完成。请再试一次；如反复出现，请告知管理员。",
            "The service failed; the request was not completed. Try again; tell the operator if it "
            "happens again.",
        )
    )


def from_error(error: ServiceError) -> Response:
    title = f"{error.title_zh} {error.title_en}"
    return problem(error.status, error.slug, title, error.zh, error.en, error.extra, error.headers)


def _told(fault: dict[str, object], words: str, got: str, such_as: str) -> str:
    """What is wrong with a parameter, what was got, and an example where there is one."""
    value = got.format(**fault) if "value" in fault else ""
    example = f"{such_as}{fault['example']}" if "example" in fault else ""
    return words.format(**fault) + value + example


def _methods(routes: Sequence[BaseRoute], scope: Scope, told: str) -> list[str]:
    """Every method that some route of the address takes (RFC 9110, 10.2.1), or that is ``told`` already."""
    found = {each.strip() for each in told.split(",") if each.strip()}
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set()))


def _not_allowed(request: Request, allow: str) -> Response:
    """What an address answers to a method that it does not take: to OPTIONS those that it takes, else a refusal that has them."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": allow})
    path, method = request.url.path, request.method
    refusal = MethodNotAllowed(
        f"{path} 不支持 {method}；可用：{allow}。", f"{path} takes no {method}; it takes {allow}."
    )
    refusal.headers["Allow"] = allow
    return from_error(refusal)


def install(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Make every error of ``app``, which has ``routes``, a problem response."""

    @app.exception_handler(ServiceError)
    async def _service(_: Request, error: ServiceError) -> Response:
        return from_error(error)

    @app.exception_handler(NotModified)
    async def _same(_: Request, known: NotModified) -> Response:
        return known.response

    @app.exception_handler(Elsewhere)
    async def _elsewhere(_: Request, found: Elsewhere) -> Response:
        return RedirectResponse(found.address, 303)

    @app.exception_handler(AnzeError)
    async def _anze(_: Request, error: AnzeError) -> Response:
        return from_error(unprocessable(error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            known, said = [*routes, *app.routes], headers.get("Allow", "")
            return _not_allowed(request, ", ".join(_methods(known, request.scope, said)))
        phrase = HTTPStatus(error.status_code).phrase
        slug = phrase.lower().replace(" ", "-")
        title, zh, en = _HTTP.get(error.status_code, ("请求失败", "请求失败。", "{said}."))
        told = {"path": request.url.path, "said": error.detail}
        zh, en = zh.format(**told), en.format(**told)
        extra = None
        if error.status_code == 404:
            near = near_addresses([*routes, *app.routes], request.url.path)
            if near:
                zh += f"是不是：{'、'.join(near)}。"
                en += f" Did you mean {' or '.join(near)}?"
            extra = {"did_you_mean": near}
        return problem(error.status_code, slug, f"{title} {phrase}", zh, en, extra, headers)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        faults = [fault(request, each) for each in error.errors()]
        for each in faults:
            if each["where"] == "query.format":
                return from_error(refusal(str(each.get("value")), offered_formats(request)))
        zh = "；".join(
            _told(each, "参数 {parameter} {reason}", "（收到“{value}”）", "，例如 ")
            for each in faults
        )
        en = "; ".join(
            _told(each, "{parameter} {reason_en}", " (got {value!r})", ", for example ")
            for each in faults
        )
        return from_error(BadParameter(f"{zh}。", f"{en}.", faults=faults))

    @app.exception_handler(ClientDisconnect)
    async def _gone(_: Request, __: ClientDisconnect) -> Response:
        return from_error(ClientGone("客户端在上传途中断开。", "The client hung up while sending."))

    @app.exception_handler(Exception)
    async def _any(request: Request, error: Exception) -> Response:
        return from_unexpected(request.url.path, error)
