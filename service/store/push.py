"""The local graph to a remote engine, graph by graph, by the Graph Store Protocol, and the graphs
that are not here any more out of it.

The default graph is sent too where the engine keeps one of its own: it is the union."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox

from ontology import ids
from service.errors import BadRequest, EngineFailed
from service.settings import Settings
from service.store.folders import Address, Where, folder_at
from service.store.graphs import UNSENT, named_graphs, triples_of, union_triples
from service.store.layout import DataDir
from service.store.partition_files import graphs_in, require_whole

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
    with _client(settings) as http:
        engine = _Engine(http, settings)
        here = set(named_graphs(store))
        graphs = ((name, iter(triples_of(store, name))) for name in sorted(here - UNSENT))
        for name, triples in [*graphs, *([("", union_triples(store))] if union else [])]:
            engine.put(name, triples)
            progress(name or "default", engine.sent)
        if not settings.remote_query_url:
            return Pushed(engine.sent, None)
        gone = sorted(engine.there() - here)
        for name in gone:
            engine.delete(name)
    return Pushed(engine.sent, tuple(gone))


def push_partitions(
    place: Where,
    settings: Settings,
    progress: Callable[[str, int], None] = lambda _name, _count: None,
) -> Pushed:
    """Put the graphs of the partitions in ``place`` into the remote engine; what else is there stays. Nothing is sent
    unless all of them are whole; those at an address are fetched first."""
    folder = folder_at(place)
    names = folder.names() if isinstance(place, Address) else ()
    with folder.at_hand(names) as there, _client(settings) as http:
        with _of(place, there):
            require_whole(there)
        engine = _Engine(http, settings)
        for name, triples in graphs_in(there):
            engine.put(name, triples)
            progress(name, engine.sent)
    return Pushed(engine.sent, ())


@contextmanager
def _of(place: Where, there: Path) -> Iterator[None]:
    """What is refused of a folder that was fetched is told of the address that was given."""
    try:
        yield
    except BadRequest as error:
        told = (text.replace(str(there), str(place)) for text in (error.zh, error.en))
        raise BadRequest(*told) from None


def _client(settings: Settings) -> httpx.Client:
    auth: httpx.Auth | tuple[str, str] | None = None
    if settings.remote_user:
        pair = settings.remote_user, settings.remote_password
        auth = httpx.DigestAuth(*pair) if settings.remote_digest else pair
    return httpx.Client(auth=auth, timeout=300)


@dataclass(slots=True)
class _Engine:
    """The remote engine of the settings, and how much it was sent: ``graphs`` that were begun, ``sent`` triples."""

    http: httpx.Client
    settings: Settings
    graphs: int = 0
    sent: int = 0

    def put(self, name: str, triples: Iterator[ox.Triple]) -> None:
        """Have the triples in the graph ``name``, the default graph where it is empty, and no others."""
        parameters = {"graph": name} if name else {"default": ""}
        for number, batch in enumerate(_batches(triples)):
            answer = self._ask(
                "POST" if number else "PUT",
                "remote_store_url",
                params=parameters,
                content="".join(f"{triple} .\n" for triple in batch).encode(),
                headers={"Content-Type": "application/n-triples"},
            )
            if answer.status_code >= 300:
                raise self._failed(
                    f"远程引擎拒绝写入图 {name}（{answer.status_code}）：{answer.text[:300]}",
                    f"The remote engine refused graph {name} ({answer.status_code}): {answer.text[:300]}",
                )
            self.graphs += not number
            self.sent += len(batch)

    def there(self) -> set[str]:
        """The graphs of this project that the engine has."""
        headers = {"Accept": "application/sparql-results+json"}
        answer = self._ask("POST", "remote_query_url", data={"query": _OURS}, headers=headers)
        try:
            if answer.status_code == 200 and not answer.headers.get("x-sql-state"):
                return {row["g"]["value"] for row in answer.json()["results"]["bindings"]}
        except (ValueError, LookupError, TypeError):
            pass  # no answer of SPARQL: told as one that was refused
        raise self._failed(
            f"远程引擎没有列出它的图（{answer.status_code}）：{answer.text[:300]}",
            f"The remote engine did not list its graphs ({answer.status_code}): {answer.text[:300]}",
        )

    def delete(self, name: str) -> None:
        answer = self._ask("DELETE", "remote_store_url", params={"graph": name})
        if answer.status_code >= 300 and answer.status_code != 404:
            raise self._failed(
                f"远程引擎拒绝删除图 {name}（{answer.status_code}）：{answer.text[:300]}",
                f"The remote engine refused to delete graph {name} ({answer.status_code}): "
                f"{answer.text[:300]}",
            )

    def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        """What the engine answers at the address that the setting ``address`` has; EngineFailed where nothing does."""
        url, setting = getattr(self.settings, address), f"ANZE_{address.upper()}"
        try:
            return self.http.request(method, url, **more)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise self._failed(
                f"{setting} 不是网址：{url!r}。请写成 http://主机:端口/路径。",
                f"{setting} is no address: {url!r}. Write it as http://host:port/path.",
            ) from None
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            raise self._failed(
                f"远程引擎 {url} 没有应答（{why}）。请核对 {setting}，并确认引擎在运行、没有限制请求的大小。",
                f"The remote engine at {url} does not answer ({why}). Check {setting}, that the engine runs and that it "
                "takes requests of this size.",
            ) from None

    def _failed(self, zh: str, en: str) -> EngineFailed:
        """The error, with what of the graph the engine has by now."""
        if not self.sent:
            return EngineFailed(f"{zh}此前什么都没有写入。", f"{en} Nothing was written before.")
        return EngineFailed(
            f"{zh}此前已写入 {self.graphs:,} 个图、{self.sent:,} 个三元组，引擎里的图谱不完整；排除故障后再运行同一命令，各图会重新写入。",
            f"{en} {self.graphs:,} graphs with {self.sent:,} triples were written before: what the engine has is "
            "incomplete. Run the same command again; each graph is written anew.",
        )


def _batches(triples: Iterator[ox.Triple]) -> Iterator[list[ox.Triple]]:
    while batch := list(islice(triples, BATCH)):
        yield batch
