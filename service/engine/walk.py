"""What a graph says of nodes and, level by level, of those that they lead to: in one order what takes a query a level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyoxigraph as ox

from service.engine.evaluate import Source
from service.jobs.frames import Head
from service.store.quads import lexical

#: By node and property the lexical values, sorted.
Told = dict[str, dict[str, list[str]]]


class Extent(NamedTuple):
    """How much is asked of nodes: the properties that are ``told`` of these, and by level those that lead to further nodes with
    those told of them (all where none is named)."""

    told: tuple[str, ...]
    levels: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """What is asked of ``nodes`` (IRIs)."""

    nodes: tuple[str, ...]
    extent: Extent

    def head(self) -> Head:
        return {"nodes": self.nodes, "told": self.extent.told, "levels": self.extent.levels}


def walk_of(head: Head) -> Walk:
    """The walk that a message carries."""
    levels = tuple((tuple(names), tuple(only)) for names, only in head["levels"])
    return Walk(tuple(head["nodes"]), Extent(tuple(head["told"]), levels))


def told_by(source: Source, walk: Walk) -> Told:
    """What the graph tells; a level leads to what is not told of yet."""
    found: dict[str, dict[str, list[Any]]] = {}
    _tell(source, found, walk.nodes, walk.extent.told)
    for names, only in walk.extent.levels:
        _tell(source, found, sorted(_reached(found.values(), names) - found.keys()), only)
    return {
        node: {name: _values(terms) for name, terms in about.items()}
        for node, about in found.items()
    }


def _reached(found: Iterable[dict[str, list[Any]]], names: Sequence[str]) -> set[str]:
    terms = (term for about in found for name in names for term in about.get(name, ()))
    return {term.value for term in terms if isinstance(term, ox.NamedNode)}


def _tell(
    source: Source,
    found: dict[str, dict[str, list[Any]]],
    nodes: Sequence[str],
    only: Sequence[str],
) -> None:
    if not nodes:
        return
    # numbers cost less than names, in the rows of the answer
    values = " ".join(f"({ox.NamedNode(node)} {number})" for number, node in enumerate(nodes))
    these = f"FILTER(?p IN ({', '.join(str(ox.NamedNode(name)) for name in only)}))" if only else ""
    rows: Any = source.store.query(
        f"SELECT ?n ?p ?o {{ VALUES (?x ?n) {{ {values} }} ?x ?p ?o {these} }}",
        use_default_graph_as_union=source.union,
    )
    for number, name, value in rows:
        about = found.setdefault(nodes[int(number.value)], {})
        about.setdefault(name.value, []).append(value)


def _values(terms: Sequence[Any]) -> list[str]:
    """What stands in two graphs once."""
    return sorted(map(lexical, dict.fromkeys(terms) if len(terms) > 1 else terms))
