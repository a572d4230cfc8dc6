"""Questions to the engine, answers as Python values."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar, cast

import orjson
import pyoxigraph as ox

from service.engine.api import Engine
from service.engine.job import Job
from service.engine.walk import Extent, Told, Walk
from service.jobs.frames import Head
from service.lookup.terms import CALLED, PROLOGUE, SKOS, iri
from service.settings import Settings
from service.store.quads import lexical, node_of

Row = dict[str, str]
Answer = TypeVar("Answer")

#: Bytes of a graph that are taken in beside the event loop, not on it.
LARGE = 1 << 15
#: Of more nodes than these two processes tell, each of a half.
_SIDE_BY_SIDE = 100
#: Labels that are kept of a snapshot.
_MOST_LABELS = 1 << 14


@dataclass(slots=True)
class Kept:
    """What every page asks for and the snapshot alone decides, by name; gone with the snapshot."""

    snapshot: str = ""
    found: dict[str, Any] = field(default_factory=dict)

    def of(self, snapshot: str) -> dict[str, Any]:
        if snapshot != self.snapshot:
            self.snapshot, self.found = snapshot, {}
        return self.found


@dataclass(frozen=True, slots=True)
class Asker:
    """``select`` and ``construct`` on one engine under the service's limits; ``client`` is who asks, so
    that it takes turns with others; ``kept`` is what was asked before."""

    engine: Engine
    settings: Settings
    client: str = ""
    kept: Kept = field(default_factory=Kept)

    async def select(self, query: str) -> list[Row]:
        """One dict a solution: variable name to lexical value; unbound ones are left out."""
        content = await self._run(query, "json")
        bindings = orjson.loads(content)["results"]["bindings"]
        return [{name: term["value"] for name, term in each.items()} for each in bindings]

    async def construct(self, query: str) -> Subgraph:
        content = await self._run(query, "nt")
        if len(content) < LARGE:
            return Subgraph.of(content)
        return await asyncio.to_thread(Subgraph.of, content)

    async def in_halves(
        self, nodes: Sequence[str], tell: Callable[[Asker, Sequence[str]], Awaitable[list[Row]]]
    ) -> list[Row]:
        """The rows that ``tell`` gives of ``nodes``, in no order: of many two processes, each of a half."""
        halves = (nodes[::2], nodes[1::2]) if len(nodes) > _SIDE_BY_SIDE else (nodes,)
        return [*chain(*await asyncio.gather(*(tell(self, each) for each in halves)))]

    async def about(self, nodes: Sequence[str], *only: str) -> Subgraph:
        """Every triple whose subject is one of ``nodes``, each of them once; with ``only`` (properties) those of these."""
        half = len(nodes) // 2 if len(nodes) > _SIDE_BY_SIDE else len(nodes)
        whole, rest = await asyncio.gather(
            self._about(nodes[:half], only), self._about(nodes[half:], only)
        )
        whole.add(rest)
        return whole

    async def _about(self, nodes: Sequence[str], only: Sequence[str]) -> Subgraph:
        if not nodes:
            return Subgraph()
        values = " ".join(iri(node) for node in nodes)
        these = f"FILTER(?p IN ({', '.join(map(iri, only))}))" if only else ""
        return await self.construct(
            f"CONSTRUCT {{ ?x ?p ?o }} WHERE {{ VALUES ?x {{ {values} }} ?x ?p ?o {these} }}"
        )

    async def walk(self, nodes: Sequence[str], extent: Extent) -> Values:
        """What is told of the nodes and of those that they lead to; of many two processes tell, each of a half: neighbours lead
        to the same."""
        order, half = sorted(nodes), len(nodes) // 2
        halves = (order[:half], order[half:]) if len(nodes) > _SIDE_BY_SIDE else (order,)
        told = await asyncio.gather(*(self._told(Walk(tuple(each), extent)) for each in halves))
        return Values({node: about for each in told for node, about in each.items()})

    async def _told(self, walk: Walk) -> Told:
        if not walk.nodes:
            return {}
        if (walker := self.engine.walker()) is not None:
            return await walker(walk, self.client)
        return Values.of(await self.reached(walk)).told

    async def reached(self, walk: Walk) -> Subgraph:
        """What a walk leads to as a graph, asked level by level."""
        whole = await self.about(walk.nodes, *walk.extent.told)
        for names, only in walk.extent.levels:
            nodes = {node for subject in whole.index for node in whole.all(subject, *names)}
            whole.add(await self.about(sorted(nodes - whole.index.keys()), *only))
        return whole

    async def _run(self, query: str, name: str) -> bytes:
        job = Job(
            text=PROLOGUE + query,
            format=name,
            max_rows=self.settings.row_limit,
            max_bytes=self.settings.byte_limit << 20,
        )
        answer = await self.engine.run(job, self.client)
        try:
            return answer.read()
        finally:
            answer.close()

    async def listed(self, order: Head) -> Any:
        """What the index of tasks has of this order; None where the engine keeps none."""
        lister = self.engine.lister()
        return await lister(order, self.client) if lister is not None else None

    async def once(self, name: str, question: Callable[[Asker], Awaitable[Answer]]) -> Answer:
        """The answer to a question that depends on nothing but the snapshot, asked once for each."""
        return await self._once(self.kept.of(self.engine.snapshot()), name, None, question)

    async def once_of(
        self, group: str, name: str, most: int, question: Callable[[Asker], Awaitable[Answer]]
    ) -> Answer:
        """``once``, of a group in which there may be any number of names: the answers to the first ``most`` are kept."""
        found = self.kept.of(self.engine.snapshot()).setdefault(group, {})
        return await self._once(found, name, most, question)

    async def select_once(self, group: str, query: str, most: int) -> list[Row]:
        """``select``, of which the answers to the first ``most`` queries of a group are kept as long as the snapshot is."""
        return await self.once_of(group, query, most, lambda asker: asker.select(query))

    async def _once(
        self,
        found: dict[str, Any],
        name: str,
        most: int | None,
        question: Callable[[Asker], Awaitable[Answer]],
    ) -> Answer:
        if name in found:
            return cast(Answer, found[name])
        snapshot = self.engine.snapshot()
        answer = await question(self)
        whole = most is not None and len(found) >= most
        if self.engine.snapshot() == snapshot and not whole:  # else it may be of the next one
            found[name] = answer
        return answer

    async def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """What each IRI is called, in Chinese where there is Chinese, what is none left out; kept as long as the snapshot
        is."""
        wanted = {each for each in iris if each.startswith("http") and node_of(each) is not None}
        snapshot = self.engine.snapshot()
        kept: dict[str, str] = self.kept.of(snapshot).setdefault("labels", {})
        found = {each: kept[each] for each in wanted if each in kept}
        new = await self._labels(sorted(wanted - found.keys())) if len(found) < len(wanted) else {}
        if self.engine.snapshot() == snapshot and len(kept) + len(new) <= _MOST_LABELS:
            kept.update(new)
        return found | new

    async def _labels(self, wanted: Sequence[str]) -> dict[str, str]:
        """Nearly all have a Chinese label, which one pattern finds; the others are looked up one by one, a hundred times as
        fast as by alternatives."""
        values = " ".join(map(iri, wanted))
        rows = await self.select(
            f"SELECT * WHERE {{ VALUES ?x {{ {values} }} ?x skos:prefLabel ?label FILTER(LANG(?label) = 'zh') }}"
        )
        found = {row["x"]: row["label"] for row in sorted(rows, key=itemgetter("x", "label"))}
        rest = await self.about([each for each in wanted if each not in found], *CALLED)
        for node in rest.index:
            names = (
                name
                for language in ("zh", "")
                for each in CALLED
                for name in rest.in_language(node, each, language)
            )
            found[node] = next(chain(names, rest.all(node, *CALLED)))
        return found


PREF_LABEL = SKOS + "prefLabel"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(slots=True)
class Subgraph:
    """A small graph held in memory, by subject and predicate."""

    quads: list[ox.Quad] = field(default_factory=list)
    index: dict[str, dict[str, list[Term]]] = field(default_factory=dict)

    @classmethod
    def of(cls, content: bytes) -> Subgraph:
        quads = list(ox.parse(content, ox.RdfFormat.N_TRIPLES))
        index: dict[str, dict[str, list[Term]]] = {}
        for quad in quads:
            about = index.setdefault(lexical(quad.subject), {})
            about.setdefault(quad.predicate.value, []).append(quad.object)
        return cls(quads, index)

    @property
    def triples(self) -> list[ox.Triple]:
        return [quad.triple for quad in self.quads]

    def add(self, other: Subgraph) -> None:
        """Take in the triples of ``other``, which has other subjects."""
        self.quads += other.quads
        self.index |= other.index

    def all(self, subject: str, *predicates: str) -> list[str]:
        """Sorted lexical values of the predicates."""
        found = self.index.get(subject)
        if found is None:
            return []
        values = [lexical(term) for name in predicates if name in found for term in found[name]]
        return values if len(values) < 2 else sorted(values)

    def one(self, subject: str, *predicates: str) -> str | None:
        values = self.all(subject, *predicates)
        return values[0] if values else None

    def in_language(self, subject: str, predicate: str, language: str) -> list[str]:
        found = self.index.get(subject, {}).get(predicate, [])
        literals = [t for t in found if isinstance(t, ox.Literal)]
        return sorted(t.value for t in literals if (t.language or "") == language)

    def iris(self, *predicates: str) -> set[str]:
        """Every IRI that stands as an object, of the predicates, where some are given."""
        nodes = (
            term
            for found in self.index.values()
            for name in predicates or found
            for term in found.get(name, ())
        )
        return {term.value for term in nodes if isinstance(term, ox.NamedNode)}


class Values:
    """The lexical values in a graph, by node and property, sorted."""

    def __init__(self, told: Told) -> None:
        self.told = told

    @classmethod
    def of(cls, graph: Subgraph) -> Values:
        return cls(
            {
                node: {name: sorted(map(lexical, terms)) for name, terms in about.items()}
                for node, about in graph.index.items()
            }
        )

    def all(self, subject: str, *predicates: str) -> list[str]:
        """As ``Subgraph.all``."""
        told = self.told.get(subject)
        if told is None:
            return []
        if len(predicates) == 1:
            return list(told.get(predicates[0], ()))
        return sorted(value for name in predicates for value in told.get(name, ()))

    def one(self, subject: str, predicate: str) -> str | None:
        """As ``Subgraph.one``."""
        told = self.told.get(subject)
        values = told.get(predicate) if told is not None else None
        return values[0] if values else None

    def of_all(self, *predicates: str) -> set[str]:
        """The values of these properties, whoever has them."""
        return {
            value
            for about in self.told.values()
            for name in predicates
            for value in about.get(name, ())
        }
