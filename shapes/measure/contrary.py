"""What a law, a rule or the calendar of the year has otherwise: orders of steps, limits, grades of accidents, articles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.tables import compiled, kept
from shapes.view import Notice

_FORBIDDEN = re.compile(
    "(?:严禁|不得|禁止|不准|不能|不允许|纠正|杜绝|严查|查处|防止|清退|退还|取消|讲解|去年|上年|什么|哪些|曾|仅)[^，。；\n]*$"
)
"""Of the words ahead in the clause, that it forbids, undoes or tells what follows."""
_REACH = 60  # characters ahead in which they are looked for


def measure_contrary(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Statements that a row of ``contrary`` has otherwise (``contrary``), each with what holds and where that stands; a row with a
    month asks nothing of what was written before it, one that binds certain kinds of bodies nothing of others, what a clause forbids or undoes is not what it states, and a sentence says a thing once."""
    office = f"{notice.issuer or ''}{notice.title}"
    held = [
        notice.is_since(row["from"]) and not (row["not_for"] and re.search(row["not_for"], office))
        for _, row in compiled("contrary")
    ]
    for line in holders.lines:
        taken: list[tuple[int, int]] = []
        for place, matches in _stated(line.text):
            row, behind = compiled("contrary")[place][1], 0
            for found in matches if held[place] else ():
                start, end = found.span()
                if start < behind:
                    continue
                apart = all(end <= first or last <= start for first, last in taken)
                if not apart or _FORBIDDEN.search(line.text[max(0, start - _REACH) : start]):
                    continue
                taken.append((start, end))
                behind = line.text.find("。", end) + 1 or len(line.text)
                source = f"（{row['source']}）" if row["source"] else ""
                says = {
                    "found": found[0],
                    "holds": row["gives"] + source,
                    "holdsEn": row["gives_en"],
                }
                yield from holders.seen("contrary", line, found.span(), **says)


@kept
def _stated(text: str) -> tuple[tuple[int, tuple[re.Match[str], ...]], ...]:
    """The rows of the table that are found in a line, by place, with their matches."""
    found = (
        (place, tuple(pattern.finditer(text)))
        for place, (pattern, _) in enumerate(compiled("contrary"))
    )
    return tuple((place, matches) for place, matches in found if matches)
