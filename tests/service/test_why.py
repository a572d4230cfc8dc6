"""``anze why``: an inferred fact is traced to what the notices say, an invented one is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.commands.why import app
from tests.shared import five_notices

OFFICE = "id/unit/{}/safety-committee-office"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return five_notices(tmp_path_factory)


def ask(data: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "--data", str(data)])
    return result.exit_code, result.output


def test_an_inferred_fact_names_its_rule_and_its_grounds(data: Path) -> None:
    code, said = ask(data, OFFICE.format("141181"), "az:superiorUnit", OFFICE.format("141100"))
    assert code == 0
    assert "⇐" in said
    assert "141181-2026-xiaozhengfa-1" in said


def test_what_does_not_follow_is_said_so(data: Path) -> None:
    code, said = ask(data, OFFICE.format("141100"), "az:superiorUnit", OFFICE.format("141181"))
    assert code == 1
    assert "Neither asserted nor inferred" in said
