"""What a law, a rule or the calendar of the year has otherwise: orders of steps, limits, grades of accidents, articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.tables import rows
from shapes.view import Notice


@cache
def _table() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    """The rows of the table with their patterns."""
    return tuple((re.compile(row["pattern"]), row) for row in rows("contrary"))


def measure_contrary(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Statements that a row of ``contrary`` has otherwise (``contrary``), each with what holds and where that stands; a row with a
    month asks nothing of what was written before it."""
    own = str(notice.signed or notice.issued or notice.plan_year or "")
    held = [each for each in _table() if not each[1]["from"] or own >= each[1]["from"][: len(own)]]
    for line in holders.lines:
        told = 0
        for pattern, row in held:
            found = pattern.search(line.text, told)
            if found is None:
                continue
            told = max(told, found.end())
            source = f"（{row['source']}）" if row["source"] else ""
            says = {"found": found[0], "holds": row["gives"] + source, "holdsEn": row["gives_en"]}
            yield from holders.seen("contrary", line, found.span(), **says)
