"""Where a responsibility note is the way of the document: sections without one among others that have theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from shapes.view import Notice, Section

_MOST = 2  # sections beside it with notes that make one without them stand out
_UNREAD = re.compile(
    r"[（(〔\[【](?:[^（(〔\[【）)〕\]】]|[（(][^（()）]{1,12}[)）]){0,80}(?:[局委办厅队所站镇乡村部会科]|单位|部门|政府|公司|公安|中心|街道)"
    r"[）)]?[)）〕\]】][。；]?\s*$|[（(]责任人[：:][^）)]{2,80}[）)][。；]?\s*$"
)
"""A bracket that ends a section with words of units, read as a note or not."""
_NESTED = frozenset({"Article", "Item"})  # a note below such a section is the section's


def lacking_notes(notice: Notice) -> frozenset[str]:
    """The sections with tasks and without any note where most of those beside them have one: two at least, or one and
    the same holds of the article that they stand in. Elsewhere a sentence that names nobody is left to those who
    receive the document, as notices without notes leave it."""
    held = {task.section for task in notice.tasks}
    noted = _upwards(notice, {task.section for task in notice.tasks if task.noted})
    stating = _upwards(notice, held)
    beside: defaultdict[tuple[str | None, str], list[Section]] = defaultdict(list)
    for section in notice.sections.values():
        if section.iri in stating:
            beside[section.parent, section.kind].append(section)
    shares = {
        key: (sum(s.iri in noted for s in sections), len(sections))
        for key, sections in beside.items()
    }

    def mostly(section: Section) -> int:
        """How many of the others beside the section have notes; 0 where they are not the most."""
        with_notes, count = shares[section.parent, section.kind]
        others = with_notes - (section.iri in noted)
        return others if 2 * others > count - 1 else 0

    def lacks(section: Section) -> bool:
        if _UNREAD.search(section.text):
            return False
        above = notice.sections.get(section.parent or "")
        nested = above is not None and above.kind in _NESTED and mostly(above) >= _MOST
        return mostly(section) >= (1 if nested else _MOST)

    bare = (notice.sections.get(iri) for iri in held - noted)
    return frozenset(section.iri for section in bare if section is not None and lacks(section))


def _upwards(notice: Notice, iris: Iterable[str]) -> set[str]:
    """The sections and, of items and articles, the articles that they stand in."""
    found = set[str]()
    for iri in iris:
        section: Section | None = notice.sections.get(iri)
        while section is not None and section.iri not in found:
            found.add(section.iri)
            above = notice.sections.get(section.parent or "")
            section = above if above is not None and above.kind in _NESTED else None
    return found
