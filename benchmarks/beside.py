"""What it costs to set the notices of an archive side by side: ``python -m benchmarks.beside --data DIR``.

Reads the archive and changes nothing. Prints seconds of a processor for all pairs of related notices and for
one notice more (one with as many related ones as the median, and the one that has most), with peak memory."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox

from alignment.relations import kin, place_of
from service.store.beside import Sides
from service.store.layout import DataDir
from service.store.manifest import open_rows

Pair = tuple[str, str]


def seconds(store: ox.Store, years: dict[str, int], pairs: Iterable[Pair]) -> tuple[float, int]:
    """Of a processor, with the reading of the notices; and the triples that come out."""
    sides, began = Sides(store), time.process_time()
    made = sum(1 for a, b in pairs for _ in sides.aligned(a, b, (years[a], years[b])))
    return time.process_time() - began, made


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data directory of the archive")
    snapshot = DataDir(parser.parse_args(arguments).data).require_current()
    store = ox.Store.read_only(str(snapshot.store))
    with closing(open_rows(snapshot)) as rows:
        known = [*filter(None, map(place_of, rows.graphs))]
    years = {each.notice: each.year for each in known}
    whole = kin(known)
    found = {pair for each in known for pair in whole.related(each)}
    pairs = sorted(found, key=lambda pair: pair[::-1])
    own = {name: [pair for pair in pairs if name in pair] for name in years}
    by_number = sorted(own, key=lambda name: len(own[name]))
    out = ["| | pairs | seconds | triples |\n|---|---|---|---|"]
    for what, some in (
        (f"all {len(known)} notices", pairs),
        ("a notice more, median", own[by_number[len(by_number) // 2]]),
        ("a notice more, most related", own[by_number[-1]]),
    ):
        took, made = seconds(store, years, some)
        out.append(f"| {what} | {len(some)} | {took:.2f} | {made:,} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write("\n".join(out) + f"\n\npeak memory {peak} MB\n")


if __name__ == "__main__":
    main()
