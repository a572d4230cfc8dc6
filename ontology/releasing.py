"""What the next version releases: the list of ``ontology/released.tsv`` as it is to be committed."""

from __future__ import annotations

from rdflib import RDF, SKOS, Graph, URIRef

from ontology.ids import BASE, ONTOLOGY
from ontology.released import released
from ontology.skos import codes_graph
from ontology.terms import CLASSES, PROPERTIES

HEAD = "term\tsince\tlabel"


def current(graph: Graph | None = None) -> dict[str, str]:
    """Terms and concepts that exist now (path under the base IRI), with a concept's label."""
    codes = codes_graph() if graph is None else graph
    found = {f"{ONTOLOGY.removeprefix(BASE)}{name}": "" for name in CLASSES | PROPERTIES}
    for concept in codes.subjects(RDF.type, SKOS.Concept):
        if isinstance(concept, URIRef):
            found[str(concept).removeprefix(BASE)] = _label(codes, concept)
    return found


def _label(graph: Graph, concept: URIRef) -> str:
    labels = graph.objects(concept, SKOS.prefLabel)
    return next((str(text) for text in labels if getattr(text, "language", "") == "zh"), "")


def table(version: str) -> str:
    """The list as it is to be committed: what was released stays, what is new gets ``version``."""
    known, now = released(), current()
    rows = known | {term: (version, label) for term, label in now.items() if term not in known}
    lines = (f"{term}\t{since}\t{label}" for term, (since, label) in sorted(rows.items()))
    return "\n".join((HEAD, *lines)) + "\n"
