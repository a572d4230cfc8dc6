"""What a file is, told by its bytes: suffixes lie (a .doc may be DOCX, RTF, HTML or plain text)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How images begin, what they are called and their suffixes.
IMAGES = {
    b"\x89PNG\r\n\x1a\n": ("PNG", (".png",)),
    b"\xff\xd8\xff": ("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif")),
    b"II*\x00": ("TIFF", (".tif", ".tiff")),
    b"MM\x00*": ("TIFF", (".tif", ".tiff")),
    b"RIFF": ("WebP", (".webp",)),
    b"BM": ("BMP", (".bmp", ".dib")),
    b"GIF8": ("GIF", (".gif",)),
}
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|style|script)\b",
    re.IGNORECASE | re.DOTALL,
)
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
ELEMENT = re.compile(rb"<[a-z][a-z0-9]{0,10}[\s/>]", re.IGNORECASE)
ZIP_FAULTS = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError)
MOST_RENAMED = 500
SEPARATED_SUFFIXES = (".csv", ".tsv")
BINARY_WORKBOOK = "Excel 二进制工作簿 (.xlsb) / a binary Excel workbook"
SLIDES = "PowerPoint 演示文稿 / a PowerPoint file"
SHEETS = "ODS 表格 / an OpenDocument spreadsheet"
PACKED = {
    b"Rar!\x1a\x07": "RAR 压缩包，请先解压 / a RAR archive; unpack it first",
    b"7z\xbc\xaf\x27\x1c": "7z 压缩包，请先解压 / a 7z archive; unpack it first",
}


def sniff(data: bytes, file_name: str = "") -> str:
    """docx, xlsx, xls, ofd, odt, archive, other:…, broken-zip, pdf, ole, encrypted-ole, rtf, word-xml,
    mhtml, html, image, separated or text. The suffix only tells what text cannot: a fragment of HTML
    from Markdown that holds tags, CSV from prose with commas."""
    head = data[:4096]
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip(data)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(OLE):
        return _ole(data)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _is_image(head):
        return "image"
    for sign, what in PACKED.items():
        if head.startswith(sign):
            return f"other:{what}"
    kind = _markup(head, file_name.lower().endswith(PAGE_SUFFIXES))
    separated = kind == "text" and file_name.lower().endswith(SEPARATED_SUFFIXES)
    return "separated" if separated else kind


def _ole(data: bytes) -> str:
    """The format of an OLE container by the names of its streams; WPS writes the same ones."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted-ole"
    sheets = "Workbook".encode("utf-16-le") in data
    return "xls" if sheets and "WordDocument".encode("utf-16-le") not in data else "ole"


def _is_image(head: bytes) -> bool:
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    bitmap = head.startswith(b"BM") and head[6:10] == b"\0\0\0\0"
    return webp or bitmap or head.startswith(tuple(IMAGES.keys() - {b"BM", b"RIFF"}))


def image_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    """What an image is called and its suffixes.

    >>> image_of(b"GIF89a")
    ('GIF', ('.gif',))
    """
    return next(what for sign, what in IMAGES.items() if data.startswith(sign))


def _markup(head: bytes, page: bool) -> str:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 as ASCII
    if b"mso-application" in plain[:500] or b"<pkg:package" in plain[:1000]:
        return "word-xml"
    if re.match(rb"(?:[\w-]+:[^\n]*\n)*mime-version:", plain, re.IGNORECASE):
        return "mhtml"
    return "html" if HTML.match(plain) or (page and ELEMENT.search(plain)) else "text"


def with_slashes(data: bytes) -> bytes:
    """``data``; of an office file whose parts some programs named with backslashes, with the slashes
    that the format has (APPNOTE, 4.4.17.1; ECMA-376-2, 6.2.2)."""
    if not data.startswith(b"PK\x03\x04") or b"[Content_Types].xml" not in data:
        return data
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except ZIP_FAULTS:
        return data
    for name in names[:MOST_RENAMED]:
        if "\\" in name and name.isascii():
            data = data.replace(name.encode(), name.replace("\\", "/").encode())
    return data


def _zip(data: bytes) -> str:
    """The format of a zip container."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        names = frozenset(archive.namelist())
        kind = archive.open("mimetype").read(80) if "mimetype" in names else b""
    except ZIP_FAULTS:
        return "broken-zip"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if "xl/workbook.bin" in names:
        return f"other:{BINARY_WORKBOOK}"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "ppt/presentation.xml" in names:
        return f"other:{SLIDES}"
    if "OFD.xml" in names:
        return "ofd"
    if "content.xml" in names:
        return f"other:{SHEETS}" if b"spreadsheet" in kind else "odt"
    return "archive"
