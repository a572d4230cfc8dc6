"""docs/service/commands.md, made from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from service.cli import make_cli
from tests.docs.running import ROOT

PAGE = ROOT / "docs" / "service" / "commands.md"

_HEAD = """# 命令 Commands

All commands and options, made from the command line by `python -m tests.docs.refresh`; a test keeps
this page true. `--help` after any command says the same.

Exit codes: 0 done; 1 violations, or some files not read; 2 bad input or usage; 3 store or engine
trouble; 4 a limit was reached; 70 a fault of this program; 130 interrupted. Settings by
environment: [settings.md](settings.md).
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Name (``token create``) and click command of everything that can be called."""
    yield from _below("", typer.main.get_command(make_cli()))


def _below(before: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _below(f"{before}{name} ", command)
        else:
            yield before + name, command


def page() -> str:
    """The page's Markdown."""
    return _HEAD + "".join(_section(name, command) for name, command in commands())


def _section(name: str, command: Any) -> str:
    said, _, examples = (command.help or "").partition("\b\n")
    text = f"\n## anze {name}\n\n{said.strip()}\n"
    if examples:
        lines = (line.strip("\b") for line in examples.rstrip().splitlines())
        text += "\n```text\n" + "\n".join(line.rstrip() for line in lines) + "\n```\n"
    return text + _table(command.params)


def _table(parameters: list[Any]) -> str:
    rows = [f"| {_written(each)} | {_default(each)} | {each.help} |" for each in parameters]
    return "\n".join(["", "| option | default | meaning |", "|---|---|---|", *rows, ""])


def _written(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"{parameter.name.upper()}{'' if parameter.required else ' (optional)'}"
    names = sorted([*parameter.opts, *parameter.secondary_opts], key=len, reverse=True)
    return ", ".join(f"`{name}`" for name in names)


def _default(parameter: Any) -> str:
    default = parameter.default
    return "" if default in (None, "", False) else f"`{default}`"
