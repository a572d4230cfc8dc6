"""A comparison in words: labels of its codes, and the three sentences that stand on top."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from alignment.comparison import DROPPED, ONLY_HERE, Comparison, Row
from ontology import codes

#: Verdicts that a reader wants to see first.
TOLD_FIRST = ("opposed", "lowered", "mixed", "raised", "moved")
_LABELS = {
    ("uptake", DROPPED): (
        "未找到对应（可能换了说法）",
        "No counterpart found (perhaps in other words)",
    ),
    ("uptake", ONLY_HERE): ("独有（未找到对应）", "Only here (no counterpart found)"),
}
_EXAMPLES = 3
_MECHANISMS = 8
_LONGEST = 40


@cache
def label(scheme: str, notation: str, lang: str = "zh") -> str:
    """The name of a code, also of the two verdicts on duties without a partner."""
    for code in codes.lists(scheme):
        if code.notation == notation:
            return code.zh if lang == "zh" else code.en
    return _LABELS[scheme, notation][lang != "zh"]


@cache
def mechanism(iri: str) -> str:
    """The Chinese name of a mechanism, by its IRI."""
    notation = iri.rsplit("/", 1)[-1]
    return next((each.zh for each in codes.mechanisms() if each.notation == notation), notation)


def sentences(comparison: Comparison) -> tuple[str, str, str]:
    """What was taken up; where the demand changed; which mechanisms came and went."""
    return _uptake(comparison), _changes(comparison), _mechanisms(comparison)


def _uptake(made: Comparison) -> str:
    counts = made.counts
    total, lost = len(made.rows), counts[DROPPED]
    parts = [
        f"{label('uptake', name)} {count}"
        for name, count in counts.items()
        if count and name not in (DROPPED, ONLY_HERE)
    ]
    return (
        f"《{made.first.title}》的 {total} 项职责，{total - lost} 项在《{made.second.title}》中有对应"
        f"（{'、'.join(parts) or '无'}），{lost} 项未找到对应（可能换了说法）；"
        f"后者另有 {counts[ONLY_HERE]} 项在前者中未找到对应。"
    )


def _changes(made: Comparison) -> str:
    told = [row for name in TOLD_FIRST for row in made.rows if row.verdict == name]
    if not told:
        return "对应的职责，数量、期限、约束力和范围没有变化。"
    shown = "；".join(_change(row) for row in told[:_EXAMPLES])
    more = f"；等 {len(told)} 处" if len(told) > _EXAMPLES else ""
    return f"要求有变化的：{shown}{more}。"


def _change(row: Row) -> str:
    differing = [each for each in row.aligned[0].differences if each.kind != "owner"]
    what = "，".join(
        f"{label('difference-kind', d.kind)}“{d.first or '无'}”→“{d.second or '无'}”"
        for d in differing
    )
    return (
        f"{shortened(row.duty.text)}（{label('uptake', row.verdict)}{'：' + what if what else ''}）"
    )


def _mechanisms(made: Comparison) -> str:
    return f"后者新提的机制：{_named(made.gained)}；后者未提的：{_named(made.lost)}。"


def _named(mechanisms: Sequence[str]) -> str:
    names = (mechanism(each) for each in mechanisms[:_MECHANISMS])
    shown = "、".join(f"“{name}”" if "、" in name else name for name in names) or "无"
    return shown + (f" 等 {len(mechanisms)} 个" if len(mechanisms) > _MECHANISMS else "")


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
