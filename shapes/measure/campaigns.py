"""Years of plans and campaigns: those that everybody knows, and those that the title of a plan has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shapes.facts import Fact
from shapes.measure.holders import Holders, Line
from shapes.tables import in_turn
from shapes.text import ordinal
from shapes.view import Notice

_YEARS = r"(20\d\d)年?[ 　]?[—－\-~～至到―–]{1,2}[ 　]?(20\d\d)年?"
_BRACKET = re.compile(rf"(?:实施)?(?:方案|计划|规划)?[》”]?[（(]{_YEARS}[）)]")
_STEP = re.compile(
    r"[》”]?(?:实施)?的?(?:(?P<last>收官[^，。；：\n]{0,4}?年|最后一年)|(?:开局|起步)[^，。；：\n]{0,4}?年|首年|第一年)"
)
_OF_THE_YEAR = re.compile(
    r"(?:(?P<year>20\d\d)[ 　]?年(?:度)?|今年)[^。；\n]{0,12}?是[^。；\n]{0,60}(?<![为接])$"
)
_TITLE = re.compile(rf"[（(]{_YEARS}[）)]")
_WRAPPED = re.compile(rf"[ 　]*[（(]{_YEARS}[）)](?:的通知)?[ 　]*")
_REACH = 120  # characters ahead of a name in which its year is looked for
_HEAD = 8  # lines in which the title stands
_TERM = re.compile(
    rf"(?:(?:实施|行动|整治)(?:期限?|时间)(?:为|是|：)?[^。；\n\d]{{0,4}}|^[ 　]*[（(]){_YEARS}(?:[）)]|(?=[，。；]))"
)
_ORDINAL = re.compile(
    r"第(?P<said>\d{1,2}|[一二三四五六七八九十]{1,3})(?:个|届|次)?(?:全国)?[“\"]?(?P<name>安全生产月|防灾减灾日)[”\"]?(?![^，。；]{0,4}(?:做法|经验|成果|方案|总结|情况))"
)
_FIRST = {"安全生产月": 2002, "防灾减灾日": 2009}
"""The years of the first ones."""
_PAST = re.compile("总结|对照|借鉴|回顾|上年|去年")
_CLOSES = re.compile(r"[^，。；\n]{0,8}?收官(?!之年|之战|年)")
_GOES_ON = re.compile(
    r"(?:深入|继续|持续|扎实|全面|深化|纵深|大力)(?:推进|开展|实施|落实|抓好)?[^，。；\n《]{0,8}$"
)
_ENDED = re.compile("成果|成效|巩固|总结|收官|回头看|评估|结束|期满|后半篇|经验|基础上")
_STEPS = re.compile(r"[^，。；\n]{0,8}(?:攻坚|关键|深化|承上启下)[^，。；\n]{0,3}年")
_TO_CLOSE = re.compile(r"(?:确保|推动|实现|助力|力争)[^，。；\n]{0,8}$")
_Slip = tuple[tuple[int, int], str, str]
"""Where it stands, what it does not agree with in Chinese and in English."""


def measure_campaigns(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Years behind the name of a plan or campaign that are not its, a year that is called its first or last and is not, and years
    that a plan says of itself and that are not those of its title (``yearsDiffer``)."""
    own = notice.plan_year
    titled = _TITLE.search(notice.title) or _wrapped(holders.lines[:_HEAD])
    for line in holders.lines:
        slips = [*_known(line, own), *(_own(line, titled) if titled else ())]
        slips += _counted(line, own) if own and not titled else ()
        told = 0
        for span, other, english in slips:
            if span[0] < told:  # one year, wrong of two plans
                continue
            told = span[1]
            says = {"found": line.text[slice(*span)].strip(), "other": other, "otherEn": english}
            yield from holders.seen("yearsDiffer", line, span, **says)


def _wrapped(lines: Sequence[Line]) -> re.Match[str] | None:
    """The years in the last line of a title of several."""
    return next((m for line in lines if (m := _WRAPPED.fullmatch(line.text.rstrip("\n")))), None)


def _known(line: Line, own: int | None) -> Iterator[_Slip]:
    """What the table of campaigns contradicts."""
    for row, name in in_turn("campaigns", line.text):
        first, last = (int(year) for year in row.gives.split("-"))
        title = f"“{re.sub('[“”]', '', name[0])}”"
        behind = _BRACKET.match(line.text, name.end())
        if behind and (int(behind[1]), int(behind[2])) != (first, last):
            span = (name.start(), behind.end())
            yield (
                span,
                f"{title}的起止（{first}—{last}年）",
                f"the years of {title} ({first}–{last})",
            )
        step = _STEP.match(line.text, behind.end() if behind else name.end())
        ahead = max(0, name.start() - _REACH)
        said = _OF_THE_YEAR.search(line.text[ahead : name.start()]) if step else None
        year = int(said["year"] or own or 0) if said else 0
        right = last if step and step["last"] else first
        if step and said and year and year != right:
            word, english = ("收官", "last") if step["last"] else ("开局", "first")
            span = (ahead + said.start(), step.end())
            yield (
                span,
                f"{title}{word}之年（{right}年）",
                f"the {english} year of {title} ({right})",
            )


def _counted(line: Line, own: int) -> Iterator[_Slip]:
    """The number of a yearly month or day that is that of another year (第24个全国“安全生产月” in 2026), and a plan of years that is to
    go on, or to be brought to its end, in a year behind it."""
    for found in _ORDINAL.finditer(line.text):
        if _PAST.search(line.text[max(0, found.start() - 8) : found.start()]):
            continue
        right = own - _FIRST[found["name"]] + 1
        if ordinal(found["said"]) != right:
            other = f"{own}年（第{right}个）"
            yield found.span(), other, f"{own}, which has number {right}"
    for row, name in in_turn("campaigns", line.text):
        last = int(row.gives.split("-")[1])
        if own <= last:
            continue
        ahead = line.text[max(0, name.start() - _REACH) : name.start()]
        title = re.sub("[“”]", "", name[0])
        closes, steps = _CLOSES.match(line.text, name.end()), _STEPS.match(line.text, name.end())
        goes_on = (
            title.endswith("行动")
            and _GOES_ON.search(ahead)
            and not _ENDED.search(_clause(line.text, name.span()))
        )
        if (closes and _TO_CLOSE.search(ahead)) or steps or goes_on:
            end = max((m.end() for m in (closes, steps) if m), default=name.end())
            yield (name.start(), end), f"“{title}”到{last}年为止", f"the last year of it, {last}"


def _clause(text: str, span: tuple[int, int]) -> str:
    """The words around a span between full stops."""
    start = max(text.rfind(stop, 0, span[0]) for stop in "。；\n") + 1
    ends = [at for stop in "。；\n" if (at := text.find(stop, span[1])) >= 0]
    return text[start : min(ends, default=len(text))]


def _own(line: Line, titled: re.Match[str]) -> Iterator[_Slip]:
    """Years that the plan gives as its own, in a sentence or below its title."""
    for found in _TERM.finditer(line.text):
        if found.groups() != titled.groups():
            years = f"“{titled[1]}—{titled[2]}年”"
            yield found.span(), f"标题的{years}", f"{years} of the title"
