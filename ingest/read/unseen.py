"""Characters of a PDF page that nobody sees on it: off the page, not painted (mode 3, ISO 32000-1,
9.3.6; alpha 0), or white where nothing lies beneath."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

import pypdfium2.raw as raw

from ingest.read.ruling import Box

Colour = tuple[float, float, float, float]
UNPAINTED = {3, 7}
WHITE = 0.99
_BLACK = (0.0, 0.0, 0.0, 1.0)


def luminance(red: float, green: float, blue: float, alpha: float = 1.0) -> float:
    """That of a colour (each part 0 to 1) on white paper, 0 to 1 (ITU-R BT.709)."""
    return 1 - alpha * (1 - (0.2126 * red + 0.7152 * green + 0.0722 * blue))


def colour_of(text: Any, index: int) -> Colour:
    """The colour in which a character of a PDFium text page is filled."""
    parts = [ctypes.c_uint() for _ in range(4)]
    known = raw.FPDFText_GetFillColor(text, index, *parts)
    red, green, blue, alpha = (part.value / 255 for part in parts)
    return (red, green, blue, alpha) if known else _BLACK


def inside(box: Box, frame: Box) -> bool:
    """Whether the middle of a box lies in a frame (left, bottom, right, top; either way up)."""
    across, along = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return frame[0] <= across <= frame[2] and frame[1] <= along <= frame[3]


def seen_by_pdfium(page: Any, text: Any, picture: bool) -> Callable[[int, Box, Colour], bool]:
    """Whether a character is seen, by its index, box and colour. On a page with a ``picture``
    characters that are not painted may be the words of the picture (a scan with its text)."""
    frame = page.get_cropbox()
    grounds = cache(lambda: _grounds(page))

    def seen(index: int, box: Box, colour: Colour) -> bool:
        if not inside(box, frame):
            return False
        if not picture and _mode(text, index) in UNPAINTED:
            return False
        white = luminance(*colour) >= WHITE
        return not white or picture or any(inside(box, ground) for ground in grounds())

    return seen


def _mode(text: Any, index: int) -> int:
    return int(raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, index)))


def _grounds(page: Any) -> list[Box]:
    """Boxes of what is filled with a colour other than white, or shaded."""
    kinds = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING]
    found = page.get_objects(filter=kinds, max_depth=4)
    return [
        page.get_mediabox()
        if item.level
        else item.get_bounds()  # a form has coordinates of its own
        for item in found
        if item.type == raw.FPDF_PAGEOBJ_SHADING or _is_coloured(item)
    ]


def _is_coloured(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroke)
    parts = [ctypes.c_uint() for _ in range(4)]
    known = raw.FPDFPageObj_GetFillColor(path, *parts)
    return bool(mode.value and known) and luminance(*(p.value / 255 for p in parts)) < WHITE


def seen_by_codes(page: Any) -> Callable[[dict[str, Any], float], bool]:
    """The same of a character of pdfplumber's page and its luminance."""
    frame = page.cropbox
    grounds = [item for item in (*page.rects, *page.curves) if item.get("fill")]
    return lambda char, light: (
        inside(_span(char), frame)
        and (
            light < WHITE
            or bool(page.images)
            or any(inside(_span(char), _span(g)) for g in grounds)
        )
    )


def _span(item: dict[str, Any]) -> Box:
    return item["x0"], item["top"], item["x1"], item["bottom"]
