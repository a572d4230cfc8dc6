"""The tables of ``shapes/tables``: patterns with an example and a counter-example each."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

PATTERN_TABLES = (
    "vague-owners",
    "collective-owners",
    "own-offices",
    "vague-times",
    "seasons",
    "stale-years",
    "typos",
    "share-growth",
    "numbered-documents",
    "formulaic-terms",
    "document-kinds",
    "unread-agents",
    "unread-times",
    "goals",
    "standing",
    "blanks",
    "statements",
    "imperatives",
    "things",
    "actors",
    "deliverables",
    "lasting",
    "occasions",
    "rules-of-nobody",
    "acting-headings",
    "of-authorities",
    "unfilled",
    "at-once",
    "operators",
    "seasons-begun",
    "abolished-units",
    "remarks",
    "doubled-rightly",
    "misnamed-laws",
    "campaigns",
    "contrary",
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row: where ``regex`` is found in the text, the row applies. ``gives`` is the row's
    result (a suggestion, a reading) and may be empty."""

    id: str
    regex: re.Pattern[str]
    gives: str
    example: str
    counter_example: str


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table as mappings from column name to text."""
    text = (files("shapes") / "tables" / f"{table}.tsv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def patterns(table: str) -> tuple[Pattern, ...]:
    """The compiled rows of a pattern table."""
    return tuple(
        Pattern(
            row["id"],
            re.compile(row["pattern"]),
            row["gives"],
            row["example"],
            row["counter_example"],
        )
        for row in rows(table)
    )


@cache
def compiled(table: str) -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    """The rows of a table that says more of each than a ``Pattern`` holds, with their patterns."""
    return tuple((re.compile(row["pattern"]), row) for row in rows(table))


# Measures ask of the same words, and drafts come back little changed.
kept = lru_cache(maxsize=1 << 14)


@kept
def in_turn(table: str, text: str) -> tuple[tuple[Pattern, re.Match[str]], ...]:
    """The matches of the rows, one row after the other; what a row took is no other's."""
    taken = bytearray(len(text) + 1)
    matches = []
    for row in patterns(table):
        for match in row.regex.finditer(text):
            start, end = match.start(), max(match.end(), match.start() + 1)
            if not any(taken[start:end]):
                taken[start:end] = b"x" * (end - start)
                matches.append((row, match))
    return tuple(matches)


@kept
def first_match(table: str, text: str) -> tuple[Pattern, re.Match[str]] | None:
    """The first row of the table that is found in the text, with the match."""
    for row in patterns(table):
        found = row.regex.search(text)
        if found:
            return row, found
    return None
