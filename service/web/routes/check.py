"""``/check``: the page where a drafter checks a draft."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ingest.read import SUFFIXES
from service.checking.uploads import PAGE, Files
from service.web.disconnect import until_gone
from service.web.negotiate import choose_type
from service.web.pages import render
from service.web.routes.shapes import TYPES, Part, SeveritiesOf, shapes
from service.web.routes.validate import Above, iri_of, notice_files
from service.web.state import client_of, state_of
from shapes.report.labels import LABELS

#: Reports to take along: form, Chinese and English name.
TAKEN = (("docx", "Word 批注稿", "Word with comments"), ("xlsx", "Excel 问题清单", "Excel list"), ("html", "HTML 报告", "HTML report"))  # fmt: skip
PROFILES = (
    ("", "按文件判断", "by the file"),
    ("draft", "草稿", "draft"),
    ("issued", "已印发", "issued"),
    ("strict", "从严", "strict"),
)

router = APIRouter()

Kept = Annotated[str, Query(max_length=40)]
Profile = Annotated[Literal["", "draft", "issued", "strict"], Query()]


@router.get("/check", include_in_schema=False)
async def form(
    request: Request, profile: SeveritiesOf = "issued", part: Part = "all", report: Kept = ""
) -> Response:
    """The page; the shapes for whoever asks for RDF, because their IRIs are …/check#…. A ``report`` is known to the tab
    that has it, which shows it."""
    del report
    if choose_type(request, *TYPES, "text/html") != "text/html":
        return shapes(request, profile, part)
    return _page(request, None, {}, "")


@router.post("/check", include_in_schema=False)
async def checked(request: Request, profile: Profile = "", above: Above = "") -> Response:
    """The text with the findings beside it. Nothing is stored here; a browser keeps the report in its tab."""
    choose_type(request, "text/html")
    state = state_of(request)
    files = await notice_files(request, "notice.txt", state.settings.upload_bytes << 20)
    work = state.checker.report(
        files, PAGE, profile or None, "zh", client_of(request), iri_of(above)
    )
    found = orjson.loads(await until_gone(request, work))
    return _page(request, found, files, profile)


def _page(request: Request, found: dict[str, Any] | None, files: Files, profile: str) -> Response:
    pasted = files.get("file", ("", b""))
    page = render(
        "check.html",
        report=found,
        findings={each["id"]: each for each in found["findings"]} if found else {},
        rules={each["id"]: each for each in found["rules"]} if found else {},
        text=pasted[1].decode("utf-8", "replace") if pasted[0] == "notice.txt" else "",
        profile=profile,
        profiles=PROFILES,
        taken=TAKEN,
        labels=LABELS,
        suffixes=",".join(sorted(SUFFIXES)),
        most=state_of(request).settings.upload_bytes,
    )
    page.headers["Cache-Control"] = "no-store" if found else "no-cache"
    return page
