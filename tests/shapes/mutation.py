"""Runs the mutators over the five notices and counts: detected, missed, false alarms.

``python -m tests.shapes.mutation [trials]`` prints the table of docs/checks/mutations.md.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ontology.errors import AnzeError
from shapes.check import Options, check
from shapes.index import Triple
from shapes.narrate import IMPLIED, OF_THE_SECTION, TOLD_ONCE
from shapes.oxigraph import from_oxigraph
from shapes.records import Finding, Report
from shapes.rulebook import load_rulebook
from shapes.text import loose
from tests.shapes.mutators import MUTATORS, Mutator

NOTICES = Path(__file__).parents[2] / "data" / "notices"
GOLDEN = Path(__file__).parents[1] / "golden"
STEMS = ("datong-2026", "gaoping-2024", "jincheng-chengqu-2023", "lvliang-2025", "xiaoyi-2026")
#: Thirty documents of the labelled sets, of every kind.
LABELLED = tuple(sorted(GOLDEN.glob("heldout[3-8]/*.txt"))[::2][:30])
ANNEXED = frozenset({"lvliang-2025"})
#: The beginning and the end of those without an annex: read and judged in less than half the time.
SHORT = tuple(f"short/{stem}" for stem in STEMS if stem not in ANNEXED)
#: Rules on what a notice says; those on the form of the graph have tests of their own.
RULES = tuple(
    rule.id
    for rule in load_rulebook().rules.values()
    if rule.subject != "form" and rule.id != "measured-missing"
)
STRICT = Options(profile="strict")


@dataclass(slots=True)
class Tally:
    """What became of the corruptions meant for one rule."""

    tried: int = 0
    detected: int = 0
    unread: int = 0
    alarms: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


@cache
def text_of(stem: str) -> str:
    """The text of one of the five notices, (``short/datong-2026``) of its beginning and end, or
    (``heldout3/ganyu-2025``) of a labelled document."""
    if stem in SHORT:
        whole = text_of(stem.removeprefix("short/"))
        return whole[: whole.rindex("\n", 0, 2400)] + whole[whole.rindex("\n", 0, -400) :]
    folder = GOLDEN if "/" in stem else NOTICES
    return (folder / f"{stem}.txt").read_text(encoding="utf-8")


def graph_of(text: str, stem: str) -> tuple[list[Triple], str]:
    triples, source = _read(text, stem)
    return list(triples), source


@lru_cache(maxsize=32)
def _read(text: str, stem: str) -> tuple[tuple[Triple, ...], str]:
    notice = read_notice(text.encode("utf-8"), f"{stem}.txt")
    return tuple(from_oxigraph(notice_triples(notice))), notice.document.text


@cache
def base(stem: str) -> list[Triple]:
    return graph_of(text_of(stem), stem)[0]


@cache
def base_report(stem: str, superior: bool) -> Report:
    graph, source = graph_of(text_of(stem), stem)
    return check(graph, source=source, superior=base(stem) if superior else None, options=STRICT)


def corruptions(
    mutator: Mutator, trials: int, stems: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Notice and corrupted text, ``trials`` a notice (of ``stems``, or all that the mutator is for), the same ones every
    time."""
    for stem in stems or mutator.notices or STEMS:
        rng = random.Random(f"{mutator.rule} {stem} {_place(mutator)}")
        seen: set[str] = set()
        for _ in range(trials):
            changed = mutator.corrupt(text_of(stem), rng)
            if changed is not None and changed not in seen and changed != text_of(stem):
                seen.add(changed)
                yield stem, changed


def _place(mutator: Mutator) -> int:
    """Where it stands in the table; behind it if it is none of it."""
    return MUTATORS.index(mutator) if mutator in MUTATORS else len(MUTATORS)


def shortest(mutator: Mutator) -> tuple[str, str]:
    """One notice and corrupted text: of a short one, by turns, where that has something to corrupt."""
    whole = mutator.notices or STEMS
    turn = _place(mutator) % len(whole)
    short = [f"short/{stem}" for stem in (*whole[turn:], *whole[:turn])]
    return next(corruptions(mutator, 1, (*(stem for stem in short if stem in SHORT), *whole)))


def run(mutators: Sequence[Mutator], trials: int) -> dict[str, Tally]:
    """Tallies by rule."""
    return tallies(mutators, lambda mutator: corruptions(mutator, trials))


def tallies(
    mutators: Sequence[Mutator], corrupted: Callable[[Mutator], Iterable[tuple[str, str]]]
) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for mutator in mutators:
        tally = found.setdefault(mutator.rule, Tally())
        for stem, changed in corrupted(mutator):
            _judge(mutator, stem, changed, tally)
    return found


def _judge(mutator: Mutator, stem: str, changed: str, tally: Tally) -> None:
    tally.tried += 1
    try:
        graph, source = graph_of(changed, stem)
    except AnzeError:
        tally.unread += 1
        return
    superior = base(stem) if mutator.superior else None
    report = check(graph, source=source, superior=superior, options=STRICT)
    new = new_findings(base_report(stem, mutator.superior), report)
    if any(finding.rule == mutator.rule for finding in new):
        tally.detected += 1
    else:
        tally.missed.append(f"{stem}: {_change(text_of(stem), changed)}")
    expected = {mutator.rule, *mutator.also}
    if stem in ANNEXED:  # what is changed in the body differs from the annex
        expected |= {rule for rule in RULES if rule.startswith("annex-")}
    tally.alarms.update(finding.rule for finding in new if finding.rule not in expected)


def new_findings(before: Report, after: Report) -> list[Finding]:
    """Findings that the corruption brought: those that no finding of the same rule was there for
    before, in the same sentence or the same but for the corruption."""
    fresh: list[Finding] = []
    for rule in {finding.rule for finding in after.findings}:
        old = [f for f in before.findings if f.rule == rule]
        new = [f for f in after.findings if f.rule == rule]
        if rule in OF_THE_SECTION or rule in (IMPLIED, *TOLD_ONCE):  # the sentences are counted
            more = sum(f.count for f in new) > sum(f.count for f in old)
            fresh += new[:1] if more else []
            continue
        for alike in (_same, _similar):
            for finding in list(new):
                match = next((f for f in old if alike(f, finding)), None)
                if match is not None:
                    old.remove(match)
                    new.remove(finding)
        fresh += new
    return fresh


def _same(one: Finding, two: Finding) -> bool:
    return loose(one.sentence) == loose(two.sentence) and one.what == two.what


def _similar(one: Finding, two: Finding) -> bool:
    """The same place, its words changed: one sentence split or edited; or the notice itself."""
    if one.where.section == two.where.section == "全文" and one.rule.startswith(
        ("notice-", "owner-no-")
    ):
        return True
    a, b = loose(one.sentence), loose(two.sentence)
    return fuzz.partial_ratio(a, b) >= 70 and one.value == two.value


def _change(before: str, after: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"{before[max(0, at - 10) : at + 15]!r} → {after[max(0, at - 10) : at + 25]!r}"


def table(tallies: dict[str, Tally]) -> str:
    """Markdown table."""
    lines = [
        "| 规则 rule | 次数 tried | 检出 detected | 检出率 rate | 误报 false alarms |",
        "|---|---:|---:|---:|---|",
    ]
    for rule, tally in sorted(tallies.items()):
        read = tally.tried - tally.unread
        rate = f"{tally.detected / read:.0%}" if read else "–"
        alarms = "、".join(f"{name}×{n}" for name, n in tally.alarms.most_common()) or "0"
        lines.append(f"| {rule} | {read} | {tally.detected} | {rate} | {alarms} |")
    return "\n".join(lines)


if __name__ == "__main__":
    found = run(MUTATORS, int(sys.argv[1]) if len(sys.argv) > 1 else 3)
    sys.stdout.write(table(found) + "\n")
    for name, each in found.items():
        for line in each.missed:
            sys.stderr.write(f"missed {name}: {line}\n")
