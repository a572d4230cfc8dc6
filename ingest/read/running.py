"""Running heads and feet: lines that stand at the same place on several pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from ingest.read.geometry import OPENER, Piece

OUTERMOST = 3  # lines at the top and at the bottom of a page that may be heads or feet
HIGHEST = 1.2  # times the height of most lines
PAGE_NUMBER = re.compile(r"[第共]\s*\d+\s*页|\d+\s*/\s*\d+|[-—–]\s*\d+\s*[-—–]")


def without_running(pages: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """The lines of each page (from top to bottom) that are no running heads or feet: those return
    at the same height, page numbers aside, on three pages, or on two of up to four. A line higher
    than most is a title, even if pages repeat it."""
    usual = median([line.height for lines in pages for line in lines] or [0.0])
    places: dict[str, list[float]] = defaultdict(list)
    for lines in pages:
        for line in _outer(lines):
            if line.height <= HIGHEST * usual:
                places[_words(line)].append(line.top)
    enough = 3 if len(pages) > 4 else 2
    return [_body(lines, places, enough) for lines in pages]


def _body(
    lines: Sequence[Piece], places: Mapping[str, Sequence[float]], enough: int
) -> list[Piece]:
    body = [line for line in lines if _count(line, places.get(_words(line), ())) < enough]
    printed_twice = len(lines) - len(body) > max(OUTERMOST, len(lines) // 2)
    return list(lines) if printed_twice else body


def _outer(lines: Sequence[Piece]) -> Iterator[Piece]:
    for number, line in enumerate(lines):
        if not OUTERMOST <= number < len(lines) - OUTERMOST and not OPENER.match(line.text):
            yield line


def _words(line: Piece) -> str:
    return PAGE_NUMBER.sub("#", "".join(line.text.split()))


def _count(line: Piece, tops: Sequence[float]) -> int:
    return sum(abs(line.top - top) < 0.5 * line.height for top in tops)
