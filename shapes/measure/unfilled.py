"""Places that were to be filled in and are not: a name, a day, a figure. What an annex leaves open is for others to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.drafts import has_open_date, has_open_number
from shapes.facts import Fact, seen
from shapes.measure.holders import Holders, lines, sentence_at
from shapes.tables import patterns
from shapes.view import Notice

_FACTS = {"owner": "blankOwner", "time": "blankTime", "words": "blankWords"}


def measure_unfilled(notice: Notice, source: str) -> Iterator[Fact]:
    """What is blank in the sections: who (``blankOwner``), by when (``blankTime``), something else (``blankWords``). Behind
    the heading of an annex only what was read as a row or a task counts; the number and the day of the document are
    matters of its form."""
    holders = Holders(notice)
    told: set[tuple[str, str, str]] = set()
    for around, line, annexed in lines(source):
        if has_open_number(line) or has_open_date(line):
            continue
        for name, found in _blanks(line):
            place = around.inside(*found.span())
            holder = holders.of(place, around, annexed)
            sentence = sentence_at(line, found.span())
            if holder is not None and (holder, name, sentence) not in told:
                told.add((holder, name, sentence))
                words = found[0].strip(" 　") or found[0]
                yield seen(holder, name, place, found=words, sentence=sentence)


def _blanks(line: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The blanks of a line; what a row of the table took is no other's."""
    taken = bytearray(len(line))
    for row in patterns("unfilled"):
        for match in row.regex.finditer(line):
            if not any(taken[slice(*match.span())]):
                taken[slice(*match.span())] = b"x" * len(match[0])
                yield _FACTS[row.gives], match
