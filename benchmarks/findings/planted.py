"""Recall of findings: faults put one at a time into good documents, and whether a violation or a warning tells of each.

Run: python -m benchmarks.findings.planted [-v] [--kind NAME] [--places N] [--aside]

Documents: the real notices and the older labelled sets, standing rules aside. A third of them, by a hash of their names,
is kept aside: the rules are mended by the others, and ``--aside`` runs those kept, once the rules stand. A fault is told
where a violation or a warning that the good document does not have, of a rule that may tell of it (faults.py), stands in
the paragraph of the fault or an adjoining one. What else is new, elsewhere or of other rules, is counted beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.findings.faults import KINDS, Fault, Kind
from benchmarks.findings.precision import GOLDEN, ROOT, documents, report_of
from ontology.errors import AnzeError
from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.records import Finding, Report

FOLDERS = (ROOT / "data" / "notices", GOLDEN, *(GOLDEN / f"heldout{n or ''}" for n in (0, *range(2, 9))))  # fmt: skip
TOLD = ("violation", "warning")
_PLACES = 14  # of a kind, in as many documents


@dataclass(slots=True)
class Tally:
    """What became of the faults of one kind: how many ``planted``, ``told`` of, ``unread`` (refused by the reader); new
    findings ``beside`` them."""

    planted: int = 0
    told: int = 0
    unread: int = 0
    beside: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def aside(path: Path) -> bool:
    """Whether the document is one of the third that is kept aside."""
    return hashlib.sha256(path.name.encode()).digest()[0] % 3 == 0


def good(kept: bool) -> list[Path]:
    """The documents in plain text that are no standing rules: those kept aside, or the others."""
    return [
        path
        for path in documents(FOLDERS)
        if path.suffix in (".txt", ".md") and aside(path) == kept and not _standing(path)
    ]


def _standing(path: Path) -> bool:
    return any(finding.rule == "notice-standing" for finding in report_of(path).open)


@cache
def text_of(path: Path) -> str:
    """The text of a file, its lines ended alike."""
    return path.read_text(encoding="utf-8-sig")


def _apart(report: Report) -> Iterator[Finding]:
    for finding in report.open:
        yield from finding.each


def plants(kind: Kind, paths: Sequence[Path], most: int) -> Iterator[tuple[Path, Fault]]:
    """Faults of a kind, one a document in turn until there are ``most``: the middle place of each first."""
    left = {path: _spread(list(kind.plant(text_of(path)))) for path in paths}
    count = 0
    while count < most and any(left.values()):
        for path in paths:
            if left[path] and count < most:
                count += 1
                yield path, left[path].pop(0)


def _spread(faults: list[Fault]) -> list[Fault]:
    """The faults with those of the middle ahead."""
    middle = len(faults) // 2
    return [*faults[middle:], *faults[:middle]]


def fresh(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """The violations and warnings of ``after`` that ``before`` has no fellow of: of the same rule and severity that says
    the same, or of a sentence alike."""
    old = [finding for finding in before if finding.severity in TOLD]
    new = []
    for finding in (finding for finding in after if finding.severity in TOLD):
        fellow = next((each for each in old if _fellows(each, finding)), None)
        if fellow is None:
            new.append(finding)
        else:
            old.remove(fellow)
    return new


def _fellows(one: Finding, two: Finding) -> bool:
    same = one.rule == two.rule and one.severity == two.severity and one.what == two.what
    return same and (one.sentence == two.sentence or fuzz.ratio(one.sentence, two.sentence) >= 70)


def tells(kind: Kind, fault: Fault, finding: Finding) -> bool:
    """Whether a finding tells of the fault: by its rule, and in its paragraph or one at its side."""
    if not finding.rule.startswith(kind.rules):
        return False
    if kind.anywhere:
        return True
    start, end = finding.where.start, finding.where.end
    if start is None or end is None:
        return bool(set(_words(fault)) & set(finding.sentence.split()))
    first, last = _around(fault)
    return start <= last and end >= first


def _words(fault: Fault) -> list[str]:
    return fault.text[fault.start : fault.end].split()


def _around(fault: Fault) -> tuple[int, int]:
    """From where the paragraph begins that adjoins that of the fault in front to where the one behind it ends."""
    ahead = fault.text[: fault.start].rstrip("\n")
    here = fault.text.rfind("\n", 0, fault.start) + 1
    first = ahead.rfind("\n", 0, len(fault.text[:here].rstrip())) + 1
    end = fault.text.find("\n", fault.end)
    last = len(fault.text)
    if end >= 0:
        rest = fault.text[end:]
        behind = rest.find("\n", len(rest) - len(rest.lstrip()))
        last = end + behind if behind >= 0 else len(fault.text)
    return first, last


def run(kinds: Sequence[Kind], paths: Sequence[Path], most: int) -> dict[str, Tally]:
    """Tallies by the name of the kind."""
    tallies: dict[str, Tally] = {}
    for kind in kinds:
        tally = tallies.setdefault(kind.name, Tally())
        for path, fault in plants(kind, paths, most):
            _judge(kind, path, fault, tally)
    return tallies


def _judge(kind: Kind, path: Path, fault: Fault, tally: Tally) -> None:
    try:
        report = report_on(read_file(fault.text.encode(), path.name), Options())
    except AnzeError:
        tally.unread += 1
        return
    if kind.issued and report.status == "draft":
        return
    tally.planted += 1
    new = fresh(tuple(_apart(report_of(path))), tuple(_apart(report)))
    telling = [finding for finding in new if tells(kind, fault, finding)]
    tally.told += bool(telling)
    tally.beside += [f"{f.rule}: {f.sentence[:40]}" for f in new if f not in telling]
    if not telling:
        around = fault.text[max(0, fault.start - 20) : fault.end + 10].replace("\n", "⏎")
        tally.missed.append(f"{path.parent.name}/{path.stem} ({report.status}): …{around[-120:]}…")


def table(tallies: dict[str, Tally]) -> str:
    """The rates by kind, and of all."""
    zh = {kind.name: kind.zh for kind in KINDS}
    lines = [f"{'kind':<20} planted told  rate beside"]
    for name, tally in tallies.items():
        rate = f"{tally.told / tally.planted:.0%}" if tally.planted else "–"
        lines.append(
            f"{name:<20} {tally.planted:>7} {tally.told:>4} {rate:>5} {len(tally.beside):>6}  {zh[name]}"
        )
    planted, told = (sum(getattr(t, a) for t in tallies.values()) for a in ("planted", "told"))
    beside = sum(len(t.beside) for t in tallies.values())
    kinds = sum(bool(t.planted) for t in tallies.values())
    lines.append(
        f"{kinds} kinds, {planted} faults, told {told} ({told / max(planted, 1):.1%}), new findings beside them {beside}"
    )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; with ``-v`` the faults that nothing tells of and what is new beside them."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.findings.planted", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("-v", action="store_true", help="what was missed, and what is new beside")
    parser.add_argument("--kind", action="append", help="this kind alone (may come again)")
    parser.add_argument("--places", type=int, default=_PLACES, help="of each kind at most (14)")
    parser.add_argument(
        "--aside", action="store_true", help="the third of the documents that was kept aside"
    )
    given = parser.parse_args(arguments)
    kinds = [kind for kind in KINDS if not given.kind or kind.name in given.kind]
    paths = good(given.aside)
    sys.stdout.write(f"{len(paths)} documents\n")
    tallies = run(kinds, paths, given.places)
    sys.stdout.write(table(tallies) + "\n")
    for name, tally in tallies.items() if given.v else ():
        sys.stdout.writelines(f"missed {name}: {line}\n" for line in tally.missed)
        sys.stdout.writelines(f"beside {name}: {line}\n" for line in tally.beside)
    return 0


if __name__ == "__main__":
    sys.exit(main())
