"""``anze compare``: two notices or more side by side."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import pyoxigraph as ox
import typer
from rich.table import Table
from rich.text import Text

from alignment.comparison import Comparison, compare
from alignment.export import comparison_json, difference_words, near_words, rows, table_rows
from alignment.graph import comparison_turtle
from alignment.grid import Grid, over_years, with_subordinates
from alignment.grid_export import grid_json, grid_rows
from alignment.page import html_page
from alignment.reading import read_side, triple_of
from alignment.records import Side
from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ontology import ids
from service.commands import Data
from service.errors import BadRequest, NotFound
from service.given import given, refuse_over_input, write_file, written
from service.lookup.columns import columns_of
from service.lookup.tables import Workbook
from service.screen import Screen, plain
from service.settings import read_settings
from service.store.graphs import triples_of
from service.store.layout import DataDir
from service.store.manifest import open_rows
from service.store.rows import NoticeRow

app = typer.Typer()
_NUMBER = ox.NamedNode(ids.ONTOLOGY + "docNumber")

_STYLES = {"opposed": "bold red", "lowered": "red", "mixed": "yellow", "raised": "green", "moved": "yellow",
           "dropped": "dim", "only-here": "cyan"}  # fmt: skip


class Format(StrEnum):
    text = "text"
    json = "json"
    xlsx = "xlsx"
    html = "html"
    ttl = "ttl"


@app.command("compare")
def command(
    first: Annotated[
        str,
        typer.Argument(
            help="上级的或较早的通知：文件，或图谱中的 IRI、文号、标题 The superior's or earlier one"
        ),
    ],
    others: Annotated[
        list[str], typer.Argument(help="下级的或较晚的通知，一份或多份 Subordinate or later ones")
    ],
    years: Annotated[
        bool,
        typer.Option(
            "--years",
            help="多份：同一地方历年的，逐年相比 Those of one place, each beside the last",
        ),
    ] = False,
    format: Annotated[  # noqa: A002
        Format, typer.Option("--format", "-f", help="形式 Form")
    ] = Format.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="写入文件 File to write")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="也列出照样采纳、未找到对应和独有的 Also what did not change or has no counterpart",
        ),
    ] = False,
    data: Data = None,
) -> None:
    """对照通知：后者采纳了什么、提高或降低了什么、自己有什么。Notices compared.

    两份：逐项对照。多份：第一份是上级的，其余是各下级的，一份一栏；加 --years 则为一地历年的。
    Two: duty by duty. More: the first is the superior's, a column for each subordinate; --years: one
    place over the years.

    \b
    anze compare data/notices/lvliang-2025.txt data/notices/xiaoyi-2026.txt
    anze compare superior.pdf draft.docx -f html -o compare.html
    anze compare city.docx county-a.docx county-b.docx county-c.docx -f xlsx -o counties.xlsx
    anze compare 2024.docx 2025.docx 2026.docx --years
    anze compare 140200-2026-tongzhengfa-1 孝政发〔2026〕1号 --all

    \b
    退出码 Exit codes: 0 已对照 done; 2 读不了或没有这份通知 not read, or no such notice.
    """
    refuse_over_input(output, map(Path, (first, *others)))
    directory = DataDir(read_settings(data_dir=data).data_dir)
    sides = [_side(which, directory) for which in (first, *others)]
    _refuse_twice((first, *others), sides)
    if years:
        _tell_of_places((first, *others), sides)
    if len(sides) > 2 or years:
        _tell(
            _of_grid(over_years(sides) if years else with_subordinates(sides[0], sides[1:])),
            format,
            output,
            everything,
        )
    else:
        _tell(_of_two(compare(*sides)), format, output, everything)


@dataclass(frozen=True, slots=True)
class _Told:
    """A comparison in the forms that are asked for; ``table`` takes whether all rows are wanted."""

    json: dict[str, Any]
    rows: Sequence[dict[str, Any]]
    table: Callable[[bool], Table]
    steps: Sequence[Comparison]


def _of_two(made: Comparison) -> _Told:
    return _Told(comparison_json(made), table_rows(made), lambda all_: _table(made, all_), [made])


def _of_grid(grid: Grid) -> _Told:
    found = grid_rows(grid)
    return _Told(grid_json(grid), found, lambda all_: _grid_table(found, all_), grid.steps)


def _tell(told: _Told, format: Format, output: Path | None, everything: bool) -> None:  # noqa: A002
    if format is Format.xlsx:
        _write_workbook(told, output)
    elif format is Format.text:
        _print(told, everything, output)
    else:
        _write(_encoded(told, format), output)


def _encoded(told: _Told, format: Format) -> bytes:  # noqa: A002
    if format is Format.json:
        return (json.dumps(told.json, ensure_ascii=False, indent=2) + "\n").encode()
    if format is Format.html:
        return html_page(told.json).encode()
    return comparison_turtle(told.steps)


def _refuse_twice(named: Sequence[str], sides: Sequence[Side]) -> None:
    """Nothing is learnt from a file beside itself."""
    sources = [side.source for side in sides]
    for at, (which, source) in enumerate(zip(named, sources, strict=True)):
        if (first := sources.index(source)) < at:
            raise BadRequest(
                f"“{named[first]}”与“{which}”是同一份文件；请另选一份。",
                f"{named[first]} and {which} are the same file; choose another.",
            )


def _tell_of_places(named: Sequence[str], sides: Sequence[Side]) -> None:
    """Notices of several places are compared as those of one, where that is asked for; who asks is told."""
    by_place = {side.place: which for which, side in zip(named, sides, strict=True) if side.place}
    if len(by_place) > 1:
        files = "、".join(by_place.values())
        Screen(stderr=True, highlight=False).print(
            f"[yellow]注意：{plain(files)} 不是同一地方的通知；--years 把它们当作一地历年的来比。\n"
            f"Note: {plain(files)} are of different places; --years takes them for those of one.[/]",
            soft_wrap=True,
        )


def _side(which: str, directory: DataDir) -> Side:
    """The notice in the file ``which``, or that of this name in the graph."""
    path = Path(which)
    if path.is_file():
        notice = read_notice(path, path.name)
        return read_side(map(triple_of, notice_triples(notice)))
    snapshot = directory.current()
    if snapshot is None:
        raise NotFound(
            f"“{which}”不是文件；{directory.root} 里也还没有图谱可查。请给出文件，或先运行 anze build。",
            f"{which} is no file, and {directory.root} has no graph to look it up in. Name a file, or run "
            "`anze build` first.",
        )
    store = ox.Store.read_only(str(snapshot.store))
    with closing(open_rows(snapshot)) as rows:
        row = _named(which, list(rows), store)
    return read_side(map(triple_of, triples_of(store, row.graph)))


def _named(which: str, known: Sequence[NoticeRow], store: ox.Store) -> NoticeRow:
    """The row of the notice whose IRI ends so, or whose title, number or file is so called."""
    numbered = {
        str(quad.graph_name).strip("<>")
        for quad in store.quads_for_pattern(None, _NUMBER, ox.Literal(which), None)
        if str(quad.subject) == str(quad.graph_name)
    }
    found = [
        row
        for row in known
        if which in (row.graph, row.title, row.file)
        or row.graph in numbered
        or row.graph.endswith(f"/{which}")
    ]
    if len(found) == 1:
        return found[0]
    listed = "、".join(row.graph.rsplit("/", 1)[-1] for row in known[:8]) or "（图谱为空）"
    raise NotFound(
        f"“{which}”不是文件，图谱中也没有这份通知。请给出文件，或以下之一：{listed}。",
        f"{which} is no file and no notice of the graph. Name a file or one of: {listed}.",
    )


def _print(told: _Told, everything: bool, output: Path | None) -> None:
    text = StringIO() if output else None
    console = Screen(file=text, highlight=False, width=160 if output else None)
    for sentence in told.json["summary"]:
        console.print(sentence)
    console.print(told.table(everything))
    if output and text:
        write_file(output, text.getvalue().encode())


def _table(made: Comparison, everything: bool) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("对应情况", width=8, overflow="fold")
    for side in (made.first, made.second):
        table.add_column(side.title, ratio=4, overflow="fold")
    table.add_column("差异", ratio=3, overflow="fold")
    for row in rows(made):
        changed = [each for each in row["differences"] if each["kind"] != "owner"]
        if everything or (changed and row["verdict"] != "as-it-stands"):
            table.add_row(
                Text(row["verdict_label"], style=_STYLES.get(row["verdict"], "")),
                row["first_text"] or _nearest(row),
                row["second_text"] or _nearest(row),
                "\n".join(map(difference_words, row["differences"] if everything else changed)),
            )
    return table


def _nearest(row: dict[str, Any]) -> Text:
    """Where a duty has no counterpart, what comes nearest on the other side."""
    return Text(f"最相近的（未必对应）：\n{near_words(row)}" if row["near"] else "—", style="dim")


def _grid_table(found: Sequence[dict[str, Any]], everything: bool) -> Table:
    """A column for each notice; without ``everything`` the rows that more than one of them has."""
    names = [name for name in found[0] if name not in ("article", "text")] if found else []
    table = Table(show_lines=True, expand=True)
    for name in names:
        table.add_column(name, ratio=1, overflow="fold")
    for row in found:
        if everything or sum(bool(row[name]) for name in names) > 1:
            table.add_row(*(row[name] or "—" for name in names))
    return table


def _write_workbook(told: _Told, output: Path | None) -> None:
    if output is None:
        raise BadRequest(
            "Excel 表要写入文件：请加 -o 对照.xlsx。",
            "A workbook goes to a file: add -o compare.xlsx.",
        )
    with given(output), written(output) as file:
        book = Workbook(file, columns_of(told.rows))
        book.add(told.rows)
        book.close([(f"第 {at} 句", words) for at, words in enumerate(told.json["summary"], 1)])


def _write(content: bytes, output: Path | None) -> None:
    if output:
        write_file(output, content)
    else:
        sys.stdout.buffer.write(content)
