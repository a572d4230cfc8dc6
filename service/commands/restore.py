"""``anze restore``: what ``anze backup`` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands import Data
from service.given import room_in
from service.screen import Screen
from service.settings import read_settings
from service.store.archive import restore
from service.store.layout import DataDir

app = typer.Typer()


@app.command("restore")
def restore_command(
    source: Annotated[Path, typer.Argument(help="备份文件 Backup file")],
    data: Data = None,
) -> None:
    """以备份为当前快照（原快照保留）。Make a backup the current snapshot; the old one is kept.

    \b
    anze restore anze-2026-03-31.tar
    """
    directory = DataDir(read_settings(data_dir=data).data_dir)
    with room_in(directory.root):
        snapshot = restore(directory, source)
    Screen(stderr=True, highlight=False).print(f"已恢复 restored {snapshot.id}")
