"""Shell commands of the documents: which are tried, and why the others are not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.docs.running import ROOT

#: Beginnings of commands that no test runs, and why.
NOT_TRIED = {
    "make run": "serves until it is stopped; made of the commands that are tried",
    "make test": "runs these tests",
    "python3 -m pip download": "fetches 90 MB from elsewhere (its files: tests/docs/test_install.py)",
    "PIP_NO_INDEX=1": "installs what that has fetched, builds and serves",
    "anze serve": "serves until it is stopped; every other command here asks such a server",
    "sudo ": "changes the system (its places: tests/docs/test_install.py)",
    "ANZE_REMOTE_QUERY_URL=": "needs a SPARQL server of its own (tests/service/test_remote.py)",
    "ANZE_REMOTE_STORE_URL=": "needs a SPARQL server of its own (tests/service/test_remote.py)",
    "git clone https://github.com/w3c/rdf-tests": "fetches 2,400 files from elsewhere",
    "python -m benchmarks.conformance": "needs those (tests/benchmarks/test_conformance.py)",
    "python -c": "writes the list of released terms (tests/ontology/test_released.py)",
}

_HEREDOC = re.compile(r"<<-?\s*'?(\w+)'?")
_COMMENT = re.compile(r"\s+#\s.*$")


@dataclass(frozen=True, slots=True)
class Command:
    """``comment`` is what stands behind it."""

    text: str
    comment: str

    @property
    def exits(self) -> frozenset[int]:
        """Exit codes it may have: a refusal where the comment begins with a status from 400 on."""
        if re.match(r"# [45]\d\d\b", self.comment):
            return frozenset({22})
        checks = "anze validate" in self.text or "pyshacl" in self.text
        return frozenset({0, 1}) if checks else frozenset({0})

    @property
    def untried(self) -> str:
        """Why no test runs it, empty if one does."""
        fitting = [start for start in NOT_TRIED if self.text.startswith(start)]
        return NOT_TRIED[max(fitting, key=len)] if fitting else ""


def documents() -> list[Path]:
    """The documents whose commands a reader may try."""
    folders = [ROOT / "docs", ROOT / "data", ROOT / "examples"]
    found = [path for folder in folders for path in sorted(folder.rglob("*.md"))]
    return [ROOT / "README.md", ROOT / "README.zh-CN.md", *found]


def commands(document: Path) -> list[Command]:
    """The commands of the shell blocks, in order."""
    return [command for block in blocks(document, "sh") for command in _split(block)]


def blocks(document: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    fence = re.compile(rf"^ *```{language}\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
    return fence.findall(document.read_text("utf-8"))


def _split(block: str) -> list[Command]:
    found: list[Command] = []
    lines = iter(block.splitlines())
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        comment = _COMMENT.search(line)
        text = line.strip() if comment is None else line[: comment.start()].strip()
        while text.endswith("\\"):
            text += "\n" + next(lines)
        heredoc = _HEREDOC.search(text)
        while heredoc is not None and not text.endswith("\n" + heredoc[1]):
            text += "\n" + next(lines)
        found.append(Command(text, comment[0].strip() if comment else ""))
    return found
