"""How strict a duty is and how wide it reaches, by the words of ``tables/degree.tsv``."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from alignment.words import KNOWN

#: Rank of a duty in which no word of the table stands.
PLAIN = 2


@dataclass(frozen=True, slots=True)
class Degree:
    """A row: words that give a duty a ``rank`` of ``subject`` (strictness or scope), 1 the least."""

    id: str
    subject: str
    rank: int
    pattern: re.Pattern[str]
    why: str
    example: str
    counter_example: str


@cache
def degrees() -> tuple[Degree, ...]:
    """The rows of the table in their order."""
    text = files("alignment").joinpath("tables/degree.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(
        Degree(
            row["id"], row["subject"], int(row["rank"]), re.compile(row["pattern"]),
            row["why"], row["example"], row["counter_example"],
        )
        for row in rows
    )  # fmt: skip


@cache
def _ranks(subject: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((row.rank, row.pattern) for row in degrees() if row.subject == subject)


@lru_cache(maxsize=KNOWN)
def rank(subject: str, text: str) -> tuple[int, str]:
    """The rank furthest from the plain order that the words of the text give, and those words.

    >>> rank("strictness", "严禁违规动火作业"), rank("strictness", "开展自查")
    ((4, '严禁'), (2, ''))
    """
    found = [(rank, match[0]) for rank, words in _ranks(subject) if (match := words.search(text))]
    return max(found, key=lambda each: abs(each[0] - PLAIN), default=(PLAIN, ""))
