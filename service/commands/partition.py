"""``anze partition``: notices to compressed N-Quads, by this machine or by a cluster."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from service.errors import BadRequest
from service.given import given
from service.screen import Screen, plain
from service.settings import read_settings
from service.store.folders import where
from service.store.partitions import Carry, here, on_cluster, partition
from service.store.reading import Effort
from service.store.sources import real_sources

app = typer.Typer()


@app.command("partition")
def command(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="文件或目录，也可以是 s3:// 地址 Files or directories, or s3://…",
            metavar="<path>...",
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            help="空目录，也可以是 s3:// 地址 An empty folder for the partitions, or s3://…",
            metavar="<path>",
        ),
    ],
    on: Annotated[
        str,
        typer.Option("--on", help="Dask 调度器地址 Address of a Dask scheduler: tcp://host:8786"),
    ] = "",
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", min=1, help="同时读取的进程数（每个任务） Processes of a task"
        ),
    ] = 1,
) -> None:
    """读取通知，写成压缩的 N-Quads 分片，供任何引擎装载。Notices as compressed N-Quads for any engine.

    The same files give the same bytes, read here or by the workers of a Dask cluster, which must reach the files
    and OUT by the same paths, or at the same addresses (s3://…: any service that speaks like S3, AWS_ENDPOINT_URL says
    where). `anze push --partitions OUT` loads them into the remote engine.

    \b
    anze partition ~/notices --out parts
    anze partition /nfs/notices --out /nfs/parts --on tcp://10.0.0.1:8786
    anze partition s3://archive/notices --out s3://archive/parts --on tcp://10.0.0.1:8786
    """
    settings = read_settings()
    effort = Effort(jobs, settings.memory_limit << 20, settings.check_time)
    console = Screen(stderr=True, highlight=False)
    target = where(out)
    with given(target) if isinstance(target, Path) else nullcontext():
        parted = partition(
            list(map(where, paths)),
            target,
            real_sources(),
            _cluster(on, lambda told: console.print(f"[yellow]{plain(told)}[/]", soft_wrap=True)),
            effort,
            lambda what, done, of: console.print(f"{what} {done:>9,} / {of:,}"),
        )
    console.print(f"{len(parted.rows)} 份通知 notices，{parted.quads:,} 个三元组 triples：{out}")
    for each in (*parted.graphs, *parted.unused):
        console.print(f"[bold red]{plain(each.path)}[/]")
        console.print(each.reason, markup=False)
    if parted.unused:
        raise typer.Exit(1)


def _cluster(address: str, tell: Callable[[str], None]) -> Carry:
    if not address:
        return here
    try:
        return on_cluster(address, tell)
    except ImportError:
        raise BadRequest(
            "--on 需要 Dask：.venv/bin/pip install -e '.[dask]'。",
            "--on needs Dask: .venv/bin/pip install -e '.[dask]'.",
        ) from None
