"""The questions of data/queries: each query file with its heading and its expected rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUERIES = ROOT / "data" / "queries"
NOTICES = ROOT / "data" / "notices"
HEADINGS = ("title", "zh", "en", "source", "who")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One query file; ``columns`` and ``rows`` are what its expected rows say, in order."""

    name: str
    text: str
    heading: dict[str, str]
    columns: Row
    rows: list[Row]


def questions() -> list[Question]:
    """Every query of data/queries, by file name."""
    return [question(path) for path in sorted(QUERIES.glob("*.rq"))]


def question(path: Path) -> Question:
    """The query in a file, with the expected rows beside it."""
    text = path.read_text(encoding="utf-8")
    table = path.with_name(f"{path.stem}.expected.tsv").read_text(encoding="utf-8")
    columns, *rows = [tuple(line.split("\t")) for line in table.splitlines()]
    return Question(path.stem, text, heading(text), columns, rows)


def heading(text: str) -> dict[str, str]:
    """``# name: value`` of the comment lines that open a query, in order."""
    lines = re.match(r"(?:#[^\n]*\n)*", text)
    assert lines is not None
    return dict(re.findall(r"^# (\w+): (.+)$", lines[0], re.MULTILINE))
