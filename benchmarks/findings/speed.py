"""Time of a report by either engine, reading apart.

Run: python -m benchmarks.findings.speed [--notices N] [--large TIMES]

The five notices, N of them in turn (5 if not given), and one notice with its articles TIMES over (10 if not given); prints a
processor's seconds: the median of a notice and all of them, and of the large one with its number of tasks and triples.
"""

from __future__ import annotations

import argparse
import sys
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.findings.precision import ROOT
from service.checking.notice_file import NoticeFile, material, read_file, report_on
from shapes.check import Options
from shapes.report.forms import BY_NAME


def timed(paper: NoticeFile, engine: str) -> float:
    """Seconds of a processor that checking takes, with the report in HTML."""
    start = process_time()
    report = report_on(paper, Options(engine=engine))
    BY_NAME["html"].make(report, material(paper))
    return process_time() - start


def large(path: Path, times: int) -> NoticeFile:
    """The notice of a file with its text between first heading and signature ``times`` over."""
    text = path.read_text(encoding="utf-8")
    start, end = text.index("一、"), text.rindex("孝义市人民政府")
    whole = text[:start] + text[start:end] * times + text[end:]
    return read_file(whole.encode(), path.name)


def main() -> int:
    """Print a line an engine and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=5)
    parser.add_argument("--large", type=int, default=10)
    options = parser.parse_args()
    count = options.notices
    start = process_time()
    paths = sorted((ROOT / "data" / "notices").glob("*.txt"))
    papers = [read_file(path.read_bytes(), path.name) for path in paths]
    sys.stdout.write(f"reading   {(process_time() - start) / len(papers):6.2f} s a notice\n")
    for engine in ("compiled", "pyshacl"):
        timed(papers[0], engine)  # shapes and tables are read once
        taken = [timed(paper, engine) for paper in islice(cycle(papers), count)]
        sys.stdout.write(
            f"{engine:<9} {median(taken):6.2f} s a notice, {sum(taken):7.1f} s for {count}\n"
        )
    big = large(ROOT / "data" / "notices" / "xiaoyi-2026.txt", options.large)
    tasks = sum(str(kind).endswith("#Task") for _, _, kind in big.graph)
    sys.stdout.write(f"large: {tasks} tasks, {len(big.graph)} triples\n")
    for engine in ("compiled", "pyshacl"):
        sys.stdout.write(f"{engine:<9} {timed(big, engine):6.2f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
