"""Names of offices that reforms have abolished, in notices of later years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact, seen
from shapes.measure.holders import Holders
from shapes.tables import patterns
from shapes.view import Notice

_SINCE = 2020  # counties had their new offices by the end of 2019
_BARE = re.compile(
    r"(?:(?<=管委会)|(?<=[园发港新]区)|(?<=[镇乡])|(?<=设在)|(?<=[，、。；（：由]))(?:安全生产监督管理(?:局|办公室|站)|安监[局办站所])"
)
"""An office of a zone or a township, which keeps the old name where nothing says that it has the new one."""
_OWN = re.compile(r"(?<![省市县旗州区])应急(?:管理)?(?:局|办公室|办|站|所)")
_RENAMED = "应急管理局（办、站）"
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
    renamed = any(_OWN.search(line.text) for line in holders.lines)
    names = [(row.regex, row.gives) for row in patterns("abolished-units")]
    if renamed:
        names.append((_BARE, f"{_RENAMED}/2018"))
    for line in holders.lines:
        for regex, gives in names:
            for found in regex.finditer(line.text):
                before, behind = line.text[: found.start()], line.text[found.end() :]
                if found[0] in told or _FORMER.search(before) or _OF_A_TEXT.match(behind):
                    continue
                if at := holders.at(line, found.span()):
                    told.add(found[0])
                    holder, place, sentence = at
                    now, _, since = gives.partition("/")
                    yield seen(
                        holder, "abolished", place,
                        found=found[0], now=now, since=since, sentence=sentence,
                    )  # fmt: skip
