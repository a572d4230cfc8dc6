"""Example queries: ``*.rq`` files whose leading comments say what they ask.

::

    # title: October deadlines
    # zh: 哪些任务在2026年10月到期？
    # en: Which tasks fall due in October 2026?
    # source: CQ15
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

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
    place: Traversable = folder if folder.is_dir() else files("service") / "examples"
    if not place.is_dir():
        return []
    found: Iterable[Traversable] = (f for f in place.iterdir() if f.name.endswith(".rq"))
    index = place / "README.md"
    groups = _groups(index.read_text("utf-8")) if index.is_file() else {}
    examples = [
        parse_example(each.name.removesuffix(".rq"), each.read_text("utf-8"))
        for each in sorted(found, key=lambda each: each.name)
    ]
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
