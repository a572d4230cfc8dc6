"""Score of reading against labels: precision, recall and F1 of each field, over all and by genre.

Run: python -m benchmarks.reading.score FOLDER [--genres] [-v]

FOLDER holds documents with labels: ``NAME.jsonl`` (rows of kind sentence), ``NAME.meta.json`` (the
masthead and the genre) and the document itself with any other extension. Each document is read as a
user reads it, by ``anze extract``; a refused document is read as nothing. How labels are compared
stands in ``benchmarks/reading/labels.py``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.reading.labels import FIELDS, Json, Tally, compare_masthead, compare_tasks


def extract(path: Path) -> Json | None:
    """What ``anze extract`` prints for a document; None where it refuses it."""
    command = [sys.executable, "-m", "service", "extract", str(path), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    try:
        return json.loads(done.stdout) if done.returncode == 0 else None
    except json.JSONDecodeError:
        return None


class Document(NamedTuple):
    """A labelled document."""

    path: Path
    rows: list[Json]
    meta: Json


def documents(folder: Path) -> Iterator[Document]:
    """The labelled documents of a folder, by name."""
    for labels in sorted(folder.glob("*.jsonl")):
        meta = labels.with_suffix(".meta.json")
        path = next(p for p in sorted(folder.glob(labels.stem + ".*")) if p not in (labels, meta))
        rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
        yield Document(path, rows, json.loads(meta.read_text(encoding="utf-8")))


def score(document: Document, read: Json | None) -> Tally:
    """The tally of one document; ``read`` is the JSON of ``anze extract`` or None."""
    tally, found = Tally(), read or {"notice": {}, "tasks": []}
    compare_tasks(document.rows, found["tasks"], tally)
    compare_masthead(document.meta, found["notice"], tally)
    return tally


def table(tally: Tally) -> str:
    """Labels, precision, recall and F1 of each field, a line each."""
    lines = [f"{'field':<13}{'labels':>7}{'P':>8}{'R':>8}{'F1':>8}"]
    for name in FIELDS:
        counts = tally.counts[name]
        rates = "".join(f"{rate:>8.3f}" for rate in tally.rates(name))
        lines.append(f"{name:<13}{counts['hit'] + counts['missed']:>7}{rates}")
    return "\n".join(lines)


def matrix(genres: Mapping[str, Tally]) -> str:
    """F1 in percent of each field, a line a genre; a dash where there is nothing to find or found."""
    lines = [f"{'F1':<18}" + "".join(f"{name[:6]:>7}" for name in FIELDS)]
    for genre, tally in sorted(genres.items()):
        cells = (100 * tally.rates(n)[2] if sum(tally.counts[n].values()) else None for n in FIELDS)
        lines.append(
            f"{genre:<18}" + "".join(f"{'-' if c is None else f'{c:.0f}':>7}" for c in cells)
        )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the scores of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--genres", action="store_true", help="a whole table for each genre")
    parser.add_argument("-v", "--verbose", action="store_true", help="every difference")
    arguments = parser.parse_args(argv)
    whole, genres, refused = Tally(), defaultdict[str, Tally](Tally), list[str]()
    labelled = list(documents(arguments.folder))
    for document in labelled:
        read = extract(document.path)
        tally = score(document, read)
        refused += [document.path.name] * (read is None)
        whole.update(tally)
        genres[document.meta["genre"]].update(tally)
        if arguments.verbose:
            print("\n".join(f"{document.path.name}: {line}" for line in tally.differences))
    print(
        f"{len(labelled)} documents, {len(refused)} refused {' '.join(refused)}\n{table(whole)}\n\n{matrix(genres)}"
    )
    if arguments.genres:
        print(*(f"\n{genre}\n{table(tally)}" for genre, tally in sorted(genres.items())), sep="\n")


if __name__ == "__main__":
    main()
