"""``anze push``: the local graph to the remote engine of the settings."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commands import Data
from service.errors import BadRequest
from service.screen import Screen
from service.settings import read_settings
from service.store.folders import where
from service.store.layout import DataDir
from service.store.push import push, push_partitions

app = typer.Typer()


@app.command("push")
def command(
    union: Annotated[
        bool, typer.Option(help="也写默认图（引擎的默认图不是并集时用）Send the default graph too")
    ] = False,
    partitions: Annotated[
        str | None,
        typer.Option(
            help="改为装载 anze partition 写的分片（目录或 s3:// 地址） Load these partitions instead (a folder or s3://…)",
            metavar="<path>",
        ),
    ] = None,
    data: Data = None,
) -> None:
    """把图谱推送到远程 SPARQL 引擎，那里多出的图删去。Make the remote SPARQL engine a mirror.

    Graphs of this project that are there and not here are deleted, if ANZE_REMOTE_QUERY_URL is set.

    \b
    ANZE_REMOTE_STORE_URL=http://localhost:3030/ds/data anze push --union
    """
    if union and partitions is not None:
        raise BadRequest(
            "--union 不能和 --partitions 一起用：分片只有各个图。要写默认图，请在引擎里把它设为各图的并集，或改用 anze build 后 anze push --union。",
            "--union does not go with --partitions, which hold named graphs alone. Have the engine make its default graph "
            "their union, or use `anze build` and `anze push --union`.",
        )
    settings = read_settings(data_dir=data)
    if not settings.remote_store_url:
        raise BadRequest("请先设置 ANZE_REMOTE_STORE_URL。", "Set ANZE_REMOTE_STORE_URL first.")
    console = Screen(stderr=True, highlight=False)

    def tell(name: str, count: int) -> None:
        console.print(f"{count:>9,}  {name}")

    if partitions is not None:
        pushed = push_partitions(where(partitions), settings, tell)
    else:
        pushed = push(DataDir(settings.data_dir), settings, union, tell)
    console.print(f"已推送 sent {pushed.sent:,}")
    if pushed.deleted is None:
        console.print(
            "没有查询地址（ANZE_REMOTE_QUERY_URL），无法得知那里多出哪些图；已撤下的通知仍留在那里。\n"
            "Without ANZE_REMOTE_QUERY_URL nobody can tell which graphs are there: those of withdrawn "
            "notices stay."
        )
    for name in pushed.deleted or ():
        console.print(f"已删除 deleted {name}")
