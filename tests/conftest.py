"""Tests that need a program which users may lack, and how they are told.

``@pytest.mark.needs("java")``: where ``java`` is missing the test is left out and the summary says
so; in CI (``CI=true``) a missing program fails the run."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from multiprocessing import get_context

import hypothesis
import pytest

from service.circles import CIRCLES
from service.patterns import kept_in, use

#: Thousands of tests and what they import stay to the end; they are not frozen, as Hypothesis asks for referrers.
gc.set_threshold(CIRCLES)
use(kept_in())

#: How long a case takes tells how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
Process = get_context("fork").Process
_missing: dict[str, list[str]] = {}
#: Files whose tests take long each: begun first, so that no process is left alone with one at the end.
_LONG = (
    "tests/service/test_partitions.py",
    "tests/shapes/test_mutations.py",
    "tests/service/test_memory.py",
    "tests/service/test_kills.py",
    "tests/docs/test_shell.py",
    "tests/shapes/test_engines.py",
    "tests/service/test_inferred.py",
    "tests/service/test_writes.py",
    "tests/service/test_hostile.py",
    "tests/service/test_alignments.py",
    "tests/service/test_build.py",
    "tests/shapes/test_route.py",
    "tests/shapes/test_precision.py",
    "tests/shapes/test_form.py",
    "tests/shapes/test_command.py",
)


@pytest.fixture(scope="module")
def at_hand() -> Iterator[None]:
    """Builds of these tests, which are about what becomes of notices, do without processes that read them."""
    from tests.shared import read_at_hand

    with read_at_hand():
        yield


def pytest_collection(session: pytest.Session) -> None:
    """While one process collects all tests, another makes what many of them ask for."""
    config = session.config
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if whole and config.getoption("abreast", None) and not config.option.collectonly:
        Process(target=_make_ahead, args=[config._tmp_path_factory]).start()  # type: ignore[attr-defined]


def _make_ahead(factory: pytest.TempPathFactory) -> None:
    from tests.shared import make_ahead

    make_ahead(factory)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept, left_out = [], []
    for item in items:
        tools = [str(mark.args[0]) for mark in item.iter_markers("needs")]
        lacking = [tool for tool in tools if shutil.which(tool) is None]
        for tool in lacking:
            _missing.setdefault(tool, []).append(item.nodeid)
        (left_out if lacking else kept).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(kept, key=lambda item: not item.nodeid.startswith(_LONG))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a program that is missing fails the run."""
    if _missing and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for tool, tests in sorted(_missing.items()):
        terminalreporter.write_line(
            f"NOT RUN HERE: {len(tests)} tests need {tool}, which is not installed (CI runs them):"
        )
        for test in tests:
            terminalreporter.write_line(f"  {test}")
