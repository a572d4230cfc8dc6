"""Tests that need a program which users may lack, and how they are told.

``@pytest.mark.needs("java")``: where ``java`` is missing the test is left out and the summary says
so; in CI (``CI=true``) a missing program fails the run."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from service.circles import CIRCLES
from service.patterns import kept_in, use

#: Thousands of tests and what they import stay to the end; they are not frozen, as Hypothesis asks for referrers, but seldom looked at.
gc.set_threshold(4 * CIRCLES, 20, 100)
use(kept_in())

#: How long a case takes tells how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
_missing: dict[str, list[str]] = {}
#: Files whose tests take long, the longest ahead: begun first, so that no process is left alone with one at the end.
_LONG = tuple(
    f"tests/{name}.py"
    for name in (
        "service/test_front",
        "service/test_writes",
        "benchmarks/test_findings",
        "service/test_cli",
        "service/test_inferred",
        "service/test_hostile",
        "service/test_build",
        "shapes/test_engines",
        "service/test_alignments",
        "ingest/read/test_robustness",
        "service/test_snapshots",
        "service/test_kills",
        "service/test_partitions",
        "ingest/read/test_ocr",
        "shapes/test_rules",
        "shapes/test_mutations",
        "ingest/test_everyday",
        "service/test_find",
        "docs/test_shell",
        "service/test_operation",
        "alignment/test_compare_surfaces",
        "queries/test_heads",
        "benchmarks/test_conformance",
        "shapes/test_command",
        "service/test_mine",
        "shapes/test_form",
        "shapes/test_route",
    )
)


@pytest.fixture(scope="module")
def at_hand() -> Iterator[None]:
    """Builds of these tests, which are about what becomes of notices, do without processes that read them."""
    from tests.shared import read_at_hand

    with read_at_hand():
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests of the service wait for it, now and then."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept, left_out = [], []
    for item in items:
        tools = [str(mark.args[0]) for mark in item.iter_markers("needs")]
        lacking = [tool for tool in tools if shutil.which(tool) is None]
        for tool in lacking:
            _missing.setdefault(tool, []).append(item.nodeid)
        (left_out if lacking else kept).append(item)
    config.hook.pytest_deselected(items=left_out)
    rank = {name: place for place, name in enumerate(_LONG)}
    items[:] = sorted(kept, key=lambda item: rank.get(item.nodeid.partition("::")[0], len(rank)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of many tells what it left out to the one that reports; in CI that is a failure."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["missing"] = _missing
    elif _missing and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _missing.update(getattr(node, "workeroutput", {}).get("missing", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for tool, tests in sorted(_missing.items()):
        terminalreporter.write_line(
            f"NOT RUN HERE: {len(tests)} tests need {tool}, which is not installed (CI runs them):"
        )
        for test in tests:
            terminalreporter.write_line(f"  {test}")
