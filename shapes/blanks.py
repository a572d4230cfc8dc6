"""What a text leaves open, to be filled in before it is issued: a number, a day, whom to call."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from shapes.rulebook import Words
from shapes.tables import in_turn, patterns
from shapes.text import fold

DATED, DEADLINE = "dated", "deadline"
_NAMES = {row.id: Words(*row.gives.split("/")) for row in patterns("blanks")} | {
    DEADLINE: Words("期限", "deadline")
}
_ORDER = ("number", DATED, DEADLINE)  # and then the others, as the table has them
_DAY = next(row.regex for row in patterns("blanks") if row.id == DATED)
_ANNEX = re.compile(r"附件\d*：?")


@dataclass(frozen=True, slots=True)
class Blank:
    """A kind of blank and in how many places it is."""

    name: Words
    count: int


def find_blanks(text: str, dated: bool) -> tuple[Blank, ...]:
    """What is blank in front of the annexes, whose forms others fill in, in the order of the table, deadlines behind the day
    of the notice, which is none where the notice is ``dated``.

    >>> [(each.name.zh, each.count) for each in find_blanks("要于×月×日前报送，×月底前销号。\\n附件\\n联系人：____", True)]
    [('期限', 2)]
    """
    counts = Counter(kind for line in _body(text) for kind in _blanks_in(line))
    return tuple(
        Blank(_NAMES[kind], counts[kind])
        for kind in dict.fromkeys((*_ORDER, *_NAMES))
        if counts[kind] and not (dated and kind == DATED)
    )


def blank_deadlines(line: str) -> list[str]:
    """The dates of a line that are left open, by the rows of ``unfilled``.

    >>> blank_deadlines("于Ｘ月Ｘ日前报送，4月10日前整改"), blank_deadlines("5月至9月日检日查")
    (['Ｘ月Ｘ日前'], [])
    """
    return [found[0] for row, found in in_turn("unfilled", line) if row.gives == "time"]


def _body(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if _ANNEX.fullmatch(fold(line)):
            return
        yield line


def _blanks_in(line: str) -> Iterator[str]:
    """The kinds of the blanks of a line: its open dates, and what the rows of ``blanks`` find in the rest."""
    if not _DAY.search(fold(line)):
        for words in blank_deadlines(line):
            yield DEADLINE
            line = line.replace(words, "", 1)
    yield from (row.id for row, _ in in_turn("blanks", fold(line)))
