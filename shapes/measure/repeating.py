"""What bodies and leaders do over and over, in two places that want it more and less often; by how much accidents are to fall, in
two places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from shapes.facts import Fact
from shapes.measure.holders import Holders, Line
from shapes.measure.sums import A_YEAR, FEW

_OFTEN = re.compile(
    r"(?P<who>[^，。；：\n]{0,24}?)(?P<every>每(?P<period>周|月|季度?|半年|年)|全年)(?P<what>[^，。；\n]{0,36})"
)
_TIMES = re.compile(r"(?P<times>\d{1,2}|[一两二三四])次")
_SITTING = re.compile("常务会议?|常委会(?:会议)?|安委会(?=.*全体会议)|安全生产委员会(?=.*全体会议)")
_LEADER = re.compile(
    "(?P<of>[\u4e00-\u9fff（）]{0,8}?)(?:主要负责人|主要领导|主要负责同志|公司领导)"
)
_INSPECTS = re.compile("带队|(?:到|赴|下)[^，。；]{0,4}基层[^，。；]{0,8}检查")
_TIER = re.compile("[省市县区旗州]")
_GENERAL = re.compile(
    r"(?:至少|不少于|不低于)?(?:\d{1,2}|[一两二三四])次|至少|不少于|不低于|专题|研究|听取|召开|组织|开展|全体|会议|安全生产|安全|工作|汇报|情况|[省市县区旗州]?(?:政府|委员会|安委会|委)|常务|常委会?|带队|基层|现场|检查|督导|督查|按照|分工|隐患|排查|[到赴下对的要应于]"
)
"""What does not say on what a body sits or what a leader inspects."""
_GOAL = re.compile(
    r"(?P<ahead>[^，。；：\n]{0,24})事故(?:总量|起数)?(?:[、和及与]|，)?(?:事故)?死亡人数[^，。；：\n%％\d]{0,12}(?:20\d\d年[^，。；：\n%％\d]{0,8})?(?:下降|降低|压减|减少)(?P<share>\d{1,2})[%％](?P<behind>[^。；\n]{0,16})"
)
_YEAR = re.compile(r"(?<![较比])(?P<year>20\d\d)年[^。]*$")
_NEAR = 60  # characters ahead of a goal in which its year stands
_WANTED = re.compile("以上|目标|力争|确保|实现|须|要")
_PART = re.compile(
    "道路|交通|建筑|施工|火灾|消防|工贸|工矿|矿山|农机|渔业|水上|较大|燃气|非|亡人|农村"
)
"""What of all accidents is meant, where not all are."""


class _Deed(NamedTuple):
    """What is done over and over: whose deed it is, and of what."""

    kind: str
    tier: str
    of: str


@dataclass(frozen=True, slots=True)
class _Said:
    line: Line
    span: tuple[int, int]
    words: str
    sentence: str
    value: int
    year: str = ""


def measure_repeating(holders: Holders, told: Set[int | None]) -> Iterator[Fact]:
    """The later of two places: ``otherRhythm``, but of rhythms that begin where it is ``told`` already, and ``otherNumber`` of the
    fall of accidents."""
    for name, said in (("otherRhythm", _deeds(holders)), ("otherNumber", _goals(holders))):
        first: dict[_Deed, _Said] = {}
        for deed, here in said:
            before = first.setdefault(deed, here)
            start = (here.line.place.start or 0) + here.span[0]
            years = before.year and here.year and before.year != here.year
            apart = before.value != here.value and before.line is not here.line
            if apart and not years and start not in told:
                says = {
                    "found": here.words,
                    "other": before.words,
                    "otherSentence": before.sentence,
                }
                yield from holders.seen(name, here.line, here.span, **says)


def _deeds(holders: Holders) -> Iterator[tuple[_Deed, _Said]]:
    """How many times in a year a body is to sit on work safety, or a leader to inspect."""
    for line in holders.lines:
        for found in _OFTEN.finditer(line.text):
            clause, times = found["who"] + found["what"], _TIMES.search(found["what"])
            deed = _deed(found["who"], clause)
            if deed is None or times is None:
                continue
            a_time = FEW.get(times["times"]) or int(times["times"])
            value = a_time * A_YEAR.get(found["period"] or "年", 1)
            yield deed, _Said(line, found.span("every"), found["every"], found[0], value)


def _deed(who: str, clause: str) -> _Deed | None:
    """The sitting or the inspection that a clause is about; None where it is about another thing, or several."""
    sitting, leader = _SITTING.search(clause), _LEADER.search(who)
    of = _general(clause)
    tier = _TIER.search(clause)
    if sitting and not re.search("[、和及]", clause):
        return _Deed(sitting[0][:2], tier[0] if tier else "", of)
    if leader and _INSPECTS.search(clause):
        return _Deed("leader", leader[0], _general(clause.replace(leader[0], "")))
    return None


def _general(clause: str) -> str:
    """What a clause says beyond sitting and inspecting."""
    return re.sub("[^\u4e00-\u9fff]", "", _GENERAL.sub("", clause))


def _goals(holders: Holders) -> Iterator[tuple[_Deed, _Said]]:
    """By how much all accidents and the dead are to fall; accounts of what they fell by are no goals."""
    for line in holders.lines:
        for found in () if "\t" in line.text else _GOAL.finditer(line.text):
            wanted = _WANTED.search(found["ahead"] + found["behind"])
            if wanted and not _PART.search(found["ahead"]):
                words = found[0][len(found["ahead"]) : len(found[0]) - len(found["behind"])]
                start = found.start() + len(found["ahead"])
                span = (start, start + len(words))
                of = _YEAR.search(line.text[max(0, found.start() - _NEAR) : start])
                year = of["year"] if of else ""
                yield (
                    _Deed("fall", "", ""),
                    _Said(line, span, words, found[0], int(found["share"]), year),
                )
