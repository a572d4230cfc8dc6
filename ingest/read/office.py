"""Where LibreOffice's program is."""

from __future__ import annotations

import shutil
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)


def find_office() -> str | None:
    """Path of LibreOffice's program, if there is one."""
    found = (shutil.which(name) for name in PROGRAMS)
    return next((path for path in (*found, *PLACES) if path and Path(path).exists()), None)
