"""Pages of many tasks are those of all tasks sorted, and say when nobody counted them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.engine.local import LocalEngine
from service.lookup import walk
from service.lookup.ask import Asker
from service.lookup.tasks import TaskFilter, find_tasks
from service.settings import Settings


@pytest.mark.parametrize("sort", ["notice", "-notice"])
@pytest.mark.parametrize(
    "wanted", [TaskFilter(), TaskFilter(has_owner=True), TaskFilter(has_owner=False)]
)
def test_pages_together_are_the_whole_list(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, sort: str, wanted: TaskFilter
) -> None:
    monkeypatch.setattr(walk, "MANY", 1)
    monkeypatch.setattr(walk, "FIRST", 1)

    async def pages() -> tuple[list[str], list[walk.Page]]:
        settings = Settings(data_dir=data_dir)
        engine = LocalEngine(settings)
        await engine.start()
        try:
            ask = Asker(engine, settings)
            whole = await find_tasks(ask, wanted, sort, None, 0)
            shown = [
                await walk.find_page(ask, wanted, sort, 1, start) for start in range(len(whole) + 1)
            ]
        finally:
            await engine.stop()
        return whole, shown

    whole, shown = asyncio.run(pages())
    assert len(whole) > 1
    assert [task for page in shown for task in page.tasks] == whole
    for page in shown:
        assert (page.total, page.at_least) == (
            (len(whole), False) if wanted == TaskFilter() else (1, True)
        )
