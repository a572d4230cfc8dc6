"""What a request says is heeded or refused: no parameter and no field of a form is passed over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute

from service.settings import Settings
from service.web.app import create_app
from tests.service.conftest import Server
from tests.test_docs import routes

BROWSER = {"Accept": "text/html"}


def each_request() -> Iterator[tuple[str, str, dict[str, bool]]]:
    """Method, address and parameters of every route, each with whether it may stand more than once."""
    for route in routes():
        path = re.sub(r"\{[^}]+\}", "x", route.path)
        for method in route.methods or ():
            yield method, path, taken(route)


def taken(route: APIRoute) -> dict[str, bool]:
    found = {field.alias: False for field in route.dependant.query_params}
    for part in route.dependant.dependencies:
        found |= {field.alias: False for field in part.query_params}
    told: list[dict[str, Any]] = (route.openapi_extra or {}).get("parameters", [])
    return found | {each["name"]: each["schema"]["type"] == "array" for each in told}


async def ask_all(client: httpx.AsyncClient) -> tuple[int, int]:
    """How many routes and parameters were tried."""
    parameters = 0
    requests = list(each_request())
    for method, path, known in requests:
        answer = await client.request(method, path, params={"zzz": "1"})
        assert answer.status_code == 400, (method, path)
        assert "没有参数 zzz" in answer.json()["detail"], (method, path)
        assert all(name in answer.json()["detail"] for name in known), (method, path)
        for name in (name for name, several in known.items() if not several):
            twice = await client.request(method, path, params=[(name, "1"), (name, "1")])
            assert twice.status_code == 400, (method, path, name)
            assert f"参数 {name} 只能给一次" in twice.json()["detail"], (method, path, name)
            parameters += 1
    return len(requests), parameters


def test_no_route_passes_over_an_unknown_or_a_repeated_parameter(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(app=create_app(Settings(data_dir=tmp_path)))

    async def run() -> tuple[int, int]:
        async with httpx.AsyncClient(transport=transport, base_url="http://anze") as client:
            return await ask_all(client)

    tried, parameters = asyncio.run(run())
    assert tried >= 50
    assert parameters >= 130


def test_graphs_may_be_named_more_than_once_in_a_query(server: Server) -> None:
    asked = [("query", "ASK {}"), ("default-graph-uri", "x:a"), ("default-graph-uri", "x:b")]
    assert server.http.get("/sparql", params=asked).status_code == 200


def test_form_of_a_query_is_held_to_the_same_rule(server: Server) -> None:
    wrong = server.http.post("/sparql", data={"query": "ASK {}", "defualt-graph-uri": "x:a"})
    assert (wrong.status_code, "defualt-graph-uri" in wrong.json()["detail"]) == (400, True)
    # SPARQLWrapper says the format three times
    three = {"query": "ASK {}", "format": "json", "output": "json", "results": "json"}
    assert server.http.get("/sparql", params=three).status_code == 200
    two = [("query", "SELECT * {}"), ("format", "csv"), ("format", "tsv")]
    refused = server.http.get("/sparql", params=two)
    assert (refused.status_code, "csv, tsv" in refused.json()["detail"]) == (400, True)


def test_default_graph_stays_in_the_address_of_a_browser(server: Server) -> None:
    answer = server.http.get("/store?default&format=nt", headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"][:21]) == (
        200,
        "application/n-triples",
    )
    assert server.http.get("/tasks?year=&unit=", headers=BROWSER).headers["location"] == "/tasks"


NOTICE = b"\xe9\x80\x9a\xe7\x9f\xa5"
FORMS: list[tuple[str, list[tuple[str, Any]], str]] = [
    (
        "/validate",
        [("file", ("a.txt", NOTICE)), ("prevoius", ("b.txt", NOTICE))],
        "没有参数 prevoius",
    ),
    ("/validate", [("file", ("a.txt", NOTICE)), ("file", ("b.txt", NOTICE))], "file 只能给一次"),
    ("/validate", [("file", ("a.txt", NOTICE)), ("profile", (None, "strict"))], "?profile=…"),
    ("/validate", [("file", ("a.txt", NOTICE)), ("text", (None, "通知"))], "只能给其一"),
    ("/check", [("file", ("a.txt", NOTICE)), ("rule", ("b.yml", NOTICE))], "没有参数 rule"),
]


@pytest.mark.parametrize(("path", "parts", "told"), FORMS)
def test_unknown_repeated_or_misplaced_field_is_refused(
    server: Server, path: str, parts: list[tuple[str, Any]], told: str
) -> None:
    answer = server.http.post(path, files=parts)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_a_form_is_called_so_in_both_languages(server: Server) -> None:
    told = server.http.post("/validate", files=[("nofile", (None, "1"))]).json()
    assert told["detail"].startswith("/validate 的表单 没有参数 nofile。")
    assert told["detail_en"].startswith("the form of /validate takes no nofile; it takes file, ")


#: What no period of time is; a period of nothing, too.
NO_PERIOD = ("zz", "P", "PT", "P0D", "P0M", "PT0S", "P0Y0M", "P3", "PM", "P1DT", "P3M2")


@pytest.mark.parametrize("path", ["/tasks", "/calendar", "/calendar.ics"])
def test_a_period_of_nothing_is_refused(server: Server, path: str) -> None:
    for period in NO_PERIOD:
        answer = server.http.get(path, params={"recurrence": period})
        assert answer.status_code == 422, period
        assert "大于零的 ISO 8601 周期（如 P3M）" in answer.json()["detail"]
        assert "an ISO 8601 period above zero (such as P3M)" in answer.json()["detail_en"]
    for period in ("P10D", "P1Y6M", "PT24H", "P1DT12H", "any"):
        assert server.http.get(path, params={"recurrence": period}).status_code == 200, period


def test_fields_of_a_coded_form_are_known_too(server: Server) -> None:
    answer = server.http.post("/validate", data={"text": "通知", "superior": "通知"})
    assert (answer.status_code, "superior" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("path", ["/mine", "/mine.ics"])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"place": "孝义市"},
        {"office": "emergency-management"},
        {"place": "孝义市", "office": ""},
    ],
)
def test_office_or_place_that_is_not_named_is_asked_for(
    server: Server, path: str, asked: dict[str, str]
) -> None:
    answer = server.http.get(path, params=asked)
    assert answer.status_code == 422
    assert "请用 place 和 office 指明一个地方的一个单位" in answer.json()["detail"]


def test_parameter_that_a_route_needs_is_asked_for_in_words(server: Server) -> None:
    told = server.http.get("/compare/years").json()
    assert told["detail"] == "参数 place 没有给出，例如 141100。"
    assert told["detail_en"] == "place is missing, for example 141100."


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01"])
def test_day_that_no_plan_has_is_refused(server: Server, day: str) -> None:
    asked = {"place": "孝义市", "office": "emergency-management", "on": day}
    answer = server.http.get("/mine", params=asked)
    assert answer.status_code == 422
    assert day in answer.json()["detail"]


def test_shapes_at_check_heed_profile_and_part(server: Server) -> None:
    turtle = {"Accept": "text/turtle"}
    for query in ("?profile=strict", "?part=core"):
        own = server.http.get(f"/shapes{query}", headers=turtle).text
        assert server.http.get(f"/check{query}", headers=turtle).text == own
        assert server.http.get("/check", headers=turtle).text != own


@pytest.mark.parametrize("path", ["/tasks", "/notices", "/units", "/calendar"])
def test_place_is_another_name_of_jurisdiction(server: Server, path: str) -> None:
    found, same = (
        server.http.get(path, params={name: "孝义市"}).json() for name in ("jurisdiction", "place")
    )
    assert found["total"] == same["total"] > 0
    assert found["items"] == same["items"]
    both = server.http.get(path, params={"place": "孝义市", "jurisdiction": "吕梁市"})
    assert (both.status_code, "只给一个" in both.json()["detail"]) == (400, True)
    led = server.http.get(f"{path}?place=孝义市&limit=5", headers=BROWSER)
    assert led.status_code == 303
    assert httpx.QueryParams(httpx.URL(led.headers["location"]).query.decode()) == (
        httpx.QueryParams({"jurisdiction": "孝义市", "limit": "5"})
    )


GBK = "燃气".encode("gbk")


@pytest.mark.parametrize(
    "path",
    [
        "/tasks?text={}",
        "/tasks?unit={}",
        "/sparql?query={}",
        "/notices/{}",
        "/calendar.ics?unit={}",
    ],
)
def test_an_address_that_is_no_utf_8_is_refused(server: Server, path: str) -> None:
    refused = server.http.get(path.format(quote(GBK)))
    assert (refused.status_code, "UTF-8" in refused.json()["detail"]) == (400, True)
    assert server.http.get(path.format(quote("燃气"))).status_code in (200, 400, 404)
    assert "UTF-8" not in server.http.get(path.format(quote("燃气"))).text


def test_a_coded_form_that_is_no_utf_8_is_refused(server: Server) -> None:
    heads = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = server.http.post("/validate", content=b"text=" + quote(GBK).encode(), headers=heads)
    assert (refused.status_code, "UTF-8" in refused.json()["detail"]) == (400, True)


THREE = [
    ("/tasks", "nobody"), ("/tasks", "has_owner"), ("/tasks", "has_deadline"), ("/units", "used"), ("/mechanisms", "used"),
    ("/sectors", "used"), ("/functions", "used"), ("/tasks?notice=141181-2026-xiaozhengfa-1", "nobody"),
    ("/tasks?text=的&sort=due", "nobody"), ("/units?jurisdiction=孝义市", "used"),
]  # fmt: skip


def test_filters_of_yes_and_no_part_the_list(server: Server) -> None:
    def items(path: str, **more: str) -> list[str]:
        found = server.http.get(
            path, params={**dict(httpx.URL(path).params), "limit": "1000", **more}
        )
        rows = [row["id"] for row in found.json()["items"]]
        assert found.json()["total"] == len(rows)
        return rows

    parted = 0
    for path, name in THREE:
        yes, no = items(path, **{name: "true"}), items(path, **{name: "false"})
        assert sorted(yes + no) == sorted(items(path)), (path, name)
        parted += bool(yes) + bool(no)
    assert parted >= 12


EMPTY = [
    ("/tasks", "year"), ("/tasks", "limit"), ("/tasks", "has_owner"), ("/tasks", "nobody"), ("/tasks", "has_deadline"),
    ("/tasks", "due_from"), ("/tasks", "due_to"), ("/tasks", "jurisdiction"), ("/tasks", "unit"), ("/units", "used"),
    ("/calendar.ics", "alarm"), ("/sectors", "used"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), EMPTY)
def test_a_field_left_empty_is_left_out(server: Server, path: str, name: str) -> None:
    left = server.http.get(path, params={name: ""})
    assert left.status_code == 200, left.text
    if path != "/calendar.ics":
        assert left.json()["items"] == server.http.get(path).json()["items"]
    assert server.http.get(path, params={name: "没有"}).status_code in (404, 422)


def test_what_is_wrong_with_days_is_told_of_those_that_were_sent(server: Server) -> None:
    told = server.http.get("/tasks?due_from=2026-10-01&due_month=2026-09")
    assert (told.status_code, "due_month（2026-09）" in told.json()["detail"]) == (422, True)
    assert server.http.get("/tasks?due_from=2026-09-10&due_month=2026-09").status_code == 200


def test_what_is_too_large_is_told_with_what_to_do(server: Server) -> None:
    told = server.http.post(
        "/sparql", content=b"x" * (1 << 21), headers={"Content-Type": "application/sparql-query"}
    )
    assert (told.status_code, "ANZE_QUERY_BYTES" in told.json()["detail"]) == (413, True)
