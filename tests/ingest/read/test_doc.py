"""Formats that LibreOffice converts: with a stand-in for its program, and without any."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.read import doc, office, read_document
from tests.ingest.read import genre, makers
from tests.ingest.read.genre import paragraphs_of, squeeze

OLE = makers.make_ole("WordDocument")
FILES = {
    "a.doc": (OLE, "application/msword"),
    "rtf.doc": (b"{\\rtf1 \\ansi}", "application/rtf"),
    "a.odt": (makers.zipped({"content.xml": "<a/>"}), "application/vnd.oasis.opendocument.text"),
    "a.xml": (
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><a/>',
        "application/xml",
    ),
}


def stand_in(folder: Path, code: str) -> str:
    """Path of a program that behaves as ``code`` says; ``source`` and ``folder`` are given."""
    program = folder / "soffice"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys, time\nsource = pathlib.Path(sys.argv[-1])\n"
        f"folder = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n{code}\n"
    )
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("name", FILES)
def test_converted_file_is_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = tmp_path / "ready.docx"
    ready.write_bytes(makers.make_docx())
    code = f"(folder / 'source.docx').write_bytes(pathlib.Path({str(ready)!r}).read_bytes())"
    program = stand_in(tmp_path, code)
    monkeypatch.setattr(doc, "find_office", lambda: program)
    data, media_type = FILES[name]
    document = read_document(data, name)
    assert (document.file_name, document.media_type) == (name, media_type)
    assert paragraphs_of(document) == [squeeze(text) for text in genre.PARAGRAPHS]
    assert document.sha256 == doc.sha256(data).hexdigest()


@pytest.mark.parametrize("name", FILES)
def test_without_office_the_error_says_what_to_do(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doc, "find_office", lambda: None)
    with pytest.raises(UnreadableDocument, match="请安装 LibreOffice"):
        read_document(FILES[name][0], name)


def test_one_that_is_cut_short_is_told_ahead_of_what_it_would_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is read of it may be half of it; a program writes less than the whole of the last sector, at times."""
    monkeypatch.setattr(doc, "find_office", lambda: None)
    cuts = (8, 100, 511, 512, 700, 1500, 1536)
    for size in cuts:
        for name in ("a.doc", "a.wps", "a.xls"):
            with pytest.raises(UnreadableDocument) as told:
                read_document(OLE[:size], name)
            zh, _, en = str(told.value).partition(" / ")
            assert "文件已损坏或不完整（只有" in zh
            assert f"{size:,} bytes of at least" in en
            assert "LibreOffice" not in str(told.value)
    for size in (1700, len(OLE)):
        with pytest.raises(UnreadableDocument, match="请安装 LibreOffice"):
            read_document(OLE[:size], "a.doc")
    with pytest.raises(UnreadableDocument, match="its header is not valid"):
        read_document(OLE[:8] + bytes(600), "a.doc")
    assert len(cuts) == 7


@pytest.mark.parametrize("code", ["sys.exit(1)", "time.sleep(60)"])
def test_failed_conversion_is_told(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path, code)
    monkeypatch.setattr(doc, "find_office", lambda: program)
    monkeypatch.setattr(doc, "TIME_LIMIT_SECONDS", 1)
    with pytest.raises(UnreadableDocument, match="未能转换"):
        read_document(OLE, "a.doc")


def test_office_is_looked_for_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office.find_office() is None
    program = stand_in(tmp_path, "")
    assert office.find_office() == program
