"""Offices of another place, left in from its paper: 宁德市教育局 in a notice of 建瓯."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from shapes.facts import Fact
from shapes.known import all_divisions, division_name, divisions_above, office_names, places_within
from shapes.measure.holders import Holders, Line, sentence_at
from shapes.text import is_quoted
from shapes.view import Notice

_LONGEST = 12  # characters of the name of a division
_OF_WHOM = "各(?:学校|乡镇|街道|企业|单位|部门|镇)|(?:人民)?政府|安委(?:会|办)|安全生产委员会|防汛抗旱指挥部|应急指挥部|融媒体中心"
_RIGHTLY = re.compile(
    r"事故|教训|借鉴|学习|通报|来函|协[作同查]|联合|毗邻|相邻|交界|接壤|跨|流域|上游|下游|对口|援|兄弟|考察|会同|转发|曾|原"
)
"""Of a sentence that speaks of another place on purpose."""
_WITH = re.compile("配合|签订|建立|联[防控动勤]|参照|推广|经验|赴|告知|途经|移送|来自|商请")
"""Of a sentence that has its own place work with another."""
_FEW = 2  # places in which a name that was left in stands at most


@cache
def _named() -> re.Pattern[str]:
    """The end of the name of a division with one of its offices or parts behind it."""
    offices = "|".join(
        re.escape(n) for n in sorted(office_names(), key=len) if len(n) > 2 and n[-1] in "局委办厅"
    )
    return re.compile(rf"(?<=[\u4e00-\u9fff][县区市旗])(?:{_OF_WHOM}|{offices})")


def is_elsewhere(office: str, own: str | None) -> bool:
    """Whether an office is named by a place that is neither ``own`` (a code) nor part of it nor what it is part of.

    >>> [is_elsewhere(office, "141181") for office in ("介休市教育局", "孝义市教育局", "吕梁市教育局", "市教育局")]
    [True, False, False, False]
    """
    found = _named().search(office) if own else None
    name = _division(office[: found.start()]) if found else ""
    return bool(own and name) and name not in _ours(own or "")


def measure_elsewhere(
    notice: Notice, holders: Holders, signed: tuple[Line, str] | None
) -> Iterator[Fact]:
    """Offices and parts of a place that is neither the notice's own nor part of it nor what it is part of (``otherPlace``);
    whom it is sent to, who signs it, and sentences that speak of others on purpose, aside."""
    own = notice.division
    if not own:
        return
    ours = _ours(own)
    known = "".join((notice.title, notice.issuer or "", *notice.addressees))
    whole = "".join(line.text for line in holders.lines)
    for line in holders.lines if not _RIGHTLY.search(notice.title) else ():
        if signed and line is signed[0]:
            continue
        for found in _named().finditer(line.text):
            name = _division(line.text[max(0, found.start() - _LONGEST) : found.start()])
            if not name or name in ours or name in known or whole.count(name) > _FEW:
                continue
            start = found.start() - len(name)
            sentence = sentence_at(line.text, (start, found.end()))
            if not (
                is_quoted(line.text, start) or _RIGHTLY.search(sentence) or _WITH.search(sentence)
            ):
                says = {"found": name + found[0], "own": division_name(own) or ""}
                yield from holders.told("otherPlace", line, (start, found.end()), **says)


def _division(text: str) -> str:
    """The longest name of a division of three characters or more that the text ends with; "" of none."""
    ends = (text[at:] for at in range(max(0, len(text) - _LONGEST), len(text) - 2))
    return next((end for end in ends if end in all_divisions()), "")


@cache
def _ours(code: str) -> frozenset[str]:
    """Names of the division, of those that it is part of and of those that are part of it."""
    whole = (code, *divisions_above(code)) if code else ()
    return frozenset((*places_within(code), *(division_name(each) or "" for each in whole)))
