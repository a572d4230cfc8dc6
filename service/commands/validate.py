"""``anze validate``: notices to reports."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from service.errors import BadRequest
from service.settings import read_settings
from service.validation.corpus import beside, current_store, stored_rates, superior_graph
from service.validation.papers import (
    Paper,
    Unread,
    find_papers,
    material,
    rates_of,
    report_on,
    try_paper,
)
from shapes.check import Options
from shapes.policy import LocalRules, read_local_rules
from shapes.records import Report
from shapes.report.forms import BY_NAME, Form
from shapes.report.summary import percent
from shapes.report.terminal import print_report
from shapes.waivers import Waiver, acknowledge, read_waivers, write_waivers

app = typer.Typer()

CONFORMS, VIOLATIONS, UNREADABLE = 0, 1, 2
WAIVERS, RULES = Path("anze-waivers.yaml"), Path("anze-rules.yaml")


class Profile(StrEnum):
    draft = "draft"
    issued = "issued"
    strict = "strict"


class FailOn(StrEnum):
    violation = "violation"
    warning = "warning"
    info = "info"
    never = "never"


class Format(StrEnum):
    text = "text"
    json = "json"
    html = "html"
    ttl = "ttl"
    sarif = "sarif"
    xlsx = "xlsx"
    docx = "docx"


class Lang(StrEnum):
    zh = "zh"
    en = "en"


class Engine(StrEnum):
    compiled = "compiled"
    pyshacl = "pyshacl"


@dataclass(frozen=True, slots=True)
class Checked:
    paper: Paper
    report: Report


@app.command("validate")
def command(
    paths: Annotated[list[Path], typer.Argument(help="通知文件或目录 Files or directories")],
    format: Annotated[  # noqa: A002
        Format, typer.Option("--format", "-f", help="报告形式 Form of the report")
    ] = Format.text,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="写入文件或目录 File or directory to write"),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="列出全部问题 List every finding")
    ] = False,
    profile: Annotated[
        Profile | None, typer.Option(help="档位；不给则按通知状态 Default: by the notice’s status")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help=f"本地规则文件 Local rules [{RULES}]")] = None,
    waivers: Annotated[Path | None, typer.Option(help=f"豁免文件 Waivers [{WAIVERS}]")] = None,
    against: Annotated[
        Path | None, typer.Option(help="对照的上级通知 The superior’s notice")
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="从哪一级起退出码为 1 Exit 1 from this severity on")
    ] = FailOn.violation,
    ack: Annotated[
        list[str] | None,
        typer.Option("--acknowledge", help="豁免的问题编号 Finding ids to acknowledge"),
    ] = None,
    reason: Annotated[str, typer.Option(help="豁免理由 Why")] = "",
    by: Annotated[str, typer.Option(help="豁免确认人 Who")] = "",
    engine: Annotated[Engine, typer.Option(help="引擎 SHACL engine")] = Engine.compiled,
    lang: Annotated[Lang, typer.Option(help="语言 Language")] = Lang.zh,
    data: Annotated[Path | None, typer.Option(help="图谱目录 Data directory [ANZE_DATA]")] = None,
) -> None:
    """检查通知，出报告。Check notices and report.

    Exit code: 0 conforms, 1 findings from --fail-on on, 2 a file could not be read.

    \b
    anze validate draft.docx                        report on the terminal
    anze validate draft.docx -f docx -o out.docx    findings as comments on the draft
    anze validate notices/ -f xlsx -o reports/      one workbook a notice
    anze validate draft.docx --against superior.pdf --fail-on warning
    anze validate draft.docx --acknowledge 1f0c2a9b3d --by 张三 --reason 已另行发文
    """
    screen = Console(highlight=False)
    files = list(find_papers(paths))
    if not files:
        raise BadRequest(
            f"{'、'.join(map(str, paths))} 里没有可读的文件。请给出通知文件或所在目录。",
            "No readable file there. Name a notice or a directory that holds some.",
        )
    waived = _waivers(waivers)
    options = Options(profile.value if profile else None, _rules(rules), waived, (), engine.value)
    above = _superior(against)
    store = current_store(read_settings(data_dir=data).data_dir)
    checked, unread = _check_all(files, options, above, store)
    if ack:
        _acknowledge(checked, ack, reason, by, waived, waivers or WAIVERS, screen)
        return
    _deliver(checked, BY_NAME[format.value], output, lang.value, everything, screen)
    for bad in unread:
        _say_unread(bad)
    raise typer.Exit(exit_code([c.report for c in checked], bool(unread), fail_on))


def exit_code(reports: Sequence[Report], unread: bool, fail_on: FailOn) -> int:
    """2 if a file could not be read, else 1 if a report has an open finding of that severity or
    worse, else 0."""
    if unread:
        return UNREADABLE
    severities = ("violation", "warning", "info")
    counted = () if fail_on is FailOn.never else severities[: severities.index(fail_on.value) + 1]
    failed = any(report.count(severity) for report in reports for severity in counted)
    return VIOLATIONS if failed else CONFORMS


def _rules(path: Path | None) -> LocalRules | None:
    chosen = path or (RULES if RULES.exists() else None)
    return read_local_rules(chosen.read_text(encoding="utf-8"), str(chosen)) if chosen else None


def _waivers(path: Path | None) -> tuple[Waiver, ...]:
    chosen = (
        path if path and path.exists() else (WAIVERS if path is None and WAIVERS.exists() else None)
    )
    return read_waivers(chosen.read_text(encoding="utf-8"), str(chosen)) if chosen else ()


def _superior(path: Path | None) -> Paper | None:
    if path is None:
        return None
    paper = try_paper(path)
    if isinstance(paper, Unread):
        _say_unread(paper)
        raise typer.Exit(UNREADABLE)
    return paper


def _check_all(
    files: Sequence[Path], options: Options, above: Paper | None, store: Path | None
) -> tuple[list[Checked], list[Unread]]:
    read: list[Paper | Unread] = []
    with _progress() as bar:
        row = bar.add_task("读取 reading", total=len(files))
        for path in files:
            bar.update(row, description=path.name)
            read.append(try_paper(path))
            bar.advance(row)
    papers = [paper for paper in read if isinstance(paper, Paper)]
    known = stored_rates(store) if store else ()
    beside_all = replace(options, others=beside(rates_of(papers), known))
    checked = []
    with _progress() as bar:
        row = bar.add_task("检查 checking", total=len(papers))
        for paper in papers:
            bar.update(row, description=paper.name)
            checked.append(
                Checked(
                    paper, report_on(paper, beside_all, above or _stored_superior(paper, store))
                )
            )
            bar.advance(row)
    return checked, [paper for paper in read if isinstance(paper, Unread)]


def _stored_superior(paper: Paper, store: Path | None) -> Paper | None:
    graph = superior_graph(store, paper.graph) if store else None
    return Paper("", graph, "", None) if graph is not None else None


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _deliver(
    checked: Sequence[Checked],
    form: Form,
    output: Path | None,
    lang: str,
    everything: bool,
    screen: Console,
) -> None:
    if len(checked) > 1:
        screen_for_table = (
            screen if form.name == "text" or output else Console(stderr=True, highlight=False)
        )
        screen_for_table.print(overview([c.report for c in checked]))
    if output is None:
        for one in checked:
            _print(
                one, form, lang, everything and len(checked) >= 1, screen, quiet=len(checked) > 5
            )
        return
    single = len(checked) == 1 and not output.is_dir() and output.suffix
    if not single:
        output.mkdir(parents=True, exist_ok=True)
    for one in checked:
        target = output if single else output / f"{Path(one.paper.name).name}.report.{form.suffix}"
        target.write_bytes(form.make(one.report, material(one.paper, lang)))
        screen.print(f"已写 written: {target}", soft_wrap=True)


def _print(
    one: Checked, form: Form, lang: str, everything: bool, screen: Console, quiet: bool
) -> None:
    if form.name == "text":
        if not quiet or everything:
            print_report(one.report, screen, lang=lang, everything=everything)
        return
    sys.stdout.buffer.write(form.make(one.report, material(one.paper, lang)))
    sys.stdout.buffer.flush()


def overview(reports: Sequence[Report]) -> Table:
    """One line a notice: counts and the two main rates."""
    table = Table(title="检查结果 Results", title_justify="left")
    table.add_column("文件 file", overflow="fold")
    for name in (
        "任务\ntasks",
        "违规\nviolations",
        "提醒\nwarnings",
        "提示\nnotes",
        "豁免\nwaived",
        "责任单位\nowner",
        "时间要求\ntime",
    ):
        table.add_column(name, justify="right")
    for report in reports:
        counts = [str(report.count(severity)) for severity in ("violation", "warning", "info")]
        waived = str(len(report.findings) - len(report.open))
        rates = (percent(report.rates.explicit_owner), percent(report.rates.own_deadline))
        table.add_row(report.file_name, str(report.rates.tasks), *counts, waived, *rates)
    return table


def _acknowledge(
    checked: Sequence[Checked],
    ids: Sequence[str],
    reason: str,
    by: str,
    before: Sequence[Waiver],
    path: Path,
    screen: Console,
) -> None:
    """Add waivers for the findings with these ids to the file."""
    if len(reason.strip()) < 2 or not by.strip():
        raise BadRequest("豁免要写 --reason 和 --by。", "Acknowledging needs --reason and --by.")
    found = {finding.id: finding for one in checked for finding in one.report.open}
    missing = [each for each in ids if each not in found]
    if missing:
        raise BadRequest(
            f"没有编号为 {'、'.join(missing)} 的问题；编号见报告。",
            f"No open finding has the id {', '.join(missing)}; the report shows the ids.",
        )
    today = date.today().isoformat()
    new = [acknowledge(found[each], reason, by, today) for each in ids]
    path.write_text(write_waivers([*before, *new]), encoding="utf-8")
    screen.print(f"已豁免 acknowledged: {len(new)} → {path}")


def _say_unread(bad: Unread) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]不能读取 Not read[/]  {bad.name}")
    console.print("    " + bad.reason.replace("\n", "\n    "), markup=False)
