"""How well a notice is read: precision, recall and F1 of every field against its labels.

Run: python -m tests.ingest.scoring [-v] [SLUG ...]

A labelled sentence is found when a task of the reader says the same, is a piece of it or holds it
with little else. Labels marked ``optional`` count neither way, nor does an inherited date.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ingest.export import notice_json
from ingest.pipeline import read_notice

Row = Mapping[str, Any]
GOLDEN = Path(__file__).parents[1] / "golden"
PIECE, SURPLUS = 6, 12
"""Characters: the shortest piece that may stand for a sentence; less than how much else a task may
hold beside the sentence."""

_DASHES = str.maketrans({"—": "-", "～": "-", "~": "-"})
_ROUND = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")"})


def fold(words: str | None) -> str:
    """``words`` without white space, quotes and closing signs, in narrow forms."""
    plain = unicodedata.normalize("NFKC", words or "").translate(_ROUND).translate(_DASHES)
    return re.sub(r"[\s\"“”'‘’]", "", plain).rstrip("。;；.,，")


def _number(value: object) -> float | None:
    return None if value is None else round(float(str(value)), 6)


def _owner_keys(item: Row) -> Iterator[tuple[str, object]]:
    name = fold(item["name"])
    if item["basis"] in ("subject", "carried"):
        yield "subject", name
    else:
        yield "owner", name
        yield "owner_role", (name, item["role"])


def _due_keys(item: Row) -> Iterator[tuple[str, object]]:
    if item.get("basis") != "inherited":
        yield "due", item["date"]


_PERIODS = {"P1W": "P7D", "P12M": "P1Y"}
_KEYS: dict[str, Callable[[Row], Iterable[tuple[str, object]]]] = {
    "owners": _owner_keys,
    "due": _due_keys,
    "recurrences": lambda r: [
        ("recurrence", (_PERIODS.get(r["period"], r["period"]), _number(r["min"] or 1)))
    ],
    "windows": lambda w: [("window", (w["from"], w["to"]))],
    "response": lambda r: [("response", r["duration"])],
    "targets": lambda q: [("target", (q["op"], _number(q["value"]), _number(q["high"])))],
    "conditions": lambda q: [("condition", _number(q["value"]))],
    "terms": lambda t: [("term", fold(t["term"]))],
    "citations": lambda c: [("citation", (fold(c["title"]).strip("《》"), fold(c["docno"])))],
}
FIELDS = (
    "task", "owner", "owner_role", "subject", "open_ended", "due", "recurrence", "window",
    "response", "target", "condition", "term", "citation", "sector", "hazard",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """Labels found, found in error, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Score:
    """Counts by field, and every difference as (field, extra or missed, value, sentence)."""

    counts: dict[str, Count] = field(default_factory=lambda: dict.fromkeys(FIELDS, Count()))
    differences: list[tuple[str, str, object, str]] = field(default_factory=list)

    def add(self, name: str, right: int, extra: Iterable[object], missed: Iterable[object],
            text: str) -> None:  # fmt: skip
        extra, missed = list(extra), list(missed)
        self.counts[name] += Count(right, len(extra), len(missed))
        self.differences += [(name, "extra", x, text) for x in extra]
        self.differences += [(name, "missed", x, text) for x in missed]

    def __add__(self, other: Score) -> Score:
        return Score(
            {f: self.counts[f] + other.counts[f] for f in FIELDS},
            self.differences + other.differences,
        )


def labels(row: Row, optional: bool = False) -> set[tuple[str, object]]:
    """(field, value) of each label of a row; those marked optional only where asked for."""
    found = {
        key
        for name, keys in _KEYS.items()
        for item in row.get(name) or ()
        if bool(item.get("optional")) == optional
        for key in keys(item)
    }
    if not optional:
        found |= {("sector", s) for s in row.get("sectors") or ()}
        found |= {("hazard", h) for h in row.get("hazards") or ()}
        found |= {("open_ended", True)} if row.get("open_ended") else set()
    return found


def says(found: str, wanted: str) -> bool:
    """Whether a task's folded text stands for the folded labelled sentence."""
    if not found:
        return False
    piece = len(found) >= PIECE and found in wanted
    whole = len(wanted) >= PIECE and wanted in found and len(found) < len(wanted) + SURPLUS
    return found == wanted or piece or whole


def score(rows: Sequence[Row], tasks: Sequence[Row]) -> Score:
    """The score of ``tasks`` (as ``anze extract --format json`` prints them) against labelled rows."""
    result = Score()
    sentences = [r for r in rows if r["kind"] == "sentence"]
    free = {i: fold(t["text"]) for i, t in enumerate(tasks)}
    for row in (r for r in sentences if r["is_task"]):
        wanted = fold(row["text"])
        hits = [i for i, text in free.items() if says(text, wanted)]
        for i in hits:
            del free[i]
        result.add("task", bool(hits), (), () if hits else ("",), row["text"])
        _compare(result, row, [tasks[i] for i in hits])
    no_task = {fold(r["text"]) for r in sentences if not r["is_task"]}
    for i, text in free.items():
        if text not in no_task:
            result.add("task", 0, ("",), (), tasks[i]["text"])
    return result


def _compare(result: Score, row: Row, tasks: Sequence[Row]) -> None:
    wanted, optional = labels(row), labels(row, optional=True)
    found = {key for t in tasks for key in labels(t)}
    for name in FIELDS[1:]:
        want, have = ({v for f, v in keys if f == name} for keys in (wanted, found))
        allowed = {v for f, v in optional if f == name}
        ordered = sorted(have - want - allowed, key=str), sorted(want - have, key=str)
        result.add(name, len(want & have), *ordered, row["text"])


def golden_files(folder: Path) -> dict[str, Path]:
    """The notices of a folder with labels beside them, by slug."""
    return {
        p.stem: p
        for p in sorted(folder.iterdir())
        if p.suffix in {".txt", ".md", ".html"} and p.with_suffix(".jsonl").exists()
    }


def rows_of(path: Path) -> list[Row]:
    """The labelled rows of the notice at ``path``."""
    lines = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def extracted(path: Path) -> dict[str, Any]:
    """What the reader makes of the notice at ``path``."""
    return notice_json(read_notice(path, path.name))


def score_file(path: Path) -> Score:
    """The score of the notice at ``path``."""
    return score(rows_of(path), extracted(path)["tasks"])


def table(scores: Mapping[str, Score]) -> str:
    """F1 in hundredths, one line a notice; · where neither side has the field."""
    lines = ["".join([" " * 22, *(f"{f[:9]:>10}" for f in FIELDS)])]
    for name, result in scores.items():
        cells = [_cell(result.counts[f]) for f in FIELDS]
        lines.append(f"{name:<22}" + "".join(f"{c:>10}" for c in cells))
    return "\n".join(lines)


def _cell(count: Count) -> str:
    return f"{100 * count.f1:.1f}" if count != Count() else "·"


def main(arguments: Sequence[str]) -> None:
    """Print the table of all notices (or of the slugs given), with -v every difference."""
    chosen = [a for a in arguments if not a.startswith("-")]
    sets = (("development", ""), ("held out", "heldout"), ("held out 2", "heldout2"))
    for title, name in sets:
        folder = GOLDEN / name
        files = {s: p for s, p in golden_files(folder).items() if not chosen or s in chosen}
        scores = {slug: score_file(path) for slug, path in files.items()}
        total = sum(scores.values(), Score())
        sys.stdout.write(table({**scores, f"= {title}": total}) + "\n\n")
        if "-v" in arguments:
            for slug, result in scores.items():
                for difference in result.differences:
                    sys.stdout.write(" ".join(map(str, (slug, *difference))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
