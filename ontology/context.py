"""The JSON-LD context of the vocabulary, made from the ontology."""

from __future__ import annotations

import json
from functools import cache

from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.term import Node

from ontology.load import module_graph
from ontology.namespaces import SCHEMA, az
from ontology.terms import DATATYPE_PROPERTIES, OBJECT_PROPERTIES, PREFIXES
from ontology.turtle import MODULES

Entry = str | dict[str, str]

#: Foreign terms that the graphs use, under their usual short names.
FOREIGN: dict[str, Entry] = {
    "id": "@id",
    "type": "@type",
    "altLabel": {"@id": "skos:altLabel", "@container": "@set"},
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "broaderTransitive": {"@id": "skos:broaderTransitive", "@type": "@id"},
    "closeMatch": {"@id": "skos:closeMatch", "@type": "@id"},
    "definition": {"@id": "skos:definition", "@container": "@language"},
    "format": "dcterms:format",
    "hasPart": {"@id": "dcterms:hasPart", "@type": "@id"},
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "isPartOf": {"@id": "dcterms:isPartOf", "@type": "@id"},
    "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
    "narrower": {"@id": "skos:narrower", "@type": "@id"},
    "notation": "skos:notation",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "related": {"@id": "skos:related", "@type": "@id"},
    "title": "dcterms:title",
    "topConceptOf": {"@id": "skos:topConceptOf", "@type": "@id"},
}


def datatype_of(graph: Graph, name: str) -> URIRef | None:
    """The datatype of a property's values, from its range or (outside the OWL 2 map) its hint."""
    values: list[Node] = [
        *graph.objects(az(name), RDFS.range),
        *graph.objects(az(name), SCHEMA.rangeIncludes),
    ]
    kinds = [v for v in values if isinstance(v, URIRef) and str(v).startswith(str(XSD))]
    return kinds[0] if len(kinds) == 1 else None


def _entry(graph: Graph, name: str) -> Entry:
    if name in OBJECT_PROPERTIES:
        return {"@id": f"az:{name}", "@type": "@id"}
    kind = datatype_of(graph, name)
    if kind in (None, XSD.string):
        return f"az:{name}"
    return {"@id": f"az:{name}", "@type": f"xsd:{str(kind).removeprefix(str(XSD))}"}


@cache
def context() -> dict[str, Entry]:
    """Prefixes, classes and properties by local name. ``az:within`` stays without a type, because
    its values are IRIs of jurisdictions or durations."""
    graph = module_graph(*MODULES)
    classes = sorted(
        str(s).removeprefix(PREFIXES["az"])
        for s in graph.subjects(RDF.type, OWL.Class)
        if str(s).startswith(PREFIXES["az"])
    )
    found: dict[str, Entry] = {**PREFIXES, **FOREIGN}
    found |= {name: f"az:{name}" for name in classes}
    found |= {n: _entry(graph, n) for n in sorted(OBJECT_PROPERTIES | DATATYPE_PROPERTIES)}
    return found | {"within": "az:within"}


def context_document() -> str:
    """The context as a JSON-LD document; the same bytes each time."""
    document = {"@context": {"@version": 1.1, **context()}}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
