"""Every command that a document shows does what it says, in a folder like a user's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest

from tests.docs.guide import GUIDES, steps
from tests.docs.running import ROOT, Running, running
from tests.docs.shell import NOT_TRIED, Command, blocks, commands, documents
from tests.shared import commands as warm

DOCUMENTS = [path for path in documents() if commands(path)]
GUIDE = [step.query for step in steps(GUIDES[0].read_text("utf-8"))]
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]

#: Stands for the id of a finding.
EXAMPLE_ID = "1f0c2a9b3d"

pytestmark = pytest.mark.needs("curl")


@dataclass(frozen=True, slots=True)
class Desk:
    """A user's folder, and a service that may be written to."""

    folder: Path
    service: Running

    def run(self, command: Command) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", self.here(command.text)],
            cwd=self.folder,
            env=self.service.environment | self._extra(),
            capture_output=True,
            text=True,
            check=False,
        )

    def here(self, text: str) -> str:
        """``text`` with the usual address replaced by this service's, and a finding's id by one
        that the draft has."""
        if EXAMPLE_ID in text:
            text = text.replace(EXAMPLE_ID, self.finding())
        for address in ("http://127.0.0.1:8377", "http://localhost:8377"):
            text = text.replace(address, self.service.base)
        return text

    def finding(self) -> str:
        done = self.run(Command("anze validate draft.docx -f json", ""))
        return str(json.loads(done.stdout)["findings"][0]["id"])

    def _extra(self) -> dict[str, str]:
        path = f"{self.folder / '.venv' / 'bin'}:{os.environ['PATH']}"
        return {"PATH": path, "CURL_HOME": str(self.folder), "PYTHONPATH": str(ROOT)}

    def token(self, role: str) -> str:
        made = self.run(Command(f"anze token create a-{role} --role {role}", ""))
        assert made.returncode == 0, made.stderr
        return next(word for word in made.stdout.split() if word.startswith("anze_"))


@pytest.fixture(scope="module")
def desk(service: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    furnish(folder)
    data = folder / ".anze"
    shutil.copytree(service.data, data)
    with running(data) as own:
        found = Desk(folder, own)
        own.environment["TOKEN"] = found.token("publish")
        own.environment["ADMIN"] = found.token("admin")
        yield found


def furnish(folder: Path) -> None:
    """The files that the documents speak of."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("anze", "python"):
        program = programs / name
        own = f' -I -S "{ROOT / "tests" / "forked.py"}" "{warm()}"' if name == "anze" else ""
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}"{own} "$@"\n', "utf-8")
        program.chmod(0o755)
    for name in ("data", "examples"):
        (folder / name).symlink_to(ROOT / name)
    draft = ROOT / "tests" / "golden" / "wangtao-2026.txt"
    as_docx(draft, folder / "draft.docx")
    for name in ("new.docx", "去年.docx"):
        as_docx(ROOT / "tests" / "golden" / "cangxi-2026.txt", folder / name)
    (folder / "notices").mkdir()
    for name in ("notices/draft.txt", "draft.txt"):
        shutil.copy(draft, folder / name)
    for name in ("上级通知.pdf", "上级.pdf"):  # the format is told by content
        shutil.copy(ROOT / "data" / "notices" / "lvliang-2025.txt", folder / name)
    rules = (
        "profile: draft\nrules:\n  owner-collective: {severity: off, reason: 成员单位名单另发}\n"
    )
    (folder / "anze-rules.yaml").write_text(rules, "utf-8")
    (folder / "q.rq").write_text(GUIDE[0], "utf-8")
    (folder / "notes.ttl").write_text("<https://example.org/a> a <https://example.org/B> .\n")
    (folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")


def as_docx(source: Path, target: Path) -> None:
    document = docx.Document()
    for line in source.read_text("utf-8").splitlines():
        document.add_paragraph(line)
    document.save(str(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_commands_run(desk: Desk, document: Path) -> None:
    for command in commands(document):
        if not command.untried:
            done = desk.run(command)
            said = f"{command.text}\nexit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr}"
            assert done.returncode in command.exits, said


#: Any warning ends a block, but for one of a package that pyproject.toml names, too.
STRICT = ("-W error", "-W 'ignore:codecs.open:DeprecationWarning'")


def test_python_blocks_run(desk: Desk) -> None:
    found = [(path, block) for path in documents() for block in blocks(path, "python")]
    assert len(found) == 3
    for document, block in found:
        (desk.folder / "block.py").write_text(desk.here(block), "utf-8")
        done = desk.run(Command(f"python {' '.join(STRICT)} block.py", ""))
        assert done.returncode == 0, f"{document}\n{done.stderr}"


def test_sparql_blocks_have_rows(desk: Desk) -> None:
    found = [block for path in documents() for block in blocks(path, "sparql")]
    assert len(found) == 23
    others = [block for block in found if block not in GUIDE]
    assert len(others) == 3
    for query in others:
        assert desk.service.ask(query)[1], query


def test_how_many_commands_there_are() -> None:
    found = [command for document in DOCUMENTS for command in commands(document)]
    assert len(DOCUMENTS) >= 10
    assert len([command for command in found if not command.untried]) >= 44


def test_list_of_what_is_not_tried_has_no_dead_line() -> None:
    reasons = {command.untried for document in DOCUMENTS for command in commands(document)}
    assert reasons - {""} <= set(NOT_TRIED.values())
    texts = [command.text for document in DOCUMENTS for command in commands(document)]
    for start in NOT_TRIED:
        assert any(text.startswith(start) for text in texts), start
