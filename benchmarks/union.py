"""Seconds that the questions of ``data/queries`` take over a stored union and over the engine's, from disk and from
memory: ``python -m benchmarks.union --data DIR``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from service.store.graphs import store_union
from service.store.layout import DataDir

_QUERIES = sorted((Path(__file__).parents[1] / "data" / "queries").glob("*.rq"))
#: A question that takes less is asked again, and the least time counts.
_SHORT, _TIMES = 0.2, 3


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.union", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data directory of the archive")
    named = DataDir(parser.parse_args(arguments).data).require_current().store
    with tempfile.TemporaryDirectory() as folder:
        stores = dict(_stores(ox.Store.read_only(str(named)), Path(folder)))
        totals = dict.fromkeys(stores, 0.0)
        for path in _QUERIES:
            seconds = {name: _seconds(stores[name], path, "union" in name) for name in stores}
            for name, taken in seconds.items():
                totals[name] += taken
            shown = "\t".join(f"{taken:.4f}" for taken in seconds.values())
            sys.stdout.write(f"{path.stem}\t{shown}\n")
        sys.stdout.write("\t".join(("all", *(f"{taken:.2f}" for taken in totals.values()))) + "\n")


def _stores(named: ox.Store, folder: Path) -> Iterator[tuple[str, ox.Store]]:
    """Each written at once, so that none is better kept than the others."""
    for name, at in (("disk, copy", folder / "copy"), ("disk, union", folder / "union")):
        store = ox.Store(str(at))
        store.bulk_extend(named)
        if name.endswith("copy"):
            store_union(store)
        store.optimize()
        yield name, store
    for name in ("memory, copy", "memory, union"):
        store = ox.Store()
        store.bulk_extend(named)
        if name.endswith("copy"):
            store_union(store)
        yield name, store


def _seconds(store: ox.Store, path: Path, union: bool) -> float:
    text, best = path.read_text("utf-8"), float("inf")
    for _ in range(_TIMES):
        start = time.perf_counter()
        answer = store.query(text, use_default_graph_as_union=union)
        sum(1 for _ in answer) if isinstance(answer, ox.QuerySolutions) else bool(answer)
        best = min(best, time.perf_counter() - start)
        if best > _SHORT:
            break
    return best


if __name__ == "__main__":
    main()
