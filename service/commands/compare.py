"""``anze compare``: two notices side by side."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alignment.comparison import Comparison, compare
from alignment.export import comparison_json, difference_words, rows, table_rows
from alignment.reading import read_side, triple_of
from alignment.records import Side
from alignment.telling import sentences
from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from service.errors import BadRequest, NotFound
from service.lookup.columns import columns_of
from service.lookup.tables import Workbook
from service.settings import read_settings
from service.store.graphs import triples_of
from service.store.layout import DataDir, Snapshot
from service.store.manifest import NoticeRow, read_manifest

app = typer.Typer()

_STYLES = {"opposed": "bold red", "lowered": "red", "mixed": "yellow", "raised": "green", "moved": "yellow",
           "dropped": "dim", "only-here": "cyan"}  # fmt: skip


class Format(StrEnum):
    text = "text"
    json = "json"
    xlsx = "xlsx"


@app.command("compare")
def command(
    first: Annotated[
        str,
        typer.Argument(
            help="上级的或较早的通知：文件，或图谱中的 IRI、标题 The superior's or earlier one"
        ),
    ],
    second: Annotated[
        str, typer.Argument(help="下级的或较晚的通知 The subordinate's or later one")
    ],
    format: Annotated[  # noqa: A002
        Format, typer.Option("--format", "-f", help="形式 Form")
    ] = Format.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="写入文件 File to write")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="也列出照样采纳、未采纳和独有的 Also what did not change or stands alone"
        ),
    ] = False,
    data: Annotated[Path | None, typer.Option(help="图谱目录 Data directory [ANZE_DATA]")] = None,
) -> None:
    """对照两份通知：后者采纳了什么、提高或降低了什么、自己有什么。Two notices compared.

    \b
    anze compare data/notices/lvliang-2025.txt data/notices/xiaoyi-2026.txt
    anze compare superior.pdf draft.docx -f xlsx -o compare.xlsx
    anze compare 140200-2026-tongzhengfa-1 141181-2026-xiaozhengfa-1 --all

    \b
    退出码 Exit codes: 0 已对照 done; 2 读不了或没有这份通知 not read, or no such notice.
    """
    snapshot = DataDir(read_settings(data_dir=data).data_dir).current()
    made = compare(_side(first, snapshot), _side(second, snapshot))
    if format is Format.xlsx:
        _write_workbook(made, output)
        return
    if format is Format.json:
        text = json.dumps(comparison_json(made), ensure_ascii=False, indent=2) + "\n"
        _write(text.encode(), output)
        return
    if output:
        with output.open("w", encoding="utf-8") as file:
            _print(made, everything, Console(file=file, highlight=False, width=160))
    else:
        _print(made, everything, Console(highlight=False))


def _side(which: str, snapshot: Snapshot | None) -> Side:
    """The notice in the file ``which``, or that of this name in the graph."""
    path = Path(which)
    if path.is_file():
        notice = read_notice(path, path.name)
        return read_side(map(triple_of, notice_triples(notice)))
    row = _named(which, snapshot)
    assert snapshot is not None
    store = ox.Store.read_only(str(snapshot.store))
    return read_side(map(triple_of, triples_of(store, row.graph)))


def _named(which: str, snapshot: Snapshot | None) -> NoticeRow:
    """The row of the notice whose IRI ends so, or whose title or file is so called."""
    known = read_manifest(snapshot).notices
    found = [
        row
        for row in known
        if which in (row.graph, row.title, row.file) or row.graph.endswith(f"/{which}")
    ]
    if len(found) == 1:
        return found[0]
    listed = "、".join(row.graph.rsplit("/", 1)[-1] for row in known[:8]) or "（图谱为空）"
    raise NotFound(
        f"“{which}”不是文件，图谱中也没有这份通知。请给出文件，或以下之一：{listed}。",
        f"{which} is no file and no notice of the graph. Name a file or one of: {listed}.",
    )


def _print(made: Comparison, everything: bool, console: Console) -> None:
    for sentence in sentences(made):
        console.print(sentence)
    console.print(_table(made, everything))


def _table(made: Comparison, everything: bool) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("采纳情况", width=8)
    for side in (made.first, made.second):
        table.add_column(side.title, ratio=4, overflow="fold")
    table.add_column("差异", ratio=3, overflow="fold")
    for row in rows(made):
        changed = [each for each in row["differences"] if each["kind"] != "owner"]
        if everything or (changed and row["verdict"] != "as-it-stands"):
            table.add_row(
                Text(row["verdict_label"], style=_STYLES.get(row["verdict"], "")),
                row["first_text"] or "",
                row["second_text"] or "",
                "\n".join(map(difference_words, row["differences"] if everything else changed)),
            )
    return table


def _write_workbook(made: Comparison, output: Path | None) -> None:
    if output is None:
        raise BadRequest(
            "Excel 表要写入文件：请加 -o 对照.xlsx。",
            "A workbook goes to a file: add -o compare.xlsx.",
        )
    found = table_rows(made)
    with output.open("wb") as file:
        book = Workbook(file, columns_of(found))
        book.add(found)
        book.close([(f"第 {number} 句", words) for number, words in enumerate(sentences(made), 1)])


def _write(content: bytes, output: Path | None) -> None:
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
