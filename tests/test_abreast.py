"""Tests side by side are those that one process runs, and what ends a process is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = """
import os, pytest
@pytest.fixture(scope="session")
def mine(tmp_path_factory):
    path = tmp_path_factory.mktemp("mine") / "process"
    path.write_text(str(os.getpid()))
    yield path
    with open("ended", "a") as ended:
        print(os.getpid(), file=ended)
"""
TESTS = """
import os, pytest, sys
@pytest.mark.parametrize("n", range(20))
def test_here(n, mine):
    print("said by", n)
    with open("ran", "a") as ran:
        print(os.getpid(), file=ran)
    assert mine.read_text() == str(os.getpid())
    assert n != {bad}
"""
KILLED = """
import os, signal
def test_before(): pass
def test_killed(): os.kill(os.getpid(), signal.SIGKILL)
"""


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environ = {name: each for name, each in os.environ.items() if not name.startswith("TESTS_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.abreast", "--rootdir", ".", *options],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_test_runs_once_and_each_process_ends_what_it_began(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(SHARED)
    for name, bad in (("a", 7), ("b", -1), ("c", -1), ("d", -1)):
        (tmp_path / f"test_{name}.py").write_text(TESTS.format(bad=bad))
    told = run(tmp_path, "--abreast", "3")
    assert told.returncode == 1
    assert re.search(r"1 failed, 79 passed", told.stdout), told.stdout
    assert "said by 7" in told.stdout
    assert "said by 8" not in told.stdout
    ran = (tmp_path / "ran").read_text().split()
    ended = (tmp_path / "ended").read_text().split()
    assert len(ran) == 80
    assert sorted(ended) == sorted(set(ran))
    assert len(ended) >= 2


def test_a_process_that_is_killed_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(SHARED)
    (tmp_path / "test_a.py").write_text(KILLED)
    (tmp_path / "test_b.py").write_text(TESTS.format(bad=-1))
    told = run(tmp_path, "--abreast", "2")
    assert told.returncode == 1
    assert "ended with -9, in test_a.py::test_killed" in told.stdout


def test_the_first_failure_ends_the_run_where_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(SHARED)
    for name in "abcd":
        (tmp_path / f"test_{name}.py").write_text(TESTS.format(bad=0))
    told = run(tmp_path, "--abreast", "2", "-x")
    assert told.returncode == 1
    assert "stopping after 1 failures" in told.stdout
    assert len((tmp_path / "ran").read_text().split()) < 80
