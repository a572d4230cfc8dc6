"""``anze settings``: all settings, their values now and their meaning."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

import typer
from rich.table import Table

from service.screen import Screen
from service.settings import Settings, read_settings, variable

app = typer.Typer()


@app.command("settings")
def command(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="输出 Markdown 表 As Markdown")
    ] = False,
) -> None:
    """列出全部设置。List all settings: variable, value, unit, meaning."""
    if markdown:
        print(as_markdown())  # noqa: T201
        return
    current = read_settings()
    table = Table("变量 variable", "当前值 value", "单位 unit", "含义 meaning")
    for item in fields(Settings):
        value = getattr(current, item.name)
        secret = item.metadata["unit"] == "secret" and value
        meaning = f"{item.metadata['zh']}\n[dim]{item.metadata['en']}[/]"
        table.add_row(
            variable(item), "***" if secret else shown(value), item.metadata["unit"], meaning
        )
    Screen(highlight=False).print(table)


def as_markdown() -> str:
    """The table of docs/service/settings.md."""
    lines = ["| variable | default | unit | meaning |", "|---|---|---|---|"]
    for item in fields(Settings):
        default = item.metadata["by"] or shown(item.default)
        unit, zh, en = (item.metadata[name] for name in ("unit", "zh", "en"))
        lines.append(f"| `{variable(item)}` | {default or '(none)'} | {unit} | {zh} {en} |")
    return "\n".join(lines)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
