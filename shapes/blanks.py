"""What a text leaves open, to be filled in before it is issued: a number, a day, whom to call."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from shapes.rulebook import Words
from shapes.tables import in_turn, patterns
from shapes.text import fold

DATED = "dated"
_DEADLINE = next(row.regex for row in patterns("blanks") if row.id == "deadline")
_ANNEX = re.compile(r"附件\d*：?")


@dataclass(frozen=True, slots=True)
class Blank:
    """A kind of blank and in how many places it is."""

    name: Words
    count: int


def find_blanks(text: str, dated: bool) -> tuple[Blank, ...]:
    """What is blank in front of the annexes, whose forms others fill in, in the order of the table; the day of the
    notice is none where the notice is ``dated``.

    >>> [(each.name.zh, each.count) for each in find_blanks("要于×月×日前报送，×月底前销号。\\n附件\\n联系人：____", True)]
    [('期限', 2)]
    """
    counts = Counter(kind for line in _body(text) for kind in _blanks_in(line))
    return tuple(
        Blank(Words(*row.gives.split("/")), counts[row.id])
        for row in patterns("blanks")
        if counts[row.id] and not (dated and row.id == DATED)
    )


def blank_deadline(sentence: str) -> str:
    """The date of a sentence that is left open, folded; "" if there is none.

    >>> [blank_deadline(each) for each in ("各乡镇要于×月×日前报送", "要于4月10日前报送", "5月至9月日检日查")]
    ['×月×日前', '', '']
    """
    found = _DEADLINE.search(fold(sentence))
    return found[0] if found else ""


def _body(text: str) -> Iterator[str]:
    for line in map(fold, text.splitlines()):
        if _ANNEX.fullmatch(line):
            return
        yield line


def _blanks_in(line: str) -> Iterator[str]:
    """The kinds of the blanks of a folded line."""
    return (row.id for row, _ in in_turn("blanks", line))
