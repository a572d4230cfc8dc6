"""The same results by pySHACL, the reference engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Self

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH, NamespaceManager
from rdflib.term import Node

from shapes.engine import Result
from shapes.index import Triple


def run_reference(
    shapes: Graph, data: Iterable[Triple], only: list[str | URIRef] | None = None
) -> list[Result]:
    """All results over ``data`` (by the shapes ``only``, IRIs), ordered like those of
    :func:`shapes.engine.run`."""
    import pyshacl

    _, report, _ = pyshacl.validate(
        Remembering(data),
        shacl_graph=_shapes(shapes),
        inference="none",
        advanced=False,
        use_shapes=only,
    )
    if not isinstance(report, Graph):
        raise TypeError(f"pySHACL gave no report graph but {report!r}")
    results = [
        Result(
            _rule(shapes, report.value(node, SH.sourceShape)), focus, report.value(node, SH.value)
        )
        for node in report.subjects(RDF.type, SH.ValidationResult)
        if (focus := report.value(node, SH.focusNode)) is not None
    ]
    return sorted(results, key=lambda r: (r.rule, str(r.focus), str(r.value or "")))


class _Unabbreviated(NamespaceManager):
    """IRIs as they are: pySHACL puts each result into words, also those of shapes within ``sh:or``, that nobody reads."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, bind_namespaces="none")

    def bind(self, *_: object, **__: object) -> None:
        """There are no prefixes."""

    def normalizeUri(self, rdfTerm: str) -> str:  # noqa: N802, N803
        return f"<{rdfTerm}>"


class Remembering(Graph):
    """A graph that knows what it has answered: pySHACL looks up shapes, paths and values anew each time that it uses them."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__()
        self.namespace_manager = _Unabbreviated(self)
        self._known: dict[tuple[Any, ...], list[Any]] = {}
        for triple in triples:
            super().add(triple)

    def add(self, triple: Triple) -> Self:
        if triple not in self:
            self._known.clear()
            super().add(triple)
        return self

    def objects(self, *asked: Any, **how: Any) -> Iterator[Any]:  # type: ignore[override]
        return self._told("objects", super().objects, asked, how)

    def subjects(self, *asked: Any, **how: Any) -> Iterator[Any]:  # type: ignore[override]
        return self._told("subjects", super().subjects, asked, how)

    def predicates(self, *asked: Any, **how: Any) -> Iterator[Any]:  # type: ignore[override]
        return self._told("predicates", super().predicates, asked, how)

    def predicate_objects(self, *asked: Any, **how: Any) -> Iterator[Any]:  # type: ignore[override]
        return self._told("predicate_objects", super().predicate_objects, asked, how)

    def items(self, *asked: Any) -> Iterator[Any]:  # type: ignore[override]
        return self._told("items", super().items, asked, {})

    def _told(
        self,
        name: str,
        answer: Callable[..., Iterable[Any]],
        asked: tuple[Any, ...],
        how: dict[str, Any],
    ) -> Iterator[Any]:
        key = (name, *asked, *how.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = list(answer(*asked, **how))
        return iter(found)


@lru_cache(maxsize=4)
def _shapes(shapes: Graph) -> Graph:
    """A copy of the shapes, kept with what was asked of it."""
    return Remembering(shapes)


def _rule(shapes: Graph, source: Node | None) -> str:
    """IRI of the named shape that ``source`` is or stands in."""
    at: Node | None = source
    while at is not None and not isinstance(at, URIRef):
        at = shapes.value(predicate=SH.property, object=at)
    return str(at)
