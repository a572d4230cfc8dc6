"""Example queries: ``*.rq`` files whose leading comments say what they ask.

::

    # title: October deadlines
    # zh: 哪些任务在2026年10月到期？
    # en: Which tasks fall due in October 2026?
    # source: CQ15
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

_HEADER = re.compile(r"#\s*(title|zh|en|source)\s*[:：]\s*(.*)")


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    title: str
    zh: str
    en: str
    source: str
    query: str
    group: str = ""


def read_examples(folder: Path) -> list[Example]:
    """The queries in ``folder``, or those that came with the package, by file name; ``group``: the section of the
    README beside them."""
    place = folder if folder.is_dir() else Path(str(files("service") / "examples"))
    if not place.is_dir():
        return []
    with os.scandir(place) as found:
        kept = [each for each in found if each.name.endswith((".rq", ".md")) and each.is_file()]
    stamps = [_Stamp(each.path, (at := each.stat()).st_mtime_ns, at.st_size) for each in kept]
    return [*_read(tuple(sorted(stamps)))]


class _Stamp(NamedTuple):
    """A file as it was last written."""

    path: str
    written: int
    size: int


@lru_cache(maxsize=2)
def _read(stamps: Sequence[_Stamp]) -> list[Example]:
    """The queries among the files of a folder, read once as long as none is written."""
    found = {(path := Path(each.path)).name: path for each in stamps}
    groups = _groups(found["README.md"].read_text("utf-8")) if "README.md" in found else {}
    examples = (
        parse_example(path.stem, path.read_text("utf-8"))
        for name, path in found.items()
        if name.endswith(".rq")
    )
    return [replace(each, group=groups.get(each.name, "")) for each in examples]


def _groups(index: str) -> dict[str, str]:
    """By query the section of the folder's README that lists it.

    >>> _groups("### A 文件 Documents\\n| [`cq01a`](cq01a.rq) | 问题 | 5 |")
    {'cq01a': 'A 文件 Documents'}
    """
    groups: dict[str, str] = {}
    section = ""
    for line in index.splitlines():
        section = line.removeprefix("### ").strip() if line.startswith("### ") else section
        groups |= dict.fromkeys(_LISTED.findall(line), section)
    return groups


_LISTED = re.compile(r"\]\(([\w-]+)\.rq\)")


def parse_example(name: str, text: str) -> Example:
    """One query file; a missing header line is empty, a missing title the file's name."""
    head: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if (match := _HEADER.match(line)) is not None:
            head.setdefault(match[1], match[2].strip())
    return Example(
        name,
        head.get("title", name),
        head.get("zh", ""),
        head.get("en", ""),
        head.get("source", ""),
        text,
    )
