"""Whatever is given ends in a document whose spans hold, or in one clear error."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableDocument
from ingest.read import read_document
from tests.ingest.read import makers
from tests.ingest.read.genre import check_spans


@cache
def samples() -> dict[str, bytes]:
    """The notice in every format that needs no other program."""
    sheets = makers.print_notice()
    return {
        "notice.txt": makers.make_text().encode("gb18030"),
        "notice.md": makers.make_markdown().encode(),
        "notice.html": makers.make_html().encode(),
        "table.txt": (makers.make_text() + makers.make_html_table()).encode("utf-16"),
        "notice.docx": makers.make_docx(numbered=True),
        "notice.xlsx": makers.make_xlsx(),
        "notice.xls": Path("tests/ingest/read/tasks.xls").read_bytes(),
        "notice.csv": makers.make_csv().encode("gb18030"),
        "notice.zip": makers.zipped(
            {"通知.txt": makers.make_text(), "附件.csv": makers.make_csv()}
        ),
        "notice.pdf": makers.make_pdf(sheets),
        "notice.ofd": makers.make_ofd(sheets),
    }


def read_or_refuse(data: bytes, name: str) -> None:
    try:
        document = read_document(data, name)
    except UnreadableDocument:
        return
    check_spans(document)
    assert document.text.strip()


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sample with bytes changed, cut out, doubled or the end lost."""
    name = draw(st.sampled_from(sorted(samples())))
    data = bytearray(samples()[name])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 400))
        change = draw(st.sampled_from(["set", "cut", "double", "end"]))
        if change == "set":
            data[at : at + 8] = draw(st.binary(min_size=1, max_size=8))
        elif change == "cut":
            del data[at : at + length]
        elif change == "double":
            data[at:at] = data[at : at + length]
        else:
            del data[at + length :]
    return name, bytes(data)


@settings(max_examples=120, deadline=None)
@given(mutated())
def test_mutated_files_are_read_or_refused(sample: tuple[str, bytes]) -> None:
    name, data = sample
    read_or_refuse(data, name)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_parts_of_containers_are_read_or_refused(data: st.DataObject) -> None:
    """Zip checksums stop most changes from outside; here the parts inside change."""
    name = data.draw(st.sampled_from(["notice.docx", "notice.xlsx", "notice.ofd"]))
    archive = zipfile.ZipFile(io.BytesIO(samples()[name]))
    parts = {item: archive.read(item) for item in archive.namelist()}
    part = data.draw(st.sampled_from(sorted(item for item in parts if item.endswith(".xml"))))
    words = sorted({*parts[part].split(b'"')})
    old = data.draw(st.sampled_from(words))
    new = data.draw(st.sampled_from([b"", b"-1", b"99999999999", b"\xe4\xb8\x80", b"nan", *words]))
    parts[part] = parts[part].replace(old or b"<", new, data.draw(st.integers(1, 5)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for item, content in parts.items():
            target.writestr(item, content)
    read_or_refuse(file.getvalue(), name)


PIECES = st.sampled_from(
    ["\t", "\t\t", "\n", "\r\n", "\f", "|", "---", "| a | b |\n|---|---|\n", "<table>", "<tr>", "</tr>",
     "<td rowspan=3>", "</td>", "</table>", "<p>", "</p>", "<div>", "</div>", "<br>", "#", "**", '"',
     "序号\t任务\t责任单位\n", "一、压实责任", "（一）", "市应急局", "。", "；", "　", " ", "1", "— 3 —", "====",
     "<ol><li>", "&nbsp;", "\u2028", "<!--", "-->", "<script>", "\x00", "𠮷"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_plain_text_is_kept_whole_and_covered(pieces: list[str]) -> None:
    text = "各县区：" + "".join(pieces)
    try:
        document = read_document(text.encode(), "a.txt")
    except UnreadableDocument:
        assert text.count("\x00") > 2
        return
    assert document.text == text.rstrip("\x1a\x00")
    check_spans(document)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_any_markup_is_read_or_refused(pieces: list[str]) -> None:
    read_or_refuse(("<html><body>各县区：" + "".join(pieces)).encode(), "a.html")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data, "a.bin")


HEADS = [b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a",
         b"<html>", b"MIME-Version: 1.0\n", b"\xff\xfe", b"\xef\xbb\xbf", b"II*\x00"]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=600))
def test_any_bytes_behind_a_known_head_are_read_or_refused(head: bytes, data: bytes) -> None:
    read_or_refuse(head + data, "a.bin")


HOSTILE = {
    "brackets": "（" * 1_000_000 + "各县区。",
    "blanks": " " * 1_000_000 + "各县区。" + "\t" * 1_000_000,
    "line breaks": "\r\n" * 1_000_000 + "各县区。",
    "bars": "|" * 1_000_000 + "各县区。\n" + "|-" * 500_000,
    "tabs": ("\t" * 500 + "各县区。\n") * 2000,
    "open paragraphs": ("任务\t<p>各县区。\n") * 30_000,
    "open tables": "<table><tr><td>" * 60_000 + "各县区。",
    "quotes": '任务\t"各县区。\n' * 30_000,
    "angles": "<" * 1_000_000 + "各县区。",
    "paragraph tags": "任务\t" + "<p>" * 300_000 + "各县区。\n甲\t乙",
    "hashes": "#" * 1_000_000 + "各县区。",
    "one word": "各县区" * 700_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends_soon_and_whole(name: str) -> None:
    document = read_document(HOSTILE[name].encode(), "a.txt")
    assert document.text == HOSTILE[name]
    assert document.text[document.blocks[-1].start : document.blocks[-1].end].strip()


PAGE = "<html><body><p>各县区。</p>{}</body></html>"
TOO_MUCH = {
    "spans.html": PAGE.format("<table><tr>" + "<td rowspan=1000 colspan=1000>各县区。" * 300),
    "spans.txt": "各县区：<table><tr>"
    + "<td rowspan=1000 colspan=1000>各县区。" * 300
    + "</table>",
    "wide.html": PAGE.format("<table>" + "<tr><td colspan=1000 rowspan=60000>甲" * 3000),
    "tall.html": PAGE.format("<table>" + ("<tr>" + "<td rowspan=65534>甲" * 300) * 300),
    "attributes.html": PAGE.format("<p " + " ".join(f"a{i}=1" for i in range(200_000)) + ">甲"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_more_than_a_notice_holds_is_refused_at_once(name: str) -> None:
    with pytest.raises(UnreadableDocument, match="文件过大"):
        read_document(TOO_MUCH[name].encode(), name)


def test_docx_of_countless_paragraphs_is_refused_at_once() -> None:
    body = f'<w:document xmlns:w="{makers.W}"><w:body>{"<w:p/>" * 3_000_001}</w:body></w:document>'
    with pytest.raises(UnreadableDocument, match="标签"):
        read_document(makers.zipped({"word/document.xml": body}), "a.docx")


def test_page_with_a_long_style_is_read() -> None:
    """A picture inside the page and quoted signs are no attributes by the thousand."""
    image = "<img src='data:image/png;base64," + "A" * 1_000_000 + "' alt='a > b'>"
    document = read_document(PAGE.format(image).encode(), "a.html")
    assert document.text.strip() == "各县区。"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_ends_soon(name: str) -> None:
    read_or_refuse(("<html><body>" + HOSTILE[name]).encode(), "a.html")
