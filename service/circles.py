"""How often Python's collector looks for circles of objects, which the records of a notice do not form."""

from __future__ import annotations

import gc

#: Objects made before it looks: at Python's 700 a start, and reading, take a tenth longer.
CIRCLES = 50_000


def look_seldom() -> None:
    """From here on; never at what is there already, which stays."""
    gc.freeze()
    gc.set_threshold(CIRCLES)
