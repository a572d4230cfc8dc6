"""Figures that do not agree within one sentence: a frequency and the number for the year, a share and what it
is a share of; digits in another order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from shapes.facts import Fact
from shapes.measure.holders import Holders, Line

_OFTEN = re.compile(
    r"每(?P<period>月|季度?|半年|周)[^，。；\d]{0,24}?(?:不?少?于?|至少|开展|组织|召开)?(?P<times>\d{1,12}|[一二两三四])次[^，。；]{0,16}?[，,]?(?:每年|全年|年度|一年)(?:累计|共|总计)?(?:不少于|至少|不低于|达到|开展)?(?:共不少于)?(?P<year>\d{1,12})次"
)
A_YEAR = {"周": 52, "月": 12, "季": 4, "季度": 4, "半年": 2, "年": 1}
FEW = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
_MENDED = re.compile(
    r"(?:共|发现|排查|查出|各类)[^，。；\d]{0,16}(?P<all>\d{1,12})(?P<unit>[项条处个起])[^\n]{0,60}?(?:整改|整治)(?:完成|完毕)?(?P<done>\d{1,12})(?P=unit)[^。；\d]{0,10}整改(?:完成)?率(?:为|达到?)?(?P<share>\d{1,3}(?:\.\d{1,4})?)[%％](?:[，、](?:正在整改|未整改|尚未整改|剩余)[^，。；\d]{0,6}(?P<left>\d{1,12})(?P=unit))?"
)
_SHARE = re.compile(
    r"(?<!\d)(?P<all>\d{1,12})(?P<unit>[个家项所名])(?![^，。；]{0,3}\d)[^，。；\d]{0,10}中?，[^，。；\d]{0,24}?(?:有|为)?(?P<part>\d{1,12})(?P=unit)(?:[^，。；、\d]{1,16})?，占(?:比)?(?P<share>\d{1,3}(?:\.\d{1,4})?)[%％]"
)
_OF_WHAT = "不合格|合格|不达标|达标|未完成|完成|持证|签订|检测|通过|入园|上岗"
_RATE_UNIT = "批次|家次|[个家项所名处条件辆台户人批座]"
_RATE = re.compile(
    rf"(?<![\d.])(?P<all>\d{{1,9}})(?P<unit>{_RATE_UNIT})(?!以上|以下)[^。；\n\d]{{0,20}}[，、：（(](?:其中)?[^，。；、\d]{{0,6}}?"
    rf"(?:(?P<ahead>{_OF_WHAT})的?(?:有|为)?[^，。；、\d]{{0,4}}?(?P<first>\d{{1,9}})(?P=unit)|(?P<second>\d{{1,9}})(?P=unit)[^，。；、\d]{{0,4}}?(?P<behind>{_OF_WHAT}))"
    rf"[，、（(][^，。；、\d]{{0,4}}?(?P<rate>{_OF_WHAT})率(?:为|达到?|仅为?)?(?P<share>\d{{1,3}}(?:\.\d{{1,4}})?)[%％]"
)
"""检查168家，其中不合格21家，不合格率12.5%."""
_AGAIN = re.compile(
    r"(?<![\d.第])(?P<first>\d{1,6})(?P<unit>[处座个家条栋辆台所])(?P<noun>[\u4e00-\u9fff]{3,8}?)(?P<between>[^。；\n\t\d]{0,24}?，[^。；，、\n\t\d]{0,6}?)(?P=noun)(?P<second>\d{1,6})(?P=unit)(?!以上|以下|以内)"
)
"""整治27处隐患路段，…隐患路段29处."""
_ANOTHER = re.compile(
    "其中|[其剩]余|余下|[已新再另还又现总共超比年]|目前|累计|合计|至少|不少于|分别"
)
"""What says between two figures of one name that the second counts more, or at another time."""
_EXACT = 0.6  # hundredths that rounding takes at most
_COUNTED = re.compile(
    r"(?<![\d.\-—〔第])(?P<figure>\d{2,6})(?P<unit>家|座|处|公里|户|所|栋|条|项|台|辆|艘)(?![（(]?套)"
)
_CLAUSE = re.compile(
    r"[、。；：:\n\t|]|(?<=\d[\u4e00-\u9fff])，|(?<=\d公里)，"
)  # what ends the words that say what is counted
_ABOUT = 24  # characters ahead of a figure, and
_BEHIND = 8  # behind it, that say what it counts
_SAME = 4  # characters in a row that two have in common where they count the same
_MOST_FIGURES = 400


def measure_sums(holders: Holders) -> Iterator[Fact]:
    """A frequency that makes more or less in a year than is said, a share that is another
    (``figuresDiffer``), one figure with its digits in another
    order elsewhere (``figureSwapped``)."""
    for line in holders.lines:
        if line.annexed and "\t" not in line.text:
            continue
        for name, span, says in (
            *_often(line.text),
            *_shares(line.text),
            *_again(line.text),
        ):
            yield from holders.seen(name, line, span, found=line.text[span[0] : span[1]], **says)
    yield from _swapped(holders)


_Slip = tuple[str, tuple[int, int], dict[str, str]]


def _often(text: str) -> Iterator[_Slip]:
    for found in _OFTEN.finditer(text):
        times = FEW.get(found["times"]) or int(found["times"])
        made, stated = times * A_YEAR[found["period"]], int(found["year"])
        if made != stated:
            yield "figuresDiffer", found.span(), {"stated": str(stated), "counted": str(made)}


def _shares(text: str) -> Iterator[_Slip]:
    for found in _MENDED.finditer(text):
        whole, done, left = int(found["all"]), int(found["done"]), found["left"]
        yield from _share(found, done, whole)
        if left and done + int(left) != whole:
            says = {"stated": str(whole), "counted": str(done + int(left))}
            yield "figuresDiffer", found.span(), says
    for found in _RATE.finditer(text):
        whole, part = int(found["all"]), int(found["first"] or found["second"])
        what, rate = found["ahead"] or found["behind"], found["rate"]
        if what.lstrip("不未") == rate.lstrip("不未"):
            yield from _share(found, part if what == rate else whole - part, whole)
    for found in _SHARE.finditer(text):
        yield from _share(found, int(found["part"]), int(found["all"]))


def _again(text: str) -> Iterator[_Slip]:
    """Of one thing more at its second mention than there is of it at the first."""
    for found in _AGAIN.finditer(text):
        more = int(found["second"]) > int(found["first"])
        if more and not _ANOTHER.search(found["between"]):
            says = {"stated": found["second"], "counted": found["first"]}
            yield "figuresDiffer", found.span(), says


def _share(found: re.Match[str], part: int, whole: int) -> Iterator[_Slip]:
    if 0 < part <= whole and abs(100 * part / whole - float(found["share"])) > _EXACT:
        right = f"{100 * part / whole:.1f}"
        yield "figuresDiffer", found.span(), {"stated": found["share"], "counted": right}


def _swapped(holders: Holders) -> Iterator[Fact]:
    """Of two figures of the same digits and unit, whose words say that they count the same, the later (132家, 123家), once each."""
    figures = [(line, found) for line in holders.lines for found in _COUNTED.finditer(line.text)][
        :_MOST_FIGURES
    ]
    alike: defaultdict[tuple[str, str], list[tuple[Line, re.Match[str]]]] = defaultdict(list)
    for line, found in figures:
        alike["".join(sorted(found["figure"])), found["unit"]].append((line, found))
    for group in alike.values():
        told: set[str] = set()
        for (line, first), (after, second) in combinations(group, 2):
            new = first[0] != second[0] and not told & {first[0], second[0]}
            if (
                new
                and not _of_a_whole(first, after, second)
                and _words(line, first) & _words(after, second)
            ):
                told |= {first[0], second[0]}
                says = {"found": second[0], "other": first[0]}
                yield from holders.seen("figureSwapped", after, second.span(), **says)


def _of_a_whole(one: re.Match[str], line: Line, two: re.Match[str]) -> bool:
    """Whether one figure and what the other's line has beside it make the other (治理31处，6月底前18处，其余13处)."""
    rest = abs(int(one["figure"]) - int(two["figure"]))
    return any(int(each["figure"]) == rest for each in _COUNTED.finditer(line.text))


def _words(line: Line, found: re.Match[str]) -> set[str]:
    """The runs of characters around a figure, within what counts it."""
    ahead = _CLAUSE.split(line.text[max(0, found.start() - _ABOUT) : found.start()])[-1]
    behind = _CLAUSE.split(line.text[found.end() : found.end() + _BEHIND])[0]
    runs = (re.sub(r"[^\u4e00-\u9fff]", "", text) for text in (ahead, behind))
    return {run[at : at + _SAME] for run in runs for at in range(len(run) - _SAME + 1)}
