"""Tests side by side: ``-p tests.abreast --abreast`` runs them in processes that are forked when all are collected, and
gives each the tests of a file, then those of the next. Collecting takes as long as a fiftieth of the tests; here one
process does it for all, and what it has loaded is theirs as well."""

from __future__ import annotations

import atexit
import os
import signal
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby, pairwise
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

#: Names, in a process's environment, of the run and of its own number.
RUN, NUMBER = "TESTS_RUN", "TESTS_PROCESS"


def run() -> str | None:
    """The name of the run whose tests several processes share."""
    return os.environ.get(RUN)


def number() -> int:
    """Which of them this one is."""
    return int(os.environ.get(NUMBER, "0"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--abreast",
        type=int,
        nargs="?",
        const=(os.cpu_count() or 1) + 1,
        help="run tests in so many processes (one more than there are cores: tests wait for the service, now and then)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    count = session.config.getoption("abreast")
    if not count or session.config.option.collectonly or session.testsfailed:
        return None
    files = [list(items) for _, items in groupby(session.items, key=lambda item: item.path)]
    _Run(session, files).through(min(count, len(files)))
    return True


class _Run:
    """``files``: the tests of each."""

    def __init__(self, session: pytest.Session, files: Sequence[list[pytest.Item]]) -> None:
        self.session, self.config, self.files = session, session.config, files
        self.next = iter(range(len(files)))
        self.lines: dict[Connection, int] = {}
        self.begun: dict[Connection, str] = {}
        self.named = uuid4().hex
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.showfspath = False

    def through(self, count: int) -> None:
        """Run all of them in ``count`` processes."""
        try:
            for number in range(count):
                self._begin(number)
            while self.lines:
                for line in wait(list(self.lines)):
                    assert isinstance(line, Connection)
                    self._hear(line)
                for why, how in (
                    (self.session.shouldfail, self.session.Failed),
                    (self.session.shouldstop, self.session.Interrupted),
                ):
                    if why:
                        raise how(why)
        finally:
            for pid in self.lines.values():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
            for line, pid in self.lines.items():
                line.close()
                os.waitpid(pid, 0)

    def _begin(self, number: int) -> None:
        here, there = Pipe()
        with (
            warnings.catch_warnings()
        ):  # of threads: none of those that libraries keep is needed by what they do
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            for line in (here, *self.lines):
                line.close()
            _become(self.session, self.files, there, self.named, number)
        there.close()
        self.lines[here] = pid

    def _hear(self, line: Connection) -> None:
        try:
            kind, told = line.recv()
        except EOFError:
            self._end(line)
            return
        hook = self.config.hook
        if kind == "next":
            line.send(next(self.next, None))
        elif kind == "begun":
            self.begun[line] = told
        elif kind == "report":
            report = hook.pytest_report_from_serializable(config=self.config, data=told)
            hook.pytest_runtest_logreport(report=report)
        else:
            self.session.shouldfail = told

    def _end(self, line: Connection) -> None:
        code = os.waitstatus_to_exitcode(os.waitpid(self.lines.pop(line), 0)[1])
        if code:
            self.session.shouldfail = (
                f"a process of tests ended with {code}, in {self.begun.get(line)}"
            )


def _become(
    session: pytest.Session,
    files: Sequence[list[pytest.Item]],
    line: Connection,
    run: str,
    number: int,
) -> None:
    """Be a process of tests, to its end."""
    code = 1
    try:
        atexit._clear()
        os.environ.update({RUN: run, NUMBER: str(number)})
        _own_places(session.config, number)
        session.config.pluginmanager.register(_Teller(session.config, line))
        try:
            for item, following in _in_turn(files, line):
                session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        except (KeyboardInterrupt, EOFError, BrokenPipeError):  # the run is over
            session._setupstate.teardown_exact(None)
        atexit._run_exitfuncs()
        code = 0
    except BaseException as error:
        line.send(("failed", f"a process of tests failed: {error!r}"))
    finally:
        os._exit(code)


def _own_places(config: pytest.Config, number: int) -> None:
    """What tests say and the files that they make go to places of this process's own."""
    plugins = config.pluginmanager
    capture = plugins.get_plugin("capturemanager")
    capture.read_global_capture()
    capture.stop_global_capturing()
    capture.start_global_capturing()
    for name in ("terminalreporter", "junitxml"):
        plugins.unregister(name=name)
    factory: Any = config._tmp_path_factory  # type: ignore[attr-defined]
    own: Path = factory.getbasetemp() / f"process-{number}"
    own.mkdir(mode=0o700)
    factory._basetemp = own


def _in_turn(
    files: Sequence[list[pytest.Item]], line: Connection
) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Each test that this process is to run, and the one behind it."""

    def following() -> list[pytest.Item]:
        line.send(("next", None))
        at = line.recv()
        return [] if at is None else files[at]

    items = following()
    while items:
        yield from pairwise(items)
        then = following()
        yield items[-1], then[0] if then else None
        items = then


class _Teller:
    """Tells what becomes of tests."""

    def __init__(self, config: pytest.Config, line: Connection) -> None:
        self.config, self.line = config, line

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.line.send(("begun", nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.line.send(("report", told))
