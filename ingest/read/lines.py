"""Lines of a text with their offsets, and the fields of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A tag may go on over a line's end.
LINE = re.compile(r"(?:[^<\n\r\f\v\x85\u2028\u2029]+|</?[A-Za-z][^<>\f]{0,300}>|<)+")
# Page numbers and "continued" lines as they stand alone on a line.
FURNITURE = re.compile(
    r"\s*(?:[-—–－_\s]{0,8}第?\s{0,3}\d{1,4}\s{0,3}页?[-—–－_\s]{0,8}"
    r"|第\s{0,3}\d{1,4}\s{0,3}页.{0,3}共\s{0,3}\d{1,4}\s{0,3}页|[（(]?(?:续表|接上页|转下页)[）)]?)\s*"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: half-open span without its break, and its page (from 1) where
    the text holds form feeds."""

    start: int
    end: int
    page: int | None = None


def find_lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of ``text[start:end]`` that are not blank."""
    stop = len(text) if end is None else end
    paged = "\f" in text
    page, seen = text.count("\f", 0, start) + 1, start
    for match in LINE.finditer(text, start, stop):
        if paged:
            page += text.count("\f", seen, match.start())
            seen = match.start()
        if not match[0].isspace():
            yield Line(match.start(), match.end(), page if paged else None)


def is_furniture(text: str, line: Line) -> bool:
    """Whether the line is only a page number or the like."""
    return (
        line.end - line.start < 40 and FURNITURE.fullmatch(text, line.start, line.end) is not None
    )


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """``start:end`` without blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
