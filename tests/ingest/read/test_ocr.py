"""Scans: two pages of the notice, printed and scanned in black and white, 1652 × 2338 pixels."""

from __future__ import annotations

import io
import weakref
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein

from ingest.errors import UnreadableDocument
from ingest.read import ocr, read_document
from ingest.read.geometry import Piece
from ingest.read.layout import Page
from ingest.records import Document
from tests.ingest.read import genre, makers
from tests.ingest.read.genre import Entry, check_spans, paragraphs_of, squeeze, tables_of

FOLDER = Path(__file__).parent
WIDE = str.maketrans("(),:;[]", "（），：；〔〕")


@cache
def page() -> Document:
    return read_document(FOLDER / "scan-page.png", "scan-page.png")


def test_page_of_text() -> None:
    """At most 1 % of the characters wrong, brackets' widths aside; paragraphs joined."""
    check_spans(page())
    found = [text.translate(WIDE) for text in paragraphs_of(page())]
    expected = [squeeze(text) for text in genre.PARAGRAPHS]
    shown = [text for text in expected if any(text[:12] == other[:12] for other in found)]
    assert len(shown) >= 7
    one, other = (
        "".join(shown),
        "".join(text for text in found if "—" not in text)[: len("".join(shown))],
    )
    assert Levenshtein.distance(one, other) <= 0.01 * len(one) + 40  # the page ends in a paragraph
    assert genre.ARTICLE_1.translate(WIDE) in found
    assert (page().media_type, page().hard_breaks) == ("image/png", False)


def test_scanned_pdf_with_ruled_table() -> None:
    """Every cell in its place, merged ones with their spans; pages counted."""
    picture = Image.open(FOLDER / "scan-table.png").convert("L")
    file = io.BytesIO()
    picture.save(file, "PDF", resolution=200)
    document = read_document(file.getvalue(), "scan.pdf")
    check_spans(document)
    found = [
        tuple(Entry(**{**_fields(e), "text": e.text.translate(WIDE)}) for e in t)
        for t in tables_of(document)
    ]
    assert found == [tuple(genre.TABLE)]
    assert {block.page for block in document.blocks} == {1}


def _fields(entry: Entry) -> dict[str, int]:
    return {name: getattr(entry, name) for name in ("row", "column", "row_span", "column_span")}


def test_picture_without_text_and_broken_picture_are_told() -> None:
    file = io.BytesIO()
    Image.new("L", (200, 200), 255).save(file, "PNG")
    with pytest.raises(UnreadableDocument, match="PNG 图像 文件中没有文字"):
        read_document(file.getvalue(), "blank.pdf")
    with pytest.raises(UnreadableDocument, match="is a broken or truncated PNG image file"):
        read_document(file.getvalue()[:60], "broken.png")


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_picture_cut_short_is_told_whatever_is_installed(
    form: str, installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: installed)
    file = io.BytesIO()
    Image.effect_noise((300, 200), 50).convert("RGB").save(file, form)
    whole = file.getvalue()
    cuts = [round(len(whole) * share) for share in (0.01, 0.3, 0.6, 0.95)]
    for cut in cuts:
        with pytest.raises(UnreadableDocument) as told:
            read_document(whole[:cut], f"cut.{form.lower()}")
        zh, _, en = str(told.value).partition(" / ")
        assert "图像 文件已损坏或不完整" in zh
        assert f"共 {cut:,} 字节" in zh
        assert "broken or truncated" in en
        assert f"{cut:,} bytes" in en
        assert "OCR" not in en
    assert len(cuts) == 4


def test_last_page_cut_short_is_told_without_ocr_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    file = io.BytesIO()
    pages = [Image.effect_noise((300, 200), 50) for _ in range(3)]
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    with pytest.raises(UnreadableDocument, match=r"needs OCR"):
        read_document(file.getvalue(), "a.tif")
    with pytest.raises(UnreadableDocument, match="picture 3 is not whole"):
        read_document(file.getvalue()[:-500], "a.tif")


def _ofd(words: str, picture: bytes) -> bytes:
    """An OFD of two pages: one with ``words``, one that is a picture."""
    page = "<Page><Content><Layer>{}</Layer></Content></Page>"
    text = f'<TextObject Boundary="20 20 180 6" Size="6"><TextCode X="0" Y="6" DeltaX="6 6 6">{words}</TextCode></TextObject>'
    return makers.zipped(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>Document.xml</DocRoot></DocBody></OFD>",
            "Document.xml": "<Document><CommonData><DocumentRes>Res.xml</DocumentRes></CommonData><Pages>"
            '<Page ID="1" BaseLoc="1.xml"/><Page ID="2" BaseLoc="2.xml"/></Pages></Document>',
            "Res.xml": '<Res><MultiMedia ID="9"><MediaFile>scan.png</MediaFile></MultiMedia></Res>',
            "1.xml": page.format(text if words else ""),
            "2.xml": page.format('<ImageObject ResourceID="9"/>'),
            "scan.png": picture,
        }
    )


@pytest.mark.parametrize("installed", [True, False])
def test_a_picture_of_an_ofd_that_is_damaged_is_told(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that, and not as one that needs OCR; pages of text are read all the same."""
    monkeypatch.setattr(ocr, "is_installed", lambda: installed)
    file = io.BytesIO()
    Image.effect_noise((300, 200), 50).save(file, "PNG")
    whole = file.getvalue()
    damaged = (b"", b"x" * 100, whole[:100], whole[:5000], whole[:-5000])
    for picture in damaged:
        with pytest.raises(UnreadableDocument) as told:
            read_document(_ofd("", picture), "a.ofd")
        zh, _, en = str(told.value).partition(" / ")
        assert f"已损坏或不完整（第 2 页的图像 scan.png（{len(picture):,} 字节）读不出）" in zh
        assert f"picture scan.png of page 2, {len(picture):,} bytes, cannot be read" in en
        assert "OCR" not in en
        document = read_document(_ofd("通知如下", picture), "a.ofd")
        assert document.text.strip() == "通知如下"
        assert len(document.left_out) == 1
        assert "scan.png" in document.left_out[0]
    assert len(damaged) == 5
    if not installed:
        with pytest.raises(UnreadableDocument, match="needs OCR"):
            read_document(_ofd("", whole), "a.ofd")


def test_frames_are_decoded_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file of many large frames takes the memory of two."""
    seen: list[weakref.ref[Image.Image]] = []

    def look(frame: Image.Image, number: int, _: str) -> Page:
        seen.append(weakref.ref(frame))
        assert sum(ref() is not None for ref in seen) <= 2
        return Page(number, (Piece(f"任务{number}。", 0, 0, 90, 30),))

    monkeypatch.setattr(ocr, "read_page", look)
    file = io.BytesIO()
    frames = [Image.new("L", (40, 40), 50 * i) for i in range(5)]
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
    document = read_document(file.getvalue(), "a.tiff")
    assert paragraphs_of(document) == [f"任务{i}。" for i in range(1, 6)]
