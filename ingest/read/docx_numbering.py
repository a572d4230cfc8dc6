"""The numbers that Word shows before paragraphs of automatic lists (一、 （一） 1.), which stand
nowhere in the file but follow from numbering.xml and the order of paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from ingest.read.numerals import write_number
from ingest.read.package import attribute, child, local

MARK = re.compile(r"%([1-9])")
NO_BLANK_BEHIND = "、，．。）)】〕：:"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, form and frame (``（%2）``)."""

    start: int = 1
    style: str = "decimal"
    frame: str = ""
    suffix: str = "tab"
    restart: int | None = None  # level (from 1) behind which it starts again; 0 never
    legal: bool = False
    paragraph_style: str = ""


@dataclass(slots=True)
class Numbering:
    """All lists of a document and how far each has counted."""

    lists: dict[str, str] = field(default_factory=dict)  # numId -> abstract list
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)  # (abstract or numId, level)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # (numId, level) -> override
    counts: dict[tuple[str, int], int] = field(default_factory=dict)  # (abstract list, level)
    begun: set[tuple[str, int]] = field(default_factory=set)  # overrides already applied

    def level_of_style(self, number: str, style: str) -> int:
        """Level of list ``number`` that belongs to a paragraph style; 0 if none does."""
        abstract = self.lists.get(number, "")
        for level in range(9):
            if style and self._level(number, abstract, level).paragraph_style == style:
                return level
        return 0

    def next(self, number: str, level: int) -> str:
        """The number that the next paragraph of list ``number`` shows at ``level`` (from 0)."""
        abstract = self.lists.get(number)
        if abstract is None or not 0 <= level < 9:
            return ""
        rule = self._level(number, abstract, level)
        self._count(number, abstract, level, rule)
        if rule.style == "bullet":
            return ""
        shown = MARK.sub(lambda m: self._shown(number, abstract, int(m[1]) - 1, rule), rule.frame)
        blank = rule.suffix != "nothing" and shown and shown[-1] not in NO_BLANK_BEHIND
        return shown + " " if blank else shown

    def _level(self, number: str, abstract: str, level: int) -> Level:
        return self.levels.get((f"num {number}", level)) or self.levels.get(
            (abstract, level), Level()
        )

    def _count(self, number: str, abstract: str, level: int, rule: Level) -> None:
        start = rule.start
        if (number, level) in self.starts and (number, level) not in self.begun:
            self.begun.add((number, level))
            start = self.starts[number, level]
            self.counts.pop((abstract, level), None)
        self.counts[abstract, level] = self.counts.get((abstract, level), start - 1) + 1
        for deeper in range(level + 1, 9):
            restart = self._level(number, abstract, deeper).restart
            if restart is None or level < restart:
                self.counts.pop((abstract, deeper), None)

    def _shown(self, number: str, abstract: str, level: int, rule: Level) -> str:
        other = self._level(number, abstract, level)
        count = self.counts.get((abstract, level), other.start)
        return write_number(count, "decimal" if rule.legal else other.style)


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists of numbering.xml."""
    numbering, links, styles = Numbering(), dict[str, str](), dict[str, str]()
    for element in root if root is not None else ():
        if local(element) == "abstractNum":
            abstract = attribute(element, "abstractNumId")
            links[abstract] = attribute(child(element, "numStyleLink"), "val")
            styles[attribute(child(element, "styleLink"), "val")] = abstract
            _read_levels(numbering, abstract, element)
    for element in root if root is not None else ():
        if local(element) == "num":
            _read_list(numbering, element)
    for number, abstract in numbering.lists.items():
        link = links.get(abstract, "")
        if link:
            numbering.lists[number] = styles.get(link, abstract)
    return numbering


def _read_list(numbering: Numbering, element: etree._Element) -> None:
    number = attribute(element, "numId")
    numbering.lists[number] = attribute(child(element, "abstractNumId"), "val")
    for override in (item for item in element if local(item) == "lvlOverride"):
        start = child(override, "startOverride")
        if start is not None:
            level = _number(attribute(override, "ilvl"), 0)
            numbering.starts[number, level] = _number(attribute(start, "val"), 1)
        _read_levels(numbering, f"num {number}", override)


def _read_levels(numbering: Numbering, key: str, element: etree._Element) -> None:
    for item in (item for item in element if local(item) == "lvl"):
        restart = attribute(child(item, "lvlRestart"), "val")
        legal = child(item, "isLgl")
        numbering.levels[key, _number(attribute(item, "ilvl"), 0)] = Level(
            start=_number(attribute(child(item, "start"), "val"), 1),
            style=attribute(child(item, "numFmt"), "val")
            or attribute(child(item, "AlternateContent", "Choice", "numFmt"), "val", "decimal"),
            frame=attribute(child(item, "lvlText"), "val"),
            suffix=attribute(child(item, "suff"), "val", "tab"),
            restart=_number(restart, 0) if restart else None,
            legal=legal is not None and attribute(legal, "val", "1") not in {"0", "false"},
            paragraph_style=attribute(child(item, "pStyle"), "val"),
        )


def _number(value: str, default: int) -> int:
    return int(value) if value.isdecimal() and len(value) < 7 else default
