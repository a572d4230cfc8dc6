"""PDF pages printed by reportlab: with a font that the file holds, or one that it only names."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import count
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

SIZE, PITCH, LEFT, TOP = 16.0, 28.0, 81.5, 740.0
NAMED = "STSong-Light"
HELD = "Boxes"
FONTS = (NAMED, HELD)
WORDS = "".join(map(chr, range(0x20, 0x7F))) + "—“”、。《》〔〕（），：；？！％"
WORDS += "".join(map(chr, range(0x4E00, 0x9FA6)))


@cache
def use_font(name: str) -> str:
    """``name``, registered with reportlab."""
    font = UnicodeCIDFont(name) if name == NAMED else TTFont(name, io.BytesIO(_boxes()))
    pdfmetrics.registerFont(font)
    return name


def _boxes() -> bytes:
    """A font in which every character is a box."""
    pen = TTGlyphPen(None)
    for at, place in enumerate([(80, -80), (80, 820), (920, 820), (920, -80)]):
        (pen.lineTo if at else pen.moveTo)(place)
    pen.closePath()
    box = pen.glyph()
    names = [".notdef", *(f"u{ord(word):04X}" for word in WORDS)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(word): f"u{ord(word):04X}" for word in WORDS})
    builder.setupGlyf(dict.fromkeys(names, box))
    width = {name: (500 if len(name) == 5 and name < "u0080" else 1000, 80) for name in names}
    builder.setupHorizontalMetrics(width)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": HELD, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def without_fonts(data: bytes) -> bytes:
    """A print whose fonts are only named."""
    named, count = re.subn(rb"/FontFile[23]? \d+ 0 R", lambda found: b" " * len(found[0]), data)
    assert count, "the print holds no font"
    return named


def damaged(data: bytes) -> bytes:
    """A print of ``HELD`` in which every fourth Chinese character is told as Ghostscript 10.00 does it for
    characters in a range: the two bytes of its code put over each other."""
    number = count(1)

    def tell(found: re.Match[bytes]) -> bytes:
        first, second = bytes.fromhex(found[2].decode())
        kept = next(number) % 4 or not 0x4E <= first <= 0x9F
        return found[0] if kept else found[1] + b"<00%02X>" % (first | second)

    return re.sub(rb"(<..> )<(?!0000)(....)>(?=\n)", tell, data)


Draw = Callable[[Any], None]


def print_pages(
    pages: Sequence[Sequence[str]], font: str, before: Draw | None = None, after: Draw | None = None
) -> bytes:
    """A PDF with a line for each string; ``before`` and ``after`` draw on each page, too."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), pageCompression=0)
    for lines in pages:
        for draw in (before, partial(_print, lines), after):
            canvas.setFont(use_font(font), SIZE)
            if draw is not None:
                draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _print(lines: Sequence[str], canvas: Any) -> None:
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip("　"))
        canvas.drawString(LEFT + SIZE * indent, TOP - PITCH * number, line.strip("　"))
