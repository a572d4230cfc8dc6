"""Errors as ``application/problem+json`` (RFC 9457), Chinese first, one shape for all."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ontology.errors import AnzeError
from service.errors import ServiceError

log = logging.getLogger(__name__)

_TITLES = {
    400: "请求有误",
    404: "没有这个地址",
    405: "不支持这个方法",
    413: "请求太大",
    422: "参数有误",
}


_SCHEMA = {
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
_MEANINGS = {
    400: "语法或参数有误 Syntax or parameters",
    401: "需要令牌 Token needed",
    403: "不允许 Forbidden",
    404: "没有找到 Not found",
    406: "没有可用的格式 No acceptable format",
    409: "与现状冲突 Conflict",
    413: "请求太大 Too large",
    415: "不支持的内容类型 Wrong content type",
    422: "参数或内容不合要求 Bad parameter or content",
    429: "过于频繁 Too many requests, see Retry-After",
    503: "繁忙或尚无数据 Busy or nothing built, see Retry-After",
    504: "超时 Time limit",
    507: "结果或内存超限 Result or memory limit",
}
#: What every route may answer, for the OpenAPI description.
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/problem+json": {"schema": _SCHEMA}}}
    for status, text in _MEANINGS.items()
}


def problem(
    status: int,
    slug: str,
    title: str,
    zh: str,
    en: str,
    extra: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem response; ``type`` is the stable IRI of the kind of problem."""
    body: dict[str, object] = {
        "type": f"https://w3id.org/anze/problem/{slug}",
        "title": title,
        "status": status,
        "detail": zh,
        "detail_en": en,
        **(extra or {}),
    }
    content = json.dumps(body, ensure_ascii=False, indent=1, default=str) + "\n"
    return Response(
        content,
        status,
        {"Cache-Control": "no-store", "Content-Language": "zh, en", **(headers or {})},
        "application/problem+json",
    )


def from_error(error: ServiceError) -> Response:
    title = f"{error.title_zh} {error.title_en}"
    return problem(error.status, error.slug, title, error.zh, error.en, error.extra, error.headers)


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem response."""

    @app.exception_handler(ServiceError)
    async def _service(_: Request, error: ServiceError) -> Response:
        return from_error(error)

    @app.exception_handler(AnzeError)
    async def _anze(_: Request, error: AnzeError) -> Response:
        return problem(422, "unprocessable", "内容不合要求 Unprocessable", str(error), str(error))

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        title = f"{_TITLES.get(error.status_code, '请求失败')} {phrase}"
        slug = phrase.lower().replace(" ", "-")
        headers = dict(error.headers or {})
        return problem(error.status_code, slug, title, title, str(error.detail), None, headers)

    @app.exception_handler(RequestValidationError)
    async def _validation(_: Request, error: RequestValidationError) -> Response:
        faults = [
            {"where": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]}
            for fault in error.errors()
        ]
        named = "、".join(fault["where"] for fault in faults)
        english = "; ".join(f"{fault['where']}: {fault['message']}" for fault in faults)
        return problem(
            422,
            "bad-parameter",
            "参数有误 Bad parameter",
            f"参数 {named} 无效。",
            english,
            {"faults": faults},
        )

    @app.exception_handler(Exception)
    async def _any(request: Request, error: Exception) -> Response:
        log.error("unexpected error at %s", request.url.path, exc_info=error)
        return problem(
            500,
            "internal",
            "内部错误 Internal error",
            "服务内部出错，请求未完成。请再试一次；如反复出现，请告知管理员。",
            "The service failed; the request was not completed. Try again; tell the operator if it "
            "happens again.",
        )
