"""What nobody has asked for yet waits until nobody asks, and no longer than that."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ontology.ids import ONTOLOGY
from service.checking.checker import Checker
from service.checking.uploads import Files
from service.settings import Settings
from service.web import app
from tests.service.conftest import FEW, Server
from tests.shared import ROOT, five_notices

Counts = dict[str, int]
SAME: Counts = {"running": 0, "answered": 3, "long_running": 0}


def looks(monkeypatch: pytest.MonkeyPatch, counts: Iterator[Counts]) -> int:
    """How often the counts are looked at until it is quiet."""
    monkeypatch.setattr(app, "LOOK", 0.25 / 1_000)
    monkeypatch.setattr(app, "QUIET", 1.0 / 1_000)
    monkeypatch.setattr(app, "SETTLED", 20.0 / 1_000)
    seen: list[Counts] = []

    def status() -> Counts:
        seen.append(next(counts))
        return seen[-1]

    asyncio.run(app.quiet(status))
    return len(seen)


def test_a_service_that_nobody_asks_is_quiet_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looks(monkeypatch, iter([SAME] * 99)) == 5


def test_each_answer_begins_the_wait_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = [{**SAME, "answered": number} for number in (3, 3, 4, 4, 4, 5)]
    assert looks(monkeypatch, iter([*answered, *[{**SAME, "answered": 5}] * 99])) == 10


def test_a_long_question_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [{**SAME, "long_running": 1}] * 7
    assert looks(monkeypatch, iter([*asked, *[SAME] * 99])) == 12


def test_it_is_done_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looks(monkeypatch, ({**SAME, "answered": number} for number in range(999))) == 80


def test_a_service_has_its_snapshot_open_before_it_is_asked(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Those that answer first have it, and none of another kind."""

    def holds(pid: int) -> bool:
        files = Path(f"/proc/{pid}/fd").iterdir()
        return any(os.path.realpath(each).endswith("/lease") for each in files)

    server = Server(five_notices(tmp_path_factory), short_lanes=3).wait()
    try:
        assert sum(map(holds, server.children())) == 3
        assert server.rows(f"SELECT (COUNT(*) AS ?n) {{ ?x a <{ONTOLOGY}Notice> }}") == [{"n": "5"}]
        assert sum(map(holds, server.children())) == 3
    finally:
        server.stop()


def test_checks_are_made_ready_while_others_ask(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What writes waits until nobody asks."""
    server = Server(five_notices(tmp_path_factory), client_rate=0, **FEW).wait()
    try:
        asked = 0
        while not server.processes("check"):
            assert server.sparql("ASK {}").status_code == 200
            asked += 1
        assert asked
        assert not server.processes("write")
    finally:
        server.stop()


def test_a_service_without_a_graph_starts(tmp_path: Path) -> None:
    server = Server(tmp_path).wait()
    try:
        assert server.http.get("/notices").status_code == 503
    finally:
        server.stop()


def test_a_warm_process_checks(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The processes that were warmed are those that answer."""

    async def checked() -> tuple[dict[str, int], dict[str, int], bytes]:
        checker = Checker(Settings(data_dir=tmp_path_factory.mktemp("none")))
        await checker.warm()
        warm = checker.status()
        files: Files = {
            "file": ("xiaoyi.txt", (ROOT / "data" / "notices" / "xiaoyi-2026.txt").read_bytes())
        }
        try:
            told = await checker.report(files, "json", None, "zh", "")
            return warm, checker.status(), told
        finally:
            await checker.stop()

    warm, after, told = asyncio.run(checked())
    assert warm["started"] == after["started"] == warm["processes"] > 0
    assert told.startswith(b"{")
