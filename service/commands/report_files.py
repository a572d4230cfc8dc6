"""Where the reports of ``anze validate`` go: files, a directory, standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from service.checking.batch import Outcome
from service.errors import BadRequest
from service.given import descriptor_of, given, write_file
from shapes.report.forms import Form

BINARY = frozenset({"xlsx", "docx"})
JOINED = frozenset({"text", "ttl"})  # several of these one after the other are one


def needs_a_file(form: Form, files: int) -> None:
    """Refuses to write to standard output what nobody could read there."""
    if form.name in BINARY:
        raise BadRequest(
            f"{form.suffix} 报告要写入文件：请加 -o 报告.{form.suffix}；几份通知则 -o 目录。",
            f"A {form.suffix} report goes to a file: add -o report.{form.suffix}, or -o FOLDER for several.",
        )
    if files > 1 and form.name not in JOINED:
        raise BadRequest(
            f"{files} 份通知的 {form.name} 报告不能连成一份：请加 -o 目录，每份一个文件。",
            f"{files} {form.name} reports do not make one: add -o FOLDER, a file for each.",
        )


class Writer:
    """Writes each report as it comes: to a file, a pipe or an open descriptor, into a directory, or to standard output.

    ``written``: the files and pipes with a name of their own that got one."""

    def __init__(self, form: Form, output: Path | None, files: int) -> None:
        self.form, self.output = form, output
        self.single = (
            output is not None
            and files == 1
            and not output.is_dir()
            and (bool(output.suffix) or output.exists())
        )
        self.written: list[Path] = []
        if output is not None and not self.single:
            with given(output):
                output.mkdir(parents=True, exist_ok=True)

    def take(self, outcome: Outcome) -> None:
        if outcome.body is None:
            return
        if self.output is None:
            sys.stdout.buffer.write(outcome.body)
            sys.stdout.buffer.flush()
            return
        target = self.output if self.single else self._free(outcome.path.name)
        write_file(target, outcome.body)
        if descriptor_of(target) is None:  # who reads there wants the report alone
            self.written.append(target)

    def _free(self, name: str) -> Path:
        """A path in the directory that no other report of this run has."""
        assert self.output is not None
        target, count = self.output / f"{name}.report.{self.form.suffix}", 1
        while target in self.written:
            count += 1
            target = self.output / f"{name}.{count}.report.{self.form.suffix}"
        return target
