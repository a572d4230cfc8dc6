"""How well duties of two notices are told to be one: ``python -m benchmarks.alignment``.

``tests/alignment/pairs.jsonl`` holds pairs of duties that two people labelled apart from each other
(``labels``, in the words of ``docs/compare.md``). Half of them were proposed by the index over the words, half were not. Prints precision and
recall, those by kind, how far the two agree (Cohen's kappa), and the pairs that are told wrongly."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from alignment.comparison import compare
from alignment.reading import read_side, triple_of
from alignment.records import Side
from ingest.graph import notice_triples
from ingest.pipeline import read_notice

ROOT = Path(__file__).parent.parent
PAIRS = ROOT / "tests" / "alignment" / "pairs.jsonl"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Two duties by their words, the files that they come from, and what two people called them."""

    first_file: str
    first: str
    second_file: str
    second: str
    proposed: bool
    labels: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled pair and the kind that it was told to be; ``found``: both duties are still read so."""

    pair: Labelled
    kind: str
    found: bool


@dataclass(frozen=True, slots=True)
class Score:
    right: int
    told: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0


def read_pairs(path: Path = PAIRS) -> list[Labelled]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Labelled(**{**row, "labels": tuple(row["labels"])}) for row in rows]


def tell(pairs: Sequence[Labelled]) -> list[Told]:
    """What ``compare`` says of every pair; two notices are compared once."""
    sides: dict[str, Side] = {}
    for name in sorted({name for each in pairs for name in (each.first_file, each.second_file)}):
        notice = read_notice(ROOT / name, Path(name).name)
        sides[name] = read_side(map(triple_of, notice_triples(notice)))
    told: list[Told] = []
    both = sorted(pairs, key=_files)
    for (first, second), some in groupby(both, key=_files):
        made = compare(sides[first], sides[second])
        kinds = {
            (row.duty.text, each.pair.second.text): each.kind
            for row in made.rows
            for each in row.aligned
        }
        texts = [{duty.text for duty in sides[name].duties} for name in (first, second)]
        told += [
            Told(each, kinds.get((each.first, each.second), NONE),
                 each.first in texts[0] and each.second in texts[1])
            for each in some
        ]  # fmt: skip
    return told


def _files(pair: Labelled) -> tuple[str, str]:
    return pair.first_file, pair.second_file


def score(told: Sequence[Told], who: int) -> Score:
    """One duty or not, by the labels of one of the two."""
    return Score(
        right=sum(each.kind != NONE and each.pair.labels[who] != NONE for each in told),
        told=sum(each.kind != NONE for each in told),
        labelled=sum(each.pair.labels[who] != NONE for each in told),
    )


def agreement(pairs: Sequence[Labelled], coarse: bool) -> tuple[float, float]:
    """The share on which both agree, and Cohen's kappa (1960); ``coarse``: one duty or not."""
    labels = [
        tuple(str(label != NONE) if coarse else label for label in each.labels) for each in pairs
    ]
    count = len(labels)
    same = sum(a == b for a, b in labels) / count
    first, second = Counter(a for a, _ in labels), Counter(b for _, b in labels)
    chance = sum(first[label] * second[label] for label in first) / count**2
    return same, (same - chance) / (1 - chance)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alignment", description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list the pairs that are told wrongly")
    given = parser.parse_args(arguments)
    pairs = read_pairs()
    told = [each for each in tell(pairs) if each.found]
    out = [f"{len(pairs)} pairs, {len(told)} of them with both duties still read so"]
    for coarse, what in ((True, "one duty or not"), (False, "the kind")):
        same, kappa = agreement(pairs, coarse)
        out.append(f"the two labellers on {what}: {same:.3f} alike, kappa {kappa:.3f}")
    out.append("| by | pairs | precision | recall |\n|---|---|---|---|")
    agreed = [each for each in told if len({label != NONE for label in each.pair.labels}) == 1]
    for name, some, who in (
        ("first labeller", told, 0), ("second labeller", told, 1), ("both agree", agreed, 0),
        ("both agree, proposed", [each for each in agreed if each.pair.proposed], 0),
        ("both agree, not proposed", [each for each in agreed if not each.pair.proposed], 0),
    ):  # fmt: skip
        found = score(some, who)
        out.append(f"| {name} | {len(some)} | {found.precision:.3f} | {found.recall:.3f} |")
    out.append(
        "\n| told | of them labelled (either) the same | one duty at all | none | both label it so | told so |"
        "\n|---|---|---|---|---|---|"
    )
    kinds = {each.kind for each in told}.union(*(each.pair.labels for each in told))
    for kind in sorted(kinds - {NONE}):
        some = [each for each in told if each.kind == kind]
        exact = sum(kind in each.pair.labels for each in some)
        none = sum(set(each.pair.labels) == {NONE} for each in some)
        so = [each for each in told if set(each.pair.labels) == {kind}]
        recalled = sum(each.kind == kind for each in so)
        out.append(
            f"| {kind} {len(some)} | {exact} | {len(some) - none} | {none} | {len(so)} | {recalled} |"
        )
    if given.wrong:
        out += [
            f"{each.kind} ({'/'.join(each.pair.labels)}): {each.pair.first} ‖ {each.pair.second}"
            for each in agreed
            if (each.kind != NONE) != (each.pair.labels[0] != NONE)
        ]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
