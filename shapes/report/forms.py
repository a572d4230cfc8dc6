"""The forms of the report in one table: name, media type, file suffix, maker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shapes.records import Report
from shapes.report.comments import docx_report
from shapes.report.page import html_report
from shapes.report.rdf import rdf_report
from shapes.report.sarif import sarif_report
from shapes.report.sheet import xlsx_report
from shapes.report.structured import json_report
from shapes.report.terminal import text_report


@dataclass(frozen=True, slots=True)
class Material:
    """What some forms need beside the report: the text of the file as read, and the file itself
    if it was DOCX."""

    source: str | None = None
    original: bytes | None = None
    lang: str = "zh"


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    media_type: str
    suffix: str
    make: Callable[[Report, Material], bytes]
    also: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        text = self.media_type.startswith("text/")
        return self.media_type + "; charset=utf-8" if text else self.media_type


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMS: tuple[Form, ...] = (
    Form("json", "application/json", "json", lambda r, _m: json_report(r).encode()),
    Form(
        "html",
        "text/html",
        "html",
        lambda r, m: html_report(r, m.lang).encode(),
        ("application/xhtml+xml",),
    ),
    Form("text", "text/plain", "txt", lambda r, m: text_report(r, lang=m.lang).encode()),
    Form("ttl", "text/turtle", "ttl", lambda r, _m: rdf_report(r).encode()),
    Form(
        "sarif",
        "application/sarif+json",
        "sarif",
        lambda r, m: sarif_report(r, m.source, m.lang).encode(),
    ),
    Form("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xlsx", lambda r, m: xlsx_report(r, m.lang)),
    Form(
        "docx",
        f"{_OFFICE}.wordprocessingml.document",
        "docx",
        lambda r, m: docx_report(r, m.original, m.source, m.lang),
    ),
)
BY_NAME = {form.name: form for form in FORMS}
