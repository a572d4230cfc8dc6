"""``anze query``: one SPARQL query from a file, standard input or the command line."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from service.commands import Data
from service.engine.api import Answer
from service.engine.job import Job
from service.engine.local import LocalEngine
from service.errors import BadRequest
from service.given import read_text
from service.lookup.results import write_workbook
from service.screen import Screen
from service.settings import Settings, read_settings
from service.sparql.columns import in_order
from service.sparql.formats import PREFIXES
from service.sparql.hints import hint_of

app = typer.Typer()

#: At the end of what does not fit into its column.
CUT = "…"
#: What is asked for to make a table of it here; the answer to a query for a graph is none.
_MADE_HERE = "application/sparql-results+json, text/turtle"


@app.command("query")
def command(
    query: Annotated[
        str,
        typer.Argument(
            help="查询文件，或查询本身，- 为标准输入 Query file, the query itself, or - for stdin"
        ),
    ],
    format: Annotated[  # noqa: A002
        str,
        typer.Option(
            "--format",
            "-f",
            help="table、json、xml、csv、tsv、xlsx；ttl、nt、rdf、jsonld、trig、nq",
        ),
    ] = "table",
    data: Data = None,
) -> None:
    """运行 SPARQL 查询。Run a SPARQL query.

    Prefixes az, skos, dcterms, odrl, prov, xsd … need not be declared.

    \b
    anze query data/queries/cq15-due-in-october-2026.rq
    anze query tasks.rq -f csv > tasks.csv       for programs: no byte order mark
    anze query tasks.rq -f xlsx > tasks.xlsx     for Excel and WPS
    anze query 'SELECT (COUNT(*) AS ?n) { ?t a az:Task }'
    """
    text = read_query(query)
    settings = read_settings(data_dir=data)
    here = format in ("table", "xlsx")
    settings = replace(settings, short_lanes=1, short_time=settings.time_limit)
    job = Job(
        text=text,
        accept=_MADE_HERE if here else None,
        format="" if here else format,
        with_prefixes=True,
        max_rows=settings.row_limit,
        max_bytes=settings.byte_limit << 20,
    )
    answer = asyncio.run(run_once(settings, job))
    if (hint := hint_of(text)) is not None:
        sys.stderr.write(f"提示：{hint.zh}\nHint: {hint.text}\n")
    rows = answer.ending.form in ("SELECT", "ASK")
    if format == "table" and rows:
        print_table(json.loads(answer.read()), text, answer.ending.seconds)
    elif format == "xlsx":
        if answer.ending.form != "SELECT":
            raise BadRequest(
                f"xlsx 只装得下 SELECT 的行，这是 {answer.ending.form} 查询；请去掉 -f xlsx。",
                f"xlsx holds the rows of a SELECT, and this is {answer.ending.form}; leave out -f xlsx.",
            )
        book = io.BytesIO()
        write_workbook(book, json.loads(answer.read()), text, {})
        sys.stdout.buffer.write(book.getvalue())
    else:
        sys.stdout.buffer.write(answer.read())
        sys.stdout.buffer.flush()


def read_query(given: str) -> str:
    """The text of the query file, or of standard input for ``-``; or the query itself, where no file has that name and it looks
    like a query or is longer than a name may be. Without a byte order mark in front.

    Raises:
        BadRequest: the file cannot be read.
    """
    if given == "-":
        return sys.stdin.read().removeprefix("\ufeff")
    text = given.removeprefix("\ufeff")
    try:
        Path(given).stat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG or _QUERY.match(text):
            return text
    return read_text(Path(given))


#: How queries begin, and updates, which are refused in words; or what stands in them wherever they have a slip. A line that ends as
#: query files do is the name of one.
_QUERY = re.compile(
    r"(?!.*\.(?:rq|sparql)\Z)(?:[^{<]*[{<]|\s*(?:#|(?:SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE|INSERT|DELETE|WITH"
    r"|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD)[\s{<(?$*:#]))",
    re.IGNORECASE,
)


async def run_once(settings: Settings, job: Job) -> Answer:
    engine = LocalEngine(settings)
    engine.current()
    await engine.start()
    try:
        return await engine.run(job)
    finally:
        await engine.stop()


def print_table(result: dict[str, object], query: str, seconds: float) -> None:
    """SPARQL JSON results as a table on the terminal."""
    console = Screen(highlight=False)
    if "boolean" in result:
        console.print("是 yes" if result["boolean"] else "否 no")
        return
    names = in_order(result["head"]["vars"], query)  # type: ignore[index]
    rows = result["results"]["bindings"]  # type: ignore[index]
    table = Table(*names)
    for row in rows:
        table.add_row(*(_short(row[name]["value"]) if name in row else "" for name in names))
    with console.capture() as shown:
        console.print(table)
    sys.stdout.write(shown.get())
    console.print(f"{len(rows)} 行 rows，{seconds:.3f} s")
    if shown.get().count(CUT) > json.dumps([names, rows], ensure_ascii=False).count(CUT):
        console.print(
            f"有格子放不下，截到 {CUT}：看全文用 -f csv。Some cells are cut: -f csv has the whole.",
            soft_wrap=True,
        )


def _short(value: str) -> str:
    """The value, an IRI by its prefix where it has one."""
    for prefix, start in PREFIXES.items():
        if value.startswith(start):
            return f"{prefix}:{value.removeprefix(start)}"
    return value.replace("[", "\\[")
