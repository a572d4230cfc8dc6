"""Lines across and down a page to the cells between them (pdfplumber's algorithm)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.read.ruling import Box

MOST_LINES = 5000  # a drawing, not a table


def find_cells(across: Sequence[Box], down: Sequence[Box], tolerance: float) -> list[list[Box]]:
    """Boxes of cells, one list a table, between lines given by their boxes."""
    if len(across) + len(down) > MOST_LINES:
        return []
    from pdfplumber.table import (
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    edges = [_edge(box, "h") for box in across] + [_edge(box, "v") for box in down]
    merged = merge_edges(edges, tolerance, tolerance, 2 * tolerance, 2 * tolerance)
    crossings = edges_to_intersections(merged, 2 * tolerance, 2 * tolerance)
    tables: list[list[Box]] = cells_to_tables(intersections_to_cells(crossings))
    return tables


def _edge(box: Box, orientation: str) -> dict[str, Any]:
    """A line's middle as pdfplumber describes edges."""
    left, top, right, bottom = box
    if orientation == "h":
        top = bottom = (top + bottom) / 2
    else:
        left = right = (left + right) / 2
    return {
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
        "orientation": orientation,
    }
