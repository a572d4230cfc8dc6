"""Precision of findings: those of labelled documents and of the real notices, each judged by reading its sentence.

Run: python -m benchmarks.findings.precision [-v] [--met-once | --first]

``judged.tsv`` has a row a finding that was judged: the document, the finding's id (which depends on its rule and
words alone), the rule, whether it is true, its first words. A finding is true where what it says holds of the
document and a drafter has a reason to look: a sentence that names nobody, an agent that is not one. What is told
today and was never judged is counted apart. ``--first``: how often each rule was true when it was first told, of the lots
that were judged before any rule was mended by them, whatever it tells today.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.errors import NotANotice
from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.records import Finding, Report

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SHAPED = (*(GOLDEN / name for name in ("", *(f"heldout{n or ''}" for n in (0, *range(2, 9), "10a", "10b", "11")))), ROOT / "data" / "notices")  # fmt: skip
#: Documents whose findings were judged as they were first told, before any rule of checks was made for them.
MET_ONCE = tuple(
    GOLDEN / name
    for name in (
        "heldout12",
        *(f"heldout{n}{part}" for n in range(13, 18) for part in "ab"),
        *(f"heldout18{part}" for part in "abc"),
        *(f"heldout{n}{part}" for n in (19, 20) for part in "ab"),
        "heldout22",
        "drafts23",
        "drafts24",
        "drafts25",
        "drafts26",
        "drafts27",
        "drafts28",
        "drafts29",
        "drafts30",
        "drafts31",
        "drafts32",
        "drafts33",
        "drafts34",
        "drafts35",
        "drafts36",
    )
)
JUDGED = Path(__file__).with_name("judged.tsv")
_ABOUT = ("README.md", "errors.md", "reviewed.md")
_NO_DOCUMENT = {".jsonl", ".json", ".py", ".tsv"}


class Judged(NamedTuple):
    """A finding as somebody judged it; ``verdict``: true or false."""

    document: str
    id: str
    rule: str
    verdict: str
    words: str


def judged() -> dict[tuple[str, str], Judged]:
    """The judged findings by document and id."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["document"], row["id"]): Judged(**row) for row in rows}


def documents(folders: Sequence[Path] = SHAPED) -> Iterator[Path]:
    """The labelled documents and the real notices."""
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.suffix not in _NO_DOCUMENT and path.name not in _ABOUT:
                yield path


@cache
def report_of(path: Path) -> Report:
    """What is told of a document; NotANotice where it is refused."""
    return report_on(read_file(path.read_bytes(), path.name), Options())


def told(folders: Sequence[Path] = SHAPED) -> Iterator[tuple[str, Finding]]:
    """Every violation and warning of every document that is read, with its name; what is refused is told on standard error."""
    for path in documents(folders):
        name = f"{path.parent.name}/{path.stem}"
        try:
            report = report_of(path)
        except NotANotice as refused:
            sys.stderr.write(f"refused\t{name}\t{refused}\n")
            continue
        yield from ((name, f) for f in report.open if f.severity in ("violation", "warning"))


def first_told() -> dict[str, tuple[int, int]]:
    """By rule how many findings were true and false when first told, in the lots of ``MET_ONCE``."""
    lots = {folder.name for folder in MET_ONCE}
    counts = Counter(
        (row.rule, row.verdict)
        for row in judged().values()
        if row.document.partition("/")[0] in lots
    )
    rules = sorted({rule for rule, _ in counts})
    return {rule: (counts[rule, "true"], counts[rule, "false"]) for rule in rules}


def main() -> int:
    """Print precision by severity and by rule; with ``-v`` what is false and what was not judged; with ``--met-once`` of
    documents that no rule of checks was made for; with ``--first`` what was true when first told."""
    if "--first" in sys.argv:
        for rule, (true, false) in first_told().items():
            sys.stdout.write(
                f"{rule:<28} true {true:>4}  false {false:>3}  {true / (true + false):>6.1%}\n"
            )
        return 0
    known, counts = judged(), Counter[tuple[str, str]]()
    for name, finding in told(MET_ONCE if "--met-once" in sys.argv else SHAPED):
        row = known.get((name, finding.id))
        verdict = row.verdict if row else "unjudged"
        counts[finding.severity, verdict] += 1
        counts[finding.rule, verdict] += 1
        if verdict != "true" and "-v" in sys.argv:
            sys.stdout.write(f"{verdict}\t{name}\t{finding.rule}\t{finding.sentence[:60]}\n")
    names = dict.fromkeys(key for key, _ in sorted(counts, key=lambda k: k[0]))
    for key in sorted(names, key=lambda k: (k not in ("violation", "warning"), k)):
        true, false = counts[key, "true"], counts[key, "false"]
        rate = f"{true / (true + false):.1%}" if true + false else "–"
        sys.stdout.write(
            f"{key:<28} true {true:>4}  false {false:>3}  precision {rate:>6}  unjudged {counts[key, 'unjudged']:>4}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
