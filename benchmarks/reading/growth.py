"""How the time of a finder grows with its sentence: ``python -m benchmarks.reading.growth``.

Prints one JSON line a finder and sentence: seconds at each length and the growth from the shortest
to the longest, divided by the growth in length (1.0 is linear).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from ingest.deadlines import Calendar
from ingest.finding import Clause, clause
from ingest.quantities import find_quantities
from ingest.records import Normalised
from ingest.subjects import find_subjects
from ingest.times import find_times

REPEATS = (20, 100, 400)
UNITS = (
    "各乡镇（街道）会同县直有关部门、企业开展安全检查工作情况通报，",
    "完成3个，", "不少于", "一", "对3家", "发生2起以上", "（3个", "百分之", "每月", "6月至", "2小时内",
)  # fmt: skip
FINDERS: dict[str, Callable[[Clause], object]] = {
    "subjects": find_subjects,
    "quantities": lambda c: find_quantities(c, ()),
    "times": lambda c: find_times(c, Calendar(2026)),
}


def _seconds(find: Callable[[Clause], object], text: str) -> float:
    """Processor seconds of one reading of ``text``."""
    here = clause(Normalised(text, tuple(range(len(text)))))
    started = time.process_time()
    find(here)
    return time.process_time() - started


def main() -> None:
    """Measures every finder on every sentence."""
    for name, find in FINDERS.items():
        for unit in UNITS:
            _seconds(find, unit)
            took = [_seconds(find, unit * n) for n in REPEATS]
            growth = took[-1] / max(took[0], 1e-6) / (REPEATS[-1] / REPEATS[0])
            row = {"finder": name, "unit": unit, "seconds": [round(t, 5) for t in took],
                   "growth": round(growth, 2)}  # fmt: skip
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
