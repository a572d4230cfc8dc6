"""Placed pieces of text (of a PDF, OFD or scan) to lines and paragraphs. Lengths are in the page's
own unit (points, millimetres, pixels), y grows downwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.numerals import CAPITAL_PART

# What opens a paragraph even where it is not indented.
OPENER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|"
    + CAPITAL_PART
    + r"|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十百]{1,4}[章节条]"
    r"|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|附件|附表)"
)
SENTENCE_END = tuple("。；：！？")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def inside(self, box: tuple[float, float, float, float]) -> bool:
        """Whether the middle of this piece lies in ``box`` (left, top, right, bottom)."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@dataclass(frozen=True, slots=True)
class Margins:
    """Where lines of a document's text begin and end, and how high its characters are."""

    left: float
    right: float
    height: float


def find_lines(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces joined to lines, from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.top + p.bottom, p.left)):
        if rows and _beside(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_line(sorted(row, key=lambda p: p.left)) for row in rows]


def _beside(one: Piece, other: Piece) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.height, other.height)


def _line(row: Sequence[Piece]) -> Piece:
    text = row[0].text
    for before, piece in pairwise(row):
        gap = piece.left - before.right
        latin = text[-1:].isascii() and piece.text[:1].isascii()
        wide = gap > (0.15 if latin else 1.2) * piece.height
        text += (" " if wide and not text.endswith(" ") else "") + piece.text
    left, right = row[0].left, max(piece.right for piece in row)
    return Piece(text, left, min(p.top for p in row), right, max(p.bottom for p in row))


def find_margins(lines: Sequence[Piece]) -> Margins:
    """The margins of a document's lines: of the places where lines often begin the leftmost."""
    if not lines:
        return Margins(0.0, 0.0, 1.0)
    height = median(line.height for line in lines) or 1.0
    starts = Counter(round(line.left / height) for line in lines)
    often = [at for at, count in starts.items() if count >= max(2, len(lines) * 0.05)]
    first = min(often) if often else min(starts)
    left = median(line.left for line in lines if round(line.left / height) == first)
    ends = sorted(line.right for line in lines)
    return Margins(left, ends[int(0.9 * (len(ends) - 1))], height)


def find_paragraphs(lines: Sequence[Piece], margins: Margins) -> list[str]:
    """Lines of one page joined where the text flows from one into the next."""
    paragraphs: list[str] = []
    before: Piece | None = None
    for line in lines:
        if before is not None and _flows(before, line, margins):
            paragraphs[-1] = join(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text.strip())
        before = line
    return [paragraph for paragraph in paragraphs if paragraph]


def join(one: str, other: str) -> str:
    """Two parts of a paragraph as one: Latin words keep a blank between them."""
    one, other = one.rstrip(), other.lstrip()
    latin = (
        one[-1:].isascii() and one[-1:].isalpha() and other[:1].isascii() and other[:1].isalpha()
    )
    return f"{one} {other}" if latin else one + other


def _flows(before: Piece, line: Piece, margins: Margins) -> bool:
    """Whether ``line`` goes on with the paragraph of the line above it."""
    room = margins.right - before.right
    full = room <= 2.2 * margins.height and not _is_title(before, room, margins)
    indented = abs(line.left - margins.left) > 0.8 * margins.height
    near = line.top - before.bottom < 1.8 * margins.height
    alike = 0.7 < (line.height or 1.0) / (before.height or 1.0) < 1.4
    opens = OPENER.match(line.text.lstrip()) and before.text.rstrip().endswith(SENTENCE_END)
    return full and not indented and near and alike and not opens


def _is_title(line: Piece, room: float, margins: Margins) -> bool:
    """Whether a line stands in the middle, as titles do, and is no part of a sentence."""
    inset = line.left - margins.left
    centred = inset > 0.8 * margins.height and abs(inset - room) < 0.8 * margins.height
    return centred and not any(mark in line.text for mark in "，。；：")
