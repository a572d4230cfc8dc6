"""Names of offices that reforms have abolished, in notices of later years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from shapes.facts import Fact, seen
from shapes.measure.holders import Holders
from shapes.measure.owners import named_owners
from shapes.tables import Pattern, kept, patterns, rows
from shapes.view import Notice, Place

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
Places = list[tuple[tuple[str, Place, str], str]]
_OF_A_TEXT = re.compile(
    r"[^，。；、]{0,8}(?:〔|令第|第\d+号|\d{4}年第)|[）)]?(?:更名|改名|改为|并入|撤销|划转)"
)


def measure_abolished(notice: Notice, former: Mapping[str, Places]) -> Iterator[Fact]:
    """The offices that go by ``former`` names (``abolished``), once a name, with what the document calls the office
    elsewhere and how often it is called so."""
    beside = _beside(notice)
    for found, places in former.items():
        (holder, place, sentence), gives = places[0]
        now, _, since = gives.partition("/")
        names = "、".join(beside.get(found, ()))
        many = len(places)
        yield seen(
            holder, "abolished", place, found=found, now=now, since=since, sentence=sentence,
            elsewhere=f"，文中他处称“{names}”" if names else "",
            elsewhereEn=f", called {names} elsewhere in the text" if names else "",
            times=f"，全文共 {many} 处" if many > 1 else "",
            timesEn=f", {many} times in the text" if many > 1 else "",
        )  # fmt: skip


def _beside(notice: Notice) -> dict[str, tuple[str, ...]]:
    """By former name of an owner the other names that the document has for the same unit."""
    names: dict[str, dict[str, None]] = {}
    for owner in named_owners(notice):
        names.setdefault(owner.unit, {})[owner.name] = None
    found: dict[str, tuple[str, ...]] = {}
    for of_unit in names.values():
        former = {name: _abolished(f"　{name}") for name in of_unit}
        current = tuple(name for name, hits in former.items() if not hits)
        for hits in former.values() if current else ():
            for hit, _ in hits:
                found.setdefault(hit[0], current)
    return found


def former_names(notice: Notice, holders: Holders) -> dict[str, Places]:
    """By name that an office no longer has where it stands."""
    own = notice.own_date
    year = own.year if own else notice.plan_year
    told: dict[str, Places] = {}
    if year is None or year < _SINCE:
        return told
    renamed = any(_OWN.search(line.text) for line in holders.lines)
    remaining = _remaining(notice.division)
    for line in holders.lines:
        bare = [(found, f"{_RENAMED}/2018") for found in _BARE.finditer(line.text)]
        known = [
            (found, row.gives)
            for found, row in _abolished(line.text)
            if row.id not in remaining and int(row.gives.rpartition("/")[2]) < year
        ]
        for found, gives in (*known, *(bare if renamed else ())):
            before, behind = line.text[: found.start()], line.text[found.end() :]
            if _FORMER.search(before) or _OF_A_TEXT.match(behind):
                continue
            if at := holders.at(line, found.span()):
                told.setdefault(found[0], []).append((at, gives))
    return told


@cache
def _remaining(division: str) -> frozenset[str]:
    """The rows of offices that the province of a division still has by that name (重庆市经信委); where nothing tells the
    division, those that any has."""
    kept_in = {row["id"]: row["remains_in"] for row in rows("abolished-units")}
    return frozenset(
        each for each, provinces in kept_in.items() if provinces and division[:2] in provinces
    )


@kept
def _abolished(text: str) -> tuple[tuple[re.Match[str], Pattern], ...]:
    """The names in a line that reforms have abolished, each with its row."""
    return tuple(
        (found, row) for row in patterns("abolished-units") for found in row.regex.finditer(text)
    )
