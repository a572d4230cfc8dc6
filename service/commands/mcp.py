"""``anze mcp``: the graph as tools of the Model Context Protocol, over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from service.client import Client, Refused, Unreachable
from service.errors import BadRequest
from service.lookup.columns import columns_of

if TYPE_CHECKING:
    from mcp.server import MCPServer

app = typer.Typer()

Json = dict[str, Any]
Route = Literal[
    "tasks", "notices", "articles", "units", "instruments", "mechanisms", "sectors", "hazards"
]
MOST_ROWS = 200


@app.command("mcp")
def command(
    service: Annotated[
        str, typer.Option(help="服务地址 Address of a running service")
    ] = "http://127.0.0.1:8377",
    token: Annotated[
        str, typer.Option(envvar="ANZE_TOKEN", help="封闭服务的令牌 Token of a closed service")
    ] = "",
) -> None:
    """以 MCP 工具提供查找、查询与检查（标准输入输出）。Search, lookup, query and validate as MCP tools.

    Needs the extra: .venv/bin/pip install -e '.[mcp]'. The program that speaks MCP starts this command.

    \b
    anze mcp --service http://anze.office.example:8377
    """
    if find_spec("mcp") is None:
        raise BadRequest(
            "需安装 MCP 组件：.venv/bin/pip install -e '.[mcp]'。",
            "MCP needs: .venv/bin/pip install -e '.[mcp]'.",
        )
    make_server(Client(service, token)).run()


def make_server(anze: Client) -> MCPServer:
    """The server of four tools over a service."""
    from mcp.server import MCPServer

    server = MCPServer(
        "anze",
        instructions="安全生产工作通知的知识图谱。每条任务都带原文（evidence）和文件，回答时请引用。"
        "A knowledge graph of work-safety notices; each task has its words (evidence) and file: quote them.",
    )

    def search(text: str, limit: int = 20) -> Json:
        """任务原文里含这些词的任务。Tasks whose text contains the words, with owners, times, evidence."""
        return _told(lambda: _table(anze, "tasks", {"text": text}, limit))

    def lookup(route: Route, filters: dict[str, str] | None = None, limit: int = 50) -> Json:
        """按条件列出。Rows of a lookup; filters of tasks: notice, unit, jurisdiction, year, sector, hazard,
        mechanism, role (lead, responsible, assist, supervise), due_from, due_to, recurrence, text."""
        return _told(lambda: _table(anze, route, filters or {}, limit))

    def query(sparql: str) -> Json:
        """SELECT 查询；前缀 az、skos、dcterms 等已声明。A SPARQL SELECT query; prefixes are declared."""
        return _told(lambda: _rows(anze.query(sparql), MOST_ROWS))

    def validate(text: str, profile: Literal["", "draft", "issued", "strict"] = "") -> Json:
        """检查一份通知的全文。The report on a notice given as text."""
        return _told(lambda: anze.validate(text.encode(), "notice.txt", profile))

    for tool in (search, lookup, query, validate):
        server.add_tool(tool)
    return server


def _table(anze: Client, route: str, filters: dict[str, str], limit: int) -> Json:
    found = list(islice(anze.rows(route, **filters), min(limit, MOST_ROWS) + 1))
    columns = columns_of(found)
    return _rows([{c.name: c.value(row) for c in columns} for row in found], min(limit, MOST_ROWS))


def _rows(found: list[Json], limit: int) -> Json:
    """At most ``limit`` rows, and whether there are more."""
    shown = [{name: _plain(value) for name, value in row.items()} for row in found[:limit]]
    return {"rows": shown, "more": len(found) > limit}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _told(ask: Callable[[], Json]) -> Json:
    """The answer, or in words why there is none."""
    try:
        return ask()
    except Refused as error:
        return {"error": str(error), **error.problem}
    except Unreachable as error:
        return {"error": str(error)}
