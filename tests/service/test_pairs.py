"""Who and when of one sentence stay together in lookups and in the calendar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources
from tests.service.conftest import FEW, Server
from tests.shared import own_vocabulary

pytestmark = pytest.mark.usefixtures("at_hand")

TEXT = (
    "关于做好2026年安全生产工作的通知\n孝义市人民政府\n一、重点任务\n（一）排查。市住建局6月底前完成燃气隐患排查，"
    "市教育局9月底前完成校园燃气演练，各乡镇12月底前完成自建房排查。\n"
)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("pairs")
    file = root / "notice.txt"
    file.write_text(TEXT, "utf-8")
    data = own_vocabulary(tmp_path_factory)
    build(DataDir(data), [file], real_sources())
    running = Server(data, client_rate=0, **FEW).wait()
    yield running
    running.stop()


def test_the_calendar_of_a_unit_has_its_own_dates_only(one: Server) -> None:
    rows = one.http.get("/calendar", params={"unit": "市教育局"}).json()["items"]
    assert [(row["due"], row["text"]) for row in rows] == [
        ("2026-09-30", "市教育局9月底前完成校园燃气演练")
    ]
    assert [len(row["owners"]) for row in rows] == [1]


def test_a_unit_and_a_date_are_of_one_clause(one: Server) -> None:
    def found(unit: str, before: str) -> int:
        wanted = {"unit": unit, "due_to": before}
        return int(one.http.get("/tasks", params=wanted).json()["total"])

    assert found("市住建局", "2026-06-30") == 1
    assert found("市教育局", "2026-06-30") == 0
    assert found("市教育局", "2026-09-30") == 1


def test_a_task_tells_its_duties(one: Server) -> None:
    (task,) = one.http.get("/tasks").json()["items"]
    assert [(d["due"], d["times"], len(d["owners"])) for d in task["duties"]] == [
        (["2026-06-30"], ["6月底前"], 1),
        (["2026-09-30"], ["9月底前"], 1),
        (["2026-12-31"], ["12月底前"], 1),
    ]
    assert task["due"] == ["2026-06-30", "2026-09-30", "2026-12-31"]
