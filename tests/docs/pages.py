"""The Markdown documents: their links, anchors and the paths they name."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.running import ROOT

_FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_ANCHOR = re.compile(r'<a (?:id|name)="([^"]+)"')
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(
    r"(?:ontology|ingest|shapes|service|data|tests|docs|examples|benchmarks)/[\w./*-]*\w"
)


def pages() -> list[Path]:
    """README, docs/, data/ and examples/."""
    folders = [ROOT / "docs", ROOT / "data", ROOT / "examples"]
    found = [path for folder in folders for path in sorted(folder.rglob("*.md"))]
    return [ROOT / "README.md", ROOT / "README.zh-CN.md", *found]


def links(page: Path) -> list[str]:
    """Targets of the page's links, without those in code blocks."""
    return _LINK.findall(_prose(page))


def anchors(page: Path) -> set[str]:
    """Anchors that a page has, as GitHub makes them of headings."""
    text = _prose(page)
    return {_slug(heading) for heading in _HEADING.findall(text)} | set(_ANCHOR.findall(text))


def paths(page: Path) -> list[str]:
    """Paths in the repository that the page names in code type."""
    named = (code.split()[0] for code in _CODE.findall(_prose(page)) if code.strip())
    return [code for code in named if _PATH.fullmatch(code)]


def _prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text("utf-8"))


def _slug(heading: str) -> str:
    """
    >>> _slug("查询接口 `Lookup`, over HTTP")
    '查询接口-lookup-over-http'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
