"""The same results by pySHACL, the reference engine."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

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
        _unabbreviated(data, Graph()),
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


@lru_cache(maxsize=4)
def _shapes(shapes: Graph) -> Graph:
    """A copy of the shapes in which pySHACL, which looks up a shape each time that it uses it, is quick."""
    return _unabbreviated(shapes, Graph(store="SimpleMemory"))


def _unabbreviated(triples: Iterable[Triple], graph: Graph) -> Graph:
    """The triples in the new ``graph``."""
    graph.namespace_manager = _Unabbreviated(graph)
    for triple in triples:
        graph.add(triple)
    return graph


def _rule(shapes: Graph, source: Node | None) -> str:
    """IRI of the named shape that ``source`` is or stands in."""
    at: Node | None = source
    while at is not None and not isinstance(at, URIRef):
        at = shapes.value(predicate=SH.property, object=at)
    return str(at)
