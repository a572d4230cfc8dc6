"""Publishing notices: POST a new one, PUT to replace it, DELETE to withdraw it."""

from __future__ import annotations

import logging
import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from ontology import ids
from service.errors import BadRequest
from service.lookup import names, notices
from service.lookup.tasks import link
from service.tokens import Token
from service.web import etag
from service.web.auth import require
from service.web.filters import asker
from service.web.state import base_url, state_of
from service.web.uploads import nameless, read_uploads
from service.web.writing import committed

log = logging.getLogger(__name__)

router = APIRouter(tags=["发布 Publishing"])

Force = Annotated[
    str,
    Query(
        max_length=500,
        description="有违规仍要发布的理由，会留存 Reason to publish despite violations; kept",
    ),
]
_DOC = """正文为通知文件（multipart 的 file，或直接以请求体上传并用 `?name=文件名` 或 Content-Disposition 指明文件名）。
读入、检查（与 POST /validate 同一结论）后一次写入；有违规则拒绝并返回清单，除非用 `force` 写明理由。需要 publish 令牌。
带上读取时的 `ETag`（`If-Match`），其间有人改过则不写入（412）。

The notice is read, checked (as POST /validate does) and put in as one change; one with violations is refused with their
list, unless `force` gives a reason. Needs a token with role publish. With `If-Match` (the `ETag` of
what was read) nothing is written where somebody else has changed it meanwhile (412)."""
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
Name = Annotated[str, Query(max_length=200, description="文件名 File name")]


@router.post("/notices", summary="发布通知 Publish a notice", description=_DOC, openapi_extra=_BODY)
async def create(request: Request, force: Force = "", name: Name = "") -> Response:
    return await _publish(request, require(request, "publish"), None, force, name)


@router.put(
    "/notices/{notice:path}",
    summary="替换通知 Replace a notice",
    description=_DOC,
    openapi_extra=_BODY,
)
async def replace(request: Request, notice: str, force: Force = "", name: Name = "") -> Response:
    token = require(request, "publish")
    return await _publish(request, token, await _iri(request, notice), force, name)


@router.delete("/notices/{notice:path}", summary="撤下通知 Withdraw a notice")
async def withdraw(
    request: Request,
    notice: str,
    reason: Annotated[str, Query(max_length=500, description="理由 Reason")] = "",
) -> Response:
    token = require(request, "publish")
    report = await committed(
        request,
        "withdraw",
        graph=await names.find_one(await asker(request), "notice", notice, "notice"),
        by=token.name,
        reason=reason,
        **etag.conditions(request),
    )
    return JSONResponse(report)


async def _iri(request: Request, notice: str) -> str:
    """The IRI of a notice that is named by its end, or otherwise, as GET takes it."""
    if _END.fullmatch(notice):
        return f"{ids.BASE}id/notice/{notice}"
    return await names.find_one(await asker(request), "notice", notice, "notice")


#: The end of a notice's IRI.
_END = re.compile(r"[A-Za-z0-9._-]+")


async def _publish(
    request: Request, token: Token, expected: str | None, reason: str, name: str
) -> Response:
    state = state_of(request)
    content, file = await _upload(request, state.settings.upload_bytes << 20, name)
    report = await committed(
        request,
        "publish",
        content,
        file=file,
        by=token.name,
        graph=expected,
        reason=reason,
        **(etag.UNCONDITIONAL if expected is None else etag.conditions(request)),
    )
    graph, base = report["notice"]["graph"], base_url(request)
    told = await notices.tell_notices(await asker(request), [graph], base)
    report["etag"] = etag.strong(report.pop("state"), told)
    headers = {"Location": link(graph, base), "ETag": report["etag"]}
    return JSONResponse(report, 201 if report["new"] else 200, headers)


async def _upload(request: Request, limit: int, name: str) -> tuple[bytes, str]:
    """Bytes and file name of what was sent, ``name`` before its own."""
    sent = await read_uploads(request, limit, ("file",), most=1)
    file = next((each for each in sent if not each.field or each.name), None)
    if file is None and sent:
        raise nameless(sent[0])
    if file is None:
        raise BadRequest("表单里没有文件。", "The form has no file.")
    called = name or file.name
    if not file.content and called:
        raise BadRequest(
            f"{called}：文件为空，没有发布；请重新选择或另存。",
            f"{called}: the file is empty; nothing was published. Choose it anew or save it again.",
            file=called,
        )
    if not file.content:
        raise BadRequest(
            "没有通知：请以 multipart 的 file 或请求体发送文件。",
            "No notice: send a file as `file` of a multipart form or as the body.",
        )
    return file.content, called or "notice.txt"
