"""The local graph to a remote engine, graph by graph, by the Graph Store Protocol, and the graphs
that are not here any more out of it.

The default graph is sent too where the engine keeps one of its own: it is the union."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import httpx
import pyoxigraph as ox

from ontology import ids
from service.errors import EngineFailed
from service.settings import Settings
from service.store.graphs import UNSENT, named_graphs, triples_of, union_triples
from service.store.layout import DataDir
from service.store.partitions import graphs_in

#: Triples in one request; servers limit the size of a body.
BATCH = 20_000
#: Graphs of the remote engine that are this project's.
_OURS = f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{ids.BASE}")) }}'


@dataclass(frozen=True, slots=True)
class Pushed:
    """``sent``: triples, those of the default graph among them; ``deleted``: graphs taken out, None
    where nobody could tell which there are."""

    sent: int
    deleted: tuple[str, ...] | None


def push(
    data: DataDir,
    settings: Settings,
    union: bool,
    progress: Callable[[str, int], None] = lambda _name, _count: None,
) -> Pushed:
    """Make the remote engine a mirror; what to delete is asked at the query address, if it is set."""
    store = ox.Store.read_only(str(data.require_current().store))
    sent = 0
    with _client(settings) as http:
        here = set(named_graphs(store))
        graphs = ((name, iter(triples_of(store, name))) for name in sorted(here - UNSENT))
        for name, triples in [*graphs, *([("", union_triples(store))] if union else [])]:
            sent += _one(http, settings.remote_store_url, name, triples)
            progress(name or "default", sent)
        if not settings.remote_query_url:
            return Pushed(sent, None)
        gone = sorted(_there(http, settings.remote_query_url) - here)
        for name in gone:
            _delete(http, settings.remote_store_url, name)
    return Pushed(sent, tuple(gone))


def push_partitions(
    folder: Path,
    settings: Settings,
    progress: Callable[[str, int], None] = lambda _name, _count: None,
) -> Pushed:
    """Put the graphs of the partitions in ``folder`` into the remote engine; what else is there stays."""
    sent = 0
    with _client(settings) as http:
        for name, triples in graphs_in(folder):
            sent += _one(http, settings.remote_store_url, name, triples)
            progress(name, sent)
    return Pushed(sent, ())


def _client(settings: Settings) -> httpx.Client:
    auth: httpx.Auth | tuple[str, str] | None = None
    if settings.remote_user:
        pair = settings.remote_user, settings.remote_password
        auth = httpx.DigestAuth(*pair) if settings.remote_digest else pair
    return httpx.Client(auth=auth, timeout=300)


def _there(http: httpx.Client, url: str) -> set[str]:
    """The graphs of this project that the remote engine has."""
    headers = {"Accept": "application/sparql-results+json"}
    answer = http.post(url, data={"query": _OURS}, headers=headers)
    if answer.status_code != 200 or answer.headers.get("x-sql-state"):
        raise EngineFailed(
            f"远程引擎没有列出它的图（{answer.status_code}）：{answer.text[:300]}",
            f"The remote engine did not list its graphs ({answer.status_code}): {answer.text[:300]}",
        )
    return {row["g"]["value"] for row in answer.json()["results"]["bindings"]}


def _delete(http: httpx.Client, url: str, name: str) -> None:
    answer = http.delete(url, params={"graph": name})
    if answer.status_code >= 300 and answer.status_code != 404:
        raise EngineFailed(
            f"远程引擎拒绝删除图 {name}（{answer.status_code}）：{answer.text[:300]}",
            f"The remote engine refused to delete graph {name} ({answer.status_code}): "
            f"{answer.text[:300]}",
        )


def _one(http: httpx.Client, url: str, name: str, triples: Iterator[ox.Triple]) -> int:
    """Number of triples sent to the graph ``name``, the default graph where it is empty."""
    parameters = {"graph": name} if name else {"default": ""}
    count = 0
    for number, batch in enumerate(_batches(triples)):
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


def _batches(triples: Iterator[ox.Triple]) -> Iterator[list[ox.Triple]]:
    while batch := list(islice(triples, BATCH)):
        yield batch
