"""Time of a report by either engine, reading apart.

Run: python -m benchmarks.findings.speed [--notices N] [--folder FOLDER] [--engine ENGINE] [--large TIMES]

The five notices, or those of a folder, N of them in turn (all if not given), and one notice with its articles TIMES over
(10 if not given, none for 0); prints a processor's seconds: the median of a notice and all of them, and of the large one
with its number of tasks and triples. With both engines also how many findings one alone told. Notices are read one after
another, so that a thousand need the memory of one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.findings.precision import ROOT
from service.checking.notice_file import NoticeFile, material, read_file, report_on
from shapes.check import Options
from shapes.report.forms import BY_NAME

ENGINES = ("compiled", "pyshacl")
Told = tuple[str, str, str]
"""Rule, severity and id of a finding."""


def timed(paper: NoticeFile, engine: str) -> tuple[float, Counter[Told]]:
    """Seconds of a processor that checking takes, with the report in HTML, and what was told."""
    start = process_time()
    report = report_on(paper, Options(engine=engine))
    BY_NAME["html"].make(report, material(paper))
    seconds = process_time() - start
    return seconds, Counter(
        (each.rule, each.severity, each.id) for told in report.open for each in told.each
    )


def large(path: Path, times: int) -> NoticeFile:
    """The notice of a file with its text between first heading and signature ``times`` over."""
    text = path.read_text(encoding="utf-8")
    start, end = text.index("一、"), text.rindex("孝义市人民政府")
    whole = text[:start] + text[start:end] * times + text[end:]
    return read_file(whole.encode(), path.name)


def measure(paths: Sequence[Path], engines: Sequence[str]) -> None:
    """Print what reading takes, and each engine, notice by notice; how many findings the engines differ by."""
    reading, taken = [], {engine: list[float]() for engine in engines}
    findings, unlike = 0, Counter[Told]()
    for path in paths:
        start = process_time()
        paper = read_file(path.read_bytes(), path.name)
        reading.append(process_time() - start)
        told = []
        for engine, seconds in taken.items():
            spent, found = timed(paper, engine)
            seconds.append(spent)
            told.append(found)
        findings += told[0].total()
        unlike += (told[0] - told[-1]) + (told[-1] - told[0])
    _line("reading", reading)
    for engine, seconds in taken.items():
        _line(engine, seconds)
    sys.stdout.write(f"{findings} findings; told by one engine alone: {unlike.total()}\n")
    sys.stdout.writelines(f"  {rule} {severity}\n" for rule, severity, _ in unlike)


def _line(name: str, seconds: Sequence[float]) -> None:
    sys.stdout.write(
        f"{name:<9} {median(seconds):6.2f} s a notice, {sum(seconds):7.1f} s for {len(seconds)}\n"
    )


def main() -> int:
    """Print a line an engine and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int)
    parser.add_argument("--folder", type=Path, default=ROOT / "data" / "notices")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--large", type=int, default=10)
    options = parser.parse_args()
    engines = options.engine or ENGINES
    paths = sorted(options.folder.glob("*.txt"))
    for engine in engines:
        timed(read_file(paths[0].read_bytes(), paths[0].name), engine)  # shapes and tables
    measure(list(islice(cycle(paths), options.notices or len(paths))), engines)
    if options.large:
        big = large(ROOT / "data" / "notices" / "xiaoyi-2026.txt", options.large)
        tasks = sum(str(kind).endswith("#Task") for _, _, kind in big.graph)
        sys.stdout.write(f"large: {tasks} tasks, {len(big.graph)} triples\n")
        for engine in engines:
            sys.stdout.write(f"{engine:<9} {timed(big, engine)[0]:6.2f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
