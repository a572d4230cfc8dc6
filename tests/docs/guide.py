"""The guide's queries, each with the table printed below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.docs.running import ROOT, Table

GUIDES = tuple(ROOT / "docs" / "guide" / f"first-queries{end}.md" for end in ("", ".zh-CN"))
_STEP = re.compile(r"```sparql\n(?P<query>.*?)```\n(?P<table>(?:\n(?:\|[^\n]*\n)+)?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """``table`` is the Markdown below the query, empty if there is none."""

    query: str
    table: str


def steps(text: str) -> list[Step]:
    return [Step(found["query"], found["table"].strip()) for found in _STEP.finditer(text)]


def with_outputs(text: str, ask: Callable[[str], Table]) -> str:
    """``text`` with the table below each query made anew."""

    def renewed(found: re.Match[str]) -> str:
        query = found["query"]
        return f"```sparql\n{query}```\n\n{markdown(ask(query))}\n"

    return _STEP.sub(renewed, text)


def markdown(table: Table) -> str:
    """A Markdown table; numbers stand to the right.

    >>> print(markdown((("name", "n"), [("安|责", "1"), ("", "20")])))
    | name | n |
    |---|--:|
    | 安\\|责 | 1 |
    |  | 20 |
    """
    columns, rows = table
    rules = [_rule([row[place] for row in rows]) for place in range(len(columns))]
    lines = [columns, *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    written = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([written[0], "|" + "|".join(rules) + "|", *written[1:]])


def _rule(cells: list[str]) -> str:
    number = all(re.fullmatch(r"-?\d+(\.\d+)?|", cell) for cell in cells)
    return "--:" if number and any(cells) else "---"
