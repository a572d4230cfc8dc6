"""What RapidOCR sees on a picture of a page: set upright first, words inside ruled tables apart, so
that each goes to its cell."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from functools import cache
from itertools import chain
from statistics import mean, median
from threading import Lock
from typing import TYPE_CHECKING, Any

from ingest.read.geometry import Piece
from ingest.read.layout import Page
from ingest.read.ruling import Ruled

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST_SCORE = 0.5
SURE_SCORE = 0.8
SMALL, WANTED = 1500, 1800  # pixels of a page's shorter side: below the first it is enlarged
LEAST_SKEW_DEGREES = 1.0
MOST_SKEW_DEGREES = 15.0
LEAST_INK = 0.004  # dark share of a cell that holds at least a small figure
MARGIN = 3  # pixels of a cell's edge that belong to its rules
#: One thread: files are read in as many processes as there are cores.
_SETTINGS = {
    "Global.log_level": "error",
    "Global.max_side_len": 3600,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
}


def recognise(picture: Image, number: int) -> Page:
    """Text and tables on an RGB picture of page ``number``."""
    from ingest.read.scan import find_ruled

    picture, result = _upright(_enlarged(picture))
    pixels = _pixels(picture)
    ruled = find_ruled(pixels)
    lines = list(_lines(result))
    whole = [line for line, _ in lines]
    pieces = [
        piece
        for line, words in lines
        for piece in _split(_widened(pixels, line, whole, ruled), words, ruled)
    ]
    pieces += chain.from_iterable(_missed(pixels, table, pieces) for table in ruled)
    return Page(number, tuple(pieces), tuple(ruled))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params=_SETTINGS)


# The engine keeps the switches of its last call: all are given each time, one call at a time.
_LOCK = Lock()


def _see(pixels: Any) -> Any:
    """Lines with their boxes and words on a page."""
    with _LOCK:
        return _engine()(pixels, use_det=True, use_cls=True, use_rec=True, return_word_box=True)


def _spell(pixels: Any) -> Any:
    """The text of one line."""
    with _LOCK:
        return _engine()(pixels, use_det=False, use_cls=False, use_rec=True, return_word_box=False)


def _pixels(picture: Image) -> Any:
    import numpy as np

    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])  # BGR


def _enlarged(picture: Image) -> Image:
    """The picture, larger if it is a page of low resolution, whose figures are easily missed."""
    side = min(picture.size)
    if not 600 <= side < SMALL:
        return picture
    return picture.resize((picture.width * WANTED // side, picture.height * WANTED // side))


def _upright(picture: Image) -> tuple[Image, Any]:
    """The picture turned upright and what is recognised on it."""
    from PIL.Image import Resampling

    result = _see(_pixels(picture))
    if _is_sideways(result):
        turned = [picture.rotate(angle, expand=True) for angle in (90, 270)]
        results = [_see(_pixels(item)) for item in turned]
        best = max(range(2), key=lambda i: _quality(results[i]))
        picture, result = turned[best], results[best]
    angle = _skew(result)
    if LEAST_SKEW_DEGREES < abs(angle) < MOST_SKEW_DEGREES:
        picture = picture.rotate(angle, Resampling.BICUBIC, fillcolor=(255, 255, 255))
        result = _see(_pixels(picture))
    return picture, result


def _is_sideways(result: Any) -> bool:
    if result.boxes is None or len(result.boxes) < 3:
        return False
    return median(_height(box) / max(1.0, _width(box)) for box in result.boxes) > 1.5


def _quality(result: Any) -> float:
    return mean(result.scores) * len("".join(result.txts)) if result.boxes is not None else 0.0


def _skew(result: Any) -> float:
    """How many degrees the page's lines fall to the right."""
    boxes = [] if result.boxes is None else result.boxes
    long = [box for box in boxes if _width(box) > 8 * _height(box)]
    slopes = [math.atan2(b[1][1] - b[0][1], b[1][0] - b[0][0]) for b in long]
    return math.degrees(median(slopes)) if len(slopes) > 2 else 0.0


def _width(box: Any) -> float:
    return math.dist(box[0], box[1])


def _height(box: Any) -> float:
    return math.dist(box[1], box[2])


def _lines(result: Any) -> Iterator[tuple[Piece, list[Piece]]]:
    """Each recognised line with its words."""
    if result.boxes is None:
        return
    words = result.word_results or [()] * len(result.boxes)
    for box, text, score, parts in zip(
        result.boxes, result.txts, result.scores, words, strict=True
    ):
        if score >= LEAST_SCORE and text.strip():
            yield _piece(text.strip(), box), [_piece(part[0], part[2]) for part in parts if part[0]]


def _piece(text: str, box: Any) -> Piece:
    xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
    return Piece(text, min(xs), min(ys), max(xs), max(ys))


def _split(line: Piece, words: list[Piece], ruled: list[Ruled]) -> list[Piece]:
    """The line, or its words if it lies in a table."""
    same = "".join(word.text for word in words) == "".join(line.text.split())
    return words if same and _is_inside(line, ruled) else [line]


def _is_inside(piece: Piece, ruled: list[Ruled]) -> bool:
    return any(piece.inside(table.box) for table in ruled)


def _widened(pixels: Any, line: Piece, lines: list[Piece], ruled: list[Ruled]) -> Piece:
    """The line read once more with the ink at its ends, where thin characters (一、 at the
    beginning, 。 at the end) are easily left out; the line itself if that gives nothing."""
    height = line.height
    left, right = int(line.left - 3.2 * height), int(line.right + 1.2 * height)
    left, right = max(0, left), min(pixels.shape[1], right)
    top, bottom = max(0, int(line.top)), int(line.bottom)
    if _is_inside(line, ruled) or _is_beside(line, lines, left, right):
        return line
    ends = (
        pixels[top:bottom, left : int(line.left) - 2],
        pixels[top:bottom, int(line.right) + 2 : right],
    )
    if not any(_has_ink(end) for end in ends):
        return line
    found = _spell(pixels[top:bottom, left:right])
    text = found.txts[0].strip() if found.txts else ""
    gained = 0 < len(text) - len(line.text) < 6 and line.text[1:-1] in text
    if not gained or found.scores[0] < SURE_SCORE:
        return line
    start = left if not text.startswith(line.text[:2]) else line.left
    return Piece(text, start, line.top, line.right, line.bottom)


def _is_beside(line: Piece, lines: list[Piece], left: int, right: int) -> bool:
    """Whether another line stands in the same row between ``left`` and ``right``."""
    return any(
        other is not line
        and min(other.bottom, line.bottom) > max(other.top, line.top) + 0.3 * line.height
        and min(other.right, right) > max(other.left, left)
        for other in lines
    )


def _has_ink(part: Any) -> bool:
    """Whether dark strokes, not only specks, are on a part of the page."""
    import cv2

    if min(part.shape[:2], default=0) < 6:
        return False
    return bool((cv2.medianBlur(part, 5) < 140).mean() > LEAST_INK)


def _missed(pixels: Any, table: Ruled, pieces: list[Piece]) -> Iterator[Piece]:
    """Text of cells with ink in which nothing was found (single figures are often missed)."""
    for cell, box in zip(table.filled(pieces)[0], table.boxes(), strict=True):
        left, top, right, bottom = (int(value) for value in box)
        part = pixels[top + MARGIN : bottom - MARGIN, left + MARGIN : right - MARGIN]
        if cell.text or min(part.shape[:2], default=0) < 8 or not _has_ink(part):
            continue
        found = _spell(part)
        if found.txts and found.txts[0].strip() and found.scores[0] >= LEAST_SCORE:
            yield Piece(found.txts[0].strip(), left + 4, top + 4, right - 4, bottom - 4)
