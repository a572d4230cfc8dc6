"""``anze compare`` and ``/compare``."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.service.conftest import LVLIANG, XIAOYI, Server, build_small
from tests.service.test_cli import anze

NOTICES = Path(__file__).parents[2] / "data" / "notices"
PAIR = {"first": "141100-2025-draft-0a0a0a0a", "second": "141181-2026-xiaozhengfa-1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(build_small(tmp_path_factory.mktemp("compare"))).wait()
    yield running
    running.stop()


def test_files_on_the_command_line(tmp_path: Path) -> None:
    files = [str(NOTICES / f"{name}.txt") for name in ("datong-2026", "xiaoyi-2026")]
    shown = anze("compare", *files)
    assert shown.returncode == 0, shown.stderr
    assert "98 项职责" in shown.stdout
    assert "降低" in shown.stdout
    made = json.loads(anze("compare", *files, "-f", "json").stdout)
    assert len(made["items"]) == sum(made["counts"].values())
    table = tmp_path / "compare.xlsx"
    assert anze("compare", *files, "-f", "xlsx", "-o", str(table)).returncode == 0
    sheet = openpyxl.load_workbook(table)["表"]
    assert sheet.max_row == len(made["items"]) + 1


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    gone = anze("compare", "nothing.txt", str(NOTICES / "xiaoyi-2026.txt"), data=tmp_path)
    assert gone.returncode == 2
    assert "nothing.txt" in gone.stderr
    assert "Traceback" not in gone.stderr
    loose = anze("compare", *[str(NOTICES / "xiaoyi-2026.txt")] * 2, "-f", "xlsx")
    assert loose.returncode == 2
    assert "-o" in loose.stderr


def test_two_notices_over_http(server: Server) -> None:
    made = server.http.get("/compare", params={**PAIR, "format": "json"}).json()
    assert (made["first"]["id"], made["second"]["id"]) == (LVLIANG, XIAOYI)
    assert made["first"]["duties"] == 1
    assert made["second"]["duties"] == 3
    assert len(made["items"]) == 1 + made["counts"]["only-here"]
    page = server.http.get("/compare", params=PAIR, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert made["summary"][0] in page.text
    book = server.http.get("/compare", params={**PAIR, "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content))["表"]
    assert sheet.max_row == len(made["items"]) + 1


@pytest.mark.parametrize(
    ("params", "status", "words"),
    [
        ({"first": PAIR["first"], "second": PAIR["first"]}, 400, "同一份"),
        ({"first": PAIR["first"]}, 400, "second"),
        ({"first": "无此通知", "second": PAIR["second"]}, 404, "无此通知"),
        ({**PAIR, "third": "x"}, 400, "third"),
    ],
)
def test_faults_are_told(server: Server, params: dict[str, str], status: int, words: str) -> None:
    answer = server.http.get("/compare", params={**params, "format": "json"})
    assert answer.status_code == status
    assert words in answer.text


def test_the_page_offers_every_notice(server: Server) -> None:
    page = server.http.get("/compare", headers={"Accept": "text/html"}).text
    assert page.count('<option value="141') == 4
