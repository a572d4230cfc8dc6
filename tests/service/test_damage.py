"""Damaged files of the data directory: told in words, by the right status, without a path of the machine,
and mended by what the words say."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.cli import main
from service.store.layout import DataDir
from service.tokens import TokenFile
from tests.service import test_cli
from tests.service.conftest import FEW, ROOT, Server

NOTICE = ROOT / "data" / "notices" / "xiaoyi-2026.txt"
QUESTION = ROOT / "data" / "queries" / "cq01a-notices.rq"
#: Of the command line: a data directory or an engine has trouble.
STORE = 3
WHOLE = ["", "null", '{"tokens": []}', "\udcff"]
ROWS = [
    {"name": "bad", "role": "boss", "digest": "0" * 64, "created": "2026-01-01T00:00:00+00:00"},
    {"name": "bad", "role": "read", "digest": "0" * 64, "created": "2026-01-01T00:00:00"},
    {"name": "bad", "role": "read", "digest": "zz", "created": "2026-01-01T00:00:00+00:00"},
    {"name": "bad"},
]
MANIFESTS = ["x{", "[]", '{"notices": 3}', '{"notices": [{"graph": "x"}]}', '{"quads": 1}', ""]
POINTERS = ["中文", "x" * 3000, "00000009-0123456789ab", "../../etc", ""]


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Anze = Callable[..., Done]


@pytest.fixture
def anze(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Anze:
    """The command line, in this process."""

    def run(*arguments: str, data: Path) -> Done:
        monkeypatch.setenv("ANZE_DATA", str(data))
        monkeypatch.setattr(sys, "argv", ["anze", *arguments])
        capfd.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        out, err = capfd.readouterr()
        return Done(code if isinstance(code, int) else 0, out, err)

    return run


def in_words(output: str, root: Path) -> bool:
    return "Traceback" not in output and str(root) not in output and len(output.strip()) > 40


@pytest.mark.parametrize("text", WHOLE)
def test_a_damaged_file_of_tokens(anze: Anze, root: Path, text: str) -> None:
    (root / "tokens.json").write_text(text, errors="surrogateescape")
    for command in (["create", "a"], ["list"], ["revoke", "a"]):
        done = anze("token", *command, data=root)
        assert done.returncode == STORE, command
        assert in_words(done.stderr, root)
        assert "tokens.json" in done.stderr


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_a_damaged_row_locks_out_nobody(anze: Anze, root: Path, row: dict[str, str]) -> None:
    tokens = TokenFile(root)
    secret = tokens.create("good", "admin")
    path = root / "tokens.json"
    path.write_text(json.dumps([row, *json.loads(path.read_text())]))
    found = TokenFile(root).find(secret)
    assert found is not None
    assert found.name == "good"
    shown = anze("token", "list", data=root)
    assert shown.returncode == 0
    assert "good" in shown.stdout
    assert '"bad"' in shown.stderr
    assert anze("token", "create", "more", data=root).returncode == 0
    assert json.loads(path.read_text())[0] == row, "nothing is lost"
    assert anze("token", "revoke", "bad", data=root).returncode == 0
    assert [each["name"] for each in json.loads(path.read_text())] == ["good", "more"]


@pytest.mark.parametrize("text", MANIFESTS)
def test_a_damaged_manifest(anze: Anze, root: Path, text: str) -> None:
    DataDir(root).require_current().manifest.write_text(text)
    for command in (["query", str(QUESTION)], ["build", str(NOTICE)]):
        done = anze(*command, data=root)
        assert done.returncode == STORE, command
        assert in_words(done.stderr, root), done.stderr
        assert "manifest.json" in done.stderr


@pytest.mark.parametrize("text", [None, "", "x" * 5000])
def test_damaged_rows_of_notices(anze: Anze, root: Path, text: str | None) -> None:
    rows = DataDir(root).require_current().rows
    rows.unlink()
    if text is not None:
        rows.write_text(text)
    for command in (["validate", str(NOTICE)], ["build", str(NOTICE)]):
        done = anze(*command, data=root)
        assert done.returncode == STORE, command
        assert in_words(done.stderr, root), done.stderr
        assert "notices.sqlite" in done.stderr


def test_rows_of_notices_damaged_behind_their_head(anze: Anze, root: Path) -> None:
    rows = DataDir(root).require_current().rows
    content = bytearray(rows.read_bytes())
    assert len(content) > 4096
    content[4096:] = b"\xa5" * (len(content) - 4096)
    rows.chmod(0o644)
    rows.write_bytes(content)
    commands = ["validate", str(NOTICE)], ["build", str(NOTICE)], ["compare", "孝义", "吕梁"]
    for command in commands:
        done = anze(*command, data=root)
        assert done.returncode == STORE, command
        assert in_words(done.stderr, root), done.stderr
        assert "notices.sqlite" in done.stderr
        assert DataDir(root).require_current().id in done.stderr


@pytest.mark.parametrize("text", POINTERS)
def test_a_damaged_pointer(anze: Anze, root: Path, text: str) -> None:
    before = sorted(path.name for path in DataDir(root).snapshots.iterdir())
    (root / "current").write_text(text)
    for command in (["build", str(NOTICE)], ["query", str(QUESTION)], ["dump"]):
        done = anze(*command, data=root)
        assert done.returncode == STORE, command
        assert in_words(done.stderr, root), done.stderr
    assert sorted(path.name for path in DataDir(root).snapshots.iterdir()) == before


def test_a_backup_brings_back_what_is_damaged(
    anze: Anze, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = tmp_path_factory.mktemp("backup") / "kept.tar"
    assert anze("backup", str(kept), data=root).returncode == 0
    DataDir(root).require_current().manifest.write_text("{")
    (root / "current").write_text("nothing")
    assert anze("restore", str(kept), data=root).returncode == 0
    assert test_cli.anze("query", str(QUESTION), data=root).returncode == 0


def test_a_flipped_bit_of_a_backup(
    anze: Anze, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In whichever file it is (graph, statements, index, manifest, digests), the backup is refused in words and the
    store stays as it was."""
    folder = tmp_path_factory.mktemp("flipped")
    kept, dice = folder / "kept.tar", random.Random(7)
    assert anze("backup", str(kept), data=root).returncode == 0
    whole, current = kept.read_bytes(), (root / "current").read_text()
    with tarfile.open(kept) as archive:
        members = [member for member in archive if member.size]
    assert {"SHA256SUMS", "snapshot/manifest.json", "snapshot/notices.sqlite"} < {
        member.name for member in members
    }
    assert {"store", "said", "index"} < {
        part for member in members for part in Path(member.name).parts
    }
    other = folder / "other"
    shutil.copytree(root, other)
    for member in members:
        flipped = bytearray(whole)
        flipped[member.offset_data + dice.randrange(member.size)] ^= 1 << dice.randrange(8)
        (folder / "flipped.tar").write_bytes(flipped)
        done = anze("restore", str(folder / "flipped.tar"), data=other)
        assert done.returncode == 2, member.name
        assert "不完整或已损坏" in done.stderr
        assert "Traceback" not in done.stderr
        assert (other / "current").read_text() == current
    assert len(members) > 10
    cut = whole[: members[-1].offset]
    (folder / "cut.tar").write_bytes(cut)
    done = anze("restore", str(folder / "cut.tar"), data=other)
    assert (done.returncode, "SHA256SUMS" in done.stderr) == (2, True)


@pytest.mark.parametrize("text", ["{"])
def test_a_server_with_damaged_tokens_says_so_and_goes_on(root: Path, text: str) -> None:
    server = Server(root, **FEW).wait()
    try:
        (root / "tokens.json").write_text(text)
        answer = server.http.delete("/notices/x", headers={"Authorization": "Bearer x"})
        assert answer.status_code == 503
        assert "tokens.json" in answer.text
        assert str(root) not in answer.text
        assert server.rows("SELECT * {} ") == [{}]
    finally:
        server.stop()


def test_a_server_with_a_damaged_pointer_says_so_and_recovers(root: Path) -> None:
    server = Server(root, **FEW).wait()
    kept = (root / "current").read_text()
    try:
        (root / "current").write_text("中文")
        for path in ("/tasks", "/", "/statistics", "/ready"):
            answer = server.http.get(path)
            assert answer.status_code in (200, 503), path
            assert str(root) not in answer.text
        (root / "current").write_text(kept)
        assert server.http.get("/tasks").status_code == 200
    finally:
        server.stop()


def test_too_few_descriptors_are_the_operators_fault(root: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ANZE_")}
    done = subprocess.run(
        [sys.executable, "-m", "service", "serve"],
        env={**environ, "ANZE_DATA": str(root), "ANZE_PORT": "1", "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == STORE
    assert "ulimit -n" in done.stderr
    assert "Traceback" not in done.stderr
