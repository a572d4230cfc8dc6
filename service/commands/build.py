"""``anze build``: notices to graph."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from service.commands import Data
from service.errors import BadRequest
from service.given import room_in
from service.screen import Screen, plain
from service.settings import read_settings
from service.store.build import Report, build
from service.store.files import Unused
from service.store.folders import where
from service.store.layout import DataDir
from service.store.reading import Effort
from service.store.rows import NoticeRow
from service.store.sources import real_sources

app = typer.Typer()


@app.command("build")
def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="文件或目录 Files or directories to add or replace", metavar="<path>..."
        ),
    ] = None,
    data: Data = None,
    mirror: Annotated[
        bool,
        typer.Option("--mirror", help="不在 PATHS 中的文件所含通知一并撤下 Withdraw the others"),
    ] = False,
    allow_empty: Annotated[
        bool,
        typer.Option(
            "--allow-empty", help="没有通知文件的文件夹也照建 Build although folders hold no notice"
        ),
    ] = False,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", min=0, help="同时读取的进程数，0 为全部核 Processes; 0: all cores"
        ),
    ] = 0,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="全部重新读取 Read everything anew")
    ] = False,
    on: Annotated[
        str,
        typer.Option(
            "--on",
            help="由 Dask 集群读取，写成分片，同 anze partition By a Dask cluster, to partitions: tcp://host:8786",
        ),
    ] = "",
    out: Annotated[
        str,
        typer.Option(
            "--out", "-o", help="用 --on 时：分片的空目录 With --on: the folder for the partitions"
        ),
    ] = "",
) -> None:
    """读取通知，建成图谱。Read notices into the graph.

    Unchanged files are skipped (by SHA-256). The new state is built beside the old one and switched
    to at once; a failed build changes nothing. Without PATHS the graph mirrors data/notices.
    A notice whose file is there but cannot be read stays as it was; where a folder cannot be listed
    nothing is withdrawn. Either is told, and is exit code 1. PATHS without any file are
    refused, when mirroring each folder among or in them that is empty now.

    \b
    anze build                       the notices of data/notices, no others
    anze build new.docx              add or replace one notice
    anze build ~/notices --mirror    exactly these
    anze build /nfs/notices --on tcp://10.0.0.1:8786 --out /nfs/parts    see: anze partition
    """
    if on or out:
        alone = not (mirror or allow_empty or fresh or data)
        _by_a_cluster(paths if alone else None, on, out, jobs)
        return
    settings = read_settings(data_dir=data)
    given = [_here(path) for path in paths or ()] or [settings.notices_dir]
    console = Screen(highlight=False)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with (
        _interruption(settings.data_dir),
        room_in(settings.data_dir),
        Progress(*columns, console=Screen(stderr=True), transient=True) as bar,
    ):
        row = bar.add_task("准备 preparing", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(row, description=what or "写入 writing", completed=done, total=total)

        report = build(
            DataDir(settings.data_dir),
            given,
            real_sources(),
            fresh=fresh,
            effort=Effort(jobs or _cores(), settings.memory_limit << 20, settings.check_time),
            mirror=mirror or not paths,
            empty=allow_empty,
            keep=settings.keep_snapshots,
            progress=show,
        )
    if listed := shown(report):
        console.print(overview(report, console))
    if left := len(report.rows) - len(listed):
        console.print(f"另有 {left} 份通知未列出 {left} more notices are not listed")
    console.print(_summary(report))
    if told := unchecked(_files_of(report)):
        console.print(f"[yellow]{plain(told)}[/]", soft_wrap=True)
    if report.withdrawn:
        _print_unused(
            console,
            "yellow",
            "撤下的通知 Withdrawn",
            _gone(report, [path for path in given if path.is_dir()]),
        )
    if report.replaced:
        _print_unused(
            console, "yellow", "换了文件的通知 Replaced by another file", _replaced(report)
        )
    if report.overruled:
        _print_unused(console, "yellow", "未采用的文件 Files not used", report.overruled)
    if report.unlisted:
        _print_unused(console, "bold red", "列不出的文件夹 Folders not listed", report.unlisted)
    if report.bad:
        _print_unused(console, "bold red", "未能读入的文件 Files not read", report.bad)
    if report.kept:
        _print_unused(console, "yellow", "照旧保留的通知 Notices kept as they were", _kept(report))
    if report.bad or report.unlisted:
        raise typer.Exit(1)


def _here(path: str) -> Path:
    found = where(path)
    if isinstance(found, Path):
        return found
    raise BadRequest(
        f"anze build 只读本机的文件，不读 {path}。请先取到本机，或用 anze partition 写成分片。",
        f"`anze build` reads files of this machine, not {path}. Fetch them first, or use `anze partition`.",
    )


def _by_a_cluster(paths: list[str] | None, on: str, out: str, jobs: int) -> None:
    if not (paths and on and out):
        raise BadRequest(
            "由集群读取要写明三样：文件或目录、--on 调度器地址、--out 放分片的空目录；除 --jobs 外不用别的选项。详见 anze partition --help。",
            "A build by a cluster takes files or directories, --on with the address of a scheduler, --out with an empty "
            "folder for the partitions, and of the other options --jobs alone; see anze partition --help.",
        )
    from service.commands import partition  # not at the top: a command loads itself alone

    partition.command(paths, out, on, max(jobs, 1))


@contextmanager
def _interruption(folder: Path) -> Iterator[None]:
    """Around a build into the data directory ``folder``: one that is interrupted says what stays of it."""
    try:
        yield
    except KeyboardInterrupt:
        where = plain(folder.absolute())
        Screen(stderr=True, highlight=False, soft_wrap=True).print(
            f"[yellow]已中断，图谱是最近一次提交时的样子。读完的文件记在 {where} 里：再运行同一命令会接着做，不重读它们（加 --fresh 则全部重读）。\n"
            f"Interrupted; the graph is as it was last committed. What was read of files is kept in {where}: the same command goes on "
            "from there (with --fresh all is read anew).[/]"
        )
        raise typer.Exit(130) from None


def _cores() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


#: Notices that are listed at most: a thousand lines nobody reads, and they take a second to lay out.
SHOWN = 100


def shown(report: Report) -> list[NoticeRow]:
    """The notices to list: all where they are few, else those that were read anew, so many at most."""
    rows = report.rows
    fresh = [row for row in rows if row.graph in report.fresh]
    return rows if len(rows) <= SHOWN else fresh[:SHOWN]


def overview(report: Report, console: Console) -> RenderableType:
    """A table with one line a notice, by file name, with the title where there is room; where even
    the names have none, two lines a notice."""
    rows = shown(report)
    table = _table(report, rows, console.width >= 110)
    room = console.options.update(max_width=10_000)
    if console.measure(table, options=room).minimum <= console.width:
        return table
    lines = Text("图谱 Graph\n")
    for row in rows:
        lines.append(f"{row.file}\n", style="bold")
        told = (f"{name.split()[0]}：{value}" for name, value in _values(report, row).items())
        lines.append(f"{'  '.join(told)}\n")
    return lines


def _table(report: Report, rows: Sequence[NoticeRow], titles: bool) -> Table:
    table = Table(
        title="图谱 Graph",
        title_justify="left",
        caption="机制：任务援用的不同机制，加引号与否都算。"
        "mech.: the different mechanisms that tasks invoke, quoted or not.",
        caption_justify="left",
        pad_edge=False,
    )
    longest = max((cell_len(row.file) for row in rows), default=0)
    table.add_column("通知\nnotice", overflow="fold", min_width=longest)
    for name in _NUMBERS:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        name = f"{plain(row.file)}\n[dim]{plain(row.title)}[/]" if titles else plain(row.file)
        table.add_row(name, *_values(report, row).values())
    return table


_NUMBERS = (
    "任务\ntasks",
    "责任单位\nowner",
    "有期限\ndue",
    "机制\nmech.",
    "三元组\ntriples",
    "秒\ns",
)


def _values(report: Report, row: NoticeRow) -> dict[str, str]:
    """The numbers of a notice as they are shown, by the name of their column."""
    took = f"{row.seconds:.2f}" if row.graph in report.fresh else "—"
    numbers = (row.tasks, row.with_owner, row.with_deadline, row.mechanisms, row.quads)
    return dict(zip(_NUMBERS, (*(f"{number:,}" for number in numbers), took), strict=True))


def _summary(report: Report) -> str:
    where = report.snapshot.id if report.snapshot else "—"
    state = "已更新 updated" if report.changed else "无变化 unchanged"
    gone = f"；撤下 withdrawn {len(report.withdrawn)}" if report.withdrawn else ""
    own = sum(row.quads for row in report.rows)
    return (
        f"{len(report.rows)} 份通知，{report.quads:,} 个三元组 triples：各通知自己的 own {own:,}，"
        f"其余 {report.quads - own:,} 是本体、代码表、共用的单位和文件、推论、对照和统计 "
        "ontology, codes, shared units and documents, inferences, alignments, figures。"
        f"\n新读 read {len(report.fresh)}{gone}；快照 snapshot {where}（{state}）"
    )


def _files_of(report: Report) -> list[Path]:
    """The files of the notices that were read anew."""
    fresh = {row.file for row in report.rows if row.graph in report.fresh}
    return [path for path in report.files if path.name in fresh]


#: Files that are named, at most, in the command that checks them.
_NAMED = 3


def unchecked(files: Sequence[Path]) -> str:
    """That the files were not checked when they were read in, and the command that checks them; "" for none."""
    if not files:
        return ""
    few = len(files) <= _NAMED
    named = " ".join(shlex.quote(str(path)) for path in files) if few else "文件或文件夹"
    shown = named if few else "FILES"
    return (
        f"读入时没有检查；违规和提醒用 anze validate {named} 看。"
        f"\nNot checked; see violations and warnings by: anze validate {shown}"
    )


def _gone(report: Report, folders: Sequence[Path]) -> list[Unused]:
    """The notices that were withdrawn, why, and how to keep one when ``folders`` (or files alone) are mirrored."""
    names = "、".join(map(str, folders))
    where = f"把文件放进 {names}" if folders else "把文件也列在 PATHS 里"
    there = f"put its file into {names}" if folders else "name its file among PATHS, too"
    gone = (
        f"它的文件不在其中。要保留，请{where}；不加 --mirror 的 anze build 文件 只添不撤。\n"
        f"Its file is not there. To keep it, {there}; `anze build FILE` without --mirror adds it."
    )
    other = "它的文件现在是另一份通知（文号、机关或年份不同）。\nIts file is another notice now (by number, issuer or year)."
    seen = set(report.taken.values())
    return [
        Unused(Path(row.file), f"{row.title}\n{other if row.file in seen else gone}")
        for row in report.withdrawn
    ]


def _replaced(report: Report) -> list[Unused]:
    return [
        Unused(
            Path(now.file),
            f"{now.title}\n同一份通知：原为 {before.file}（{before.tasks:,} 个任务），现为 {now.file}（{now.tasks:,} 个）；"
            f"要换回，请用 anze build 再读 {before.file}。\n"
            f"The same notice: it was {before.file} ({before.tasks:,} tasks), now {now.file} ({now.tasks:,}); to have it "
            f"back, read {before.file} again by `anze build`.",
        )
        for before, now in report.replaced
    ]


def _kept(report: Report) -> list[Unused]:
    return [
        Unused(Path(row.file), f"{row.title}\n{_WHY_KEPT[row.file in report.unread]}")
        for row in report.kept
    ]


#: Why a notice stays, by whether its file was seen.
_WHY_KEPT = {
    True: "文件在，但这次没能读入，图谱里的仍是上次读入的。\nIts file is there but was not read: the graph has what was read before.",
    False: "有文件夹列不出来，它的文件可能就在其中，所以没有撤下。\nA folder was not listed and may hold its file: it was not withdrawn.",
}


def _print_unused(console: Console, style: str, title: str, files: list[Unused]) -> None:
    console.print(f"\n[{style}]{title}: {len(files)}[/]")
    for each in files:
        console.print(f"  [bold]{plain(each.path)}[/]")
        for line in each.reason.splitlines():
            console.print("    " + line, markup=False)
