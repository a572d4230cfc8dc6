"""The codes that a number goes by: its unit of measure, its grade on a scale, its direction of change."""

from __future__ import annotations

import re
from functools import cache

from ingest.amounts import Amount
from ontology import codes

_SCALES = (
    ("standardisation", re.compile("标准化")),
    ("response", re.compile("响应")),
    ("warning", re.compile("预警")),
    ("risk", re.compile("风险")),
)
_NOT_GRADED = re.compile("(?:层级|管理层次)$")
_FALL = re.compile("降|减|压|缩|少")


@cache
def _units() -> dict[str, str]:
    return {s: unit.notation for unit in codes.units_of_measure() for s in unit.spellings}


def unit_code(unit: str) -> str | None:
    """Notation of the unit of measure that a spelling means; a compound of 次 counts times.

    >>> unit_code("㎡"), unit_code("车次"), unit_code("铺")
    ('square-metre', 'time', None)
    """
    return _units().get(unit) or ("time" if unit.endswith("次") else None)


@cache
def _grades() -> frozenset[str]:
    return frozenset(row["notation"] for row in codes.rows("grades"))


def grade_code(amount: Amount, measured: str, text: str) -> str | None:
    """Notation of the grade that the amount is, on the scale that its sentence names, or None."""
    if amount.unit != "级" or amount.high is not None or _NOT_GRADED.search(measured):
        return None
    near = text[max(0, amount.start - 40) : amount.end + 20]
    scale = next((name for name, words in _SCALES if words.search(near)), "unnamed")
    notation = f"{scale}-{amount.value:.0f}"
    return notation if notation in _grades() else None


def change_code(amount: Amount, text: str) -> str | None:
    """Whether the amount says by how much a thing falls or grows; None of any other amount."""
    if amount.bound != "change":
        return None
    return "decrease" if _FALL.search(text[amount.start : amount.number]) else "increase"
