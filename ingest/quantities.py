"""Numbers of a sentence: targets to be reached, and conditions that only qualify.

Numbers that are times (3年, 6小时) belong to ``ingest.times`` unless they qualify an object.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.finding import Clause, Spans, overlaps
from ingest.numerals import NUMBER, parse_number
from ingest.records import Quantity
from ingest.rulebook import Rule, matches, rule_table

_TIME_UNITS = "个月|个工作日|工作日|小时|分钟|年|月|日|天|周|岁"
_UNITS = (
    "个百分点|百分点|%|‰|倍|次|轮|遍|场次|场|期|处|座|家|户|名|人次|人|支|个|项|条|批|套|台|辆|艘|架|部|份|篇|块|段|栋|幢|间|层|级|类|件|起|例|所|班|对|组|"
    "公里|千米|平方公里|平方米|立方米|米|km|m|亩|公顷|万元|亿元|元|吨/年|万吨/年|万吨|吨|千瓦|兆瓦|兆帕|度|厘米|毫米|kg|t|学时|课时"
)
_BEFORE = "|".join(r.pattern.pattern for r in rule_table("quantity"))
_NUMBER = re.compile(
    rf"(?P<cmp>{_BEFORE})?(?P<act>[^\d，。；：、“”（）《》]{{0,8}}?)"
    rf"(?P<percent>百分之)?(?<![\d.〔+＋·\-第十五])(?P<low>{NUMBER})(?P<more>余|多)?"
    rf"(?:(?P<lowunit>名|个|项|次|人|处|%)?[-—–－~～至到]{{1,2}}(?P<high>{NUMBER}))?"
    rf"(?P<unit>{_UNITS}|{_TIME_UNITS})?(?P<suffix>(?:及|（含）|或者合格|或)?以上|(?:及)?以下|以内|之内)?"
)
_FULL = re.compile(r"全覆盖")
_HAN_ONLY = re.compile(r"[〇零一二三四五六七八九十百千两]+[万亿]?")
_NOT_COUNTED = re.compile(
    r"一(?:个百|批|些|定|致|线|体|般|律|把|案|栋|楼|点|企|事|项|件事|张图|域|行|对一|流|级响|种|类|经|一|同|旦|并|直|系列|揽子|次性|时间|步|刻|方面|条龙|站式|盘棋|口)"
    r"|两(?:手|个确立|个维护|办|新|重|客|会|张皮|化|级|案|法|违|侧|头|地)|三(?:年行动|级|同时|管|违|方|定|大|年)|四(?:不|个意识|清|早)"
    r"|十(?:四五|五五|大|条硬|五条)|百(?:日|吨王|姓)|千(?:方百|家万户)|二(?:是|维码|次)|第"
)
_GOAL_LEAD = re.compile(
    r"(?:达到|达|下降|降低|减少|提升|提高|增长|完成|保持|率|实现|确保|力争|比例|占比|标准化|数量|总数)[^，。；]{0,4}$"
)


@dataclass(frozen=True, slots=True)
class Quantities:
    targets: tuple[Quantity, ...]
    conditions: tuple[Quantity, ...]


def find_quantities(clause: Clause, taken: Spans) -> Quantities:
    """Targets and conditions of ``clause``; numbers within ``taken`` (times, counts of a
    recurrence) are passed over."""
    targets: list[Quantity] = []
    conditions: list[Quantity] = []
    view = _unquoted(clause.view)
    for m in _NUMBER.finditer(view):
        if overlaps(m.start("low"), m.end(), taken) or not _counts(view, m):
            continue
        kind = _kind(view, m)
        if kind == "target":
            targets.append(_quantity(clause, view, m))
        elif kind == "condition":
            conditions.append(_quantity(clause, view, m))
    targets += [_coverage(clause, view, m) for m in _FULL.finditer(view)]
    return Quantities(tuple(targets), tuple(conditions))


def _unquoted(view: str) -> str:
    """``view`` with short quoted terms blanked: “10+2” and “5·12” are names."""
    return re.sub(r"“[^“”]{1,40}”", lambda m: "＿" * len(m[0]), view)


def _counts(view: str, m: re.Match[str]) -> bool:
    """Whether the match is a number of something at all."""
    if not m["unit"] and not m["percent"]:
        return False
    if _NOT_COUNTED.match(view, m.start("low")) and not m["cmp"]:
        return False
    if m["unit"] in ("年", "月", "日") and not m["suffix"] and _comparator(m) is None:
        return False
    return not (m["unit"] == "年" and re.fullmatch(r"20\d\d", m["low"]))


def _comparator(m: re.Match[str]) -> Rule | None:
    if not m["cmp"]:
        return None
    return next(r for r in rule_table("quantity") if r.pattern.fullmatch(m["cmp"]))


def _kind(view: str, m: re.Match[str]) -> str:
    """target, condition or neither ("")."""
    lead = view[_clause_start(view, m.start()) : m.start("low")]
    rest = view[m.end() :]
    rule = _comparator(m)
    time = bool(re.fullmatch(_TIME_UNITS, m["unit"] or ""))
    if time:
        bound = rule is not None and rule.given["kind"] == "condition"
        return "condition" if bound or m["suffix"] in ("以上", "及以上") or _triggers(rest) else ""
    if _triggers(rest) or re.search(r"发生(?:过)?$", lead):
        return "condition"
    if rule is not None and rule.given["kind"] == "target":
        return "target"
    if rule is not None and rule.given["kind"] == "condition":
        return "target" if re.search(r"率$|力争$|确保$", view[: m.start()]) else "condition"
    if m["suffix"]:
        noun = bool(re.match(r"的?[\u4e00-\u9fff]", rest)) and not re.match(
            r"标准|水平|等级|要求|目标", rest
        )
        return "target" if _GOAL_LEAD.search(lead) or not noun else "condition"
    if m["unit"] == "项" and not _achieved(lead, rest):
        return "condition"
    if re.search(r"对[^，。；]{0,6}$", lead) and any(
        True for _ in matches(rule_table("achieving"), rest[:30])
    ):
        return "target"
    return "target" if _achieved(lead, rest) else ""


def _triggers(rest: str) -> bool:
    return bool(re.match(r"(?:内|之内|以内)?(?:发生|出现|累计)", rest))


def _achieved(lead: str, rest: str) -> bool:
    """Whether the nearest verb before the number produces what is counted."""
    verbs = [m for _, m in matches(rule_table("achieving"), lead)]
    if not verbs:
        return False
    between = lead[max(v.end() for v in verbs) :]
    return (
        len(between) <= 24
        and not re.search(r"的$|借鉴|汲取|参照|按照|根据|围绕", between)
        and not re.match(r"大", rest)
    )


def _clause_start(view: str, position: int) -> int:
    return max(view.rfind(c, 0, position) for c in "，。；：（") + 1


def _quantity(clause: Clause, view: str, m: re.Match[str]) -> Quantity:
    rule = _comparator(m)
    start = m.start() if m["cmp"] or m["percent"] else m.start("low")
    op, value, high = _op(m, rule), _value(m["low"], m), None
    if m["high"] and op == "=":
        op, high = "between", _value(m["high"], m)
    unit = "%" if m["percent"] else _plain_unit(m["unit"])
    mention = clause.mention(start, m.end(), rule.id if rule else "quantity.bare")
    return Quantity(op, value, high, unit, _indicator(view, m), mention)


def _op(m: re.Match[str], rule: Rule | None) -> str:
    if rule is not None and rule.given["op"] != "=":
        return rule.given["op"]
    suffix = m["suffix"] or ""
    if "以上" in suffix or m["more"]:
        return ">="
    return "<=" if suffix else "="


def _value(words: str, m: re.Match[str]) -> float:
    factor = {"万元": 10_000, "亿元": 100_000_000, "万吨": 10_000, "万吨/年": 10_000}.get(
        m["unit"] or "", 1
    )
    return round(parse_number(words) * factor, 6)


def _plain_unit(unit: str | None) -> str:
    return {"万元": "元", "亿元": "元", "万吨": "吨", "万吨/年": "吨/年"}.get(
        unit or "", unit or ""
    )


def _indicator(view: str, m: re.Match[str]) -> str:
    """What is counted: the noun behind the number, or, behind a comparator, the one before it."""
    after = re.match(r"[^，。；：、（）＿]{2,30}", view[m.end() :])
    before = view[_clause_start(view, m.start()) : m.start()].strip("＿")
    if m["unit"] and m["unit"] not in ("%", "次", "轮", "级") and after:
        return after[0].lstrip("的")
    return (before if len(before) >= 2 else (after[0] if after else ""))[-30:]


def _coverage(clause: Clause, view: str, m: re.Match[str]) -> Quantity:
    before = view[_clause_start(view, m.start()) : m.start()][-30:]
    return Quantity(
        "=", 100.0, None, "%", before, clause.mention(m.start(), m.end(), "quantity.full-coverage")
    )
