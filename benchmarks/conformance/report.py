"""Results as Markdown: counts by suite, failures by cause; and what is not as it is known to be."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

NOT_RUN = "—"


@dataclass(frozen=True, slots=True)
class Result:
    """``why`` is empty where the test passed."""

    target: str
    suite: str
    test: str
    title: str
    why: str

    @property
    def passed(self) -> bool:
        return not self.why


def known_failures() -> dict[tuple[str, str], str]:
    """Cause of each failure that is known, by target and test."""
    text = (files("benchmarks.conformance") / "known.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        (target, row["test"]): row["cause"] for row in rows for target in row["targets"].split(",")
    }


def counts(results: Iterable[Result]) -> str:
    """One row a suite, one column a target: passed of all."""
    found: dict[str, dict[str, list[int]]] = {}
    targets: dict[str, None] = {}
    for each in results:
        targets[each.target] = None
        cell = found.setdefault(each.suite, {}).setdefault(each.target, [0, 0])
        cell[0] += each.passed
        cell[1] += 1
    lines = ["| suite | " + " | ".join(targets) + " |", "|---" * (len(targets) + 1) + "|"]
    for suite, row in found.items():
        cells = ["{} of {}".format(*row[name]) if name in row else NOT_RUN for name in targets]
        lines.append(f"| {suite} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def failures(results: Iterable[Result]) -> str:
    """One row a cause: the tests that fail for it and the targets they fail in."""
    known = known_failures()
    tests: dict[str, dict[str, list[str]]] = {}
    for each in results:
        if not each.passed:
            cause = known.get((each.target, each.test), "not known")
            tests.setdefault(cause, {}).setdefault(each.test, []).append(each.target)
    lines = ["| fails | in | cause |", "|---|---|---|"]
    for cause, failed in tests.items():
        names = ", ".join(dict.fromkeys(name for each in failed.values() for name in each))
        lines.append(f"| {', '.join(failed)} | {names} | {cause} |")
    return "\n".join(lines)


def surprises(results: Iterable[Result]) -> list[str]:
    """Failures that are not known, with what came; and known ones that pass."""
    known = known_failures()
    found = []
    for each in results:
        listed = (each.target, each.test) in known
        if each.passed and listed:
            found.append(f"{each.target}: {each.test} passes, but is listed in known.tsv")
        elif not each.passed and not listed:
            found.append(f"{each.target}: {each.test} ({each.title}): {each.why}")
    return found
