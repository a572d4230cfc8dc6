"""``/validate``: a notice in, its report out, in the form that Accept names."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from ontology import ids
from service.checking.uploads import Files
from service.errors import BadRequest, UnsupportedMedia
from service.sparql.negotiate import choose, refusal
from service.web.disconnect import until_gone
from service.web.pages import render
from service.web.parameters import known_fields
from service.web.protocol import parse_pairs, text_of
from service.web.state import client_of, state_of
from service.web.uploads import nameless, read_uploads
from shapes.rdf_file import FORMATS as GRAPHS
from shapes.rdf_file import graph_suffix, is_graph
from shapes.report.forms import BY_NAME, FORMS, Form
from shapes.report.structured import schema
from shapes.rule_docs import rules_html

router = APIRouter(tags=["检查 Validation"])

_FILES = ("file", "superior", "previous", "returned", "rules", "waivers")
_UNNAMED = "notice.txt"
_EXAMPLE = "关于做好2026年安全生产工作的通知\n\n各乡镇人民政府：\n\n一、强化责任落实\n\n（一）…"
_BODY = {
    "requestBody": {
        "required": True,
        "description": "通知文件：multipart 的 file（另可带 superior、previous、returned、rules、waivers 文件，或 text 文本），"
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
                        "previous": {
                            "type": "string",
                            "format": "binary",
                            "title": "上一年的通知 The place’s last notice",
                        },
                        "returned": {
                            "type": "string",
                            "format": "binary",
                            "title": "填了状态的 Excel 或解决了批注的 Word A report that comes back",
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
            **{each.media_type: {"schema": {"type": "string"}} for each in GRAPHS.values()},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    },
}


#: A notice of the graph that the draft is set beside.
Above = Annotated[
    str,
    Query(
        max_length=200,
        description="图谱里拿来对照的上级通知（IRI 或其末段），没有上传 superior 时用。The superior’s notice in the graph (IRI or "
        "its end) to compare with where none is uploaded",
    ),
]


def iri_of(above: str) -> str:
    """The IRI of a notice by it or by its end."""
    return above if not above or ":" in above else f"{ids.BASE}id/notice/{above}"


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
    ] = _UNNAMED,
    above: Above = "",
) -> Response:
    """Upload a notice (any format that `anze build` reads, or its graph in RDF) and get its report as JSON, HTML, text,
    SHACL (Turtle), SARIF, XLSX or DOCX. Nothing is stored."""
    form = _form(request.headers.get("accept"), format)
    state = state_of(request)
    files = await notice_files(request, name, state.settings.upload_bytes << 20)
    work = state.checker.report(
        files, form.name, profile or None, lang, client_of(request), iri_of(above)
    )
    body = await until_gone(request, work)
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
    return render("rules.html", body=rules_html())


async def notice_files(request: Request, name: str, limit: int) -> Files:
    """The uploaded files by field, as (file name, bytes); none where nothing was sent."""
    found: Files = {}
    for sent in await read_uploads(request, limit, (*_FILES, "text")):
        if not sent.field:
            named = sent.name.strip() or name.strip() or _UNNAMED
            raw = _raw(request, named, sent.content, sent.type)
            return {"file": raw} if raw[0] != _UNNAMED or raw[1].strip() else {}
        field = "file" if sent.field == "text" else sent.field
        if not sent.content and not sent.name.strip():
            continue  # left empty
        if not sent.name.strip() and sent.field != "text":
            raise nameless(sent)
        if field in found and sent.content.strip():
            raise BadRequest(
                "file 和 text 只能给其一；请只留一份通知。",
                "Send file or text, not both: one notice.",
            )
        if sent.name.strip() or sent.content.strip():
            found[field] = (sent.name.strip() or _UNNAMED, sent.content)
    return found


def _raw(request: Request, name: str, body: bytes, content_type: str) -> tuple[str, bytes]:
    """A body that is the notice; one that is a form with the field ``text`` holds it there."""
    if content_type.startswith("application/x-www-form-urlencoded") and body.startswith(b"text="):
        fields = parse_pairs(text_of(body))
        known_fields(request, [field for field, _ in fields], ["text"])
        return _UNNAMED, fields[0][1].encode("utf-8")
    if content_type.partition(";")[0].strip().lower() == "application/json":
        raise UnsupportedMedia(
            "请发送通知本身，不要包在 JSON 里：文件作 multipart 的 file（curl -F file=@通知.docx），或作请求体并以 name= 写明文件名；"
            "文本作请求体，Content-Type 写 text/plain。",
            "Send the notice itself, not wrapped in JSON: a file as `file` of a multipart form (curl -F file=@notice.docx) or as the "
            "body with its file name in name=, a text as the body with Content-Type text/plain.",
        )
    suffix = graph_suffix(content_type)
    return (f"graph{suffix}" if suffix and not is_graph(name) else name), body


def _form(accept: str | None, asked: str) -> Form:
    """The form named by ``format=``, else by Accept; JSON where anything will do."""
    if asked:
        if asked not in BY_NAME:
            raise refusal(asked, list(BY_NAME))
        return BY_NAME[asked]
    types = [form.media_type for form in FORMS] + [other for form in FORMS for other in form.also]
    chosen = choose(accept, types)
    if chosen is None:
        raise refusal(accept, [form.media_type for form in FORMS])
    return next(form for form in FORMS if chosen in (form.media_type, *form.also))
