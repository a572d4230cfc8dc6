"""The same notice in every format gives the same paragraphs and the same table."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.read import read_document
from ingest.read.problems import PROBLEMS
from tests.ingest.read import genre, makers
from tests.ingest.read.genre import Entry, check_spans, paragraphs_of, squeeze, tables_of

SHEETS = makers.print_notice()
FILES = {
    "utf-8.txt": makers.make_text().encode(),
    "bom.txt": makers.make_text().encode("utf-8-sig"),
    "gb18030.txt": makers.make_text("\n").encode("gb18030"),
    "utf-16.txt": makers.make_text().encode("utf-16"),
    "notice.md": makers.make_markdown().encode(),
    "tags.txt": ("\n".join(genre.PARAGRAPHS) + "\n" + makers.make_html_table()).encode(),
    "notice.html": makers.make_html().encode(),
    "gbk.html": makers.make_html().encode("gbk"),
    "page.txt": makers.make_html().encode(),
    "notice.docx": makers.make_docx(),
    "numbered.docx": makers.make_docx(numbered=True),
    "really-docx.doc": makers.make_docx(),
    "notice.pdf": makers.make_pdf(SHEETS),
    "split.pdf": makers.make_pdf(makers.print_notice(split_at=2)),
    "notice.ofd": makers.make_ofd(SHEETS),
    "shuffled.ofd": makers.make_ofd(SHEETS, shuffled=True),
    "split.ofd": makers.make_ofd(makers.print_notice(split_at=3)),
}
EXACT = frozenset({"html", "docx", "doc", "pdf", "ofd"})  # know merged cells; else inferred
WHOLE_BREAKS = frozenset({"html", "docx", "doc"})


def expected_table(name: str) -> tuple[Entry, ...]:
    """The annex; without tags a field merged with its right neighbour looks like a blank one."""
    drawn = name.rpartition(".")[2] in EXACT or name in {"tags.txt", "page.txt"}
    return tuple(
        Entry(e.row, e.column, squeeze(e.text), e.row_span, e.column_span if drawn else 1)
        for e in genre.TABLE
    )


@pytest.mark.parametrize("name", FILES)
def test_same_paragraphs_and_table(name: str) -> None:
    document = read_document(FILES[name], name)
    check_spans(document)
    found = [
        text.lstrip("#") for text in paragraphs_of(document) if len(text) > 4 or "—" not in text
    ]
    expected = [squeeze(text) for text in genre.PARAGRAPHS]
    if "html" in name or name == "page.txt":  # the page shows the title over the body
        expected[:2] = expected[1::-1]
    assert found == expected
    assert tables_of(document) == [expected_table(name)]
    page = name == "page.txt"
    assert document.hard_breaks == (page or name.rpartition(".")[2] in WHOLE_BREAKS)


@pytest.mark.parametrize("name", ["notice.md", "notice.html", "notice.docx", "numbered.docx"])
def test_headings_are_told(name: str) -> None:
    document = read_document(FILES[name], name)
    headings = [document.text[b.start : b.end] for b in document.blocks if b.kind == "heading"]
    assert {text.lstrip("# ") for text in headings} - {genre.TITLE} == set(genre.HEADINGS)


@pytest.mark.parametrize("name", ["notice.pdf", "notice.ofd"])
def test_pages_are_counted_from_one(name: str) -> None:
    document = read_document(FILES[name], name)
    pages = [block.page for block in document.blocks]
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert pages[0] == 1
    assert [b.page for b in document.blocks if b.kind == "table"] == [len(SHEETS)]


def test_document_names_its_file() -> None:
    document = read_document(FILES["notice.md"], "folder/notice.md")
    assert (document.file_name, document.media_type) == ("notice.md", "text/markdown")
    assert len(document.sha256) == 64


def test_path_and_bytes_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_bytes(FILES["gb18030.txt"])
    assert read_document(path, "notice.txt") == read_document(FILES["gb18030.txt"], "notice.txt")


def test_plain_text_loads_no_heavy_library() -> None:
    code = (
        "import sys; from ingest.read import read_document; read_document('通知。'.encode(), 'a.txt');"
        "print([m for m in ('lxml', 'pypdfium2', 'pdfplumber', 'selectolax', 'numpy', 'PIL', 'docx',"
        " 'charset_normalizer', 'rapidocr') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


CHINESE = re.compile(r"[\u3001-\u9fff\uff01-\uff5e]")


def _zip(name: str, size: int) -> bytes:
    return makers.zipped({name: "0" * size})


#: Bytes, or what is in the archive that they are: its name and size.
BAD: dict[str, tuple[bytes | tuple[str, int], str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \r\n\t ", "empty"),
    "bom.txt": (b"\xef\xbb\xbf", "empty"),
    "blank-of-two-bytes.txt": ("\ufeff \r\n".encode("utf-16-le"), "empty"),
    "blank-of-two-bytes-without-a-mark.txt": (" \r\n\t".encode("utf-16-le"), "empty"),
    "blank-of-two-bytes-turned.txt": (" \r\n\n".encode("utf-16-be"), "empty"),
    "zeros.doc": (b"\0" * 1000, "zeros"),
    "half-zeros.txt": (b"\r\n" * 500 + b"\0" * 1000, "zeros"),
    "zeros-and-lines.txt": (b"\0\r\n" * 500, "zeros"),
    "zeros-behind-a-mark.txt": (b"\xef\xbb\xbf" + b"\0" * 1000, "zeros"),
    "random.txt": (bytes(range(256)) * 20, "binary"),
    "truncated.docx": (FILES["notice.docx"][:2000], "broken"),
    "truncated.ofd": (FILES["notice.ofd"][:700], "broken"),
    "truncated.pdf": (FILES["notice.pdf"][:300], "broken"),
    "no-body.docx": (("word/document.xml", 20), "broken"),
    "bomb.docx": (("word/document.xml", 120_000_000), "too-large"),
    "sheet.xlsx": (("xl/workbook.xml", 20), "broken"),
    "bomb.xlsx": (("xl/worksheets/sheet1.xml", 120_000_000), "too-large"),
    "sheet.xlsb": (("xl/workbook.bin", 20), "other-format"),
    "slides.pptx": (("ppt/presentation.xml", 20), "other-format"),
    "pictures.zip": (("picture.psd", 20), "no-text"),
    "archive.rar": (b"Rar!\x1a\x07\x01\0" + b"\0" * 99, "other-format"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "sheet.xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"),
        "broken",
    ),
    "deep.html": (b"<html>" + b"<div>" * 30_000 + "通知。".encode(), "too-deep"),
    "empty.html": (b"<html><body><script>1</script></body></html>", "no-text"),
    "blank.pdf": (makers.make_pdf([makers.Sheet()]), "no-text"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_end_in_one_clear_error(name: str) -> None:
    data, problem = BAD[name]
    if isinstance(data, tuple):
        data = _zip(*data)
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data, name)
    chinese, english = (line.split("{")[0].split("（")[0] for line in PROBLEMS[problem])
    told, _, told_in_english = str(caught.value).partition(" / ")
    assert told.startswith(f"{name}：{chinese}")
    assert told_in_english.startswith(f"{name} {english}".rstrip(" ("))
    assert not CHINESE.search(told_in_english)


def test_zero_bytes_are_counted() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(b"\0" * 1000, "草案.docx")
    told, _, told_in_english = str(caught.value).partition(" / ")
    assert "除了 1,000 个零字节什么也没有" in told
    assert "空" not in told
    assert "nothing but 1,000 zero bytes" in told_in_english


def test_zero_bytes_behind_a_text_are_told() -> None:
    """Half of a file is a file, but not in silence."""
    text = makers.make_text().rstrip()
    for encoding in ("utf-8", "gb18030", "utf-16"):
        whole = text.encode(encoding)
        assert read_document(whole, "a.txt").left_out == ()
        cut = read_document(whole + b"\0" * 600, "a.txt")
        assert cut.text == read_document(whole, "a.txt").text
        assert len(cut.left_out) == 1
        assert cut.left_out[0].startswith("文件末尾的 600 个零字节")
        assert "600 zero bytes at the end" in cut.left_out[0]
    others = {"a.md": f"# {text}", "a.html": f"<p>{text}</p>", "a.csv": "甲,乙\n丙,丁\n"}
    for name, content in others.items():
        for zeros, told in ((0, 0), (600, 1)):
            read = read_document(content.encode() + b"\0" * zeros, name)
            assert len(read.left_out) == told, name


def test_what_a_file_of_an_archive_leaves_out_is_told_with_its_name() -> None:
    whole = makers.zipped({"a.txt": makers.make_text() + "\0" * 600})
    (told,) = read_document(whole, "a.zip").left_out
    zh, _, en = told.partition(" / ")
    assert zh.startswith("a.txt：文件末尾的 600 个零字节")
    assert en.startswith("a.txt: 600 zero bytes at the end")


def test_every_value_of_a_message_is_told_in_both_languages() -> None:
    """Words of the program in Chinese stand in a pair, with the English ones behind them."""
    seen = 0
    for path in Path("ingest/read").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = isinstance(call, ast.Call) and getattr(call.func, "id", "")
            if name in ("unreadable", "Excess") and isinstance(call, ast.Call):
                seen += 1
                for value in [*call.args, *(word.value for word in call.keywords)]:
                    if isinstance(value, ast.Constant | ast.JoinedStr):
                        assert not CHINESE.search(ast.unparse(value)), (path, call.lineno)
    assert seen > 50


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(UnreadableDocument, match="找不到文件或无法打开"):
            read_document(path, "none.txt")


def test_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)  # sparse
    with pytest.raises(UnreadableDocument, match="文件过大"):
        read_document(path, "huge.txt")


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "通知通知"><!ENTITY b "&a;&a;&a;">]>'
    body = f'{bomb}<w:document xmlns:w="{makers.W}"><w:body><w:p><w:r><w:t>甲&b;</w:t></w:r></w:p></w:body></w:document>'
    document = read_document(makers.zipped({"word/document.xml": body}), "a.docx")
    assert document.text == "甲\n"


def test_encrypted_zip_part_is_told() -> None:
    data = bytearray(makers.zipped({"word/document.xml": "<a/>"}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    assert zipfile.ZipFile(BytesIO(bytes(data))).infolist()[0].flag_bits & 1
    with pytest.raises(UnreadableDocument, match="已加密"):
        read_document(bytes(data), "locked.docx")
