"""What the documentation says of the vocabulary, gathered from the graphs as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from ontology.load import module_graph
from ontology.namespaces import ONTOLOGY_IRI, SCHEMA
from ontology.skos import codes_graph
from ontology.terms import PREFIXES
from ontology.turtle import ALIGNMENT_MODULE, MODULES, module_text

KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "datatype property",
    OWL.AnnotationProperty: "annotation property",
}
FOREIGN = {
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "sssom": "https://w3id.org/sssom/",
    "time": "http://www.w3.org/2006/time#",
}


@dataclass(frozen=True, slots=True)
class Label:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class TermDoc:
    """A class or property: where it is defined, what it means, and the terms around it (IRIs)."""

    iri: str
    name: str
    module: str
    kind: str
    label: Label
    definition: Label
    examples: tuple[str, ...]
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: str | None
    chain: tuple[str, ...]
    traits: tuple[str, ...]
    alignments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConceptDoc:
    iri: str
    notation: str
    label: Label
    definition: Label
    note: Label
    kind: str
    broader: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemeDoc:
    iri: str
    name: str
    label: Label
    definition: Label
    concepts: tuple[ConceptDoc, ...]


def texts(graph: Graph, node: Node, predicate: URIRef) -> Label:
    """The Chinese and the English literal of a node, "" where there is none."""
    found = {getattr(v, "language", None): str(v) for v in graph.objects(node, predicate)}
    return Label(found.get("zh", ""), found.get("en", ""))


def short(iri: str) -> str:
    """The IRI with a prefix, as in ``az:Task``, where there is one."""
    for prefix, namespace in {**PREFIXES, **FOREIGN}.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _iris(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(sorted({str(node) for node in nodes if isinstance(node, URIRef)}))


def _ends(graph: Graph, term: Node, exact: URIRef, hint: URIRef) -> tuple[str, ...]:
    found = [*graph.objects(term, exact), *graph.objects(term, hint)]
    inverse = graph.value(term, OWL.inverseOf)
    if not found and inverse is not None:
        swap = {RDFS.domain: RDFS.range, RDFS.range: RDFS.domain}[exact]
        found = list(graph.objects(inverse, swap))
    return _iris(found)


def _traits(graph: Graph, term: Node) -> tuple[str, ...]:
    names = ("FunctionalProperty", "SymmetricProperty", "TransitiveProperty")
    return tuple(name for name in names if (term, RDF.type, OWL[name]) in graph)


def _alignments(term: Node, alignment: Graph) -> tuple[tuple[str, str], ...]:
    links = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)
    pairs = ((short(str(p)), str(o)) for p in links for o in alignment.objects(term, p))
    return tuple(sorted(pairs))


def _term(graph: Graph, alignment: Graph, term: URIRef, module: str, kind: str) -> TermDoc:
    above = RDFS.subClassOf if kind == "class" else RDFS.subPropertyOf
    chain = graph.value(term, OWL.propertyChainAxiom)
    return TermDoc(
        str(term),
        str(term).removeprefix(PREFIXES["az"]),
        module,
        kind,
        texts(graph, term, RDFS.label),
        texts(graph, term, SKOS.definition),
        tuple(sorted(str(text) for text in graph.objects(term, SKOS.example))),
        _iris(graph.objects(term, above)),
        _iris(graph.subjects(above, term)),
        _ends(graph, term, RDFS.domain, SCHEMA.domainIncludes),
        _ends(graph, term, RDFS.range, SCHEMA.rangeIncludes),
        next(
            iter(
                _iris([*graph.objects(term, OWL.inverseOf), *graph.subjects(OWL.inverseOf, term)])
            ),
            None,
        ),
        tuple(str(link) for link in graph.items(chain)) if chain is not None else (),
        _traits(graph, term),
        _alignments(term, alignment),
    )


@cache
def term_docs() -> tuple[TermDoc, ...]:
    """Every class and property of the ontology, by module, classes first, then by name."""
    graph, alignment = module_graph(*MODULES), module_graph(ALIGNMENT_MODULE)
    found: list[TermDoc] = []
    for module in MODULES:
        own = Graph().parse(data=module_text(module), format="turtle")
        for kind, name in KINDS.items():
            terms = (t for t in own.subjects(RDF.type, kind) if str(t).startswith(PREFIXES["az"]))
            found += [
                _term(graph, alignment, URIRef(str(term)), module, name)
                for term in sorted(terms, key=str)
            ]
    return tuple(found)


@cache
def module_labels() -> dict[str, Label]:
    """Title of each module but the head one."""
    graph = module_graph(*MODULES)
    names = {name: URIRef(f"{ONTOLOGY_IRI}/{name}") for name in MODULES[1:]}
    return {name: texts(graph, iri, RDFS.label) for name, iri in names.items()}


def _concept(graph: Graph, node: Node) -> ConceptDoc:
    kind = graph.value(node, URIRef(PREFIXES["az"] + "kind"))
    return ConceptDoc(
        str(node),
        str(graph.value(node, SKOS.notation)),
        texts(graph, node, SKOS.prefLabel),
        texts(graph, node, SKOS.definition),
        texts(graph, node, SKOS.editorialNote),
        str(kind) if kind else "",
        _iris(graph.objects(node, SKOS.broader)),
    )


@cache
def scheme_docs() -> tuple[SchemeDoc, ...]:
    """Every concept scheme with its concepts, by notation."""
    graph = codes_graph()
    found = []
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        members = (_concept(graph, node) for node in graph.subjects(SKOS.inScheme, scheme))
        found.append(
            SchemeDoc(
                str(scheme),
                str(scheme).rsplit("/", 1)[-1],
                texts(graph, scheme, SKOS.prefLabel),
                texts(graph, scheme, SKOS.definition),
                tuple(sorted(members, key=lambda concept: concept.notation)),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class OntologyDoc:
    version: str
    label: Label
    comment: Label
    history: tuple[Label, ...]
    license: str


@cache
def ontology_doc() -> OntologyDoc:
    """Title, version, licence and changes of the ontology."""
    graph = module_graph("anze")
    return OntologyDoc(
        str(graph.value(ONTOLOGY_IRI, OWL.versionInfo)),
        texts(graph, ONTOLOGY_IRI, RDFS.label),
        texts(graph, ONTOLOGY_IRI, RDFS.comment),
        (texts(graph, ONTOLOGY_IRI, SKOS.historyNote),),
        str(graph.value(ONTOLOGY_IRI, DCTERMS.license)),
    )
