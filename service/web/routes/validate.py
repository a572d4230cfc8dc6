"""``/validate``: a notice in, its report out, in the form that Accept names."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, Response

from ontology.errors import AnzeError
from service.checking.corpus import current_store, stored_rates, superior_graph
from service.checking.notice_file import Paper, material, read_paper, report_on
from service.errors import BadRequest, NotAcceptable, TooLarge, Unprocessable
from service.settings import Settings
from service.sparql.negotiate import choose
from service.web.state import state_of
from shapes.check import Options
from shapes.policy import LocalRules, read_local_rules
from shapes.report.forms import BY_NAME, FORMS, Form
from shapes.report.structured import schema
from shapes.rule_docs import rules_html
from shapes.waivers import Waiver, read_waivers

router = APIRouter(tags=["检查 Validation"])

_EXAMPLE = "关于做好2026年安全生产工作的通知\n\n各乡镇人民政府：\n\n一、强化责任落实\n\n（一）…"
_BODY = {
    "requestBody": {
        "required": True,
        "description": "通知文件：multipart 的 file（另可带 superior、rules、waivers 文件，或 text 文本），"
        "或直接以请求体上传。The notice: `file` of a multipart form, or the request body itself.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "title": "通知 The notice"},
                        "text": {
                            "type": "string",
                            "title": "或：通知全文 Or its text",
                            "example": _EXAMPLE,
                        },
                        "superior": {
                            "type": "string",
                            "format": "binary",
                            "title": "上级通知 The superior’s",
                        },
                        "rules": {
                            "type": "string",
                            "format": "binary",
                            "title": "本地规则 Local rules (YAML)",
                        },
                        "waivers": {
                            "type": "string",
                            "format": "binary",
                            "title": "豁免 Waivers (YAML)",
                        },
                    },
                }
            },
            "text/plain": {"schema": {"type": "string"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    },
    "responses": {
        "200": {
            "description": "报告 The report",
            "content": {form.media_type: {"schema": {"type": "string"}} for form in FORMS},
        }
    },
}


@router.post(
    "/validate", openapi_extra=_BODY, summary="检查一份通知 Check a notice", response_class=Response
)
async def validate(
    request: Request,
    profile: Annotated[
        Literal["", "draft", "issued", "strict"],
        Query(description="档位；不给则按通知状态 Default: by status"),
    ] = "",
    format: Annotated[  # noqa: A002
        str, Query(description="报告形式；不给则按 Accept。Form; by Accept if not given")
    ] = "",
    lang: Annotated[Literal["zh", "en"], Query(description="语言 Language")] = "zh",
    name: Annotated[
        str, Query(max_length=200, description="直接上传时的文件名 File name of a raw body")
    ] = "notice.txt",
) -> Response:
    """Upload a notice (any format that `anze build` reads) and get its report as JSON, HTML, text,
    SHACL (Turtle), SARIF, XLSX or DOCX. Nothing is stored."""
    form = _form(request.headers.get("accept"), format)
    settings = state_of(request).settings
    files = await _files(request, name, settings.upload_bytes << 20)
    body = await run_in_threadpool(_report, files, settings, profile or None, form, lang)
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    if form.name in ("xlsx", "docx"):
        headers["Content-Disposition"] = f'attachment; filename="report.{form.suffix}"'
    return Response(body, media_type=form.content_type, headers=headers)


@router.get("/validate/schema", summary="JSON 报告的模式 JSON Schema of the report")
def report_schema() -> dict[str, object]:
    """The JSON Schema of the JSON report."""
    return schema()


@router.get(
    "/validate/rules", summary="规则逐条解释 Every rule explained", response_class=HTMLResponse
)
def rules() -> HTMLResponse:
    """All rules with reason, source, remedy and severities; each has an anchor of its id."""
    return HTMLResponse(rules_html())


Files = dict[str, tuple[str, bytes]]


async def _files(request: Request, name: str, limit: int) -> Files:
    """The uploaded files by field, as (file name, bytes)."""
    declared = int(request.headers.get("content-length") or 0)
    if declared > limit:
        raise _too_large(limit)
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        chunks, size = [], 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            chunks.append(chunk)
        return {"file": _raw(name, b"".join(chunks), request.headers.get("content-type", ""))}
    found: Files = {}
    async with request.form(max_files=4, max_fields=8, max_part_size=limit) as fields:
        for field, value in fields.items():
            if isinstance(value, UploadFile):
                found[field] = (value.filename or field, await value.read())
            elif field == "text" and value.strip():
                found["file"] = ("notice.txt", value.encode("utf-8"))
    return found


def _raw(name: str, body: bytes, content_type: str) -> tuple[str, bytes]:
    """A body that is the notice; one that is a form with the field ``text`` holds it there."""
    if content_type.startswith("application/x-www-form-urlencoded") and body.startswith(b"text="):
        fields = parse_qs(body.decode("utf-8", "replace"))
        return "notice.txt", "\n".join(fields.get("text", [])).encode("utf-8")
    return name, body


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"上传内容超过 {limit >> 20} MiB。", f"The upload exceeds {limit >> 20} MiB.")


def _report(files: Files, settings: Settings, profile: str | None, form: Form, lang: str) -> bytes:
    if "file" not in files:
        raise BadRequest(
            "没有通知：请上传 file，或给出 text。", "No notice: upload `file` or give `text`."
        )
    paper = _read(files, "file")
    superior = _read(files, "superior") if "superior" in files else None
    store = current_store(settings.data_dir)
    if superior is None and store is not None:
        graph = superior_graph(store, paper.graph)
        superior = Paper("", graph, "", None) if graph is not None else None
    known = stored_rates(store) if store is not None else ()
    options = Options(profile, _rules(files), _waivers(files), known)
    return form.make(report_on(paper, options, superior), material(paper, lang))


def _read(files: Files, field: str) -> Paper:
    name, content = files[field]
    try:
        return read_paper(content, name)
    except AnzeError as error:
        said = str(error)
        zh, _, en = said.partition(" / " if " / " in said else "\n")
        raise Unprocessable(zh, en or zh, file=name) from error


def _rules(files: Files) -> LocalRules | None:
    return (
        read_local_rules(files["rules"][1].decode("utf-8", "replace"), files["rules"][0])
        if "rules" in files
        else None
    )


def _waivers(files: Files) -> tuple[Waiver, ...]:
    return (
        read_waivers(files["waivers"][1].decode("utf-8", "replace"), files["waivers"][0])
        if "waivers" in files
        else ()
    )


def _form(accept: str | None, asked: str) -> Form:
    """The form named by ``format=``, else by Accept; JSON where anything will do."""
    if asked in BY_NAME:
        return BY_NAME[asked]
    types = [form.media_type for form in FORMS] + [other for form in FORMS for other in form.also]
    chosen = choose(accept, types) if not asked else None
    for form in FORMS:
        if chosen is not None and (chosen == form.media_type or chosen in form.also):
            return form
    offered = ", ".join(form.media_type for form in FORMS)
    raise NotAcceptable(
        f"“{asked or accept}”不是可提供的报告形式。可用：{offered}。",
        f"No report in {asked or accept!r}. Available: {offered}.",
        available=[form.media_type for form in FORMS],
    )
