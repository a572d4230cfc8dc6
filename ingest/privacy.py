"""Names of persons, telephone numbers and mail addresses, made unreadable before anything is read from the text.

Every character stands where it stood, so offsets stay right; what is hidden is a ×.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.records import Issue, Normalised, Paragraph, Table
from ingest.rulebook import Rule, rule_table

HIDDEN = "×"
_NAMES = {"person": "姓名", "telephone": "电话号码", "mail": "电子邮箱"}
_CUE = re.compile(
    r"@|\d{7}|\d{4}-\d{4}|人：|员：|长：|领导：|指挥：|出席：|主持：|姓名：|方式：|同志|任(?:副)?组长|担任"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """The content without persons, and how many of each ``kind`` (person, telephone, mail) were hidden."""

    content: tuple[Paragraph | Table, ...]
    hidden: Mapping[str, int]


def mask(content: Sequence[Paragraph | Table]) -> Masked:
    """``content`` with what ``rules/privacy.yml`` finds hidden."""
    counts: Counter[str] = Counter()
    masked = tuple(
        replace(c, words=_masked(c.words, counts))
        if isinstance(c, Paragraph)
        else _table(c, counts)
        for c in content
    )
    return Masked(masked, counts)


def hidden_issue(hidden: Mapping[str, int]) -> Iterator[Issue]:
    """An issue that says how much was hidden, none where nothing was."""
    if hidden:
        words = "、".join(f"{_NAMES[kind]}{count}处" for kind, count in sorted(hidden.items()))
        yield Issue("info", "privacy.hidden", f"已隐去{words}，不写入图谱", 0, 0)


def _table(table: Table, counts: Counter[str]) -> Table:
    """The table masked; a cell merged over several places is masked once."""
    known: dict[int, Normalised] = {}
    for row in table.rows:
        for cell in row:
            if id(cell) not in known:
                known[id(cell)] = _masked(cell, counts)
    return replace(table, rows=tuple(tuple(known[id(c)] for c in row) for row in table.rows))


def _masked(words: Normalised, counts: Counter[str]) -> Normalised:
    if not _CUE.search(words.text):
        return words
    chars = list(words.text)
    for rule, start, end in _found(words.text):
        if any(c != HIDDEN for c in chars[start:end]):
            counts[rule.given["kind"]] += 1
        for i in range(start, end):
            chars[i] = HIDDEN if chars[i] not in "、，；" else chars[i]
    return Normalised("".join(chars), words.offsets)


def _found(text: str) -> Iterator[tuple[Rule, int, int]]:
    for rule in rule_table("privacy"):
        for m in rule.pattern.finditer(text):
            start, end = m.span("hidden" if "hidden" in rule.pattern.groupindex else 0)
            yield rule, start, end
