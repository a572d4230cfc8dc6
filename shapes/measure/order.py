"""Times that cannot follow each other as they are written: reports before the work, days that are over or that no calendar
has, one period with two spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from shapes.facts import Fact
from shapes.measure.form import is_dated
from shapes.measure.holders import Holders, Line
from shapes.text import is_day
from shapes.view import Notice

_DAY = re.compile(
    r"(?P<every>每年)?(?:(?P<year>20\d\d)年)?(?<![\d.])(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<part>[上中下]旬|[底末初]))?(?:之?以?前|(?<=[日底末])(?=[，；。、开完报]))"
)
_WORK = re.compile(
    r"完成(?!情况)|整改(?!情况|报告|方案|清单|台账)|自查(?!情况|报告|表)|排查(?!情况|结果|报告)|检查(?!情况|结果)|落实到位|整治(?!情况)"
)
_REPORT = re.compile(
    r"(?:情况|结果|报告|汇总|总结|清单|台账|自查表)[^，。；]{0,24}(?:报(?!告)|送)|(?:报送?|上报|汇总后?报|反馈)[^，。；]{0,20}(?:情况|结果|报告|总结|清单)|汇总[^，。；]{0,6}报"
)
_HANDED_IN = re.compile(r"(?:报(?!告|名|警|废)|送|上报|提交)[^，。；]{0,12}")
_PARTIAL = re.compile(
    "半年|季度|阶段性|进展|每月|逐月|月度|首次|首轮|第[一二三]|中期|名单|方案|计划|预案|联络|上年|去年|次年|明年|来年|本月|当月|前期|信息"
)
_LAST = 31
_PARTS = {"初": 5, "上旬": 10, "中旬": 20}
_SENTENCE = re.compile(r"[^。\n]+")
_CALENDAR = re.compile(
    r"(?:(20\d\d)年)?(?:(?<![\d.])|(?<=^\d\.)|(?<=[ 　\t]\d\.)|(?<=^\d\d\.)|(?<=[ 　\t]\d\d\.))(\d{1,2})月(\d{1,2})日"
)
"""A day, behind the number of an item, too (3.2月28日，…)."""
_LEAP = 2024  # a year with every day that any has
_SPAN = r"\d{1,2}月(?:\d{1,2}日|底)?[ 　]?(?:至|到|—|－|-|~|～)[ 　]?(?:次年|翌年)?\d{1,2}月(?:\d{1,2}日|底)?"
_PERIOD = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{0,4}}(?:汛期|防火期|高火险期|休渔期|供暖期|采暖期|禁烧期))[（(](?P<span>{_SPAN})[）)]"
    rf"|(?<![江河湖水海流域])(?P<named>汛期)(?:为|是|从)?(?:每年)?(?P<as>{_SPAN})|(?<!主)(?P<of>{_SPAN})(?:为|是)?(?:全[县市区省])?(?P<called>汛期)"
)
_MONTHLY_IN = re.compile(r"每月(\d{1,2})日(?:之?前)?[^。；\n]{0,8}将当月[^。；\n]{0,16}报")
_MONTHLY_OUT = re.compile(
    r"每月(\d{1,2})日(?:之?前)?[^。；\n]{0,6}(?:通报|汇总)[^。；\n]{0,16}当月"
)
_CIRCULAR = re.compile("通报")  # whose dates are mostly of what was
_BY_THEN = re.compile(
    r"(?<=于)(20\d\d)年(\d{1,2})月(\d{1,2})日前[^，。；]{0,12}?(?:报|送|整改|完成|落实)"
)
_ASKED = re.compile(
    r"请[^，。；\n]{2,30}?于(?P<month>\d{1,2})月(?P<day>\d{1,2})日前，?(?:将|把)?[^。；\n]{0,30}?(?:报(?!告[的称])|反馈|函复|报送)"
)
"""What is asked of the readers by a day without a year."""
_NEAR = 2  # months before its own in which such a day lies that is over, not of the next year
_AS_IT_WAS = re.compile(
    "要求(?=[^，。；]{0,16}(?:于|在|20))|责令|曾|逾期(?!未)|未按(?!时|期限?的)|仍|已|原定|截[至止]|承诺|计划|应当?于"
)
_MENDED_BY = re.compile(
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日前(?:要|须|应)?(?:全部|全面)?整改(?:完毕|到位|完成)"
)
_MENDED_TOLD = re.compile(
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日前，?(?:要|须|应)?将[^，。；]{0,6}整改[^，。；（）]{0,8}(?:情况|报告|结果)[^。；]{0,40}报"
)
_STEPS = re.compile(
    r"(?P<first>(?P<month>(?<!\d)\d{1,2})月(?P<day>\d{1,2})日前(?:全部|全面)?完成(?:自查(?:自纠|自改)?|(?:隐患)?排查|摸排|摸底))，(?:并|再)?于?"
    r"(?P<then>(?P<later_month>\d{1,2})月(?P<later_day>\d{1,2})日前(?:全部|全面)?完成(?:隐患)?(?:整改|整治|验收|销号|复查))(?=[，。；])"
)
"""What is looked for by a day, and what is mended of it by another (6月30日前完成自查，7月31日前完成整改)."""
_TURN = 3  # months from which an earlier one is that of the next year


@dataclass(frozen=True, slots=True)
class _Due:
    """A date in a sentence: its span, its month and day in figures that can be compared, the words behind it up to the next."""

    start: int
    end: int
    year: int | None
    rank: tuple[int, int]
    words: str
    before: str
    behind: str


def measure_order(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Reports that are due before what they report on, and steps before those that they follow (``reportFirst``), days that no calendar has outside of deadlines
    (``noDay``), one period with two spans (``yearsDiffer``), orders of a circular whose day is over (``overAlready``)."""
    spans: dict[str, str] = {}
    times = (each for task in notice.tasks for each in task.times)
    deadlines = [each.place for each in times if each.kind == "DueDate" and each.by is None]
    for line in holders.lines:
        for span, words, other in (*_early(line), *_monthly(line), *_steps(line)):
            yield from holders.seen("reportFirst", line, span, found=words, other=other)
        for found in _CALENDAR.finditer(line.text):
            at = line.place.inside(*found.span())
            told = any(each.start is not None and not at.outside(each) for each in deadlines)
            own = notice.signed is None and not line.annexed and is_dated(line.text)
            if (
                not told
                and not own
                and not is_day(int(found[1] or _LEAP), int(found[2]), int(found[3]))
            ):
                yield from holders.seen("noDay", line, found.span(), found=found[0])
        for found, other in _other_span(line, spans):
            says = {"found": found[0], "other": other, "otherEn": other}
            yield from holders.seen("yearsDiffer", line, found.span(), **says)
    yield from _over(notice, holders)
    yield from _told_before_mended(holders)


def _over(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """What a circular orders to be done by a day before its own."""
    own = notice.own_date
    if own is None or not _CIRCULAR.search(notice.title):
        return
    words = f"{own.year}年{own.month}月{own.day}日"
    for line in holders.lines:
        for sentence in _SENTENCE.finditer(line.text):
            for found in _BY_THEN.finditer(sentence[0]):
                day = (int(found[1]), int(found[2]), int(found[3]))
                over = day < (own.year, own.month, own.day)
                if over and not _AS_IT_WAS.search(sentence[0]):
                    start = sentence.start() + found.start()
                    span = (start, sentence.start() + found.end())
                    yield from holders.seen("overAlready", line, span, found=found[0], own=words)
        for found in _ASKED.finditer(line.text):
            asked = (int(found["month"]), int(found["day"]))
            over = asked < (own.month, own.day) and own.month - asked[0] <= _NEAR
            if over and not line.annexed:
                yield from holders.seen(
                    "overAlready", line, found.span(), found=found[0], own=words
                )


def _told_before_mended(holders: Holders) -> Iterator[Fact]:
    """The one day by which all is mended and the one by which that is to be told, in sentences of their own."""
    mended = [(line, m) for line in holders.lines for m in _MENDED_BY.finditer(line.text)]
    told = [(line, m) for line in holders.lines for m in _MENDED_TOLD.finditer(line.text)]
    if len(mended) != 1 or len(told) != 1 or mended[0][0] == told[0][0]:
        return
    (_, by), (line, at) = mended[0], told[0]
    if (int(at["month"]), int(at["day"])) < (int(by["month"]), int(by["day"])):
        yield from holders.seen("reportFirst", line, at.span(), found=at[0], other=by[0])


def _early(line: Line) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Of two dates in a sentence, one for work and the next for the report on it, the second where it is the earlier."""
    if "\t" in line.text or "|" in line.text:
        return
    for sentence in _SENTENCE.finditer(line.text):
        dates = list(_dues(sentence[0], sentence.start()))
        for first, second in pairwise(dates):
            work = _WORK.search(first.behind) or _WORK.search(first.before)
            handed = _HANDED_IN.match(first.behind.lstrip("，将把"))
            about = second.before + second.behind.lstrip("，").partition("，")[0]
            if not (work or handed) or not _REPORT.search(about) or _PARTIAL.search(about):
                continue
            years = {first.year, second.year} - {None}
            if len(years) < 2 and second.rank < first.rank:
                yield (second.start, second.end), second.words, first.words


def _dues(sentence: str, offset: int) -> Iterator[_Due]:
    found = list(_DAY.finditer(sentence))
    last = 0
    for at, match in enumerate(found):
        month = int(match["month"])
        if not 1 <= month <= 12:
            continue
        day = _day(match)
        end = found[at + 1].start() if at + 1 < len(found) else len(sentence)
        behind = sentence[match.end() : end]
        own = re.split("[，；]", sentence[last : match.start()])[-1]
        yield _Due(
            offset + match.start(), offset + match.end(), int(match["year"]) if match["year"] else None,
            (month, day), match[0], own, behind,
        )  # fmt: skip
        last = match.end()


def _day(match: re.Match[str]) -> int:
    return int(match["day"]) if match["day"] else _PARTS.get(match["part"] or "", _LAST)


def _monthly(line: Line) -> Iterator[tuple[tuple[int, int], str, str]]:
    """What is told of a month before it is handed in (每月28日前将当月…报…，每月25日通报…当月)."""
    handed, told = _MONTHLY_IN.search(line.text), _MONTHLY_OUT.search(line.text)
    if handed and told and int(told[1]) < int(handed[1]):
        yield told.span(), told[0], handed[0]


def _steps(line: Line) -> Iterator[tuple[tuple[int, int], str, str]]:
    """What is to be mended before it is looked for, not over the turn of a year."""
    for found in _STEPS.finditer(line.text):
        month, later = int(found["month"]), int(found["later_month"])
        early = (later, int(found["later_day"])) < (month, int(found["day"]))
        if early and month - later <= _TURN:
            yield found.span("then"), found["then"], found["first"]


def _other_span(line: Line, spans: dict[str, str]) -> Iterator[tuple[re.Match[str], str]]:
    """A season with another span than where it was first named, which ``spans`` keeps."""
    for found in _PERIOD.finditer(line.text):
        name = found["name"] or found["named"] or found["called"]
        span = found["span"] or found["as"] or found["of"]
        first = spans.setdefault(name, span)
        if _plain(first) != _plain(span):
            yield found, f"“{first}”"


def _plain(span: str) -> str:
    return re.sub(r"[至到—－\-~～ 　]+|次年|翌年", "-", span)
