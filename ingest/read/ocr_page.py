"""What RapidOCR sees on a picture of a page: set upright first, words inside ruled tables apart, so
that each goes to its cell."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from functools import cache
from itertools import chain
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from ingest.read.geometry import Piece
from ingest.read.layout import Page
from ingest.read.ruling import Ruled

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST_SCORE = 0.5
SMALL, WANTED = 1500, 1800  # pixels of a page's shorter side: below the first it is enlarged
LEAST_SKEW_DEGREES = 1.0
MOST_SKEW_DEGREES = 15.0
LEAST_INK = 0.004  # dark share of a cell that holds at least a small figure
MARGIN = 3  # pixels of a cell's edge that belong to its rules


def recognise(picture: Image, number: int) -> Page:
    """Text and tables on an RGB picture of page ``number``."""
    from ingest.read.scan import find_ruled

    picture, result = _upright(_enlarged(picture))
    pixels = _pixels(picture)
    ruled = find_ruled(pixels)
    pieces = [piece for line in _lines(result) for piece in _split(line, ruled)]
    pieces += chain.from_iterable(_missed(pixels, table, pieces) for table in ruled)
    return Page(number, tuple(pieces), tuple(ruled))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error", "Global.max_side_len": 3600})


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

    result = _engine()(_pixels(picture), return_word_box=True)
    if _is_sideways(result):
        turned = [picture.rotate(angle, expand=True) for angle in (90, 270)]
        results = [_engine()(_pixels(item), return_word_box=True) for item in turned]
        best = max(range(2), key=lambda i: _quality(results[i]))
        picture, result = turned[best], results[best]
    angle = _skew(result)
    if LEAST_SKEW_DEGREES < abs(angle) < MOST_SKEW_DEGREES:
        picture = picture.rotate(angle, Resampling.BICUBIC, fillcolor=(255, 255, 255))
        result = _engine()(_pixels(picture), return_word_box=True)
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


def _split(line: tuple[Piece, list[Piece]], ruled: list[Ruled]) -> list[Piece]:
    """The line, or its words if it lies in a table."""
    whole, words = line
    same = "".join(word.text for word in words) == "".join(whole.text.split())
    inside = any(whole.inside(table.box) for table in ruled)
    return words if inside and same else [whole]


def _missed(pixels: Any, table: Ruled, pieces: list[Piece]) -> Iterator[Piece]:
    """Text of cells with ink in which nothing was found (single figures are often missed)."""
    for cell, box in zip(table.filled(pieces), table.boxes(), strict=True):
        left, top, right, bottom = (int(value) for value in box)
        part = pixels[top + MARGIN : bottom - MARGIN, left + MARGIN : right - MARGIN]
        if cell.text or min(part.shape[:2], default=0) < 8 or (part < 128).mean() < LEAST_INK:
            continue
        found = _engine()(part, use_det=False, use_cls=False, use_rec=True)
        if found.txts and found.txts[0].strip() and found.scores[0] >= LEAST_SCORE:
            yield Piece(found.txts[0].strip(), left + 4, top + 4, right - 4, bottom - 4)
