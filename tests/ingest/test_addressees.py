"""Every form in which offices write to whom a notice goes."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.address_names import names

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("addressees.yml").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["line"])
def test_names(case: dict[str, Any]) -> None:
    assert list(names(case["line"] + "：")) == case["names"]


def test_there_are_enough_forms() -> None:
    assert len(CASES) == 96
