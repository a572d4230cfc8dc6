"""``anze extract``: what reading a notice yields, as JSON or for the eye."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import NotANotice, UnreadableDocument
from ingest.export import notice_json
from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ingest.records import Notice
from service.commands.notice_view import coverage_line, render
from service.errors import BadRequest
from service.screen import Screen, plain

app = typer.Typer()

FORMATS = ("text", "json", "nt")


@app.command()
def extract(
    file: Annotated[
        Path,
        typer.Argument(
            help="通知文件（txt、md、html、docx、xlsx、csv、pdf、ofd、图片、zip…）。A notice, any format."
        ),
    ],
    form: Annotated[
        str,
        typer.Option("--format", "-f", help="text 供人阅读, json, nt (N-Triples)."),
    ] = "text",
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="注明每个值由哪条规则得出。Name the rule behind each value."
        ),
    ] = False,
) -> None:
    """读一份通知，列出任务、责任单位、期限等。Read one notice and show what was found.

    \b
    例 Examples:
      anze extract data/notices/xiaoyi-2026.txt
      anze extract notice.docx --explain
      anze extract notice.pdf --format json > notice.json

    \b
    退出码 Exit codes: 0 读完 read; 2 不能读 cannot be read, or it is no notice.
    """
    if form not in FORMATS:
        typer.echo(f"--format {form}: 应为 expected {', '.join(FORMATS)}", err=True)
        raise typer.Exit(2)
    if file.is_dir():
        raise BadRequest(
            f"“{file}”是文件夹；请给出其中一个文件。整个文件夹用 anze build {file} 建成图谱，或用 "
            f"anze validate {file} 逐份检查。",
            f"{file} is a folder; name one file. For the whole folder: `anze build {file}` makes a "
            f"graph of it, `anze validate {file}` checks each notice.",
        )
    try:
        notice = read_notice(file, file.name)
    except (UnreadableDocument, NotANotice) as error:
        Screen(stderr=True, highlight=False, soft_wrap=True).print(f"错误 error: {plain(error)}")
        raise typer.Exit(2) from None
    _print(notice, form, explain)


def _print(notice: Notice, form: str, explain: bool) -> None:
    if form == "json":
        typer.echo(json.dumps(notice_json(notice), ensure_ascii=False, indent=2))
    elif form == "nt":
        for triple in notice_triples(notice):
            typer.echo(f"{triple} .")
    else:
        console = Screen(highlight=False, soft_wrap=False)
        for part in render(notice, explain):
            console.print(part)
    typer.echo(coverage_line(notice), err=True)
