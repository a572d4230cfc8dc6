"""What is said of one IRI: its own triples and those that point at it, for people and programs."""

from __future__ import annotations

from dataclasses import dataclass

from ontology import ids
from service.lookup.ask import Asker, Subgraph
from service.lookup.tasks import link
from service.lookup.terms import AZ, iri, local

#: Triples that point at the node, at most so many a predicate.
_BACK = 200


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One property with its values, for the page of a node."""

    label: str
    href: str
    values: tuple[Value, ...]


async def about_node(ask: Asker, node: str) -> Subgraph:
    """The triples with ``node`` as subject, and evidence and blank nodes under it."""
    return await ask.construct(
        f"""CONSTRUCT {{ {iri(node)} ?p ?o . ?o ?q ?r }} WHERE {{ {iri(node)} ?p ?o
        OPTIONAL {{ ?o ?q ?r FILTER(ISBLANK(?o) || ?p = az:evidence) }} }}"""
    )


async def facts_of(ask: Asker, graph: Subgraph, node: str, base: str) -> tuple[str, list[Fact]]:
    """Title and facts of ``node`` for its page, labels in Chinese."""
    own = graph.index.get(node, {})
    predicates = sorted(own)
    objects = {value for name in predicates for value in graph.all(node, name)}
    labels = await ask.labels({node, *predicates, *objects})
    facts = [
        Fact(
            labels.get(name, local(name)),
            link(name, base),
            tuple(_value(each, labels, base) for each in graph.all(node, name)),
        )
        for name in predicates
    ]
    return labels.get(node) or _short(graph.one(node, AZ + "text")) or local(node), facts


def _short(text: str | None) -> str:
    """The first words of a text, for a title."""
    whole = text or ""
    return whole if len(whole) <= 40 else whole[:40] + "…"


async def back_links(ask: Asker, node: str, base: str) -> list[Fact]:
    """What points at ``node``, by predicate."""
    rows = await ask.select(
        f"SELECT DISTINCT ?p ?s WHERE {{ ?s ?p {iri(node)} FILTER(ISIRI(?s)) }} ORDER BY ?p ?s LIMIT {_BACK}"
    )
    labels = await ask.labels({row["s"] for row in rows} | {row["p"] for row in rows})
    texts = await _texts(ask, [row["s"] for row in rows])
    grouped: dict[str, list[Value]] = {}
    for row in rows:
        shown = texts.get(row["s"]) or labels.get(row["s"]) or _path(row["s"])
        grouped.setdefault(row["p"], []).append(Value(shown, link(row["s"], base)))
    return [
        Fact(labels.get(name, local(name)), link(name, base), tuple(values))
        for name, values in grouped.items()
    ]


async def _texts(ask: Asker, nodes: list[str]) -> dict[str, str]:
    if not nodes:
        return {}
    values = " ".join(iri(node) for node in nodes)
    rows = await ask.select(
        f"SELECT ?x ?t WHERE {{ VALUES ?x {{ {values} }} ?x a az:Task ; az:text ?t }}"
    )
    return {row["x"]: row["t"] for row in rows}


def _value(value: str, labels: dict[str, str], base: str) -> Value:
    if value.startswith(("http://", "https://")):
        return Value(labels.get(value, _path(value)), link(value, base))
    return Value(value)


def _path(node: str) -> str:
    return node.removeprefix(ids.BASE)
