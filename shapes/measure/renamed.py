"""Places by the names that they had before they became a city or a district: 龙南县 in a document of 龙南市."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact
from shapes.known import all_divisions, counties_within
from shapes.measure.holders import Holders
from shapes.tables import rows
from shapes.view import Notice

_SUFFIXES = "县市区旗"
_FORMERLY = re.compile(r"(?:原|前身|旧称|撤销?|《[^》]*)$")
_REACH = 40  # characters ahead of a name that say that it is a former one
_SHORT = 2  # characters of a name that may be the end of a longer word
_APART = "(?<![\u4e00-\u9fff])"
_OTHERWISE = (
    r"(?!级|域|乡|城|道|位|间|划|块|分|场|容|政|民|直|属|志|[^，。；\n]{0,12}(?:公司|改|更名|撤))"
)


def measure_renamed(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Former names of the notice's own county, or of those in its city (``placeRenamed``), where nothing in the country has that name
    today, and the document does not go by it itself."""
    own = notice.title + (notice.issuer or "")
    counties = counties_within(notice.division)
    now = {was: name for name in counties for was in _former(name)}
    now |= {row["id"]: row["now"] for row in rows("former-places") if row["now"] in counties}
    now = {was: name for was, name in now.items() if was not in own}
    if not now:
        return
    named = "|".join(was if len(was) > _SHORT else rf"{_APART}{was}" for was in now)
    known = re.compile(f"(?:{named}){_OTHERWISE}")
    hits = [
        (line, found.span(), {"found": found[0], "now": now[found[0]]})
        for line in holders.lines
        for found in known.finditer(line.text)
        if not _FORMERLY.search(line.text[max(0, found.start() - _REACH) : found.start()])
    ]
    yield from holders.once("placeRenamed", hits)


def _former(name: str) -> list[str]:
    """The names that a county, city or district may have had, those of today's places aside."""
    stem, suffix = name[:-1], name[-1]
    if len(stem) < 2 or suffix not in _SUFFIXES:
        return []
    was = (
        "县旗" if suffix != "区" else "县旗市"
    )  # a district may stand beside the city: 洪江区, 洪江市
    return [stem + each for each in was if stem + each not in all_divisions()]
