"""What a notice costs in the graph: ``python -m benchmarks.graph --data DIR``.

Prints the quads of a task, of a notice and of all, how many of them are alignments, and the bytes of the store as it is and
written in one go, with and without alignments."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from ontology.ids import BASE
from ontology.namespaces import az
from service.store.layout import DataDir

_NOTICE = BASE + "id/notice/"
_ALIGNMENT = BASE + "graph/alignment/"
_TASK = ox.NamedNode(az("Task"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graph", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data directory of the archive")
    snapshot = DataDir(parser.parse_args(arguments).data).require_current()
    store = ox.Store.read_only(str(snapshot.store))
    sizes, tasks = Counter[str](), 0
    for quad in store:
        name = quad.graph_name
        sizes[name.value if isinstance(name, ox.NamedNode) else "union"] += 1
        tasks += isinstance(name, ox.NamedNode) and quad.object == _TASK and _NOTICE in name.value
    own = [count for name, count in sizes.items() if name.startswith(_NOTICE)]
    common = sum(count for name, count in sizes.items() if name.startswith(_ALIGNMENT))
    sys.stdout.write(
        f"{len(own)} notices, {tasks} tasks: {sum(own) / tasks:.1f} quads a task, "
        f"{sum(own) / len(own):,.0f} quads a notice in its graph; "
        f"{sizes.total():,} quads stored, {common:,} of them alignments, "
        f"{_bytes(snapshot.store) / 1e6:.1f} MB as written, {_anew(store) / 1e6:.1f} MB in one go, "
        f"{_anew(q for q in store if _ALIGNMENT not in str(q.graph_name)) / 1e6:.1f} MB without alignments\n"
    )


def _bytes(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _anew(quads: Iterable[ox.Quad]) -> int:
    """Bytes of a store of ``quads`` written in one go: the engine compresses what it loads at once, and leaves what
    small changes wrote as it is, also when it compacts."""
    with tempfile.TemporaryDirectory() as folder:
        opened = ox.Store(folder)
        opened.bulk_extend(quads)
        opened.flush()
        del opened
        return sum(f.stat().st_size for f in Path(folder).rglob("*.sst"))


if __name__ == "__main__":
    main()
