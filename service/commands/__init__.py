"""One module a command of ``anze``; ``service.cli`` gathers them. Here is what several of them take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path | None, typer.Option(help="图谱目录 Data directory [ANZE_DATA]")]
