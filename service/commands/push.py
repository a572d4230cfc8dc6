"""``anze push``: the local graph to the remote engine of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.errors import BadRequest
from service.settings import read_settings
from service.store.layout import DataDir
from service.store.push import push

app = typer.Typer()


@app.command("push")
def command(
    union: Annotated[
        bool, typer.Option(help="也写默认图（引擎的默认图不是并集时用）Send the default graph too")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="图谱目录 Data directory [ANZE_DATA]")] = None,
) -> None:
    """把图谱推送到远程 SPARQL 引擎。Send the graph to the remote SPARQL engine.

    \b
    ANZE_REMOTE_STORE_URL=http://localhost:3030/ds/data anze push --union
    """
    settings = read_settings(data_dir=data)
    if not settings.remote_store_url:
        raise BadRequest("请先设置 ANZE_REMOTE_STORE_URL。", "Set ANZE_REMOTE_STORE_URL first.")
    console = Console(stderr=True, highlight=False)
    sent = push(
        DataDir(settings.data_dir),
        settings,
        union,
        lambda name, count: console.print(f"{count:>9,}  {name}"),
    )
    console.print(f"已推送 sent {sent:,}")
