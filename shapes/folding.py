"""One cause, one finding: what is told of many sentences together, and apart again where somebody acknowledged
some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shapes.records import WHOLE, Finding, Waived
from shapes.rulebook import Words

#: The rules that tell of blanks.
BLANKS = ("wording-blank", "owner-blank", "deadline-blank")
_SECTIONS = 12  # that are named where the sentences stand in many
#: Of rules that are told of notes or of blanks, not of tasks: what is counted, and the first of it.
_COUNTED = {
    "owner-lead-missing": ("处括注", "首处", "notes"),
    **dict.fromkeys(BLANKS, ("处", "首处", "places")),
}


def together(findings: Sequence[Finding]) -> Finding:
    """The first of the findings, told of all of them."""
    if len(findings) == 1:
        return findings[0]
    covered = tuple(sorted(findings, key=lambda each: each.where.start or 0))
    first = covered[0]
    sections = Counter(each.where.section for each in covered)
    here = len(sections) == 1 and WHOLE not in sections
    named = [f"{name}×{n}" if n > 1 else name for name, n in sections.items() if name != WHOLE]
    more = "…" if len(named) > _SECTIONS else ""
    places = "；".join(named[:_SECTIONS]) + more if len(named) > 1 else ""
    zh = "这一条" if here else WHOLE
    en = "this section" if here else "the notice"
    each_zh, first_zh, each_en = _COUNTED.get(first.rule, ("句任务", "首句", "tasks"))
    what = Words(
        f"{zh}共 {len(covered)} {each_zh}如此{f'（{places}）' if places else ''}，{first_zh}：{first.what.zh}",
        f"So it is in {len(covered)} {each_en} of {en}{f' ({places})' if places else ''}; the first: {first.what.en}",
    )
    return replace(first, what=what, count=len(covered), covers=covered)


def apart(covered: Sequence[Finding]) -> Iterator[Finding]:
    """What a finding covers, told together with those that the same person acknowledged for the same reason, and
    with those that nobody did."""
    groups: dict[Waived | None, list[Finding]] = {}
    for each in covered:
        groups.setdefault(each.waived, []).append(each)
    yield from map(together, groups.values())
