"""Speed and memory of reading: text to quads, one core.

Run: python -m benchmarks.reading.bench [--notices 1000] [--out result.json]

Each of the drafted notices goes from its bytes to its quads. The rule tables and code lists are
loaded before the clock starts. Time is CPU time of this process; memory is its peak resident size.
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
from pathlib import Path
from typing import Any

from benchmarks.reading.drafts import draft
from ingest.graph import notice_quads
from ingest.pipeline import notice_of
from ingest.read import read_document

STAGES = (
    "read_document", "paragraphs", "outline", "covered_sentences", "make_task", "find_subjects",
    "find_quantities", "find_times", "read_note", "_topics", "_mechanisms", "find_terms",
    "find_citations", "link_owners", "annex_rows", "read_masthead", "notice_quads",
)  # fmt: skip


def quads(number: int) -> tuple[int, int]:
    """Characters read and quads made of one notice."""
    name, text = draft(number)
    notice = notice_of(read_document(text.encode(), name))
    return len(text), sum(1 for _ in notice_quads(notice))


def peak() -> float:
    """Peak resident memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(count: int) -> dict[str, Any]:
    """Notices a second over ``count`` notices, and memory on the way."""
    quads(0)
    memory = {"loaded": round(peak(), 1)}
    started = time.process_time()
    characters = made = 0
    slowest = 0.0
    for number in range(count):
        before = time.process_time()
        size, quad_count = quads(number)
        slowest = max(slowest, time.process_time() - before)
        characters, made = characters + size, made + quad_count
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
        "slowest_notice_seconds": round(slowest, 3),
        "peak_memory_mib": memory,
    }


def shares(count: int) -> dict[str, float]:
    """Share of the profiled time under each stage (a stage within another counts in both)."""
    profile = cProfile.Profile()
    profile.enable()
    for number in range(count):
        quads(number)
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
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    result = {
        **measure(arguments.notices),
        "stage_shares": shares(min(100, arguments.notices)),
        "machine": machine(),
    }
    text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
