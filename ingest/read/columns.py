"""Two columns of prose on one page: a white band between them that no character crosses over several
lines, and lines on both sides that run to the ends of their columns, which cells of a list do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.read.geometry import SENTENCE_END, Piece, find_lines

FEWEST_LINES = 6  # of each column
NARROWEST = 6  # characters of a column
WHITE = 3  # steps that the band is wide at least
MIDDLE = (0.3, 0.7)  # of the text's width: where the band may lie
STEP = 0.25  # of a character's height: what places and heights are counted in
FULL = 0.5  # share of a column's lines that run to its end
HIGHEST = 4  # times the height of most characters: more is no line of text
LARGEST = (800, 2000)  # steps across and down; a page of small print has 480 and 680


@dataclass(frozen=True, slots=True)
class Columns:
    """Where text stands in two columns: left and right of ``x``, between the heights of each band."""

    x: float
    bands: tuple[tuple[float, float], ...]

    def parts(self, pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], bool]]:
        """The pieces in reading order, and whether they are those of a column: what stands above a
        band, its left, its right column, …, what stands below."""
        above = float("-inf")
        for top, bottom in self.bands:
            yield _between(pieces, above, top), False
            inside = _between(pieces, top, bottom)
            yield [piece for piece in inside if piece.left < self.x], True
            yield [piece for piece in inside if piece.left >= self.x], True
            above = bottom
        yield _between(pieces, above, float("inf")), False


ONE_COLUMN = Columns(0.0, ())


def find_columns(pieces: Sequence[Piece]) -> Columns:
    """The two columns of a page's characters, ``ONE_COLUMN`` where there is only one."""
    height = median(piece.height for piece in pieces) if pieces else 0.0
    step = STEP * height
    seen = [p for p in pieces if p.text.strip() and 0 < p.height <= HIGHEST * height]
    if len(seen) < 2 * FEWEST_LINES or not _is_page(seen, step):
        return ONE_COLUMN
    left, right = min(piece.left for piece in seen), max(piece.right for piece in seen)
    first, last = (int((left + share * (right - left)) / step) for share in MIDDLE)
    taken = _taken(seen, step)
    crossed = {
        place: set().union(*(taken.get(place + more, ()) for more in range(WHITE)))
        for place in range(first, last)
    }
    if not crossed:
        return ONE_COLUMN
    place = min(crossed, key=lambda place: len(crossed[place]))
    x = (place + WHITE / 2) * step
    return Columns(x, tuple(_bands(seen, x, step, crossed[place])))


def _is_page(pieces: Sequence[Piece], step: float) -> bool:
    """Whether these are characters of a page's size, which a damaged or hostile file need not hold."""
    across = max(p.right for p in pieces) - min(p.left for p in pieces)
    down = max(p.bottom for p in pieces) - min(p.top for p in pieces)
    return across <= LARGEST[0] * step and down <= LARGEST[1] * step


def _taken(pieces: Sequence[Piece], step: float) -> dict[int, set[int]]:
    """By places across the page, counted in steps, the heights (in steps, too)
    at which a character stands there."""
    taken: dict[int, set[int]] = defaultdict(set)
    for piece in pieces:
        for place in range(int(piece.left / step), int(piece.right / step) + 1):
            taken[place].update(_heights(piece, step))
    return taken


def _heights(piece: Piece, step: float) -> range:
    inset = piece.height / 4  # the boxes of lines that follow each other may overlap
    return range(int((piece.top + inset) / step), int((piece.bottom - inset) / step) + 1)


def _bands(
    pieces: Sequence[Piece], x: float, step: float, crossed: set[int]
) -> Iterator[tuple[float, float]]:
    """The heights between which text stands in columns on both sides of ``x``."""
    edges = [-1, *sorted(crossed), int(max(piece.bottom for piece in pieces) / step) + 2]
    for before, behind in pairwise(edges):
        if behind - before > FEWEST_LINES / STEP:
            top, bottom = (before + 1) * step, behind * step
            inside = _between(pieces, top, bottom)
            sides = [p for p in inside if p.left < x], [p for p in inside if p.left >= x]
            if all(_is_prose(side, step / STEP) for side in sides):
                yield top, bottom


def _is_prose(column: Sequence[Piece], height: float) -> bool:
    """Whether lines of text run to the end of their column, as sentences do."""
    lines = find_lines(column)
    if len(lines) < FEWEST_LINES:
        return False
    end = max(line.right for line in lines)
    full = [line for line in lines if line.right > end - 1.5 * height]
    wide = end - min(line.left for line in lines) >= NARROWEST * height
    ends = any(mark in line.text for line in lines for mark in SENTENCE_END)
    return wide and ends and len(full) >= FULL * len(lines)


def _between(pieces: Sequence[Piece], top: float, bottom: float) -> list[Piece]:
    return [piece for piece in pieces if top <= (piece.top + piece.bottom) / 2 < bottom]
