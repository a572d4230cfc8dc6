"""What every concept scheme is built with: a concept in its scheme, a label in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, SKOS, Graph, Literal, URIRef

from ontology import ids
from ontology.terms import PREFIXES


def concept(
    graph: Graph, scheme: str, notation: str, zh: str, en: str, broader: Iterable[str] = ()
) -> URIRef:
    """Add a concept with notation, labels and place in its scheme; its IRI."""
    node, home = URIRef(ids.code_iri(scheme, notation)), URIRef(ids.scheme_iri(scheme))
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, home))
    graph.add((node, SKOS.notation, Literal(notation)))
    label(graph, node, SKOS.prefLabel, zh, en)
    above = [URIRef(ids.code_iri(scheme, other)) for other in broader]
    for other in above:
        graph.add((node, SKOS.broader, other))
    if not above:
        graph.add((node, SKOS.topConceptOf, home))
        graph.add((home, SKOS.hasTopConcept, node))
    return node


def label(graph: Graph, node: URIRef, predicate: URIRef, zh: str, en: str) -> None:
    """Add a Chinese and an English literal; an empty one is left out."""
    for text, language in ((zh, "zh"), (en, "en")):
        if text:
            graph.add((node, predicate, Literal(text, lang=language)))


def new_graph() -> Graph:
    """An empty graph with the project's prefixes."""
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph
