"""Names of offices that reforms have abolished, in notices of later years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact, seen
from shapes.measure.holders import Holders
from shapes.tables import patterns
from shapes.view import Notice

_SINCE = 2020  # counties had their new offices by the end of 2019
_FORMER = re.compile(
    r"原[^，。；、]{0,6}$|[《〔“][^》〕”]*$|(?:更名|改名|合并|划转|并入|撤销)[^，。；]{0,10}$"
)
"""In front of a name, that it is a former one or part of a title."""
_OF_A_TEXT = re.compile(
    r"[^，。；、]{0,8}(?:〔|令第|第\d+号|\d{4}年第)|[）)]?(?:更名|改名|改为|并入|撤销|划转)"
)


def measure_abolished(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Where offices go by names that they no longer have (``abolished``), once a name."""
    own = notice.signed or notice.issued
    year = own.year if own else notice.plan_year
    if year is None or year < _SINCE:
        return
    told: set[str] = set()
    for line in holders.lines:
        for row in patterns("abolished-units"):
            for found in row.regex.finditer(line.text):
                before, behind = line.text[: found.start()], line.text[found.end() :]
                if found[0] in told or _FORMER.search(before) or _OF_A_TEXT.match(behind):
                    continue
                if at := holders.at(line, found.span()):
                    told.add(found[0])
                    holder, place, sentence = at
                    now, _, since = row.gives.partition("/")
                    yield seen(
                        holder, "abolished", place,
                        found=found[0], now=now, since=since, sentence=sentence,
                    )  # fmt: skip
