"""What a notice costs in the graph: ``python -m benchmarks.graph DATA_DIR`` (of ``anze build``)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pyoxigraph as ox

from ontology.ids import BASE
from ontology.terms import az
from service.store.layout import DataDir

_NOTICE = BASE + "id/notice/"
_TASK = ox.NamedNode(az("Task"))


def main() -> None:
    snapshot = DataDir(Path(sys.argv[1])).require_current()
    sizes, tasks, compacted = Counter[str](), 0, _compacted(snapshot.store)
    for quad in ox.Store.read_only(str(snapshot.store)):
        name = quad.graph_name
        sizes[name.value if isinstance(name, ox.NamedNode) else "union"] += 1
        tasks += isinstance(name, ox.NamedNode) and quad.object == _TASK and _NOTICE in name.value
    own = [count for name, count in sizes.items() if name.startswith(_NOTICE)]
    written = _bytes(snapshot.store)
    sys.stdout.write(
        f"{len(own)} notices, {tasks} tasks: {sum(own) / tasks:.1f} quads a task, "
        f"{sum(own) / len(own):,.0f} quads a notice in its graph; "
        f"{sizes.total():,} quads stored, {written / 1e6:.1f} MB as written, {compacted / 1e6:.1f} MB compacted\n"
    )


def _bytes(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _compacted(store: Path) -> int:
    """Bytes of a copy of the store after compaction."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store"
        shutil.copytree(store, copy)
        opened = ox.Store(str(copy))
        opened.optimize()
        opened.flush()
        del opened
        return sum(f.stat().st_size for f in copy.rglob("*.sst"))


if __name__ == "__main__":
    main()
