"""PDF: text with pages kept, ruled tables with merged cells, scanned pages through OCR."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.encoding import noise
from ingest.read.geometry import Piece
from ingest.read.glyphs import body_pieces
from ingest.read.layout import Page, build
from ingest.read.pdf_text import (
    LOST,
    Setting,
    by_codes,
    by_pdfium,
    mistold,
    needs_codes,
    turned_box,
)
from ingest.read.problems import OCR_COMMAND, pages_told, unreadable
from ingest.read.ruling import Box, Ruled, find_tables
from ingest.records import Document

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 3000
MOST_OBJECTS = 100_000  # of a page: a drawing, no notice
FEWEST_PATHS = 6  # a table has more drawn lines than the red line under a letterhead
MOST_EDGES = 5000
FEW_CHARACTERS = 10
MOST_LOST = 0.02  # share of characters
MOST_MISTOLD = 0.01  # share of a page's characters
OCR_SCALE = 200 / 72


def read_pdf(data: bytes, file_name: str) -> Document:
    """The document of a PDF file."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(file_name, str(error)) from error
    with closing(pdf):
        count = len(pdf)
        if count > MOST_PAGES:
            detail, limit = pages_told(count), pages_told(MOST_PAGES)
            raise unreadable(file_name, "too-large", detail=detail, limit=limit)
        codes = _by_codes(pdf, data, _without_fonts(pdf, file_name), file_name)
        found = [_contents(pdf, number, codes.get(number), file_name) for number in range(count)]
        pieces = body_pieces([contents.setting.glyphs for contents in found])
        sheets = [_sheet(*item) for item in enumerate(zip(found, pieces, strict=True))]
        _check_told(sheets, file_name)
        ruled = _tables(data, [s for s in sheets if s.ruled], file_name)
        pages = list(_pages(pdf, sheets, ruled, file_name))
    _check_lost(pages, file_name)
    builder = build(pages)
    if not builder.blocks:
        raise unreadable(file_name, "no-text", format="PDF", detail=pages_told(count))
    return builder.document(data, file_name, MEDIA_TYPE, hard_breaks=False)


def _refusal(file_name: str, detail: str) -> Exception:
    locked = "password" in detail.lower() or "security" in detail.lower()
    if locked:
        return unreadable(file_name, "encrypted", format="PDF")
    return unreadable(file_name, "broken", format="PDF", detail=detail)


def _check_told(sheets: list[Sheet], file_name: str) -> None:
    """Refuse a page whose text is told wrongly and that cannot be read from its picture."""
    from ingest.read.ocr import is_installed

    for sheet in sheets:
        if sheet.mistold and not (sheet.scanned and is_installed()):
            signs = "".join(filter(str.isprintable, dict.fromkeys(sheet.mistold)))
            page = sheet.number + 1
            shown = (f"第 {page} 页：{signs[:8]}", f"page {page}: {signs[:8]}")
            raise unreadable(file_name, "mistold", format="PDF", detail=shown)


def _check_lost(pages: list[Page], file_name: str) -> None:
    """Refuse a file of which more than a few characters cannot be told."""
    text = "".join(piece.text for page in pages for piece in page.pieces)
    lost = text.count(LOST)
    if lost > MOST_LOST * len(text):
        share = f"{lost}/{len(text)}, {lost / len(text):.0%}"
        raise unreadable(file_name, "lost", format="PDF", detail=share)


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands on a page as it is stored."""

    setting: Setting
    visible: bool  # whether the page can be drawn, its fonts or a picture of it being there
    paths: int  # drawn, counted up to enough
    picture: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page holds: characters, and whether lines are drawn or a picture fills it."""

    number: int  # from 0
    pieces: tuple[Piece, ...]
    turn: int  # clockwise degrees for its text to be upright
    ruled: bool
    scanned: bool
    mistold: str  # characters that show its text to be told wrongly


def _without_fonts(pdf: Any, file_name: str) -> list[int]:
    """Numbers of the pages with text in fonts that the file does not hold."""
    numbers = []
    for number in range(len(pdf)):
        with _open_page(pdf, number, file_name) as page:
            if needs_codes(page):
                numbers.append(number)
    return numbers


def _by_codes(pdf: Any, data: bytes, numbers: list[int], file_name: str) -> dict[int, Setting]:
    """Those pages by pdfplumber, from the file or, where that is damaged, as PDFium repairs it."""
    if not numbers:
        return {}
    try:
        return _read_codes(data, numbers)
    except Exception:  # pdfminer raises nearly anything on odd files
        repaired = io.BytesIO()
        pdf.save(repaired)
    try:
        return _read_codes(repaired.getvalue(), numbers)
    except Exception as error:
        detail = (f"字体未嵌入；{error}", f"its fonts are not embedded; {error}")
        raise unreadable(file_name, "broken", format="PDF", detail=detail) from error


def _read_codes(data: bytes, numbers: list[int]) -> dict[int, Setting]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return {number: _page_by_codes(pdf.pages[number]) for number in numbers}


def _page_by_codes(page: Any) -> Setting:
    with closing(page):
        return by_codes(page)


def _contents(pdf: Any, number: int, setting: Setting | None, file_name: str) -> Contents:
    with _open_page(pdf, number, file_name) as page:
        paths, picture = _objects(page)
        if setting is not None:
            return Contents(setting, picture, paths, picture)
        with closing(page.get_textpage()) as text:
            return Contents(by_pdfium(page, text, picture), True, paths, picture)


@contextmanager
def _open_page(pdf: Any, number: int, file_name: str) -> Iterator[Any]:
    try:
        with closing(pdf[number]) as page:
            count = raw.FPDFPage_CountObjects(page)
            if count > MOST_OBJECTS:
                detail = (
                    f"第 {number + 1} 页 {count} 个图形",
                    f"page {number + 1} of {count} objects",
                )
                limit = (f"每页 {MOST_OBJECTS} 个", f"{MOST_OBJECTS} a page")
                raise unreadable(file_name, "too-large", detail=detail, limit=limit)
            yield page
    except pdfium.PdfiumError as error:
        detail = (f"第 {number + 1} 页：{error}", f"page {number + 1}: {error}")
        raise unreadable(file_name, "broken", format="PDF", detail=detail) from error


def _sheet(number: int, page: tuple[Contents, tuple[Piece, ...]]) -> Sheet:
    contents, pieces = page
    words = "".join(piece.text for piece in pieces)
    little = len(words) < FEW_CHARACTERS
    wrong = mistold(words)
    wrong = wrong if len(wrong) > MOST_MISTOLD * len(words) else ""
    garbled = bool(wrong) or (bool(words) and noise(words) > 0.3 * len(words))
    return Sheet(
        number,
        pieces,
        contents.setting.turn,
        contents.paths >= FEWEST_PATHS,
        (little and contents.picture) or (garbled and contents.visible),
        wrong,
    )


def _objects(page: Any) -> tuple[int, bool]:
    """How many paths are drawn (counted up to enough), and whether there is a picture."""
    paths, picture = 0, False
    for item in page.get_objects(max_depth=4):
        paths += item.type == raw.FPDF_PAGEOBJ_PATH
        picture = picture or item.type == raw.FPDF_PAGEOBJ_IMAGE
        if paths >= 500:
            break
    return paths, picture


def _tables(data: bytes, sheets: list[Sheet], file_name: str) -> dict[int, list[Ruled]]:
    """The ruled tables by page; none where the lines cannot be read."""
    if not sheets:
        return {}
    found: dict[int, list[Ruled]] = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for sheet in sheets:
                page = pdf.pages[sheet.number]
                if len(page.edges) < MOST_EDGES:
                    boxes = [_turned(page, t.cells, sheet.turn) for t in page.find_tables()]
                    found[sheet.number] = find_tables(boxes, 3.0)
                page.close()
    except Exception as error:  # pdfminer raises nearly anything on odd files; text is read already
        logger.warning("%s: tables not recognised (%s)", file_name, error)
    return found


def _turned(page: Any, boxes: list[Box], turn: int) -> list[Box]:
    """Boxes that pdfplumber found on a page as shown, on the page with its text upright."""
    if turn == page.rotation:
        return boxes
    if page.rotation:  # shown neither as stored nor upright
        return []
    width, height = float(page.width), float(page.height)
    return [
        turned_box((x0, height - y1, x1, height - y0), turn, width, height)
        for x0, y0, x1, y1 in boxes
    ]


def _pages(
    pdf: Any, sheets: list[Sheet], ruled: dict[int, list[Ruled]], file_name: str
) -> Iterator[Page]:
    scanned = sum(sheet.scanned for sheet in sheets)
    for sheet in sheets:
        if not sheet.scanned:
            yield Page(sheet.number + 1, sheet.pieces, tuple(ruled.get(sheet.number, ())))
        elif _has_ocr(file_name, needed=2 * scanned > len(sheets)):
            from ingest.read.ocr import read_page

            with closing(pdf[sheet.number]) as page:
                picture = page.render(scale=OCR_SCALE).to_pil()
            yield read_page(picture, sheet.number + 1, file_name)


def _has_ocr(file_name: str, *, needed: bool) -> bool:
    """Whether scanned pages can be read; an error if most pages need it."""
    from ingest.read.ocr import is_installed

    if is_installed():
        return True
    if needed:
        raise unreadable(file_name, "needs-ocr", format="PDF")
    logger.warning("%s: pages of images were not read; %s", file_name, OCR_COMMAND)
    return False
