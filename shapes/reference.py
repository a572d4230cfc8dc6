"""The same results by pySHACL, the reference engine."""

from __future__ import annotations

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from shapes.engine import Result


def run_reference(
    shapes: Graph, data: Graph, only: list[str | URIRef] | None = None
) -> list[Result]:
    """All results over ``data`` (by the shapes ``only``, IRIs), ordered like those of
    :func:`shapes.engine.run`."""
    import pyshacl

    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, use_shapes=only
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


def _rule(shapes: Graph, source: Node | None) -> str:
    """IRI of the named shape that ``source`` is or stands in."""
    at: Node | None = source
    while at is not None and not isinstance(at, URIRef):
        at = shapes.value(predicate=SH.property, object=at)
    return str(at)
