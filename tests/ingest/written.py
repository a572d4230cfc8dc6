"""Cases that are written in YAML, read once each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

#: In C where PyYAML has it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def written(path: Path) -> Any:
    """What the file says; not to be changed."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)
