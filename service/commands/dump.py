"""``anze dump``: the whole graph as sorted N-Quads, the same bytes for the same content."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer
from rapidfuzz import fuzz, process

from ontology import ids
from service.commands import Data
from service.errors import NotFound
from service.given import write_file
from service.settings import read_settings
from service.store.graphs import UNSENT, union_triples
from service.store.layout import DataDir

app = typer.Typer()


@app.command("dump")
def command(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="文件，默认标准输出 File")] = None,
    graph: Annotated[
        str | None, typer.Option(help="只输出这个图：IRI 或 graph/codes Only this named graph")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="连同发布历史 With the history")
    ] = False,
    union: Annotated[
        bool,
        typer.Option(
            "--union", help="连同默认图（引擎的默认图不是并集时用）With the default graph"
        ),
    ] = False,
    data: Data = None,
) -> None:
    """把全部图谱按 N-Quads 排序输出。Write the graph as sorted N-Quads.

    \b
    anze dump > graph.nq
    anze dump --union > whole.nq       for an engine whose default graph is no union
    anze dump --graph https://w3id.org/anze/graph/codes -o codes.nq
    """
    snapshot = DataDir(read_settings(data_dir=data).data_dir).require_current()
    store = ox.Store.read_only(str(snapshot.store))
    content = dump(store, _named(store, graph) if graph is not None else None, history, union)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_file(out, content)


def _named(store: ox.Store, words: str) -> str:
    """The graph that ``words`` name: by its IRI, or by what stands behind the base there."""
    names = sorted(each.value for each in store.named_graphs() if isinstance(each, ox.NamedNode))
    for called in (words, ids.BASE + words):
        if called in names:
            return called
    near = [name for name, _, _ in process.extract(words, names, scorer=fuzz.WRatio, limit=5)]
    listed = "\n".join(f"  {name}" for name in near)
    raise NotFound(
        f"没有图“{words}”；共 {len(names)} 个图，相近的见下，全部可用查询 "
        "SELECT ?g { GRAPH ?g {} } 列出。",
        f"There is no graph {words!r} among {len(names)}; the query SELECT ?g {{ GRAPH ?g {{}} }} lists "
        f"them, the nearest are:\n{listed}",
    )


def dump(
    store: ox.Store, graph: str | None = None, history: bool = False, union: bool = False
) -> bytes:
    """Sorted N-Quads of the named graphs, with ``union`` of the default graph too, which is their
    union."""
    wanted = ox.NamedNode(graph) if graph is not None else None
    left_out = frozenset() if history or graph is not None else UNSENT
    named = (
        quad
        for quad in store.quads_for_pattern(None, None, None, wanted)
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value not in left_out
    )
    lines = [f"{quad} .\n" for quad in named]
    if union:
        lines += [f"{triple} .\n" for triple in union_triples(store, left_out)]
    return "".join(sorted(lines)).encode()
