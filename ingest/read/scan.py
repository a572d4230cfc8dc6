"""Ruled tables on a scanned page: long straight dark runs are lines, lines make cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.read.edges import find_cells
from ingest.read.ruling import Box, Ruled, find_tables

SHORTEST = 0.03  # of the page's side: shorter dark runs are strokes of characters
THICKEST = 0.008


def find_ruled(pixels: Any) -> list[Ruled]:
    """The ruled tables on a picture (rows × columns × BGR)."""
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12
    )
    height, width = grey.shape
    across = list(_runs(dark, (max(30, int(width * SHORTEST)), 1), int(height * THICKEST) + 3))
    down = list(_runs(dark, (1, max(30, int(height * SHORTEST))), int(width * THICKEST) + 3))
    if len(across) < 3 or len(down) < 3:
        return []
    tolerance = max(4.0, 0.004 * max(width, height))
    return find_tables(find_cells(across, down, tolerance), tolerance)


def _runs(dark: Any, size: tuple[int, int], thickest: int) -> Iterator[Box]:
    """Boxes of the dark runs at least ``size`` long that are thin."""
    import cv2

    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    opened = cv2.dilate(
        cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel),
        cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)),
    )
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    for x, y, width, height, _ in stats[1 : min(count, 3000)]:
        if min(width, height) <= thickest * 3:
            yield float(x), float(y), float(x + width), float(y + height)
