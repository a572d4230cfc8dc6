"""Lookup routes: filters, paging, formats, evidence."""

from __future__ import annotations

import asyncio
import socket
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest
from starlette.requests import Request

from service.engine.api import Answer, Engine
from service.engine.job import Job
from service.errors import Busy
from service.settings import Settings
from service.web.filters import asker
from service.web.state import State
from tests.service.conftest import XIAOYI, Server

T1, T2, T3 = (f"{XIAOYI}/article/3/task/{n}" for n in (1, 2, 3))
T4 = "https://w3id.org/anze/id/notice/141100-2025-draft-0a0a0a0a/article/1/task/1"

FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({}, {T1, T2, T3, T4}),
    ({"notice": "141181-2026-xiaozhengfa-1"}, {T1, T2, T3}),
    ({"notice": XIAOYI}, {T1, T2, T3}),
    ({"section": f"{XIAOYI}/part/1"}, {T1, T2, T3}),
    ({"unit": "孝义市应急局"}, {T1, T4}),
    ({"unit": "市应急局"}, {T1, T4}),
    ({"unit": "孝义市应急局", "role": "lead"}, {T1}),
    ({"unit": "孝义市应急局", "role": "supervise"}, set()),
    ({"function": "emergency-management"}, {T1, T4}),
    ({"jurisdiction": "141100"}, {T1, T2, T3, T4}),
    ({"jurisdiction": "141181"}, {T1, T2, T3}),
    ({"year": "2025"}, {T4}),
    ({"sector": "mine"}, {T1}),
    ({"sector": "coal-mine"}, {T1}),
    ({"sector": "gas"}, {T4}),
    ({"hazard": "flood"}, {T2, T3}),
    ({"mechanism": "三管三必须"}, {T1, T4}),
    ({"mechanism": "“三管三必须”"}, {T1, T4}),
    ({"due_from": "2026-10-01", "due_to": "2026-10-31"}, {T2}),
    ({"due_to": "2026-01-01"}, {T4}),
    ({"recurrence": "quarterly"}, {T1}),
    ({"recurrence": "P3M"}, {T1}),
    ({"recurrence": "P0Y3M0D"}, {T1}),
    ({"recurrence": "any"}, {T1}),
    ({"recurrence": "weekly"}, set()),
    ({"has_owner": "true"}, {T1, T4}),
    ({"has_owner": "false"}, {T2, T3}),
    ({"has_deadline": "true"}, {T2, T4}),
    ({"has_deadline": "false"}, {T1, T3}),
    ({"text": "燃气"}, {T4}),
    ({"text": "燃气 隐患"}, {T4}),
    ({"text": "' } #"}, set()),
]


@pytest.mark.parametrize(("query", "wanted"), FILTERS)
def test_task_filters(server: Server, query: dict[str, str], wanted: set[str]) -> None:
    answer = server.http.get("/tasks", params=query).json()
    assert {item["id"] for item in answer["items"]} == wanted
    assert answer["total"] == len(wanted)


def test_a_task_says_everything_and_where_it_was_read(server: Server) -> None:
    task = server.http.get("/tasks", params={"unit": "孝义市应急局", "role": "lead"}).json()[
        "items"
    ][0]
    assert task["notice"]["label"].startswith("孝义市")
    assert task["section"]["number"] == "（三）"
    assert task["owners"][0]["unit"]["label"] == "孝义市应急局"
    assert task["owners"][0]["role"] == "lead"
    assert task["times"][0] | {"evidence": None} == {
        "kind": "recurrence",
        "period": "P3M",
        "min_times": "1",
        "as_written": "每季度至少1次",
        "evidence": None,
    }
    assert task["targets"][0]["comparator"] == "gteq"
    assert task["targets"][0]["value"] == 4
    (mechanism,) = task["mechanisms"]
    assert mechanism["label"] == "三管三必须"
    assert mechanism["evidence"] == task["terms"][0]["evidence"]
    assert mechanism["evidence"]["exact"] == "三管三必须"
    (sector,) = task["sectors"]
    assert sector["id"].endswith("/code/sector/coal-mine")
    assert (sector["evidence"]["in_heading"], sector["evidence"]["start"]) == (True, 480)
    assert set(sector["evidence"]) == set(task["evidence"])
    assert task["evidence"]["start"] == 512
    assert task["evidence"]["file"] == "xiaoyi-2026.txt"


def test_pages_are_linked_and_cover_all(server: Server) -> None:
    seen: list[str] = []
    url = "/tasks?limit=3&sort=due"
    for _ in range(5):
        answer = server.http.get(url)
        seen += [item["id"] for item in answer.json()["items"]]
        assert answer.headers["x-total-count"] == "4"
        if "next" not in answer.links:
            break
        url = answer.links["next"]["url"]
    assert seen == [T4, T2, T1, T3]


def test_tasks_without_a_day_stand_last_in_both_directions(server: Server) -> None:
    def found(query: str) -> list[str]:
        items = server.http.get(f"/tasks?{query}").json()["items"]
        return [item["id"] for item in items]

    assert found("sort=due") == [T4, T2, T1, T3]
    assert found("sort=-due") == [T2, T4, T1, T3]
    assert [found(f"sort=-due&limit=1&offset={at}") for at in range(4)] == [[T2], [T4], [T1], [T3]]
    assert found("sort=-due&has_deadline=false") == [T1, T3]


def test_json_ld_is_a_graph(server: Server) -> None:
    answer = server.http.get("/tasks", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    assert len(list(ox.parse(answer.content, ox.RdfFormat.JSON_LD))) > 50


def test_notices(server: Server) -> None:
    rows = server.http.get("/notices").json()["items"]
    assert [row["year"] for row in rows] == [2025, 2026]
    assert rows[1]["number"] == "孝政发〔2026〕1号"
    assert rows[1]["tasks"] == 3
    one = server.http.get("/notices/141181-2026-xiaozhengfa-1").json()
    assert one["addressees"] == ["各乡镇人民政府", "街道办事处"]
    assert [each["kind"] for each in one["sections"]] == ["Part", "Article"]
    assert server.http.get("/notices/none").status_code == 404


LISTS = {
    "/articles?kind=Article": 2,
    "/articles?text=警示": 1,
    "/units": 4,  # one of them only by what follows: an issuer is a unit
    "/units?name=市应急局": 1,
    "/units?jurisdiction=141181": 2,
    "/mechanisms": 2,
    "/mechanisms?used=true": 1,
    "/mechanisms?name=三管三必须": 1,
    "/mechanisms?text=管行业": 1,
    "/sectors": 3,
    "/hazards": 1,
    "/functions": 1,
    "/instruments": 1,
}


@pytest.mark.parametrize("path", LISTS)
def test_lists(server: Server, path: str) -> None:
    answer = server.http.get(path)
    assert answer.status_code == 200
    assert answer.json()["total"] == LISTS[path]


def test_pages_of_sections_together_are_all_of_them(server: Server) -> None:
    whole = server.http.get("/articles").json()
    total = whole["total"]
    pages = [server.http.get(f"/articles?limit=1&offset={at}").json() for at in range(total + 1)]
    assert len({item["notice"] for item in whole["items"]}) == 2
    assert [each["items"] for each in pages] == [*([item] for item in whole["items"]), []]
    assert {each["total"] for each in pages} == {len(whole["items"])}


BAD = {
    "/tasks?limit=0": ("不能小于 1", "must not be below 1", "20"),
    "/tasks?limit=100000": ("不能大于 1000", "must not be above 1000", "20"),
    "/tasks?limit=ten": ("应为整数", "a whole number", "20"),
    "/tasks?offset=-1": ("不能小于 0", "must not be below 0", "0"),
    "/tasks?sort=nothing": ("应为 notice、-notice、due", "one of notice, -notice, due", "notice"),
    "/tasks?due_from=yesterday": ("应为日期（年-月-日）", "should be a date", "2026-10-01"),
    "/tasks?due_to=2026-02-30": ("应为日期（年-月-日）", "should be a date", "2026-10-31"),
    "/tasks?due_to=2026-10-31T10:00": ("不带时刻", "without a time", "2026-10-31"),
    "/tasks?role=boss": ("应为 lead、responsible", "one of lead, responsible", "lead"),
    "/tasks?recurrence=often": ("应为 any、daily", "any, daily", "quarterly"),
    "/tasks?year=12": ("不能小于 1949", "must not be below 1949", "2026"),
    "/tasks?has_owner=perhaps": ("应为 true 或 false", "true or false", "true"),
    f"/tasks?text={'字' * 201}": ("最多 200 个字", "over 200 characters", ""),
    "/calendar?month=2026-13": (
        "应为 all，或年-月，年为 1900 至 2099",
        "year and month",
        "2026-10",
    ),
    "/articles?kind=Page": ("应为 Part、Article", "one of Part, Article", "Part"),
}


@pytest.mark.parametrize("path", BAD)
def test_bad_parameters_are_named_and_explained(server: Server, path: str) -> None:
    zh, en, example = BAD[path]
    answer = server.http.get(path)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    name, _, value = path.split("?")[1].partition("=")
    assert [fault["where"] for fault in problem["faults"]] == [f"query.{name}"]
    assert name in problem["detail"]
    assert name in problem["detail_en"]
    assert zh in problem["detail"]
    assert en in problem["detail_en"]
    assert value[:100] in problem["detail"]
    assert example in problem["detail"].partition("收到")[2] or example in zh
    assert not set("^$\\") & set(answer.text)


def test_an_address_that_does_not_exist_says_where_to_look(server: Server) -> None:
    problem = server.http.get("/nowhere").json()
    assert problem["detail"] == "没有 /nowhere 这个地址；所有接口见 /docs。"
    assert problem["did_you_mean"] == []
    refused = server.http.delete("/tasks")
    assert refused.status_code == 405
    assert refused.json()["detail"] == "/tasks 不支持 DELETE；可用：GET, HEAD, OPTIONS。"


NEAR = {
    "/task": ["/tasks"],
    "/Tasks": ["/tasks"],
    "/mechanism": ["/mechanisms"],
    "/calender.ics": ["/calendar.ics"],
    "/notice/141181-2026-xiaozhengfa-1": ["/notices/141181-2026-xiaozhengfa-1"],
    "/notices/141181-2026-xiaozhengfa-1/tasks": ["/tasks?notice=141181-2026-xiaozhengfa-1"],
    "/notices/141181-2026-xiaozhengfa-1/articles": ["/articles?notice=141181-2026-xiaozhengfa-1"],
    "/wp-login.php": [],
    "/" + "tasks" * 100: [],
}


@pytest.mark.parametrize("path", NEAR)
def test_an_address_that_does_not_exist_leads_to_one_near_it(server: Server, path: str) -> None:
    answer = server.http.get(path)
    problem = answer.json()
    near = NEAR[path]
    assert (answer.status_code, problem["did_you_mean"][: len(near) or 9]) == (404, near)
    for address in problem["did_you_mean"]:
        assert address in problem["detail"]
        assert address in problem["detail_en"]
        assert server.http.get(address).status_code == 200
        assert f'href="{address}"' in server.http.get(path, headers={"Accept": "text/html"}).text
    assert len(NEAR) == 9


def test_a_bad_iri_is_refused(server: Server) -> None:
    assert server.http.get("/tasks?section=http://x y").status_code == 400


def test_statistics(server: Server) -> None:
    found = server.http.get("/statistics").json()
    assert found["counts"]["tasks"] == 4
    rates = {
        row["year"]: (row["stated_owner_rate"], row["deadline_rate"]) for row in found["notices"]
    }
    assert rates == {2025: (1.0, 1.0), 2026: (0.3333, 0.3333)}
    for row in found["notices"]:
        assert row["with_named_owner"] + row["by_default_only"] == row["with_stated_owner"]
        assert row["with_stated_owner"] <= row["with_any_owner"] <= row["tasks"]
        nobody = server.http.get("/tasks", params={"notice": row["id"], "nobody": True}).json()
        assert row["with_any_owner"] == row["tasks"] - nobody["total"]
        assert row["named_owner_rate"] == round(row["with_named_owner"] / row["tasks"], 4)


def test_pages_load_nothing_from_elsewhere(server: Server) -> None:
    import re

    for path in ("/", "/query", "/docs"):
        page = server.http.get(path)
        assert page.status_code == 200
        for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
            if "w3id.org" not in address and not address.startswith(server.url):
                assert address[0] in "/#", address


def test_the_start_page_asks_for_words_unit_and_notice(server: Server) -> None:
    form = server.http.get("/").text.partition('action="/tasks"')[2].partition("</form>")[0]
    assert all(f'name="{name}"' in form for name in ("text", "unit", "notice"))


def test_health_and_ready(server: Server) -> None:
    assert server.http.get("/health").json() == {"status": "ok"}
    assert server.http.get("/ready").json()["status"] == "ready"
    assert server.http.get("/nowhere").headers["content-type"] == "application/problem+json"


def test_an_unknown_parameter_is_refused_with_those_there_are(server: Server) -> None:
    answer = server.http.get("/mechanisms", params={"label": "三管三必须"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "label" in answer.text
    assert "name" in answer.text


@pytest.mark.parametrize(
    "path", ["/tasks", "/notices", "/notices/141181-2026-xiaozhengfa-1", "/statistics", "/units"]
)
def test_an_unchanged_answer_is_told_without_asking_the_graph(server: Server, path: str) -> None:
    first = server.http.get(path)
    known = {"If-None-Match": first.headers["etag"]}
    answered = server.http.get("/ready").json()["engine"]
    second = server.http.get(path, headers=known)
    after = server.http.get("/ready").json()["engine"]
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]
    # /ready itself asks once
    work = [state["answered"] + state["cached"] for state in (answered, after)]
    assert work[1] - work[0] <= 1
    table = server.http.get(path, headers={**known, "Accept": "text/csv"})
    one = path.count("/") > 1  # no list, so JSON only
    assert table.status_code == (406 if one else 200)
    assert server.http.get(path + "?nothing=1", headers=known).status_code == 400
    anything = {"If-None-Match": "*"}
    assert server.http.get("/notices/nowhere", headers=anything).status_code == 404


def test_a_lookup_takes_turns_as_its_client() -> None:
    """All lookups in one row would wait behind whoever sends most of them."""
    asked: list[str] = []

    class Counted:
        async def run(self, _job: Job, client: str = "") -> Answer:
            asked.append(client)
            raise Busy("满", "full")

    engine = cast(Engine, Counted())
    state = State(Settings(), engine, cast(Any, None), cast(Any, None), cast(Any, None))
    app = SimpleNamespace(state=SimpleNamespace(anze=state))
    request = Request({"type": "http", "client": ("192.0.2.1", 1), "app": app})

    async def look() -> None:
        await (await asker(request)).select("SELECT * {}")

    with pytest.raises(Busy):
        asyncio.run(look())
    assert asked == ["192.0.2.1"]


def test_chinese_in_an_address_is_percent_encoded(server: Server) -> None:
    """What docs/service/http.md says: as raw bytes it is refused."""
    unit = "孝义市应急局"
    assert server.http.get(f"/tasks?unit={quote(unit)}").status_code == 200
    at = urlsplit(server.url)
    with socket.create_connection((at.hostname or "", at.port or 0), timeout=30) as raw:
        raw.sendall(
            f"GET /tasks?unit={unit} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
        )
        assert raw.recv(12) == b"HTTP/1.1 400"
