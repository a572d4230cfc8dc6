"""What a file is, told by its bytes: suffixes lie (a .doc may be DOCX, RTF, HTML or plain text)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
    b"GIF8",
)
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|style|script)\b",
    re.IGNORECASE | re.DOTALL,
)
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
ELEMENT = re.compile(rb"<[a-z][a-z0-9]{0,10}[\s/>]", re.IGNORECASE)
OTHERS = {
    "xl/workbook.xml": "Excel 工作簿 / an Excel workbook",
    "ppt/presentation.xml": "PowerPoint 演示文稿 / a PowerPoint file",
}


def sniff(data: bytes, file_name: str = "") -> str:
    """docx, ofd, odt, zip:…, broken-zip, pdf, ole, encrypted-ole, rtf, word-xml, mhtml, html, image
    or text. The suffix only tells a fragment of HTML from Markdown that holds tags."""
    head = data[:4096]
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip(data)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(OLE):
        package = "EncryptedPackage".encode("utf-16-le")
        return "encrypted-ole" if package in data else "ole"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _is_image(head):
        return "image"
    return _markup(head, file_name.lower().endswith(PAGE_SUFFIXES))


def _is_image(head: bytes) -> bool:
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    bitmap = head.startswith(b"BM") and head[6:10] == b"\0\0\0\0"
    return webp or bitmap or head.startswith(tuple(sign for sign in IMAGES if sign != b"BM"))


def _markup(head: bytes, page: bool) -> str:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 as ASCII
    if b"mso-application" in plain[:500] or b"<pkg:package" in plain[:1000]:
        return "word-xml"
    if re.match(rb"(?:[\w-]+:[^\n]*\n)*mime-version:", plain, re.IGNORECASE):
        return "mhtml"
    return "html" if HTML.match(plain) or (page and ELEMENT.search(plain)) else "text"


def _zip(data: bytes) -> str:
    """The format of a zip container: docx, ofd, odt, or zip and what it is."""
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "broken-zip"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if "OFD.xml" in names:
        return "ofd"
    if "content.xml" in names:
        return "odt"
    return next((f"zip:{what}" for name, what in OTHERS.items() if name in names), "zip:zip")
