"""``anze validate``: notices to reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from service.checking.batch import Order, Outcome, check_files
from service.checking.notice_file import NoticeFile, Unread, find_notice_files, try_file
from service.commands import Data
from service.commands.report_files import Writer, needs_a_file
from service.errors import BadRequest
from service.given import read_text, refuse_over_input, write_file
from service.screen import Screen, plain
from service.settings import read_settings
from shapes.check import BY_SIZE, Options
from shapes.local_rules import read_local_rules
from shapes.policy import SEVERITIES, LocalRules
from shapes.report.forms import BY_NAME
from shapes.report.summary import percent
from shapes.report.terminal import print_report
from shapes.waiver_file import read_waivers, write_waivers
from shapes.waivers import Waiver, acknowledge

app = typer.Typer()

CONFORMS, VIOLATIONS, UNREADABLE = 0, 1, 2
FEW = 5  # up to so many notices are printed in full on the terminal
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
    previous: Annotated[
        Path | None,
        typer.Option(
            help="本地上一年的通知，与之比较 The same place’s last notice to compare with"
        ),
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
    engine: Annotated[
        Engine | None,
        typer.Option(
            help="引擎；不给则一份用 pySHACL（特别长的除外），多份用编译引擎 SHACL engine"
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="大批量时的进程数 Processes for large batches")
    ] = 1,
    lang: Annotated[Lang, typer.Option(help="语言 Language")] = Lang.zh,
    data: Data = None,
) -> None:
    """检查通知，出报告。Check notices and report.

    Exit code: 0 conforms, 1 findings from --fail-on on, 2 a file could not be read.
    A file of any length is checked; of one that POST /validate would refuse it is said how long that takes.

    \b
    anze validate draft.docx                        report on the terminal
    anze validate draft.docx -f docx -o out.docx    findings as comments on the draft
    anze validate notices/ -f xlsx -o reports/      one workbook a notice
    anze validate draft.docx --against superior.pdf --fail-on warning
    anze validate draft.docx --previous 去年.docx    what was kept, changed, dropped since
    anze validate draft.docx --acknowledge 1f0c2a9b3d --by 张三 --reason 已另行发文
    """
    screen = Screen(highlight=False)
    if ack:
        _need_words(reason, by)
    if any(not str(path).strip() for path in paths):
        raise BadRequest(
            "文件名是空白的；请给出通知文件或目录。",
            "A blank is no file name; name a notice or a directory.",
        )
    files, unread = find_notice_files(paths)
    if not files:
        for bad in unread:
            _say_unread(bad)
        raise BadRequest(
            f"{'、'.join(map(str, paths))} 里没有可读的文件。请给出通知文件或所在目录。",
            "No readable file there. Name a notice or a directory that holds some.",
        )
    refuse_over_input(output, [*files, against, previous, rules or RULES, waivers or WAIVERS])
    waived = _waivers(waivers, bool(ack))
    options = Options(
        profile=profile.value if profile else None,
        local=_rules(rules),
        waivers=waived,
        engine=_engine(engine, len(files)),
    )
    form = BY_NAME[format.value]
    shown = form.name == "text" and output is None
    settings = read_settings(data_dir=data)
    order = Order(
        options,
        form=None if shown or ack else form.name,
        lang=lang.value,
        above=_other(against),
        last=_other(previous),
        data=settings.data_dir,
        keep=bool(ack) or (shown and (everything or len(files) <= FEW)),
    )
    if output is None and order.form:
        needs_a_file(form, len(files))
    done: list[Outcome] = []
    writer = Writer(form, output, len(files))
    seen = partial(_say_long, most=settings.check_characters)
    for outcome in _progress(check_files(files, order, seen, jobs), len(files)):
        if isinstance(outcome, Unread):
            unread.append(outcome)
            continue
        writer.take(outcome)
        done.append(replace(outcome, body=None))
    if ack:
        _acknowledge(done, ack, reason, by, waived, waivers or WAIVERS, screen)
        return
    if len(files) > 1:
        (screen if shown or output else Screen(stderr=True, highlight=False)).print(overview(done))
    for outcome in done:
        if shown and outcome.report is not None:
            print_report(outcome.report, screen, lang=lang.value, everything=everything)
    for path in writer.written[:FEW]:
        screen.print(f"已写 written: {plain(path)}", soft_wrap=True)
    if len(writer.written) > FEW:
        screen.print(f"… 共 {len(writer.written)} 份 files → {plain(output)}", soft_wrap=True)
    for bad in unread:
        _say_unread(bad)
    raise typer.Exit(exit_code(done, bool(unread), fail_on))


def exit_code(outcomes: Sequence[Outcome], unread: bool, fail_on: FailOn) -> int:
    """2 if a file could not be read, else 1 if a notice has an open finding of that severity or
    worse, else 0."""
    if unread:
        return UNREADABLE
    worst = -1 if fail_on is FailOn.never else SEVERITIES.index(fail_on.value)
    failed = any(
        outcome.counts[severity] for outcome in outcomes for severity in SEVERITIES[: worst + 1]
    )
    return VIOLATIONS if failed else CONFORMS


def _engine(asked: Engine | None, files: int) -> str:
    """pySHACL, the reference, for one file of ordinary length; the compiled engine for a batch."""
    if asked:
        return asked.value
    return BY_SIZE if files == 1 else Engine.compiled.value


def _rules(path: Path | None) -> LocalRules | None:
    chosen = path or (RULES if RULES.exists() else None)
    return read_local_rules(read_text(chosen), str(chosen)) if chosen else None


def _waivers(path: Path | None, making: bool) -> tuple[Waiver, ...]:
    """The waivers of the file; one that is named must be there, unless waivers are being made."""
    chosen = path or WAIVERS
    if not chosen.exists() and (path is None or making):
        return ()
    return read_waivers(read_text(chosen), str(chosen))


def _other(path: Path | None) -> NoticeFile | None:
    if path is None:
        return None
    paper = try_file(path)
    if isinstance(paper, Unread):
        _say_unread(paper)
        raise typer.Exit(UNREADABLE)
    return paper


def _progress(outcomes: Iterator[Outcome | Unread], total: int) -> Iterator[Outcome | Unread]:
    """The outcomes, with a bar on standard error."""
    count, clock = MofNCompleteColumn(), TimeElapsedColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), count, clock)
    with Progress(*columns, console=Screen(stderr=True), transient=True) as bar:
        row = bar.add_task("检查 checking", total=total)
        for outcome in outcomes:
            bar.advance(row)
            yield outcome


def overview(outcomes: Sequence[Outcome]) -> Table:
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
    for one in outcomes:
        counts = [str(one.counts[severity]) for severity in SEVERITIES]
        rates = (percent(one.owner), percent(one.time))
        table.add_row(plain(one.path.name), str(one.tasks), *counts, str(one.waived), *rates)
    return table


def _need_words(reason: str, by: str) -> None:
    """Who acknowledges must say who it is and why."""
    if not by.strip():
        raise BadRequest(
            "豁免要写确认人：请加 --by 姓名。", "Acknowledging needs a name: add --by NAME."
        )
    if len(reason.strip()) < 2:
        raise BadRequest(
            f"豁免要写理由，至少两个字（收到“{reason}”）：请加 --reason 理由。",
            f"Acknowledging needs a reason of two characters or more (got {reason!r}): add --reason WHY.",
        )


def _acknowledge(
    outcomes: Sequence[Outcome],
    ids: Sequence[str],
    reason: str,
    by: str,
    before: Sequence[Waiver],
    path: Path,
    screen: Console,
) -> None:
    """Add waivers for the findings with these ids to the file."""
    found = {f.id: f for one in outcomes if one.report for f in one.report.open}
    missing = [each for each in ids if each not in found]
    if missing:
        raise BadRequest(
            f"没有编号为 {'、'.join(missing)} 的问题；编号见报告。",
            f"No open finding has the id {', '.join(missing)}; the report shows the ids.",
        )
    today = date.today().isoformat()
    new = [made for each in ids for made in acknowledge(found[each], reason, by, today)]
    write_file(path, write_waivers([*before, *new]).encode())
    screen.print(f"已豁免 acknowledged: {len(ids)} → {plain(path)}")


def _say_long(paper: NoticeFile, most: int) -> None:
    """That the check of a text of more than ``most`` characters, which is refused over HTTP, takes its time."""
    characters = len(paper.source or "")
    if characters <= most:
        return
    seconds = max(1, characters // _A_SECOND)
    Screen(stderr=True, highlight=False, soft_wrap=True).print(
        f"{plain(paper.name)}：正文 {characters:,} 个字符，检查约需 {seconds:,} 秒（视机器快慢）。"
        f" {characters:,} characters of text: the check takes about {seconds:,} s, as the machine is."
    )


#: Characters that a processor checks in a second, reading aside (docs/scale.md).
_A_SECOND = 40_000


def _say_unread(bad: Unread) -> None:
    console = Screen(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]不能读取 Not read[/]  {plain(bad.name)}")
    console.print("    " + bad.reason.replace("\n", "\n    "), markup=False)
