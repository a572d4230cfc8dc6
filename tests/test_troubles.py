"""Known kinds of trouble with files and clients (``troubles.tsv``), and those that users of other software reported
(``reported.tsv``): each has a test, or a line in the documentation that says it falls short."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest


def rows_of(name: str) -> list[dict[str, str]]:
    with Path("tests", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


KNOWN, REPORTED = rows_of("troubles.tsv"), rows_of("reported.tsv")
ROWS = KNOWN + REPORTED


def test_every_kind_stands_there_once() -> None:
    assert (len(KNOWN), len(REPORTED)) == (52, 24)
    assert len({row["id"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_its_proof_is_there(row: dict[str, str]) -> None:
    path, sign, name = re.split("(::|#)", row["proof"], maxsplit=1)
    text = Path(path).read_text(encoding="utf-8")
    assert (f"def {name}(" if sign == "::" else name) in text


@pytest.mark.parametrize("row", REPORTED, ids=[row["id"] for row in REPORTED])
def test_its_report_can_be_found(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", row["report"])
    assert all(row.values())
