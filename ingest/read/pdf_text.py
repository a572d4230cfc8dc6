"""The characters of a PDF page with their places: by PDFium, or, where a font is not embedded, by
the code tables that the file names (ISO 32000-1, 9.7.5.2 and 9.10.2), which need no font."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as raw

from ingest.read.geometry import Piece
from ingest.read.glyphs import Glyph, is_pale
from ingest.read.ruling import Box
from ingest.read.unseen import Colour, colour_of, luminance, seen_by_codes, seen_by_pdfium

RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# ISO 8859-1 letters at a Chinese character, but for the sign of a diameter, and controls that are printed
MISTOLD = re.compile(
    r"[\x7f-\x9f]|(?<=[\u4e00-\u9fff])[À-ÖÙ-öù-ÿ]+|[À-ÖÙ-öù-ÿ]+(?=[\u4e00-\u9fff])"
)
LOST = "\ufffd"  # a character that is printed, but of which the file does not say which it is
# ISO 32000-1, 9.6.2.2
STANDARD = re.compile(r"(?:Times|Helvetica|Courier)(?:-\w+)?$|Symbol$|ZapfDingbats$")
NAMELESS = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class Setting:
    """The characters of a page with its text upright, and the degrees by which the page as stored
    must be turned clockwise for that."""

    glyphs: tuple[Glyph, ...]
    turn: int


def needs_codes(page: Any) -> bool:
    """Whether a PDFium page has text in a font that the file does not hold: PDFium leaves out its
    characters where the machine has no font for them. It brings the standard fonts itself."""
    texts = page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=4)
    fonts: dict[int | None, Any] = {}
    for item in texts:
        font = raw.FPDFTextObj_GetFont(item)
        fonts.setdefault(ctypes.cast(font, ctypes.c_void_p).value, font)
    return any(
        raw.FPDFFont_GetIsEmbedded(font) == 0 and not STANDARD.match(_name(font))
        for font in fonts.values()
    )


def _name(font: Any) -> str:
    name = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    return name.value.decode("latin-1")


def mistold(text: str) -> str:
    """The characters of a page that no notice has, which a damaged table of its fonts (ToUnicode, ISO
    32000-1, 9.10.3) tells for others; "" where they are always the same one, as the sign in front of
    items is. Ghostscript 10.00 writes such tables, the first byte of a character over its second one,
    for a print whose tables have ranges (bfrange).

    >>> mistold("各县Þÿß\x80府，Aéro 公司 ± 5 %"), mistold("市政府 café、直径Ø100 ±5%"), mistold("\x7f检查\x7f整改")
    ('Þÿß\\x80', '', '')
    """
    found = "".join(MISTOLD.findall(text))
    return found if len(set(found)) > 1 else ""


def by_pdfium(page: Any, text: Any, picture: bool) -> Setting:
    """The characters of a PDFium page, of which ``text`` is the text page; ``picture``: whether it
    has one."""
    width, height = page.get_size()
    if page.get_rotation() in {90, 270}:  # as it is stored, not as it is shown
        width, height = height, width
    glyphs = list(_pdfium_glyphs(text, seen_by_pdfium(page, text, picture)))
    return _upright(glyphs, width, height, 0)


def _pdfium_glyphs(text: Any, seen: Callable[[int, Box, Colour], bool]) -> Iterator[Glyph]:
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        character = chr(code or 32)
        if character.isspace() or NO_CHARACTER.match(character):
            if raw.FPDFText_HasUnicodeMapError(text, index) != 1:
                continue
            character = LOST
        box, colour = text.get_charbox(index, loose=True), colour_of(text, index)
        if seen(index, box, colour):
            angle = -math.degrees(raw.FPDFText_GetCharAngle(text, index))
            yield Glyph(_piece(character, box), angle % 360, is_pale(luminance(*colour)))


def by_codes(page: Any) -> Setting:
    """The characters of a page of pdfplumber."""
    seen = seen_by_codes(page)
    glyphs = [
        Glyph(
            _piece(_character(char["text"]), _box(page, char)),
            math.degrees(math.atan2(char["matrix"][1], char["matrix"][0])) % 360,
            is_pale(light),
        )
        for char in page.chars
        if not char["text"].isspace()
        and seen(char, light := _light(char.get("non_stroking_color")))
    ]
    return _upright(glyphs, float(page.width), float(page.height), page.rotation)


def _box(page: Any, char: dict[str, Any]) -> Box:
    height = float(page.height)
    return char["x0"], height - char["bottom"], char["x1"], height - char["top"]


def _character(text: str) -> str:
    return LOST if NAMELESS.fullmatch(text) or NO_CHARACTER.match(text) else text


def _light(colour: object) -> float:
    """Luminance of a colour of pdfminer (grey, RGB or CMYK, each part 0 to 1); of another, black's."""
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return 0.0
    if len(parts) == 4:
        *inks, black = parts
        parts = [(1 - ink) * (1 - black) for ink in inks]
    if len(parts) == 1:
        parts = [*parts] * 3
    return luminance(*parts) if len(parts) == 3 else 0.0


def _piece(text: str, box: Box) -> Piece:
    if RADICALS.match(text):
        text = unicodedata.normalize("NFKC", text)
    return Piece(text, *box)


def _upright(glyphs: Sequence[Glyph], width: float, height: float, shown: int) -> Setting:
    """Characters placed on a page (y upwards) that is shown turned by ``shown``, with the page
    turned so that most of them are upright (y downwards)."""
    angles = Counter(round(glyph.angle / 90) % 4 for glyph in glyphs)
    turn = 90 * angles.most_common(1)[0][0] if angles else 0
    turned = tuple(
        replace(
            glyph,
            piece=Piece(glyph.piece.text, *turned_box(_corners(glyph.piece), turn, width, height)),
            angle=(glyph.angle - turn) % 360,
        )
        for glyph in glyphs
    )
    return Setting(turned, (turn + shown) % 360)


def _corners(piece: Piece) -> Box:
    return piece.left, piece.top, piece.right, piece.bottom


def turned_box(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page (left, bottom, right, top; y upwards) on the page turned clockwise (left,
    top, right, bottom; y downwards)."""
    left, bottom, right, top = box
    if turn == 90:
        return bottom, left, top, right
    if turn == 180:
        return width - right, bottom, width - left, top
    if turn == 270:
        return height - top, width - right, height - bottom, width - left
    return left, height - top, right, height - bottom
