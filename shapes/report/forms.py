"""The forms of the report in one table: name, media type, file suffix, maker. What makes a form (a workbook, a Word
file, pages) is loaded where the form is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shapes.records import Report


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


def _json(report: Report, _: Material) -> bytes:
    from shapes.report.structured import json_report

    return json_report(report).encode()


def _html(report: Report, material: Material) -> bytes:
    from shapes.report.page import html_report

    return html_report(report, material.lang).encode()


def _text(report: Report, material: Material) -> bytes:
    from shapes.report.terminal import text_report

    return text_report(report, lang=material.lang).encode()


def _ttl(report: Report, _: Material) -> bytes:
    from shapes.report.rdf import rdf_report

    return rdf_report(report).encode()


def _sarif(report: Report, material: Material) -> bytes:
    from shapes.report.sarif import sarif_report

    return sarif_report(report, material.source, material.lang).encode()


def _xlsx(report: Report, material: Material) -> bytes:
    from shapes.report.sheet import xlsx_report

    return xlsx_report(report, material.lang)


def _docx(report: Report, material: Material) -> bytes:
    from shapes.report.comments import docx_report

    return docx_report(report, material.original, material.source, material.lang)


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMS: tuple[Form, ...] = (
    Form("json", "application/json", "json", _json),
    Form("html", "text/html", "html", _html, ("application/xhtml+xml",)),
    Form("text", "text/plain", "txt", _text),
    Form("ttl", "text/turtle", "ttl", _ttl),
    Form("sarif", "application/sarif+json", "sarif", _sarif),
    Form("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xlsx", _xlsx),
    Form("docx", f"{_OFFICE}.wordprocessingml.document", "docx", _docx),
)
BY_NAME = {form.name: form for form in FORMS}
