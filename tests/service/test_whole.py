"""A table is whole, or there is none: whatever is written while it is read."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import xlsxwriter
from fastapi import Depends, Request
from starlette.responses import Response

from service.engine.remote import RemoteEngine
from service.settings import Settings
from service.sparql.formats import XLSX
from service.web import download, etag
from service.web.app import create_app
from service.web.download import Part


class Engine:
    """One whose snapshot a test moves."""

    knows_snapshot = True

    def __init__(self) -> None:
        self.now = "one"

    def snapshot(self) -> str:
        return self.now

    def unchanged(self, snapshot: str) -> bool:
        return self.now == snapshot


def fetch(tmp_path: Path, media: str, change_at: int) -> httpx.Response:
    """A table of three parts, read while the graph changes behind part ``change_at``."""
    app, engine = create_app(Settings(data_dir=tmp_path)), Engine()
    app.state.anze.engine = engine

    async def parts() -> AsyncIterator[list[dict[str, Any]]]:
        for number in range(3):
            if number == change_at:
                engine.now = "two"
            yield [{"id": str(number)}]

    @app.get("/parts", dependencies=[Depends(etag.mark)])
    async def route(request: Request) -> Response:
        return await download.download(request, parts(), media, Part(3, 3, 0), {})

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://anze") as client:
            return await client.get("/parts", headers={"Accept-Encoding": "identity"})

    return asyncio.run(ask())


@pytest.mark.parametrize("media", ["text/csv", XLSX])
@pytest.mark.parametrize("change_at", [0, 1, 2])
def test_table_that_the_graph_changes_under_is_not_begun(
    tmp_path: Path, media: str, change_at: int
) -> None:
    answer = fetch(tmp_path, media, change_at)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "请再取一次" in answer.json()["detail"]
    assert "content-disposition" not in answer.headers


def test_table_of_one_snapshot_has_all_parts_and_its_length(tmp_path: Path) -> None:
    answer = fetch(tmp_path, "text/csv", 3)
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["0", "1", "2"]
    assert answer.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize("media", ["text/csv", XLSX])
def test_disk_that_is_full_while_a_table_is_kept_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, media: str
) -> None:
    written = xlsxwriter.Workbook._store_workbook

    def full(table: Any, *_: object) -> None:
        if isinstance(table, xlsxwriter.Workbook):
            written(table)
        raise OSError(28, "No space left on device", "/tmp/x")

    monkeypatch.setattr(download.Csv, "add", full)
    monkeypatch.setattr(xlsxwriter.Workbook, "_store_workbook", full)
    answer = fetch(tmp_path, media, 3)
    assert answer.status_code == 507
    assert "临时目录已满" in answer.json()["detail"]
    assert "/tmp" not in answer.text


def test_table_of_a_remote_engine_may_take_longer_than_its_tags_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine, clock = RemoteEngine(Settings(remote_query_url="http://other/sparql")), [0.0]
    monkeypatch.setattr("service.engine.remote.time.time", lambda: clock[0])
    before = engine.snapshot()
    clock[0] = 1000.0
    assert engine.snapshot() != before
    assert engine.unchanged(before)
    engine.refresh()
    assert not engine.unchanged(before)
