"""The local graph to a remote engine, graph by graph, by the Graph Store Protocol.

The default graph is sent too where the engine keeps one of its own: it is the union."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pyoxigraph as ox

from service.errors import EngineFailed
from service.settings import Settings
from service.store.graphs import OUTSIDE_UNION, named_graphs
from service.store.layout import DataDir

#: Triples in one request; servers limit the size of a body.
BATCH = 20_000


def push(
    data: DataDir,
    settings: Settings,
    union: bool,
    progress: Callable[[str, int], None] = lambda _name, _count: None,
) -> int:
    """Triples sent, those of the default graph (with ``union``) among them."""
    store = ox.Store.read_only(str(data.require_current().store))
    auth: httpx.Auth | tuple[str, str] | None = None
    if settings.remote_user:
        pair = settings.remote_user, settings.remote_password
        auth = httpx.DigestAuth(*pair) if settings.remote_digest else pair
    sent = 0
    with httpx.Client(auth=auth, timeout=300) as http:
        names: list[str | None] = [n for n in named_graphs(store) if n not in OUTSIDE_UNION]
        for name in [*sorted(str(n) for n in names), *([None] if union else [])]:
            sent += _one(http, settings.remote_store_url, store, name)
            progress(name or "default", sent)
    return sent


def _one(http: httpx.Client, url: str, store: ox.Store, name: str | None) -> int:
    parameters = {"graph": name} if name is not None else {"default": ""}
    graph = ox.NamedNode(name) if name is not None else ox.DefaultGraph()
    count = 0
    for number, batch in enumerate(_batches(store, graph)):
        content = "".join(f"{triple} .\n" for triple in batch)
        answer = http.request(
            "POST" if number else "PUT",
            url,
            params=parameters,
            content=content.encode(),
            headers={"Content-Type": "application/n-triples"},
        )
        if answer.status_code >= 300:
            raise EngineFailed(
                f"远程引擎拒绝写入图 {name}（{answer.status_code}）：{answer.text[:300]}",
                f"The remote engine refused graph {name} ({answer.status_code}): {answer.text[:300]}",
            )
        count += len(batch)
    return count


def _batches(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[list[ox.Triple]]:
    batch: list[ox.Triple] = []
    for quad in store.quads_for_pattern(None, None, None, graph):
        batch.append(quad.triple)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
