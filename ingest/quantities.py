"""Numbers of a sentence: targets to be reached, and conditions that only qualify.

``ingest.amounts`` says which numbers are written; the rows of ``rules/quantity-role.yml`` say, one
amount at a time, what it is in its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.amounts import Amount, clause_start, find_amounts
from ingest.finding import Clause, Spans
from ingest.indicators import covered_by, measured_by, named_before
from ingest.records import Quantity
from ingest.rulebook import Rule, rule_table, sifted
from ingest.scales import change_code, grade_code, unit_code

_FULL = re.compile(r"全覆盖")
_SHARED = re.compile(
    r"(?P<rates>[^，。；：“”]{1,60}率)(?:均|都)?(?:实现|达到|做到|为)?[两三四五六]个“(?P<value>\d{1,3}(?:\.\d+)?)%”"
)
"""Rates that one quoted value is for: 结案率、核查率、移送率三个“100%”."""
_LEAD, _REST = 60, 40
_HAPPENED = re.compile(
    r"(?:\d+|[一二两三四五六七八九十]+)个?(?:月|季度|年)(?:之|以)?内(?:累计|连续)?(?:发生|出现)过?$"
)


@dataclass(frozen=True, slots=True)
class Quantities:
    targets: tuple[Quantity, ...]
    conditions: tuple[Quantity, ...]


def find_quantities(clause: Clause, taken: Spans) -> Quantities:
    """Targets and conditions of ``clause``; numbers that ``taken`` (times, counts of a recurrence)
    accounts for are passed over."""
    view = unquoted(clause.view)
    found: dict[str, list[Quantity]] = {"target": [], "condition": [], "none": []}
    amounts = find_amounts(view)
    for i, rule in decided(view, amounts):
        if not _accounted(amounts[i], taken):
            found[rule.given["kind"]].append(_quantity(clause, view, amounts, i, rule))
    found["target"] += [_coverage(clause, m) for m in _FULL.finditer(view)]
    if "%”" in clause.view:
        found["target"] += [q for m in _SHARED.finditer(clause.view) for q in _shared(clause, m)]
    return Quantities(tuple(found["target"]), tuple(found["condition"]))


def unquoted(view: str) -> str:
    """``view`` as long as before, short quoted terms blanked (“10+2” and “5·12” are names)."""
    if "“" not in view:
        return view
    return re.sub(r"“[^“”]{1,40}”", lambda m: "＿" * len(m[0]), view)


def decided(view: str, amounts: tuple[Amount, ...]) -> Iterator[tuple[int, Rule]]:
    """The place of each amount that a row of ``rules/quantity-role.yml`` decides on, with that row."""
    for i, amount in enumerate(amounts):
        text = marked(view, amount, amounts[i + 1] if i + 1 < len(amounts) else None)
        rule = next((r for r in sifted("quantity-role").left(text) if r.pattern.search(text)), None)
        if rule is not None:
            yield i, rule


def marked(view: str, amount: Amount, following: Amount | None = None) -> str:
    """The clause as the role rows read it: the amount between ⟦ and ⟧, its features before it.

    >>> a = find_amounts("对全市32座煤矿开展普查")[0]
    >>> marked("对全市32座煤矿开展普查", a)
    '对全市⟦bare thing:32座⟧煤矿开展普查'
    """
    lead = view[max(clause_start(view, amount.start), amount.start - _LEAD) : amount.start]
    rest = view[amount.end : amount.end + _REST]
    if following is not None and following.number <= amount.end + 8:
        rest = (
            view[amount.end : following.number] + "⟦" + view[following.number : amount.end + _REST]
        )
    features = [amount.bound, amount.unit_class, *(["han"] if amount.han else []), *_verb(lead)]
    return f"{lead}⟦{' '.join(features)}:{view[amount.start : amount.end]}⟧{rest}"


@cache
def _verbs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Verbs right before a number, and verbs anywhere."""
    rows = {r.given["strength"]: r.written for r in rule_table("achieving")}
    return (
        re.compile(
            rf"(?:{rows['make']})(?:了|好|出|至少|其中|剩余|其余|另外|全市|全县|全区|全省|辖区|首批|不少于)*$"
        ),
        re.compile(rf"{rows['make']}|{rows['handle']}"),
    )


def _verb(lead: str) -> list[str]:
    right_before, anywhere = _verbs()
    if right_before.search(lead[-10:]):
        return ["made"]
    return ["done"] if anywhere.search(lead) else []


def _accounted(amount: Amount, taken: Spans) -> bool:
    """Whether a span of times says what the amount says: it is a span of time itself, or the count
    that the span ends with. 每月对20家企业检查1次 leaves the 20 alone; a ceiling a year is a target."""
    if amount.bound == "ceiling" and amount.unit_class == "act":
        return False
    return any(
        a < amount.end
        and amount.number < b
        and (amount.unit_class in ("time", "act") or amount.end >= b)
        for a, b in taken
    )


def _quantity(
    clause: Clause, view: str, amounts: tuple[Amount, ...], i: int, rule: Rule
) -> Quantity:
    amount, start = amounts[i], amounts[i].start
    if rule.id == "role.happened" and (m := _HAPPENED.search(view[max(0, start - 24) : start])):
        start -= len(m[0])
    what = measured_by(clause.view, amounts, i)
    return Quantity(
        amount.op,
        amount.value,
        amount.high,
        amount.unit,
        what,
        clause.mention(start, amount.end, rule.id),
        unit_code(amount.unit),
        grade_code(amount, what, clause.view),
        change_code(amount, clause.view),
        "listed" in rule.given,
    )


def _shared(clause: Clause, m: re.Match[str]) -> Iterator[Quantity]:
    """One target for each of the rates that share a quoted value."""
    mention = clause.mention(m.start("value"), m.end("value") + 1, "quantity.shared-rate")
    for rate in re.split("、|[和及与]", named_before(m["rates"])):
        yield Quantity("=", float(m["value"]), None, "%", rate, mention, unit_code("%"))


def _coverage(clause: Clause, m: re.Match[str]) -> Quantity:
    what = covered_by(clause.view, *m.span())
    return Quantity(
        "=",
        100.0,
        None,
        "%",
        what,
        clause.mention(m.start(), m.end(), "quantity.full-coverage"),
        unit_code("%"),
    )
