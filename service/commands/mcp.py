"""``anze mcp``: the graph as tools of the Model Context Protocol, over standard input and output."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer
from pydantic import Field

from service.client import Client, Refused, Unfit, Unreachable
from service.errors import BadRequest
from service.lookup.columns import columns_of
from service.release import release
from service.sparql.inspection import inspect
from service.sparql.limiting import limited

if TYPE_CHECKING:
    from mcp.server import MCPServer

app = typer.Typer()

Json = dict[str, Any]
Route = Literal[
    "tasks", "notices", "articles", "units", "instruments", "mechanisms", "sectors", "hazards", "functions",
    "measures", "calendar", "mine", "statistics",
]  # fmt: skip
Filters = dict[str, str | int | bool]
MOST_ROWS = 200
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="最多几行 Rows at most")]
_OF_TASKS = (
    "notice, section, unit, function, role (lead, responsible, assist, supervise), jurisdiction, year, sector, hazard, "
    "mechanism, measure, instrument, due_from, due_to, due_month (2026-12), recurrence (any, daily, weekly, monthly, "
    "quarterly, half-yearly, yearly, P3M), has_owner, nobody, has_deadline, text"
)
#: What lookups can be narrowed by, and how some of it is written.
FILTERS = {
    "tasks": f"{_OF_TASKS}, sort (due, -due, text)",
    "calendar": f"{_OF_TASKS}, month (2026-10), state (overdue, quarter, coming, standing, season)",
    "notices": "jurisdiction, year",
    "articles": "notice, kind (Part, Article, Item, AnnexRow), text",
    "units": "name, jurisdiction, function, text, used",
    "instruments": "name, text",
    "mechanisms, sectors, hazards, functions, measures": "name, text, used",
    "mine": "place and office (what that office owes; place alone lists its offices), year, on (2026-10-08), text, sort, state",
    "statistics": "",
}


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
    from mcp.types import ToolAnnotations

    server = MCPServer(
        "anze",
        version=release(),
        instructions="安全生产工作通知的知识图谱。每条任务都带原文（evidence）和文件，回答时请引用。"
        "A knowledge graph of work-safety notices; each task has its words (evidence) and file: quote them.",
    )

    def search(text: str, limit: Limit = 20) -> Json:
        """任务原文里含这些词的任务。Tasks whose text contains the words, with owners, times, evidence."""
        return _told(lambda: _table(anze, "tasks", {"text": text}, limit))

    def lookup(route: Route, filters: Filters | None = None, limit: Limit = 50) -> Json:
        return _told(lambda: _looked_up(anze, route, filters or {}, limit))

    def query(sparql: str) -> Json:
        """SELECT 或 ASK 查询；前缀 az、skos、dcterms 等已声明。A SPARQL SELECT or ASK query; prefixes are declared. At most 200 rows
        are given; `hint` says what may be wrong with a query."""
        return _told(lambda: _answer(anze, sparql))

    def validate(text: str, profile: Literal["", "draft", "issued", "strict"] = "") -> Json:
        """检查一份通知的全文。The report on a notice given as text."""
        return _told(lambda: anze.validate(text.encode(), "notice.txt", profile))

    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    filters = "\n".join(f"{routes}: {told or '-'}" for routes, told in FILTERS.items())
    for tool in (search, query, validate):
        server.add_tool(tool, annotations=reads)
    said = f"按条件列出，条件依 route 而定。Rows of a lookup, narrowed by filters:\n{filters}"
    server.add_tool(lookup, description=said, annotations=reads)
    return server


def _looked_up(anze: Client, route: Route, filters: Mapping[str, Any], limit: int) -> Json:
    if "limit" in filters:
        raise Unfit(
            "limit 不是条件，请与 filters 并列给出。 limit is no filter; give it beside filters."
        )
    if route == "mine":
        return _rows(list(anze.table(route, **filters)), limit)
    if route == "statistics":
        found = anze.get(route, limit=limit + 1, **filters)
        return {"counts": found["counts"]} | _rows(found["notices"], limit)
    return _table(anze, route, filters, limit)


def _table(anze: Client, route: str, filters: Mapping[str, Any], limit: int) -> Json:
    found = list(anze.rows(route, limit=limit + 1, **filters))
    columns = columns_of(found)
    return _rows([{c.name: c.value(row) for c in columns} for row in found], limit)


def _answer(anze: Client, sparql: str) -> Json:
    """Truth or rows, of which no more are fetched than are given, and one."""
    text = limited(sparql, MOST_ROWS + 1) if inspect(sparql).form == "SELECT" else sparql
    try:
        answer = anze.answer(text)
    except Refused as error:
        if error.status != HTTPStatus.BAD_REQUEST:
            raise
        answer = anze.answer(sparql)  # what is wrong is told of the query as it came
    told = {"truth": answer.truth} if answer.truth is not None else _rows(answer.rows, MOST_ROWS)
    hints = {"hint": answer.hint, "hint_en": answer.hint_en}
    return told | {name: words for name, words in hints.items() if words}


def _rows(found: list[Json], limit: int) -> Json:
    """At most ``limit`` rows, and whether there are more."""
    shown = [{name: _plain(value) for name, value in row.items()} for row in found[:limit]]
    return {"rows": shown, "more": len(found) > limit}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _told(ask: Callable[[], Json]) -> Json:
    """The answer, or in words why there is none, as an error of the tool (MCP, tools, error handling)."""
    try:
        return ask()
    except (Refused, Unreachable, Unfit) as error:
        problem = error.problem if isinstance(error, Refused) else {}
        return _failed({"error": str(error), **problem})


def _failed(problem: Json) -> Json:
    from mcp.types import CallToolResult, TextContent

    words = TextContent(type="text", text=json.dumps(problem, ensure_ascii=False))
    result = CallToolResult(content=[words], structured_content=problem, is_error=True)
    return cast(Json, result)  # the server takes either, and tells of the answer alone
