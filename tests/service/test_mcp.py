"""``anze mcp`` as the protocol's own client sees it. The client takes long to load: only where it is asked."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, get_args

import httpx
import pytest

from service.client import Client
from service.release import release
from tests.service.conftest import ROOT, Server
from tests.service.test_cli import anze
from tests.shapes.test_command import GOOD


def asked(anze: Client, tool: str, **arguments: Any) -> Any:
    from mcp import Client as McpClient

    from service.commands.mcp import make_server

    async def run() -> Any:
        async with McpClient(make_server(anze)) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(run())


def call(anze: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool gives, in words and as data the same."""
    answer = asked(anze, tool, **arguments)
    assert not answer.is_error, answer.content
    told = dict(json.loads(answer.content[0].text))
    assert told == answer.structured_content
    return told


def refused(anze: Client, tool: str, **arguments: Any) -> str:
    """Why a tool gives nothing: an error, as the protocol has it."""
    answer = asked(anze, tool, **arguments)
    assert answer.is_error
    return str(answer.content[0].text)


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.url) as found:
        yield found


def test_search_gives_tasks_with_their_words(client: Client) -> None:
    found = call(client, "search", text="警示教育")
    (row,) = found["rows"]
    assert "警示教育" in row["text"]
    assert row["evidence"]
    assert row["file"] == "xiaoyi-2026.txt"
    assert found["more"] is False


def test_lookup_takes_filters_and_a_limit(client: Client) -> None:
    assert len(call(client, "lookup", route="notices")["rows"]) == 2
    part = call(client, "lookup", route="tasks", filters={"year": "2026"}, limit=2)
    assert (len(part["rows"]), part["more"]) == (2, True)


def test_filters_are_words_numbers_and_truths(client: Client) -> None:
    whole = call(client, "lookup", route="tasks")["rows"]
    of_year = call(client, "lookup", route="tasks", filters={"year": 2026})["rows"]
    dated = call(client, "lookup", route="tasks", filters={"has_deadline": True})["rows"]
    loose = call(client, "lookup", route="tasks", filters={"has_deadline": False})["rows"]
    assert 0 < len(of_year) < len(whole) == len(dated) + len(loose)
    assert dated


def test_every_lookup_gives_rows(five: Server) -> None:
    from service.commands.mcp import Route

    routes = get_args(Route)
    office = {"place": "孝义市", "office": "应急局"}
    with Client(five.url) as client:
        for route in routes:
            filters = office if route == "mine" else {}
            found = call(client, "lookup", route=route, filters=filters, limit=2)
            assert (len(found["rows"]), found["more"]) == (2, True), route
            assert all(
                isinstance(value, (str, int, float, bool, type(None)))
                for row in found["rows"]
                for value in row.values()
            ), route
        assert call(client, "lookup", route="statistics")["counts"]["notices"] == 5
    assert len(routes) == 13


def test_filters_that_are_described_are_those_that_there_are(server: Server) -> None:
    from service.commands.mcp import FILTERS, Route

    paths = server.http.get("/openapi.json").json()["paths"]
    told = {route: words for key, words in FILTERS.items() for route in key.split(", ")}
    assert set(told) == set(get_args(Route))
    for route, words in told.items():
        known = {each["name"] for each in paths[f"/{route}"]["get"].get("parameters", ())}
        left_out = {"limit", "offset", "format"} | ({"place"} if "jurisdiction" in known else set())
        named = set(re.findall("[a-z_]+", re.sub(r"\(.*?\)", "", words))) - {"and"}
        assert named == known - left_out, route


def test_limits_that_are_none_are_refused(client: Client) -> None:
    for limit in (0, -1, 201):
        assert "limit" in refused(client, "lookup", route="tasks", limit=limit)
        assert "limit" in refused(client, "search", text="x", limit=limit)
    assert "limit" in refused(client, "lookup", route="tasks", filters={"limit": 3})


def test_query_and_what_is_refused(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    count = call(client, "query", sparql="SELECT (COUNT(?t) AS ?n) { ?t a az:Task }")
    assert count == {"rows": [{"n": 4}], "more": False}
    assert call(client, "query", sparql="ASK { ?t a az:Task }") == {"truth": True}
    problem = json.loads(refused(client, "query", sparql="SELECT * {?s"))
    assert "第 1 行" in problem["error"]
    assert "line 1," in problem["detail_en"]
    for text in ("CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE az:Task"):
        assert "SELECT" in json.loads(refused(client, "query", sparql=text))["error"]
    unknown = refused(client, "lookup", route="tasks", filters={"unit": "不存在"})
    assert "没有" in json.loads(unknown)["error"]
    assert "Traceback" not in capfd.readouterr().err


def test_hint_is_told_with_the_rows(client: Client, recwarn: pytest.WarningsRecorder) -> None:
    told = call(client, "query", sparql="SELECT * { ?t a az:Taks }")
    assert told["rows"] == []
    assert "az:Task" in told["hint"]
    assert "az:Task" in told["hint_en"]
    assert not [each for each in recwarn if "az:Taks" in str(each.message)]


def test_no_more_is_fetched_than_is_given(server: Server) -> None:
    sent: list[httpx.Request] = []
    fetched: list[dict[str, Any]] = []

    def keep(answer: httpx.Response) -> None:
        sent.append(answer.request)
        fetched.append(json.loads(answer.read()))

    with Client(server.url) as client:
        client._http.event_hooks = {"response": [keep]}
        assert len(call(client, "search", text="安全", limit=2)["rows"]) <= 2
        assert sent[-1].url.params["limit"] == "3"
        found = call(client, "query", sparql="SELECT * { ?s ?p ?o }")
    assert (len(found["rows"]), found["more"]) == (200, True)
    assert len(fetched[-1]["results"]["bindings"]) == 201
    assert len(sent) == 2


def test_tools_say_who_they_are_and_that_they_only_read(client: Client) -> None:
    from mcp import Client as McpClient

    from service.commands.mcp import make_server

    async def run() -> tuple[Any, Any]:
        async with McpClient(make_server(client)) as known:
            return known.server_info, (await known.list_tools()).tools

    about, tools = asyncio.run(run())
    assert (about.name, about.version) == ("anze", release())
    assert len(tools) == 4
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_notice_is_validated(client: Client) -> None:
    assert call(client, "validate", text=GOOD, profile="issued")["conforms"] is True


def test_service_that_is_not_there_is_told() -> None:
    with Client("http://127.0.0.1:1") as nowhere:
        told = json.loads(refused(nowhere, "search", text="x"))["error"]
    assert "没有应答" in told
    assert "http://127.0.0.1:1" in told


def test_command_speaks_over_standard_input(server: Server) -> None:
    from mcp import Client as McpClient
    from mcp import StdioServerParameters

    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "service", "mcp", "--service", server.url],
        env={"PYTHONPATH": str(ROOT)},
    )

    async def run() -> set[str]:
        async with McpClient(started) as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    assert asyncio.run(run()) == {"search", "lookup", "query", "validate"}


def test_help_says_what_to_install() -> None:
    assert ".venv/bin/pip install -e '.[mcp]'" in anze("mcp", "--help").stdout
