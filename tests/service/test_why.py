"""``anze why``: an inferred fact is traced to what the notices say, an invented one is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.commands.why import app
from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources

NOTICES = Path(__file__).parents[2] / "data" / "notices"
OFFICE = "id/unit/{}/safety-committee-office"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why")
    paths = [NOTICES / "xiaoyi-2026.txt", NOTICES / "lvliang-2025.txt"]
    build(DataDir(folder), paths, real_sources())
    return folder


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
