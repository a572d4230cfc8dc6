"""What every concept scheme is built with: a concept in its scheme, a label in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from ontology import ids
from ontology.terms import PREFIXES


def concept(
    graph: Graph,
    scheme: str,
    notation: str,
    zh: str,
    en: str,
    broader: Iterable[str] = (),
    scheme_of: str = "",
) -> URIRef:
    """Add a concept with notation, labels and place in its scheme; its IRI, whose path names
    ``scheme`` also where the concept stands in another one (``scheme_of``)."""
    node = URIRef(ids.code_iri(scheme, notation))
    home = URIRef(ids.scheme_iri(scheme_of or scheme))
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


def source(graph: Graph, node: URIRef, text: str) -> None:
    """Add where a concept comes from, each source a literal; none is left out."""
    for one in filter(None, text.split("；")):
        graph.add((node, DCTERMS.source, Literal(one, lang="zh")))


def new_graph() -> Graph:
    """An empty graph with the project's prefixes."""
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph
