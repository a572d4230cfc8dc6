"""Files to documents: one module a format, the format told by content before suffix."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ingest.read.problems import Excess, both, unreadable, without_text, zeros_behind
from ingest.read.sniff import sniff, with_slashes
from ingest.records import Document

__all__ = ["MOST_BYTES", "SUFFIXES", "read_document"]

MOST_BYTES = 200_000_000
#: Suffixes taken from a folder; a file named outright is always tried, its content decides.
SUFFIXES = frozenset(
    [
        ".txt",
        ".md",
        ".docx",
        ".doc",
        ".pdf",
        ".html",
        ".htm",
        ".mht",
        ".mhtml",
        ".ofd",
        ".odt",
        ".rtf",
        ".wps",
        ".xml",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".csv",
        ".zip",
        ".png",
        ".jpg",
        ".jpeg",
        ".tif",
        ".tiff",
    ]
)
Reader = Callable[[bytes, str], Document]
# What ``sniff`` says -> module and function; imported when the first such file comes.
READERS = {
    "text": "text:read_text",
    "html": "html:read_html",
    "mhtml": "mhtml:read_mhtml",
    "separated": "separated:read_separated",
    "xlsx": "xlsx:read_xlsx",
    "xls": "xls:read_xls",
    "archive": "archive:read_archive",
    "docx": "docx:read_docx",
    "pdf": "pdf:read_pdf",
    "image": "ocr:read_image",
    "ofd": "ofd:read_ofd",
    "ole": "doc:read_doc",
    "rtf": "doc:read_rtf",
    "odt": "doc:read_odt",
    "word-xml": "doc:read_word_xml",
}


#: Those of which all bytes are text: there is no telling where it should have ended.
_DECODED = ("text", "html", "separated")


def read_document(source: Path | bytes, file_name: str) -> Document:
    """The document in ``source``; raises ``UnreadableDocument`` where there is none.

    ``file_name`` names it in messages and in the document (its base name)."""
    name = file_name.encode("utf-8", "replace").decode().replace("\\", "/")
    name = name.rpartition("/")[2] or name
    data = _load(source, name)
    if not data.strip(b"\0 \t\r\n\f\v"):
        raise without_text(name, data)
    told = with_slashes(data)
    kind = sniff(told, name)
    if kind not in READERS:
        raise _refusal(kind, name)
    try:
        document = _reader(kind)(told, name)
    except Excess as error:
        raise unreadable(name, "too-large", detail=error.detail, limit=error.limit) from error
    if kind in _DECODED:
        document = replace(document, left_out=zeros_behind(data))
    return document if told is data else replace(document, sha256=sha256(data).hexdigest())


def _load(source: Path | bytes, name: str) -> bytes:
    """The bytes of ``source``, if they are not too many."""
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > MOST_BYTES:
            limit = f"{MOST_BYTES // 1_000_000} MB"
            raise unreadable(name, "too-large", detail=f"{size // 1_000_000} MB", limit=limit)
        return source if isinstance(source, bytes) else source.read_bytes()
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise unreadable(name, "missing", detail=detail) from error


def _reader(kind: str) -> Reader:
    module, _, function = READERS[kind].partition(":")
    reader: Reader = getattr(importlib.import_module(f"ingest.read.{module}"), function)
    return reader


def _refusal(kind: str, name: str) -> Exception:
    """The error for a format that is recognised but not read."""
    if kind == "encrypted-ole":
        return unreadable(name, "encrypted", format="Office")
    if kind == "broken-zip":
        detail = ("zip 目录缺失", "its zip directory is missing")
        return unreadable(name, "broken", format="DOCX/XLSX/OFD (zip)", detail=detail)
    return unreadable(name, "other-format", detail=both(kind.partition(":")[2]))
