"""What points at a node is shown up to a number of it, and counted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.engine.local import LocalEngine
from service.lookup import describe
from service.lookup.ask import Asker
from service.lookup.describe import Page, about_node, page_of
from service.settings import Settings
from tests.shared import PATIENT, five_notices

pytestmark = pytest.mark.usefixtures("at_hand")

MINE = "https://w3id.org/anze/code/sector/mine"


async def pages(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    """The page sorted whole, the first of it, and some of it."""
    settings = Settings(data_dir=root, **PATIENT)
    engine = LocalEngine(settings)
    await engine.start()
    ask, found = Asker(engine, settings), []
    for most, sorted_up_to in ((200, 2_000), (4, 2_000), (4, 5)):
        monkeypatch.setattr(describe, "_MOST", most)
        monkeypatch.setattr(describe, "_SORTED", sorted_up_to)
        found.append(await page_of(ask, await about_node(ask, MINE), MINE, ""))
    await engine.stop()
    return found


def test_of_very_many_that_point_at_a_node_some_are_shown(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = asyncio.run(pages(five_notices(tmp_path_factory), monkeypatch))
    whole, first, some = (
        next(each for each in page.back if each.name == "az:sector") for page in told
    )
    assert len(whole.values) > 5
    assert whole.left_out == 0
    assert {each.href for each in first.values} == set(
        sorted(each.href for each in whole.values)[:4]
    )
    assert len(set(some.values)) == 4
    assert set(some.values) < set(whole.values)
    assert first.left_out == some.left_out == len(whole.values) - 4
