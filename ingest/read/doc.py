"""Formats that LibreOffice turns into DOCX: .doc (Word 97-2003, WPS), RTF, ODT, Word XML."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ingest.read.docx import read_docx
from ingest.read.office import find_office
from ingest.read.ole import least_size
from ingest.read.problems import Told, unreadable
from ingest.records import Document

TIME_LIMIT_SECONDS = 120
# Streams of OLE containers that are no text documents, and what they are.
OTHER_OLE = {
    "PowerPoint Document": ("PowerPoint 演示文稿 (.ppt)", "a PowerPoint file"),
    "__properties_version1.0": ("Outlook 邮件 (.msg)", "an Outlook message"),
}


def read_doc(data: bytes, file_name: str) -> Document:
    """The document of a .doc file of Word 97-2003 or WPS. That it is cut short is told ahead of what reading it would need."""
    least = least_size(data)
    if not 0 < least <= len(data):
        raise unreadable(file_name, "broken", format="DOC/XLS (OLE)", detail=_cut(len(data), least))
    if "WordDocument".encode("utf-16-le") not in data:
        for stream, what in OTHER_OLE.items():
            if stream.encode("utf-16-le") in data:
                raise unreadable(file_name, "other-format", detail=what)
    return _convert(data, file_name, ".doc", "application/msword", (".doc 文件", "a .doc file"))


def _cut(size: int, least: int) -> Told:
    if not least:
        return "文件头无效", "its header is not valid"
    return f"只有 {size:,} 字节，应至少有 {least:,} 字节", f"{size:,} bytes of at least {least:,}"


def read_rtf(data: bytes, file_name: str) -> Document:
    """The document of an RTF file."""
    return _convert(data, file_name, ".rtf", "application/rtf", ("RTF 文件", "an RTF file"))


def read_odt(data: bytes, file_name: str) -> Document:
    """The document of an OpenDocument text."""
    media = "application/vnd.oasis.opendocument.text"
    return _convert(data, file_name, ".odt", media, ("ODT 文件", "an ODT file"))


def read_word_xml(data: bytes, file_name: str) -> Document:
    """The document of a Word 2003 or flat OPC XML file."""
    return _convert(
        data, file_name, ".xml", "application/xml", ("Word XML 文件", "a Word XML file")
    )


def _convert(data: bytes, file_name: str, suffix: str, media_type: str, what: Told) -> Document:
    office = find_office()
    if office is None:
        raise unreadable(file_name, "needs-office", detail=what)
    with tempfile.TemporaryDirectory(prefix="anze-") as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(data)
        _run(office, source)
        target = source.with_suffix(".docx")
        if not target.exists():
            raise unreadable(file_name, "office-failed", detail=what)
        document = read_docx(target.read_bytes(), file_name)
    return replace(document, media_type=media_type, sha256=sha256(data).hexdigest())


def _run(office: str, source: Path) -> None:
    """Let LibreOffice write a DOCX beside ``source``, with a profile of its own, and end it (and
    what it started) when the time is over."""
    command = [
        office,
        f"-env:UserInstallation={(source.parent / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(source.parent),
        str(source),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(TIME_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
