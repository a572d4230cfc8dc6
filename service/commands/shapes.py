"""``anze shapes``: the shapes themselves, for any SHACL engine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.validate import Profile
from service.given import write_file
from shapes.rulebook import shapes_graph

app = typer.Typer()


@app.command("shapes")
def command(
    profile: Annotated[
        Profile, typer.Option(help="按哪一档位的级别 Severities of which profile")
    ] = Profile.issued,
    everything: Annotated[
        bool,
        typer.Option("--all", help="也要须先测量事实的形状 Also those that need measured facts"),
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写入文件 File")] = None,
) -> None:
    """给出 SHACL 形状（Turtle）。Print the SHACL shapes in Turtle.

    \b
    anze shapes -o shapes.ttl                 any engine: pyshacl -s shapes.ttl notice.ttl
    anze shapes --profile strict --all        also those that judge measured facts
    """
    text = shapes_graph(profile.value, core_only=not everything).serialize(format="turtle")
    if output is None:
        sys.stdout.write(text)
    else:
        write_file(output, text.encode())
