"""Lines inside a cell of a sheet: paragraphs of their own, or one sentence that was broken to fit."""

from __future__ import annotations

import re

from ingest.read.geometry import OPENER

_STOPPED = re.compile(r"[。；！？：;:]$")
_OPEN = re.compile(r"[，、]$")
_LATIN = re.compile(r"[0-9A-Za-z]")


def rejoined(text: str) -> str:
    """``text`` with broken sentences joined. A line goes on behind a comma; in a cell that ends in a
    stop, it also goes on behind a line without one that is no shorter: what is broken to fit is
    full, a heading is not. A line with a mark (1. （一）) never goes on another.

    >>> rejoined("开展企业\\n排查。"), rejoined("县应急局\\n县住建局"), rejoined("燃气\\n开展企业排查。")
    ('开展企业排查。', '县应急局\\n县住建局', '燃气\\n开展企业排查。')
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    prose = len(lines) > 1 and _STOPPED.search(lines[-1]) is not None
    parts: list[str] = []
    for above, line in zip(["", *lines], lines, strict=False):
        full = prose and not _STOPPED.search(above) and len(above) + 1 >= len(line)
        if parts and (_OPEN.search(above) or full) and not OPENER.match(line):
            parts[-1] += _between(above, line) + line
        else:
            parts.append(line)
    return "\n".join(parts)


def _between(above: str, below: str) -> str:
    return " " if _LATIN.match(above[-1]) and _LATIN.match(below) else ""
