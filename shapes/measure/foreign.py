"""Offices of another tier among those of a place's own: 市财政局 in the table of a county."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from shapes.facts import Fact, seen
from shapes.known import division_name, divisions_above, office_names
from shapes.measure.holders import Holders
from shapes.measure.tiers import tier_of
from shapes.view import Notice, Place

_TIERS = "省市县区旗州盟"
_RANKS = {"省": 3, "市": 2, "州": 2, "盟": 2, "县": 1, "区": 1, "旗": 1}
_OF_THE_ABOVE = re.compile(
    "生态环境|环保|气象|税务|烟草|消防|邮政|海事|公路|交警|交通警察|地震|公积金|矿山|煤矿安全|通信|安委|安全生产委员会|规划|金融"
)
"""Offices of which a place has branches of the one above it, or meets it in its work."""
_ACTS = re.compile("牵头|负责|会同|将|要|应|组织|督促|配合|每[月季周年]")
_CLASS = re.compile("各[^，、：；]*")
_ASKED = re.compile("商请|提请|争取|报请|对接|指导下|统一部署|按照[^，。；]{0,12}要求")
"""Of what one above does that a place cannot order."""
_SUPERVISE = "supervise"
_FEWEST = 5  # offices with the own tier in front
_SHARE = 0.1  # of them that may have another one where that is a slip


@cache
def _office() -> re.Pattern[str]:
    """An office with a tier in front of it and no place."""
    names = sorted((n for n in office_names() if len(n) > 2 and n[-1] in "局委办厅队"), key=len)
    named = "|".join(re.escape(name) for name in reversed(names))
    return re.compile(
        rf"(?:(?<![\u4e00-\u9fff])|(?<=[由和与会同对、]))(?P<tier>[{_TIERS}])(?P<office>{named})(?![\u4e00-\u9fff]{{0,4}}分局)"
    )


def measure_foreign(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Owners, and who acts in a sentence, of a tier that the other offices of the document are not of (``otherOffice``); one above
    it where the place has no branch of that, one beside or below it where the document is not about such a place."""
    found = [(line, hit) for line in holders.lines for hit in _office().finditer(line.text)]
    tiers = Counter(hit["tier"] for _, hit in found)
    tier = tier_of(notice)
    own = tier.name if tier.name in tiers else next((t for t, _ in tiers.most_common(1)), "")
    if tiers[own] < _FEWEST or tier.level in ("township", "body"):
        return
    about = _CLASS.sub("", "，".join((notice.title, *notice.addressees)))
    offices = {hit["office"] for _, hit in found if hit["tier"] == own}
    noted = _noted(notice)
    for line, hit in found:
        other, office = hit["tier"], hit["office"]
        if other == own or tiers[other] > max(1, _SHARE * tiers[own]):
            continue
        above = _RANKS[other] > (1 if tier.level == "county" else _RANKS[own])
        place = line.place.inside(*hit.span())
        acts = _ACTS.match(line.text, hit.end()) and not above
        owes = any(not place.outside(each) for each in noted[hit[0]])
        fits = not _OF_THE_ABOVE.search(office) and (own != "区" or office in offices)
        if (acts or owes) and (fits if above else other not in about):
            yield from holders.seen("otherOffice", line, hit.span(), found=hit[0], own=own)
    yield from _led_from_above(notice, own)


def _led_from_above(notice: Notice, own: str) -> Iterator[Fact]:
    """Who leads a task and is named by the place above, with its name (湖州市应急管理局牵头, of a county of it); offices that
    have branches, and what is asked for, aside."""
    above = [name for code in divisions_above(notice.division) if (name := division_name(code))]
    for task in notice.tasks:
        for owner in task.owners if not _ASKED.search(task.text) else ():
            place = next((name for name in above if owner.name.startswith(name)), "")
            office = owner.name.removeprefix(place)
            written = owner.role == "lead" and owner.basis in ("note", "subject")
            if place and written and office in office_names() and not _OF_THE_ABOVE.search(office):
                yield seen(
                    task.iri, "otherOffice", owner.place,
                    found=owner.name, own=own, sentence=task.text,
                )  # fmt: skip


def _noted(notice: Notice) -> defaultdict[str, list[Place]]:
    """Where notes and tables name an owner, by its name; who supervises aside."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    owners = [o for task in notice.tasks for o in task.owners if o.explicit]
    for owner in (*owners, *(o for row in notice.annex for o in row.owners)):
        if owner.role != _SUPERVISE:
            places[owner.name].append(owner.place)
    return places
