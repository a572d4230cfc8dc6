"""``anze token``: make, list and revoke tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from service.commands import Data
from service.screen import Screen
from service.settings import read_settings
from service.tokens import TokenFile

app = typer.Typer(
    name="token",
    no_args_is_help=True,
    help="令牌：谁可以读（封闭模式）、发布、管理。Tokens with roles read, publish, admin.",
)


def _file(data: Path | None) -> TokenFile:
    return TokenFile(read_settings(data_dir=data).data_dir)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="名称，如 张三 Name")],
    role: Annotated[str, typer.Option(help="read、publish、admin")] = "publish",
    days: Annotated[int | None, typer.Option(min=1, help="有效天数 Valid for days")] = None,
    data: Data = None,
) -> None:
    """生成令牌（只显示这一次）。Make a token; it is shown this once.

    \b
    anze token create zhangsan --role publish --days 365
    """
    until = datetime.now(UTC) + timedelta(days=days) if days else None
    secret = _file(data).create(name, role, until)
    print(secret)  # noqa: T201


@app.command("list")
def list_(data: Data = None) -> None:
    """列出令牌。List tokens."""
    table = Table("名称 name", "角色 role", "生成 created", "到期 expires")
    tokens = _file(data)
    for token in tokens.all():
        table.add_row(token.name, token.role, token.created, token.expires or "—")
    Screen(highlight=False).print(table)
    for row in tokens.damaged():
        typer.echo(
            f"已损坏、无效的一行；可用 anze token revoke 按名称删除。A damaged row, not valid: {row}",
            err=True,
        )


@app.command("revoke")
def revoke(name: Annotated[str, typer.Argument(help="名称 Name")], data: Data = None) -> None:
    """撤销令牌，立即生效。Revoke a token, at once."""
    _file(data).revoke(name)
