"""What every page offers is asked once for each snapshot."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.engine.api import Answer
from service.engine.job import Job
from service.engine.local import LocalEngine
from service.jobs.frames import Head
from service.lookup import ask as ask_module
from service.lookup import calendar, find, names
from service.lookup.ask import Asker
from service.lookup.calendar import Entry, find_entries
from service.lookup.facets import Choice, choices
from service.lookup.wanted import TaskFilter
from service.settings import Settings
from service.store.draft import change
from service.store.layout import DataDir
from service.web.app import create_app
from tests.service.conftest import LVLIANG
from tests.shared import PATIENT

JSON = "application/json"
OFFERED = ("year", "jurisdiction", "unit")


class Counting(LocalEngine):
    """Counts what it is asked."""

    asked = 0

    async def run(self, job: Job, client: str = "") -> Answer:
        self.asked += 1
        return await super().run(job, client)


def test_what_is_offered_is_asked_anew_with_each_snapshot_alone(root: Path) -> None:
    async def told() -> list[tuple[int, dict[str, list[Choice]]]]:
        settings = Settings(data_dir=root, **PATIENT)
        engine = Counting(settings)
        await engine.start()
        ask = Asker(engine, settings)
        found = []
        for number in range(4):
            if number == 2:
                with change(DataDir(root)) as draft:
                    draft.drop_notice(LVLIANG)
                engine.refresh()
            found.append((engine.asked, await choices(ask, OFFERED)))
        await engine.stop()
        return [*found, (engine.asked, {})]

    (_, first), (one, second), (two, third), (three, fourth), (four, _) = asyncio.run(told())
    assert one == two > 3, "the second time nothing is asked"
    assert three == four == 2 * one, "with another snapshot everything is, once"
    assert first == second != third == fourth
    assert all(first[name] for name in OFFERED)


def test_names_of_owners_are_asked_anew_with_each_snapshot_alone(root: Path) -> None:
    async def told() -> list[tuple[int, list[Entry]]]:
        settings = Settings(data_dir=root, **PATIENT)
        engine = Counting(settings)
        await engine.start()
        ask = Asker(engine, settings)
        found = []
        for number in range(4):
            if number == 2:
                with change(DataDir(root)) as draft:
                    draft.drop_notice(LVLIANG)
                engine.refresh()
            before = engine.asked
            entries = await find_entries(ask, TaskFilter())
            found.append((engine.asked - before, list(entries.page)))
        await engine.stop()
        return found

    (one, first), (two, second), (three, third), (four, fourth) = asyncio.run(told())
    assert (one > 0, two, three > 0, four) == (True, 0, True, 0)
    assert first == second
    assert third == fourth == [each for each in first if each.notice_iri != LVLIANG]
    assert sum(bool(each.owners) for each in first) > sum(bool(each.owners) for each in third) > 1


def test_what_names_stand_for_is_asked_anew_with_each_snapshot_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "_KEPT", 1)

    async def told() -> list[tuple[int, tuple[str, ...]]]:
        settings = Settings(data_dir=root, **PATIENT)
        engine = Counting(settings)
        await engine.start()
        ask = Asker(engine, settings)
        found = []
        for number, name in enumerate(["吕梁市", "吕梁市", "孝义市", "孝义市", "吕梁市", "吕梁市"]):
            if number == 4:
                with change(DataDir(root)) as draft:
                    draft.drop_notice(LVLIANG)
                engine.refresh()
            before = engine.asked
            meant = await names.find(ask, "jurisdiction", name)
            found.append((engine.asked - before, meant))
        await engine.stop()
        return found

    asked, meant = zip(*asyncio.run(told()), strict=True)
    assert [each > 0 for each in asked] == [True, False, True, True, True, False]
    assert meant[0] == meant[1] == meant[4] == meant[5] != meant[2] == meant[3] != ()


def test_labels_are_asked_anew_with_each_snapshot_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many of them as are kept."""
    monkeypatch.setattr(ask_module, "_MOST_LABELS", 3)
    places = [f"https://w3id.org/anze/id/jurisdiction/{code}" for code in ("141100", "141181")]
    others = [
        f"https://w3id.org/anze/code/{name}"
        for name in ("hazard/flood", "mechanism/sanguan-sanbixu")
    ]

    async def told() -> list[tuple[int, dict[str, str]]]:
        settings = Settings(data_dir=root, **PATIENT)
        engine = Counting(settings)
        await engine.start()
        ask = Asker(engine, settings)
        found = []
        for number, wanted in enumerate([places, places, places + others, others, places]):
            if number == 4:
                with change(DataDir(root)) as draft:
                    draft.drop_notice(LVLIANG)
                engine.refresh()
            before = engine.asked
            labels = await ask.labels([*wanted, "no address"])
            found.append((engine.asked - before, labels))
        await engine.stop()
        return found

    asked, labels = zip(*asyncio.run(told()), strict=True)
    assert [each > 0 for each in asked] == [True, False, True, True, True]
    assert (
        labels[0] == labels[1] == labels[4] == dict(zip(places, ("吕梁市", "孝义市"), strict=True))
    )
    assert labels[2] == labels[0] | labels[3]
    assert len(labels[3]) == 2


def test_what_is_kept_of_a_snapshot_has_its_limits(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much is asked for; what is offered to narrow lists by has a limit of its own."""
    limits = {"labels": 2, "names of units": 1, "called": 1, "below": 1}
    monkeypatch.setattr(ask_module, "_MOST_LABELS", limits["labels"])
    monkeypatch.setattr(calendar, "_KEPT", limits["names of units"])
    monkeypatch.setattr(names, "_KEPT", limits["called"])
    monkeypatch.setattr(find, "_MOST_BELOW", limits["below"])

    async def kept() -> dict[str, int]:
        settings = Settings(data_dir=root, **PATIENT)
        engine = LocalEngine(settings)
        await engine.start()
        ask = Asker(engine, settings)
        for place in await names.find(ask, "jurisdiction", "吕梁市"):
            for unit in ("", "应急管理局"):
                await find.find_page(ask, TaskFilter(jurisdiction=(place,)), "notice", 20, 0)
                await names.find(ask, "unit", unit)
        for sector in ("mine", "coal-mine"):
            iri = f"https://w3id.org/anze/code/sector/{sector}"
            await find.find_page(ask, TaskFilter(sector=(iri,)), "notice", 20, 0)
        entries = (await find_entries(ask, TaskFilter())).page
        assert len({name for each in entries for name in each.owners}) > limits["names of units"]
        await ask.labels(each.task for each in entries)
        await ask.labels(f"https://w3id.org/anze/code/sector/{name}" for name in ("mine", "fire"))
        await engine.stop()
        return {name: len(found) for name, found in ask.kept.found.items()}

    found = asyncio.run(kept())
    assert found.keys() == limits.keys()
    assert all(found[name] <= most for name, most in limits.items()), found
    assert sum(found.values()) > 0


def test_a_page_that_was_made_while_the_graph_changed_is_of_both_states(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that fetches page after page sees that this one fits none of the others."""
    app = create_app(Settings(data_dir=root, **PATIENT))
    engine = app.state.anze.engine
    asked = Asker.listed

    async def after_a_change(self: Asker, order: Head) -> Any:
        monkeypatch.setattr(Asker, "listed", asked)
        with change(DataDir(root)) as draft:
            draft.drop_notice(LVLIANG)
        engine.refresh()
        return await self.listed(order)

    async def told() -> list[tuple[int, str]]:
        await engine.start()
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            answers = [await http.get("/tasks?limit=1", headers={"Accept": JSON}) for _ in "12"]
            monkeypatch.setattr(Asker, "listed", after_a_change)
            answers += [await http.get("/tasks?limit=1", headers={"Accept": JSON}) for _ in "12"]
        await engine.stop()
        return [(each.json()["total"], each.headers["x-snapshot"]) for each in answers]

    (first, before), again, changing, (last, now) = asyncio.run(told())
    assert again == (first, before)
    assert changing == (last, f"{before}, {now}")
    assert first > last
