"""What a DOCX paragraph inherits from its style: heading or not, list number, contents line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ingest.read.package import attribute, child, local

HEADING = re.compile(r"(?:heading|标题)\s*\d|title|标题|subtitle|副标题", re.IGNORECASE)
CONTENTS = re.compile(r"(?:toc|目录|目次)\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with what its bases give."""

    heading: bool = False
    contents: bool = False
    list_number: str = ""
    list_level: int | None = None
    list_style: str = ""  # id of the style that holds the list number


@dataclass(frozen=True, slots=True)
class Styles:
    """Styles by id; ``default`` for paragraphs that name none."""

    by_id: dict[str, Style]
    default: str = ""

    def of(self, paragraph: etree._Element) -> Style:
        """The style of a ``w:p``."""
        name = attribute(child(paragraph, "pPr", "pStyle"), "val") or self.default
        return self.by_id.get(name, Style())


def read_styles(root: etree._Element | None) -> Styles:
    """The paragraph styles of styles.xml."""
    elements = {
        attribute(item, "styleId"): item
        for item in (root if root is not None else ())
        if local(item) == "style" and attribute(item, "type", "paragraph") == "paragraph"
    }
    default = next((key for key, e in elements.items() if attribute(e, "default") == "1"), "")
    return Styles({key: _style(key, elements) for key in elements}, default)


def list_of(properties: etree._Element | None) -> tuple[str, int | None]:
    """List number and level (from 0) that paragraph properties give; "" and None if not."""
    level = attribute(child(properties, "numPr", "ilvl"), "val")
    number = attribute(child(properties, "numPr", "numId"), "val")
    return number, int(level) if level.isdecimal() and len(level) < 3 else None


def outline(properties: etree._Element | None) -> bool | None:
    """Whether paragraph properties make a heading; None if they don't say."""
    level = attribute(child(properties, "outlineLvl"), "val")
    return level in set("012345678") if level else None


def _style(key: str, elements: dict[str, etree._Element]) -> Style:
    """Style ``key`` with its chain of bases walked from near to far."""
    names: list[str] = []
    outlines: list[bool] = []
    lists: list[tuple[str, int | None, str]] = []
    seen: set[str] = set()
    while key in elements and key not in seen and len(seen) < 30:
        seen.add(key)
        properties = child(elements[key], "pPr")
        names.append(attribute(child(elements[key], "name"), "val"))
        level = outline(properties)
        outlines += [] if level is None else [level]
        number, depth = list_of(properties)
        lists += [(number, depth, key)] if number or depth is not None else []
        key = attribute(child(elements[key], "basedOn"), "val")
    named = any(HEADING.fullmatch(name) for name in names[:1])
    number = next((n for n, _, _ in lists if n), "")
    return Style(
        heading=outlines[0] if outlines else named,
        contents=any(CONTENTS.fullmatch(name) for name in names[:1]),
        list_number=number,
        list_level=next((d for _, d, _ in lists if d is not None), None),
        list_style=next((k for n, _, k in lists if n), ""),
    )
