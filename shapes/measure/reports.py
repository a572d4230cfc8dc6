"""One report that is due on two days: monthly or quarterly news of progress, the report on a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from shapes.facts import Fact
from shapes.measure.holders import Holders, Line
from shapes.tables import kept

_HANDED = r"(?:报送|上报|报至|填报|报(?!告|表|名|备|废|警|社|纸|道|送|账))"
_DUE = re.compile(
    r"(?P<who>[^，。；：\n]{0,40}?)(?:自?从?\d{1,2}月起)?于?(?P<day>每(?P<every>月|个月|季度?)(?P<at>末月|最后一个月|末|的)?[ 　]*(?P<date>\d{1,2}[ 　]*日|底|末)?之?前)[，,]?(?P<what>[^，。；\n]{0,70})"
)
_YEAR_OVER = re.compile(
    r"(?P<day>(?:20\d\d年)?\d{1,2}[ 　]*月[ 　]*(?:\d{1,2}[ 　]*日|底|初)之?前)(?P<what>[^，。；\n]{0,14}(?:全年|年度|年终)(?:安全生产)?(?:工作)?总结(?!会|大会)[^，。；\n]{0,16})"
)
_PROGRESS = re.compile(r"进展|(?:完成|整治|整改|排查|工作|推进|落实|有关|当月|上月)情况|台账")
_OTHER_THINGS = re.compile(r"汇总(?!后)|通报|清单|执法|值班|信息简报|典型案例|统计")
_TO = re.compile(
    r"(?:报送?(?:至|到|给)?|向|至)(?P<to>[^，。；（(的\d]{1,14}?(?:办公室|安委办|管理办|局|办|科|股|专班|中心|公司))(?=[，。；（(]|报|$)"
)
_OBJECT = re.compile(r"(?:报送|上报|填报|将|把|^)(?P<object>[^，]{0,16}?)(?:进展|情况|台账)")
_ANY_NEWS = re.compile(
    "工作|进展|情况|开展|完成|[当上本]月|月度|季度|任务|落实|推进|有关|本[地辖][区方]?|本?单位|专项|整治|整改|排查|隐患|检查|贯彻|重点|安全生产|报送|通过“.*”|[将的和及、至到于在各]"
)
"""What does not say of what news is."""
_APART = (
    (re.compile("上月|上季"), re.compile("本月|当月|本季|当季")),
    (re.compile("初稿|草稿|征求意见"), re.compile("终稿|定稿|正式")),
    (re.compile("排查|自查"), re.compile("整[改治]|销号")),
)
"""Words of two reports, where each has one of a pair alone."""
_BODY = re.compile(
    r"各[^，。；：]{1,24}$|^[^，。；：请]{1,14}(?:局|办|委|公司|大队|支队|中心|政府|办事处)$"
)
_ANYBODY = re.compile("单位|部门|各地|各级")
_MOST = 40  # such clauses of a document that are compared


@dataclass(frozen=True, slots=True)
class _Due:
    line: Line
    span: tuple[int, int]
    day: str
    who: str
    to: str
    of: str  # what the news is of, where that is said
    what: str  # the words behind the day
    sentence: str


def measure_reports(holders: Holders) -> Iterator[Fact]:
    """The later of two days on which one report is due (``otherReport``), once each."""
    for found in (_progress(holders), _of_years(holders)):
        told: set[str] = set()
        for one, two in combinations(found[:_MOST], 2):
            if _one_report(one, two) and two.day not in told:
                told |= {one.day, two.day}
                says = {"found": two.day, "other": one.day, "otherSentence": one.sentence}
                yield from holders.seen("otherReport", two.line, two.span, **says)


def _one_report(one: _Due, two: _Due) -> bool:
    """Whether the same hand in the same to the same, on another day, as far as both say."""
    whom = not one.to or not two.to or one.to in two.to or two.to in one.to
    same = not one.of or not two.of or one.of == two.of
    apart = any(_alone(one.what, two.what, *pair) for pair in _APART)
    return one.day != two.day and whom and same and not apart and _of_one(one.who, two.who)


def _alone(one: str, two: str, first: re.Pattern[str], second: re.Pattern[str]) -> bool:
    """Whether one has the first of a pair of words and not the second, and two the other way round; or two and one."""
    has = [(bool(first.search(each)), bool(second.search(each))) for each in (one, two)]
    return set(has) == {(True, False), (False, True)}


def _of_one(one: str, two: str) -> bool:
    """Whether two may be one who hands in: they have a name in common, or one of them names none."""
    if not one or not two or _ANYBODY.search(one) or _ANYBODY.search(two):
        return True
    names = [set(re.split("[、和及与]", who)) for who in (one, two)]
    return bool(names[0] & names[1])


def _progress(holders: Holders) -> list[_Due]:
    """What is due every month or quarter on a day, and hands in how things go on."""
    return [_due(line, due, due["who"]) for line in holders.lines for due in _news(line.text)]


@kept
def _news(text: str) -> tuple[re.Match[str], ...]:
    """What a line wants of that."""
    return tuple(due for due in _DUE.finditer(text) if _is_news(due))


def _is_news(due: re.Match[str]) -> bool:
    dated = due["date"] or due["at"] == "末"
    handed = re.search(_HANDED, due["what"])
    told = _PROGRESS.search(due["who"][-14:] + due["what"])
    return bool(dated and handed and told) and not _OTHER_THINGS.search(due["what"])


def _of_years(holders: Holders) -> list[_Due]:
    """The reports on a whole year that are due on a day."""
    return [
        _due(line, due, "")
        for line in holders.lines
        for due in _YEAR_OVER.finditer(line.text)
        if re.search(_HANDED, due["what"])
    ]


def _due(line: Line, due: re.Match[str], who: str) -> _Due:
    """What is due in a line, of whom the words ahead of the day name."""
    to = _TO.search(due["what"])
    subject = _BODY.search(re.sub(r"\s", "", who))
    thing = _OBJECT.search(due["what"])
    return _Due(
        line, due.span("day"), re.sub(r"\s", "", due["day"]), subject[0] if subject else "",
        to["to"] if to else "", _ANY_NEWS.sub("", thing["object"]) if thing else "", due["what"], due[0].strip(),
    )  # fmt: skip
