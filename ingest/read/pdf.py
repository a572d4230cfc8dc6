"""PDF: text with pages kept, ruled tables with merged cells, scanned pages through OCR."""

from __future__ import annotations

import io
import logging
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.encoding import noise
from ingest.read.geometry import Piece
from ingest.read.layout import Page, build
from ingest.read.problems import unreadable
from ingest.read.ruling import Box, Ruled, find_tables
from ingest.records import Document

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 3000
FEWEST_PATHS = 6  # a table has more drawn lines than the red line under a letterhead
MOST_EDGES = 5000
FEW_CHARACTERS = 10
OCR_SCALE = 200 / 72
RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
LOST = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_pdf(data: bytes, file_name: str) -> Document:
    """The document of a PDF file."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(file_name, str(error)) from error
    with closing(pdf):
        count = len(pdf)
        if count > MOST_PAGES:
            limit = f"{MOST_PAGES} 页"
            raise unreadable(file_name, "too-large", detail=f"{count} 页", limit=limit)
        sheets = [_sheet(pdf, number, file_name) for number in range(count)]
        ruled = _tables(data, [s for s in sheets if s.ruled], file_name)
        pages = list(_pages(pdf, sheets, ruled, file_name))
    builder = build(pages)
    if not builder.blocks:
        raise unreadable(file_name, "no-text", format="PDF", detail=f"{count} 页")
    return builder.document(data, file_name, MEDIA_TYPE, hard_breaks=False)


def _refusal(file_name: str, detail: str) -> Exception:
    locked = "password" in detail.lower() or "security" in detail.lower()
    if locked:
        return unreadable(file_name, "encrypted", format="PDF")
    return unreadable(file_name, "broken", format="PDF", detail=detail)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page holds: characters, and whether lines are drawn or a picture fills it."""

    number: int  # from 0
    pieces: tuple[Piece, ...]
    turn: int  # clockwise degrees for its text to be upright
    ruled: bool
    scanned: bool


def _sheet(pdf: Any, number: int, file_name: str) -> Sheet:
    try:
        with closing(pdf[number]) as page, closing(page.get_textpage()) as text:
            turn = _turn(text)
            pieces = tuple(_pieces(page, text, turn))
            words = "".join(piece.text for piece in pieces)
            paths, picture = _objects(page)
    except pdfium.PdfiumError as error:
        detail = f"第 {number + 1} 页：{error}"
        raise unreadable(file_name, "broken", format="PDF", detail=detail) from error
    little = len(words.strip()) < FEW_CHARACTERS
    garbled = noise(words) > 0.3 * len(words)
    return Sheet(
        number,
        pieces,
        turn,
        paths >= FEWEST_PATHS,
        (little and picture) or (garbled and bool(words)),
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


def _pieces(page: Any, text: Any, turn: int) -> Iterator[Piece]:
    """The page's characters, blanks aside, with the page turned upright."""
    width, height = _size(page)
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, index) or 32)
        if character.isspace() or LOST.match(character):
            continue
        box = _upright(text.get_charbox(index, loose=True), turn, width, height)
        if RADICALS.match(character):
            character = unicodedata.normalize("NFKC", character)
        yield Piece(character, *box)


def _size(page: Any) -> tuple[float, float]:
    """Width and height of a page as it is stored, not as it is shown."""
    width, height = page.get_size()
    return (height, width) if page.get_rotation() in {90, 270} else (width, height)


def _turn(text: Any) -> int:
    """How far the page must be turned clockwise (0, 90, 180, 270) for most text to be upright,
    whatever the page's own turning says."""
    count = text.count_chars()
    angles = Counter(
        -round(raw.FPDFText_GetCharAngle(text, index) / (math.pi / 2)) % 4
        for index in range(0, count, max(1, count // 200))
        if not chr(raw.FPDFText_GetUnicode(text, index) or 32).isspace()
    )
    return 90 * angles.most_common(1)[0][0] if angles else 0


def _upright(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of the page as stored (y upwards) on the page turned clockwise (y downwards)."""
    left, bottom, right, top = box
    if turn == 90:
        return bottom, left, top, right
    if turn == 180:
        return width - right, bottom, width - left, top
    if turn == 270:
        return height - top, width - right, height - bottom, width - left
    return left, height - top, right, height - bottom


def _tables(data: bytes, sheets: list[Sheet], file_name: str) -> dict[int, list[Ruled]]:
    """The ruled tables by page; none where the lines cannot be read."""
    if not sheets:
        return {}
    import pdfplumber

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
        _upright((x0, height - y1, x1, height - y0), turn, width, height)
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
    logger.warning("%s: pages of images were not read; pip install 'anze[ocr]'", file_name)
    return False
