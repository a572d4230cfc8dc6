"""Characters printed on a page, and which of them are no body text: stamps turned or pale
(征求意见稿, 内部资料), and the second strokes of bold that is made by printing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

from ingest.read.geometry import Piece
from ingest.read.unseen import WHITE

OBLIQUE_DEGREES = 10  # a scan's text layer may lean a little, a stamp leans more
DOUBLE = 0.35  # of a character's size: 天天 stands a whole size apart, a double stroke less
CELL = 8.0  # of the grid on which doubles are sought
OFTEN = 3
LARGE = 2.0  # times the size of most characters
TINY = 0.15


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its box, the degrees by which it is turned against the page's text
    (anticlockwise), and whether its colour is pale (neither dark nor white)."""

    piece: Piece
    angle: float = 0.0
    pale: bool = False


def is_pale(light: float) -> bool:
    """Whether a colour of this luminance (0 to 1) on white is light, but not white."""
    return 0.5 < light < WHITE


def body_pieces(pages: Sequence[Sequence[Glyph]]) -> list[tuple[Piece, ...]]:
    """The characters of each page that are its text."""
    size = median([glyph.piece.height for page in pages for glyph in page] or [0.0])
    upright = [
        [glyph for glyph in page if not _is_turned(glyph) and glyph.piece.height >= TINY * size]
        for page in pages
    ]
    stamps = _stamps(upright, LARGE * size)
    return [tuple(_single(_without(page, stamps))) for page in upright]


def _is_turned(glyph: Glyph) -> bool:
    """Whether a character leans, or lies on its side and is pale; dark ones that lie on their side
    may label a table's rows."""
    oblique = OBLIQUE_DEGREES < glyph.angle % 90 < 90 - OBLIQUE_DEGREES
    return oblique or (glyph.pale and OBLIQUE_DEGREES < glyph.angle < 360 - OBLIQUE_DEGREES)


def _stamps(pages: Sequence[Sequence[Glyph]], limit: float) -> frozenset[str]:
    """Texts printed pale that come often in the document or are higher than ``limit``."""
    runs = [run for page in pages for run in _pale_runs(page)]
    counts = Counter(_spell(run) for run in runs)
    large = {_spell(run) for run in runs if run[0].piece.height > limit}
    return frozenset(large | {text for text, count in counts.items() if count >= OFTEN})


def _spell(run: Sequence[Glyph]) -> str:
    return "".join(glyph.piece.text for glyph in run)


def _pale_runs(page: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Pale characters that follow each other on a line."""
    run: list[Glyph] = []
    for glyph in page:
        if run and not (glyph.pale and _follows(run[-1].piece, glyph.piece)):
            yield run
            run = []
        if glyph.pale:
            run.append(glyph)
    if run:
        yield run


def _follows(one: Piece, other: Piece) -> bool:
    size = max(one.height, other.height)
    return abs(other.bottom - one.bottom) < 0.5 * size and -size < other.left - one.right < size


def _without(page: Sequence[Glyph], stamps: frozenset[str]) -> Iterator[Piece]:
    dropped = {
        id(glyph) for run in _pale_runs(page) if stamps and _spell(run) in stamps for glyph in run
    }
    return (glyph.piece for glyph in page if id(glyph) not in dropped)


def _single(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces without those that repeat one already placed nearly where they stand."""
    placed: dict[tuple[str, int, int], list[Piece]] = {}
    for piece in pieces:
        column, row = int(piece.left // CELL), int(piece.bottom // CELL)
        near = product((column, column - 1, column + 1), (row, row - 1, row + 1))
        if not any(
            _doubles(piece, old) for at in near for old in placed.get((piece.text, *at), ())
        ):
            placed.setdefault((piece.text, column, row), []).append(piece)
            yield piece


def _doubles(piece: Piece, placed: Piece) -> bool:
    width, height = piece.right - piece.left, piece.height
    return abs(piece.left - placed.left) <= min(CELL, DOUBLE * width) and abs(
        piece.bottom - placed.bottom
    ) <= min(CELL, DOUBLE * height)
