"""The graphs that ship with the distribution: ontology, code lists, administrative divisions.

Each triple stands in exactly one of them, so that a query over all graphs sees it once.
"""

from __future__ import annotations

from functools import cache

from rdflib import OWL, RDF, Graph

from ontology.ids import CODES_GRAPH, DIVISIONS_GRAPH, ONTOLOGY_GRAPH
from ontology.namespaces import ONTOLOGY_IRI
from ontology.skos import codes_graph, divisions_graph
from ontology.skos_build import new_graph
from ontology.turtle import ALIGNMENT_MODULE, MODULES, module_text


def module_graph(*names: str) -> Graph:
    """The named modules in one new graph."""
    graph = new_graph()
    for name in names:
        graph.parse(data=module_text(name), format="turtle")
    return graph


@cache
def ontology_graph() -> Graph:
    """All modules and the foreign alignments as one OWL 2 DL document: one header with its version
    IRI, nothing imported. Shared: do not change it."""
    graph = module_graph(*MODULES, ALIGNMENT_MODULE)
    for header in set(graph.subjects(RDF.type, OWL.Ontology)) - {ONTOLOGY_IRI}:
        graph.remove((header, None, None))
    graph.remove((ONTOLOGY_IRI, OWL.imports, None))
    return graph


def version() -> str:
    """Version of the ontology, the last step of its version IRI."""
    return str(ontology_graph().value(ONTOLOGY_IRI, OWL.versionInfo))


def graphs() -> tuple[tuple[str, Graph], ...]:
    """(graph IRI, graph) of everything that ships, disjoint, in loading order."""
    return (
        (ONTOLOGY_GRAPH, ontology_graph()),
        (CODES_GRAPH, codes_graph()),
        (DIVISIONS_GRAPH, divisions_graph()),
    )
