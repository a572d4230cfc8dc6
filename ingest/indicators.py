"""What a number measures: the rate, size or count that it is a value of (违法预警处置率, 路堤高度, 尾矿库)."""

from __future__ import annotations

import re
from functools import cache

from ingest.amounts import Amount, clause_start
from ingest.numerals import CAPITAL_PART
from ingest.rulebook import rule_table

LONGEST = 40
"""Code points of an indicator at most; a longer run of words keeps its end."""

_BREAK = "，。；：！？＿"
_NUMBERED = re.compile(
    r"\s*(?:（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|"
    + CAPITAL_PART
    + r")"
)
"""The number of a section in front of its words."""
_FULL = "全覆盖"
_ROUND = re.compile(r"(?:(?:组织|开展|进行|实施)了?)?[\d一二两三]+[轮次遍]")
"""How often what covers all is done, in front of it (开展一次复工复产全覆盖检查)."""
_STAFF = ("作业", "从业", "用工", "员工", "职工", "人员")
_JOINED = re.compile("[、和及与，]|以及")
#: What a number of a unit counts where the words say only of what.
_COUNTED = {
    "人": "人数",
    "名": "人数",
    "层": "层数",
    "年": "时间",
    "月": "时间",
    "个月": "时间",
    "日": "时间",
    "天": "时间",
    "小时": "时间",
    "公里": "里程",
    "级": "等级",
    "标准化": "标准化等级",
}


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    found = (r.written for r in rule_table("indicator") if r.given["kind"] == kind)
    return re.compile("|".join(f"(?:{p})" for p in found))


def measured_by(text: str, amounts: tuple[Amount, ...], i: int) -> str:
    """What the ``i``-th of the ``amounts`` of ``text`` measures; empty where the text does not say.

    >>> from ingest.amounts import find_amounts
    >>> text = "在线监控覆盖率至100%、违法预警处置率不低于95%"
    >>> [measured_by(text, find_amounts(text), i) for i in (0, 1)]
    ['在线监控覆盖率', '违法预警处置率']
    """
    amount = amounts[i]
    if amount.unit_class == "share" and (named := _respectively(text, amounts, i)):
        return named
    before, after = _before(text, amounts, i), _after(text, amount.end)
    if _pattern("measured").search(before) and amount.unit_class != "act":
        return _last_of_list(before)
    if amount.bound == "recent":
        return after.split("的", 1)[0]
    if amount.unit_class == "grade" and "标准化" in text:
        return _counted(_last_of_list(before), "标准化")
    if amount.unit_class in ("time", "grade") or (amount.bound == "ceiling" and not after):
        return _counted(_last_of_list(before) or after, amount.unit)
    if amount.unit_class in ("share", "none"):
        return before or after
    if amount.suffix and amount.unit in "人名" and before.endswith(_STAFF):
        return _counted(before, amount.unit)
    noun = after or _of_the_next(text, amounts, i)
    if not noun:
        return before
    if _qualifies(amount):
        return _counted(re.sub("(?:安全)?(?:隐患|问题)$", "", noun), amount.unit)
    return _thing(noun, amount)


def covered_by(text: str, start: int, end: int) -> str:
    """What ``text[start:end]`` (全覆盖) says is covered: the noun before it with the activity behind."""
    words = _ROUND.sub("", text[_clause_start(text, start) : start])
    before = named_before(words)
    activity = re.match(r"[“\u4e00-\u9fff][^，。；：、（和并及]{1,12}", text[end:])
    return (_last_member(before) + (activity[0] if activity else ""))[-LONGEST:]


def _before(text: str, amounts: tuple[Amount, ...], i: int) -> str:
    """The noun in front of an amount, as far as its clause and the amount before it let it reach."""
    start = _clause_start(text, amounts[i].start)
    if i and amounts[i - 1].end > start:
        start = amounts[i - 1].end
    return named_before(text[start : amounts[i].start])


def named_before(words: str) -> str:
    """The noun that ``words`` end with: without what leads in to their noun and what stands between it and the number."""
    words = _pattern("inner").sub("", words.strip("、和及与或的")) or words
    while (m := _pattern("lead").match(words)) and m.end() < len(words):
        words = words[m.end() :]
    words = _pattern("tail").sub("", words).replace(_FULL, "").strip("、和及与或（）")
    return "" if _pattern("empty").search(words) else words[-LONGEST:]


def _clause_start(text: str, position: int) -> int:
    """Where the clause begins, behind the number of its section.

    >>> _clause_start("（三）市应急局购置卫星电话10部", 14), _clause_start("各乡镇（街道）配备水泵2台", 11)
    (3, 0)
    """
    start = clause_start(text, position, _BREAK)
    numbered = None if start else _NUMBERED.match(text, 0, position)
    return numbered.end() if numbered else start


def _after(text: str, end: int) -> str:
    m = re.match(
        r"的?(?:全覆盖)?((?:[^，。；：（＿\d]|（[^（）]*）(?=[\u4e00-\u9fff])){2,60})", text[end:]
    )
    words = m[1] if m else ""
    if words.startswith(("、", "和", "或", "及", "以", "）", "时", "后")):
        return ""
    return _pattern("tail").sub("", words.rstrip("、和及与"))[:LONGEST]


def _of_the_next(text: str, amounts: tuple[Amount, ...], i: int) -> str:
    """The noun that two amounts of one unit share (发生2起以上或3起以上一般事故)."""
    following = (a for a in amounts[i + 1 :] if a.unit == amounts[i].unit)
    return next((noun for a in following if (noun := _after(text, a.end))), "")


def _respectively(text: str, amounts: tuple[Amount, ...], i: int) -> str:
    """The member of a list that the ``i``-th amount goes with (安装率、联网率分别不低于100%、95%)."""
    first = last = i
    while first and _JOINED.fullmatch(text, amounts[first - 1].end, amounts[first].start):
        first -= 1
    while last + 1 < len(amounts) and _JOINED.fullmatch(
        text, amounts[last].end, amounts[last + 1].start
    ):
        last += 1
    lead = text[_clause_start(text, amounts[first].start) : amounts[first].number]
    if first == last or "分别" not in lead:
        return ""
    names = re.split("[、和及与]", lead.partition("分别")[0])
    place = len(names) - (last - first + 1) + i - first
    return named_before(names[place]) if place >= 0 else ""


def _last_of_list(words: str) -> str:
    return words.rsplit("、", 1)[-1]


def _last_member(words: str) -> str:
    """The last member of a list that 和 closes; a list that 等 closes is one."""
    m = None if "等" in words else re.search(r"、[^、]*[和及]([^、和及]{3,})$", words)
    return m[1] if m else words


def _qualifies(amount: Amount) -> bool:
    """Whether the number says how large the thing behind it is (3层以上自建房), not how many."""
    return amount.unit == "层" or (amount.unit_class == "size" and bool(amount.suffix))


def _counted(words: str, unit: str) -> str:
    """The measure that a unit tells, where ``words`` name none."""
    kind = _COUNTED.get(unit, "")
    if not words or _pattern("measured").search(words) or words.endswith(kind):
        return words
    return words + kind


def _thing(noun: str, amount: Amount) -> str:
    """What is counted: the things themselves, not what is done to them."""
    if amount.unit_class in ("thing", "size"):
        if amount.unit in "人名" and not _pattern("person").search(noun):
            return noun + "人数" if noun.endswith(("队", "队伍", "力量")) else noun
        bare = _pattern("act").sub("", noun)
        return bare if len(bare) >= 2 else noun
    return noun
