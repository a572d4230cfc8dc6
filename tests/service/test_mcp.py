"""``anze mcp`` as the protocol's own client sees it. The client takes long to load: only where it is asked."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from service.client import Client
from tests.service.conftest import ROOT, Server
from tests.service.test_cli import anze
from tests.shapes.test_command import GOOD


def call(anze: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    from mcp import Client as McpClient

    from service.commands.mcp import make_server

    async def run() -> Any:
        async with McpClient(make_server(anze)) as client:
            return await client.call_tool(tool, arguments)

    answer = asyncio.run(run())
    return dict(json.loads(answer.content[0].text))


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


def test_query_and_what_is_refused(client: Client) -> None:
    count = call(client, "query", sparql="SELECT (COUNT(?t) AS ?n) { ?t a az:Task }")
    assert count == {"rows": [{"n": 4}], "more": False}
    assert "语法错误" in call(client, "query", sparql="SELECT")["error"]
    assert "没有" in call(client, "lookup", route="tasks", filters={"unit": "不存在"})["error"]


def test_notice_is_validated(client: Client) -> None:
    assert call(client, "validate", text=GOOD, profile="issued")["conforms"] is True


def test_service_that_is_not_there_is_told() -> None:
    with Client("http://127.0.0.1:1") as nowhere:
        told = call(nowhere, "search", text="x")["error"]
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
