"""How a reader names a section of a notice."""

from __future__ import annotations

from shapes.records import WHOLE
from shapes.view import Notice, Section


def name_section(notice: Notice, section: Section | None) -> tuple[str, str]:
    """The section as a reader says it (四、（十三）1.) and its heading; the whole notice where there is none."""
    if section is None:
        return WHOLE, ""
    if section.kind == "AnnexRow":
        number = section.number.rstrip(".、．")
        table = "任务表" if section.iri in notice.sections else "附表"
        title = section.aspect or section.title or section.text[:10]
        if not number and section.counted and not any(row.section.number for row in notice.annex):
            number = f"第{section.counted.rstrip('.、．')}行"
        return f"{table}{number or '（无序号）'}", title
    if section.kind == "Preamble":
        return "前言", ""
    chain: list[Section] = []
    at: Section | None = section
    while at is not None:
        chain.insert(0, at)
        at = notice.sections.get(at.parent or "")
    shown = [s for s, below in zip(chain, [*chain[1:], None], strict=True) if not _within(s, below)]
    return "".join(map(_numbered, shown)) or WHOLE, section.title if section.number else ""


def _within(section: Section, below: Section | None) -> bool:
    """Whether the number of the section below says this one's, too (2 of 2.1)."""
    own = section.number.rstrip("、.．")
    return below is not None and bool(own) and below.number.startswith((f"{own}.", f"{own}．"))


def _numbered(section: Section) -> str:
    if not section.number:
        return f"［{section.title}］" if section.title else ""
    return section.number + (
        "、" if section.kind == "Part" and section.number[-1] not in "、.）)" else ""
    )
