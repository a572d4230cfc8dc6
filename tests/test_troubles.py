"""Known kinds of trouble with files and clients (``troubles.tsv``): each has a test, or a line in the documentation
that says it falls short."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

with Path("tests/troubles.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t"))


def test_every_kind_stands_there_once() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS) == 52


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_its_proof_is_there(row: dict[str, str]) -> None:
    path, sign, name = re.split("(::|#)", row["proof"], maxsplit=1)
    text = Path(path).read_text(encoding="utf-8")
    assert (f"def {name}(" if sign == "::" else name) in text
