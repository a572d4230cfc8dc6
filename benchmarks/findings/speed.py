"""Time of a report by either engine, reading apart.

Run: python -m benchmarks.findings.speed [--notices N]

The five notices, N of them in turn (5 if not given); prints a processor's seconds: the median of a notice and all of them.
"""

from __future__ import annotations

import argparse
import sys
from itertools import cycle, islice
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


def main() -> int:
    """Print a line an engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=5)
    count = parser.parse_args().notices
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
