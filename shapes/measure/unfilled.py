"""Places that were to be filled in and are not: a name, a day, a figure. What an annex leaves open is for others to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from shapes.drafts import has_open_date, has_open_number
from shapes.facts import Fact, seen
from shapes.measure.holders import Holders
from shapes.tables import in_turn

_FACTS = {"owner": "blankOwner", "time": "blankTime", "words": "blankWords"}


def measure_unfilled(holders: Holders) -> Iterator[Fact]:
    """What is blank in the sections: who (``blankOwner``), by when (``blankTime``), something else (``blankWords``). Behind
    the heading of an annex only what was read as a row or a task counts; the number and the day of the document are
    matters of its form."""
    told: set[tuple[str, str, str]] = set()
    for line in holders.lines:
        if has_open_number(line.text) or has_open_date(line.text):
            continue
        for row, found in in_turn("unfilled", line.text):
            if (at := holders.at(line, found.span())) is None:
                continue
            name, (holder, place, sentence) = _FACTS[row.gives], at
            if (holder, name, sentence) not in told:
                told.add((holder, name, sentence))
                words = found[0].strip(" 　") or found[0]
                yield seen(holder, name, place, found=words, sentence=sentence)
