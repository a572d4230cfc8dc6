"""``anze backup``: the current snapshot and the tokens, as one tar file."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Annotated

import typer

from service.commands import Data
from service.errors import BadRequest
from service.given import given, written
from service.screen import Screen
from service.settings import read_settings
from service.store.archive import OWNER_ALONE, write_archive
from service.store.layout import DataDir

app = typer.Typer()


@app.command("backup")
def backup_command(
    target: Annotated[Path, typer.Argument(help="备份文件 .tar File to write")],
    data: Data = None,
) -> None:
    """备份当前快照（不影响服务）。Back up the current snapshot, while the service runs.

    Tokens are in it, hashed: nobody but the user who makes it may read it.

    \b
    anze backup anze-2026-03-31.tar
    """
    directory = DataDir(read_settings(data_dir=data).data_dir)
    if target.exists():
        raise BadRequest(f"“{target}”已存在，不覆盖。", f"{target} exists; it is not overwritten.")
    with (
        given(target),
        written(target, OWNER_ALONE) as file,
        tarfile.open(fileobj=file, mode="w") as archive,
    ):
        snapshot = write_archive(directory, archive)
    Screen(stderr=True, highlight=False).print(f"已备份 backed up {snapshot.id} → {target}")
