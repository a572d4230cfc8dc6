"""Where the paragraphs of a DOCX begin and end: tracked deletions of a paragraph mark join two,
soft breaks that stand for paragraph marks part them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from ingest.read.geometry import OPENER
from ingest.read.package import child, local

DATE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$")
# Ends of lines that cannot go on: a sentence, an address, a document number, a title.
CLOSED = re.compile(
    r"(?:[。！？：]|[〔\[（(](?:19|20)\d\d[〕\]）)]第?\d{1,4}号|的(?:通知|意见|方案|决定|通报|公告|函))$"
)


def joined(elements: Iterable[etree._Element]) -> Iterator[list[etree._Element]]:
    """Tables and inserted files alone, paragraphs together with those into which they run because
    their marks are deleted (ECMA-376-1, 17.13.5.15) or moved away (17.13.5.21)."""
    open_ones: list[etree._Element] = []
    for element in elements:
        if local(element) == "p":
            open_ones.append(element)
            if not has_lost_mark(element):
                yield open_ones
                open_ones = []
            continue
        if open_ones:
            yield open_ones
            open_ones = []
        yield [element]
    if open_ones:
        yield open_ones


def has_lost_mark(paragraph: etree._Element) -> bool:
    """Whether a paragraph's mark is deleted or moved away under track changes."""
    mark = child(paragraph, "pPr", "rPr")
    return any(child(mark, name) is not None for name in ("del", "moveFrom"))


def split_at_breaks(text: str) -> list[str]:
    """The paragraphs of a text with soft breaks (line feeds): a break begins one in front of a
    mark (一、 （一） 1.) or a date, and behind a line that cannot go on; others stay."""
    parts: list[str] = []
    for line in text.split("\n"):
        words = line.strip()
        closed = bool(parts) and CLOSED.search(parts[-1].rstrip()) is not None
        if not parts or closed or OPENER.match(words) or DATE.fullmatch(words):
            parts.append(line)
        else:
            parts[-1] += "\n" + line
    return parts
