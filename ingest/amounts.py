"""Amounts of a sentence: each number with its unit, the words that bind it and what stands around it.

An amount says what is written; whether it is a target or a condition ``ingest.quantities`` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ingest.first_characters import quick
from ingest.numerals import HAN_NUMBER, NUMBER, parse_number
from ingest.rulebook import Rule, rule_table

_LOOK_BACK = 26
_BREAKS = "，。；：！"
_SUFFIX = r"(?:以?及|（不?含[^（）]{0,6}）|含|或者?合格)?(?P<suffix>以上|以下)|(?P<suffix2>以内|之内|范围内|左右|上下|内(?=[，。；、的])|(?<=[米里])内)"
_STAGE = re.compile("管网|网|侧|供水|加压|回路|设备|元件|风机|泵站")
"""What has a first and a second stage: 一次管网, 二次供水."""
_PARTS = {"一半": 50.0, "半数": 50.0, "过半": 50.0}


@dataclass(frozen=True, slots=True)
class Amount:
    """``start:end`` spans the words that state the amount, ``number`` is where its digits start.

    ``bound``: floor, ceiling, reach, change, trigger, over, under, recent, above, below or bare.
    ``unit_class``: share, time, grade, money, act, size, thing or none."""

    start: int
    number: int
    end: int
    bound: str
    op: str
    value: float
    high: float | None
    unit: str
    unit_class: str
    han: bool
    suffix: str = ""


@cache
def _unit_classes() -> dict[str, str]:
    """Class of each unit of ``rules/quantity-unit.yml``."""
    return {
        word: row.given["unit"]
        for row in rule_table("quantity-unit")
        for word in row.written.split("|")
    }


@cache
def _amount_pattern() -> re.Pattern[str]:
    words = sorted(_unit_classes(), key=len, reverse=True)
    latin = [re.escape(w) + "(?![A-Za-z])" for w in words if w[-1].isascii() and w[-1].isalpha()]
    other = [re.escape(w) for w in words if not (w[-1].isascii() and w[-1].isalpha())]
    unit = "(?:" + "|".join(other + latin) + ")"
    return quick(
        r"(?:(?P<part>一半|半数|过半(?![年月天个路夜小]))|(?P<bottom>[一二三四五六七八九十])分之(?P<top>[一二三四五六七八九])"
        r"|(?P<percent>百分之)?(?<![\d.〔+＋·×\-第A-Za-z_〇零一二三四五六七八九十百千两])"
        rf"(?P<low>{NUMBER}(?:(?<=[一二三四五六七八九十])点[一二三四五六七八九]+)?)(?P<more>余|多)?(?P<scale>[万亿])?"
        rf"(?:(?P<low_unit>{unit})?[-—–－~～至到]{{1,2}}(?:百分之)?(?P<high>{NUMBER}))?"
        rf"(?P<unit>{unit})?(?:（[次处个座家户套台名人部]）|/[人户]|[床车座泊铺工机]位(?=以?及?以[上下]))?(?P<more2>余|多(?=[，。；、）的]|$))?)(?:{_SUFFIX})?"
    )


@cache
def _bounds(unit_class: str) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The binding words that go with a class of units, each anchored at the number behind them; a
    share may name its whole between (不低于从业人员2%)."""
    rows = []
    for row in rule_table("quantity"):
        if row.given.get("units", unit_class) != unit_class:
            continue
        whole = (
            "10" if unit_class == "share" and row.given["bound"] in ("floor", "ceiling") else "0"
        )
        far = int(row.given.get("reach", whole))
        between = rf"[^{_BREAKS}（、）\d一二两三四五六七八九十]{{0,{far}}}" if far else ""
        phrase = r"(?:[^，。；：、（）\d]{1,10}的|每(?:[人户名个亩处村车班]|小时|分钟|秒)|人均|\d{1,2}[车船艇])?"
        rows.append((row, re.compile(rf"(?:{row.written})(?:{phrase}|{between})$")))
    return tuple(rows)


def find_amounts(view: str) -> tuple[Amount, ...]:
    """All amounts of ``view`` in their order; ordinals, dates of a year and bare figures are none."""
    found = [a for m in _amount_pattern().finditer(view) if (a := _amount(view, m))]
    return tuple(_shared_bounds(view, found))


def clause_start(view: str, position: int, breaks: str = _BREAKS) -> int:
    """Where the clause begins in which ``position`` stands, behind the last of the ``breaks``; a bracket that is closed in it
    is a part of it."""
    start = max(view.rfind(c, 0, position) for c in breaks) + 1
    opened = view.rfind("（", start, position)
    return opened + 1 if opened > view.rfind("）", start, position) else start


def _amount(view: str, m: re.Match[str]) -> Amount | None:
    if m["part"] or m["top"]:
        value = _PARTS.get(m["part"]) or round(
            100 * parse_number(m["top"]) / parse_number(m["bottom"]), 6
        )
        return _bound(view, m, m.start(), (value, None), ("%", "share"))
    unit = "%" if m["percent"] else (m["unit"] or "")
    unit_class = "share" if m["percent"] else _unit_classes().get(unit, "none")
    if unit_class == "none" and not _closes(view, m):
        return None
    if not _is_number(view, m, unit):
        return None
    scale = {"成": 10.0}.get(unit, 1.0)
    unit = {"成": "%", "个百分点": "百分点"}.get(unit, unit)
    low, high = _range(m)
    values = (round(low * scale, 6), None if high is None else round(high * scale, 6))
    return _bound(view, m, m.start(), values, (unit, unit_class))


def _range(m: re.Match[str]) -> tuple[float, float | None]:
    """The number, and where it is a range (3—5万, 两三) its upper end."""
    if re.fullmatch(r"[一二两三四五六七八九]{2}", m["low"]):
        return parse_number(m["low"][0]), parse_number(m["low"][1])
    scale = {"万": 10_000.0, "亿": 100_000_000.0}
    low = parse_number(m["low"]) * scale.get(m["scale"] or "", 1)
    if not m["high"]:
        return low, None
    if m["low"][-1] not in scale:
        low *= scale.get(m["high"][-1], 1)
    return low, parse_number(m["high"])


def _closes(view: str, m: re.Match[str]) -> bool:
    """Whether a number without a unit may be a rate (死亡率不超过0.006，): the clause ends behind it, or behind a
    classifier that is in no list (不少于300路，)."""
    behind = view[m.end() : m.end() + 2]
    return bool(
        m["suffix"] or m["suffix2"] or behind[:1] in tuple("，。；、）") or behind == ""
        or re.fullmatch("[\u4e00-\u9fff][，。；、）]?", behind)
    )  # fmt: skip


def _is_number(view: str, m: re.Match[str], unit: str) -> bool:
    low, behind = m["low"], view[m.end() : m.end() + 1]
    if re.fullmatch(r"(?:19|20)\d\d|二[〇○零].{2}", low) and unit in ("年", "年度", ""):
        return False
    if low[0] in "百千" and not m["percent"] and not (m["suffix"] and unit):
        return False  # 百名专家, 百万吨死亡率; 千人以上 is a number
    if unit == "成" and (
        not re.fullmatch(r"[一二两三四五六七八九\d]", low) or behind in "立为效果员本熟功品长就绩"
    ):
        return False
    if unit == "次" and low in ("一", "二") and _STAGE.match(view, m.end()):
        return False
    before = view[max(0, m.start() - 1) : m.start()]
    return not (low == "一" and before in tuple("统进唯之同某另逐每单不万专任划"))


def _bound(
    view: str,
    m: re.Match[str],
    start: int,
    values: tuple[float, float | None],
    unit: tuple[str, str],
) -> Amount | None:
    suffix = m["suffix"] or m["suffix2"] or ""
    rule, begin = _binding(view, start, unit[1])
    op = rule.given["op"] if rule else "="
    bound = rule.given["bound"] if rule else "bare"
    if op == "=" and (suffix == "以上" or m["more"] or m["more2"]):
        op = ">="
    elif op == "=" and suffix in ("以下", "以内", "之内", "范围内", "内"):
        op = "<="
    if rule is None and suffix not in ("", "左右", "上下"):
        bound = "above" if suffix == "以上" else "below"
    if unit[1] == "none" and bound not in ("floor", "ceiling", "reach"):
        return None
    low, high = values
    if high is not None and op in ("<=", "<"):
        low, high = high, None
    elif high is not None and op in (">=", ">"):
        high = None
    elif high is not None:
        op = "between"
    han = bool(m["low"] and re.fullmatch(HAN_NUMBER, m["low"]))
    return Amount(begin, start, m.end(), bound, op, low, high, *unit, han, suffix)


def _binding(view: str, start: int, unit_class: str) -> tuple[Rule | None, int]:
    """The row that binds the number at ``start``, and where its words begin."""
    left = max(clause_start(view, start), start - _LOOK_BACK)
    lead = view[left:start]
    for rule, pattern in _bounds(unit_class):
        if m := pattern.search(lead):
            return rule, left + m.start()
    return None, start


def _shared_bounds(view: str, found: list[Amount]) -> Iterator[Amount]:
    """Amounts in a row behind 分别 share the words before the first and behind the last of them:
    分别不低于100%、95%; 分别下降10%和15%以上."""
    for i, a in enumerate(found):
        first, last = i, i
        while first and _joined(view, found[first - 1], found[first]):
            first -= 1
        while last + 1 < len(found) and _joined(view, found[last], found[last + 1]):
            last += 1
        head, tail = found[first], found[last]
        since = clause_start(view, head.start) if head.bound in _FLOORS else head.start - 6
        shared = "分别" in view[max(0, since) : head.number]
        if _listed(view, found, i):
            a = replace(a, op=found[i - 1].op, bound=found[i - 1].bound)
        if first < last and (shared or "或" in view[head.end : tail.start]):
            op = next((x.op for x in (a, head, tail) if x.op != "="), "=")
            a = replace(
                a, op=op, bound=head.bound if a.bound in ("bare", "above", "below") else a.bound
            )
        yield a


_FLOORS = ("floor", "ceiling")
_NEXT_OF_LIST = re.compile("[\u4e00-\u9fffA-Z（）]{1,10}(?:、|和|及|以及|与)")


def _listed(view: str, found: list[Amount], i: int) -> bool:
    """Whether the bound of the amount before holds for this one, too: 至少配备2具灭火器和1名看护人, 不少于3期、600人次."""
    if not i or found[i].bound != "bare" or found[i].unit_class not in ("thing", "size", "act"):
        return False
    before = found[i - 1]
    between = view[before.end : found[i].number]
    if found[i].unit_class == "act":
        return (
            before.bound in _FLOORS and before.unit_class == "act" and between in ("、", "和", "及")
        )
    return before.bound in _FLOORS and bool(_NEXT_OF_LIST.fullmatch(between))


def _joined(view: str, left: Amount, right: Amount) -> bool:
    return left.unit_class == right.unit_class and view[left.end : right.start] in (
        "、",
        "和",
        "及",
        "与",
        "，",
        "以及",
        "或",
        "或者",
    )
