"""Speed and memory of reading: text to quads, one core.

Run: python -m benchmarks.reading.bench [--notices 1000] [--folder data/notices] [--out result.json]

Each of the drafted notices, or of the text files of a folder one after the other, goes from its bytes to its
quads. The rule tables and code lists are loaded before the clock starts; what is kept of the words of a notice
is forgotten before the next of a folder. Python's collector of circles is set as in the processes that read for the
service and for ``anze build``. Time is CPU time of this process, ``best`` that of the fastest reading
of each; memory is its peak resident size.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import platform
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.reading.drafts import draft
from ingest.graph import notice_quads
from ingest.pipeline import notice_of
from ingest.read import read_document
from service.circles import look_seldom

STAGES = (
    "read_document", "paragraphs", "outline", "covered_sentences", "bare_task", "in_full", "find_subjects",
    "find_quantities", "find_times", "read_note", "_topics", "_mechanisms", "find_terms",
    "find_citations", "linked", "annex_rows", "read_masthead", "notice_quads",
)  # fmt: skip


Source = Callable[[int], tuple[str, str]]
"""File name and text of the notice of a number."""


def of_folder(folder: Path) -> Source:
    """The text files of ``folder``, over and over."""
    texts = [(p.name, p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.txt"))]
    kept = [
        value
        for name, module in sys.modules.items()
        if name.startswith("ingest.")
        for value in vars(module).values()
        if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"]
    ]

    def text(number: int) -> tuple[str, str]:
        for function in kept:
            function.cache_clear()
        return texts[number % len(texts)]

    return text


def quads(name: str, text: str) -> int:
    """How many quads one notice makes."""
    return sum(1 for _ in notice_quads(notice_of(read_document(text.encode(), name))))


def peak() -> float:
    """Peak resident memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(count: int, source: Source) -> dict[str, Any]:
    """Notices a second over ``count`` notices, and memory on the way."""
    quads(*source(0))
    look_seldom()
    memory = {"loaded": round(peak(), 1)}
    started = time.process_time()
    characters = made = 0
    times: dict[str, list[float]] = {}
    for number in range(count):
        name, text = source(number)
        before = time.process_time()
        made += quads(name, text)
        times.setdefault(name, []).append(time.process_time() - before)
        characters += len(text)
        if number + 1 in (100, 500, count):
            memory[str(number + 1)] = round(peak(), 1)
    seconds = time.process_time() - started
    return {
        "notices": count,
        "characters": characters,
        "quads": made,
        "cpu_seconds": round(seconds, 2),
        "notices_per_second": round(count / seconds, 1),
        "characters_per_second": round(characters / seconds),
        "best_notices_per_second": round(len(times) / sum(map(min, times.values())), 1),
        "slowest_notice_seconds": round(max(map(max, times.values())), 3),
        "peak_memory_mib": memory,
    }


def shares(count: int, source: Source) -> dict[str, float]:
    """Share of the profiled time under each stage (a stage within another counts in both)."""
    profile = cProfile.Profile()
    profile.enable()
    for number in range(count):
        quads(*source(number))
    profile.disable()
    stats = pstats.Stats(profile, stream=io.StringIO())
    total = stats.total_tt  # type: ignore[attr-defined]
    found: dict[str, float] = {}
    for (file, _, name), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        if name in STAGES and "/ingest/" in file.replace("\\", "/"):
            found[name] = max(found.get(name, 0.0), round(cumulative / total, 3))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return {
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "system": platform.system(),
        "commit": commit.stdout.strip() or "unknown",
    }


def main() -> None:
    """Print the result as JSON, or write it to --out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=1000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    source = of_folder(arguments.folder) if arguments.folder else draft
    result = {
        **measure(arguments.notices, source),
        "stage_shares": shares(min(100, arguments.notices), source),
        "machine": machine(),
    }
    text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
