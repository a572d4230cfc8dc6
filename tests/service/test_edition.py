"""A graph that another edition of the program made is brought up to date before anybody writes, and who wants to is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.ids import INFERRED_GRAPH
from service.store import figures
from service.store.draft import change
from service.store.edition import is_earlier
from service.store.graphs import FIGURES_GRAPH, count_named, triples_of
from service.store.layout import DataDir, Snapshot
from service.store.manifest import open_rows, read_manifest, write_manifest
from service.store.registry import REGISTRY_GRAPH
from service.store.updates import run_update
from tests.service.conftest import FEW, XIAOYI
from tests.service.test_figures import counted, kept
from tests.service.test_writes import NOTICE, Writable

pytestmark = pytest.mark.usefixtures("at_hand")

WHERE = "/notices/" + XIAOYI.rsplit("/", 1)[-1]


def other_figures(snapshot: Snapshot) -> None:
    store = ox.Store(str(snapshot.store))
    figures.add(
        store, figures.Figures({(FIGURES_GRAPH, "edition"): -1, (FIGURES_GRAPH, "tasks"): 5})
    )
    store.flush()


def other_rules(snapshot: Snapshot) -> None:
    """One triple too many in each graph that is made of others, one too few."""
    store = ox.Store(str(snapshot.store))
    node = ox.NamedNode("x:stale")
    for graph in (ox.NamedNode(INFERRED_GRAPH), ox.NamedNode(REGISTRY_GRAPH)):
        store.remove(min(store.quads_for_pattern(None, None, None, graph), key=str))
        store.add(ox.Quad(node, node, node, graph))
    store.flush()
    manifest = read_manifest(snapshot)
    vocabulary = {**manifest.vocabulary, INFERRED_GRAPH: "of other rules"}
    write_manifest(snapshot.path, replace(manifest, vocabulary=vocabulary))


def no_index(snapshot: Snapshot) -> None:
    shutil.rmtree(snapshot.index)


def rows_in_the_manifest(snapshot: Snapshot) -> None:
    with closing(open_rows(snapshot)) as rows:
        told = {**asdict(read_manifest(snapshot)), "notices": [*map(asdict, rows)]}
    snapshot.manifest.write_text(json.dumps(told))
    snapshot.rows.unlink()


MADE_OTHERWISE = [other_figures, other_rules, no_index, rows_in_the_manifest]


@pytest.mark.parametrize("make", MADE_OTHERWISE)
def test_the_next_change_brings_it_up_to_date(root: Path, make: Callable[[Snapshot], None]) -> None:
    data = DataDir(root)
    before = data.require_current()
    graphs = (INFERRED_GRAPH, REGISTRY_GRAPH)
    wanted = [set(triples_of(ox.Store.read_only(str(before.store)), each)) for each in graphs]
    with closing(open_rows(before)) as rows:
        told = list(rows)
    assert all(wanted)
    assert not is_earlier(before)
    make(before)
    assert is_earlier(before)
    with change(data):
        pass
    after = data.require_current()
    assert after != before
    assert not is_earlier(after)
    store = ox.Store.read_only(str(after.store))
    assert [set(triples_of(store, each)) for each in graphs] == wanted
    assert kept(root) == counted(root)
    assert read_manifest(after).quads == count_named(store)
    assert list(after.index.glob("*.sqlite"))
    with closing(open_rows(after)) as rows:
        assert list(rows) == told
    assert len(told) == 2
    with change(data):
        pass
    assert data.require_current() == after, "there is nothing more to do"


def test_nothing_and_what_was_updated_by_hand_is_of_no_edition(root: Path) -> None:
    assert not is_earlier(None)
    data = DataDir(root)
    with change(data) as draft:
        run_update(draft, "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 1 } }", True, (), ())
    assert not is_earlier(data.require_current())


@pytest.mark.parametrize("make", MADE_OTHERWISE[:2])
def test_who_writes_meanwhile_is_told_to_come_again(
    root: Path, make: Callable[[Snapshot], None]
) -> None:
    make(DataDir(root).require_current())
    own = Writable(root, **FEW)
    try:
        own.wait()

        def put() -> int:
            sent = {"params": {"force": "x"}, "content": NOTICE.read_bytes()}
            answer = own.http.put(WHERE, headers=own.publisher, **sent)  # type: ignore[arg-type]
            if answer.status_code == 503:
                assert int(answer.headers["Retry-After"]) > 1
                assert "另一版本" in answer.json()["detail"]
                assert "another edition" in answer.json()["detail_en"]
            return answer.status_code

        assert put() == 503, "whoever comes first"
        assert own.http.get("/tasks").json()["total"] == 4, "reading goes on"
        end = time.monotonic() + 60
        while own.http.get("/ready").json()["renewing"]:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert not is_earlier(DataDir(root).require_current())
        assert put() == 200
    finally:
        own.stop()
    log = own.log.read_text()
    assert log.count("图谱由程序的另一版本建成") == 1
    assert log.count("图谱已更新") == 1
    assert kept(root) == counted(root)


#: Writes an index behind walls: from where to where, and whether there are walls.
_BEHIND_WALLS = """
import sys
from pathlib import Path
from service.jobs.sandbox import only_files
from service.store import index
from service.store.sheets import Duty, Notice, Sheet, Task, written
folder = Path(sys.argv[1])
if not only_files([Path("/")], [folder]):
    sys.exit(77)
try:
    (folder.parent / "elsewhere").touch()
except OSError:
    pass
else:
    sys.exit(1)
words = "排查整治重大事故隐患" * 60
tasks = tuple(
    Task(f"x:{n}", "x:n", 1, n, f"{n}{words}", "", True, (), (Duty(f"x:{n}/d", "", (), (), (), ()),))
    for n in range(3_000)
)
index.renew(None, folder / "index", {"x:n": written(Sheet((Notice("x:n", "", "", "", ()),), tasks))})
"""


def test_a_large_index_is_written_by_a_process_that_writes_to_its_directory_alone(
    tmp_path: Path,
) -> None:
    """What SQLite puts aside of more than some megabytes would go elsewhere."""
    folder = tmp_path / "data"
    folder.mkdir()
    command = [sys.executable, "-c", _BEHIND_WALLS, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("no Landlock here")
    assert done.returncode == 0, done.stderr
    parts = list((folder / "index").iterdir())
    assert sorted(each.name for each in parts) == ["1.sqlite", "live.json"]
    assert parts[0].stat().st_size + parts[1].stat().st_size > 4 << 20
