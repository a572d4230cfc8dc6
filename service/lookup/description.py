"""SPARQL 1.1 Service Description and VoID of what the endpoint holds, as triples."""

from __future__ import annotations

import asyncio

import pyoxigraph as ox

from service.lookup.ask import Asker, Row
from service.sparql.examples import Example
from service.sparql.formats import GRAPHS, PREFIXES, RESULTS

_SD, _VOID, _RDF, _DCTERMS = (PREFIXES[name] for name in ("sd", "void", "rdf", "dcterms"))
_FORMATS = "http://www.w3.org/ns/formats/"
_RDFS = PREFIXES["rdfs"]
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nq": "N-Quads",
}

Node = ox.NamedNode | ox.BlankNode
Term = Node | ox.Literal


class Builder:
    """Gathers triples under short names."""

    def __init__(self) -> None:
        self.triples: list[ox.Triple] = []
        self._count = 0

    def add(self, subject: Node, predicate: str, value: Term) -> None:
        self.triples.append(ox.Triple(subject, ox.NamedNode(predicate), value))

    def blank(self) -> ox.BlankNode:
        self._count += 1
        return ox.BlankNode(f"d{self._count}")


async def describe(
    ask: Asker, base: str, examples: list[Example], union: bool, writable: bool
) -> list[ox.Triple]:
    """The description of the endpoint at ``base``/sparql."""
    graphs, classes, properties = await asyncio.gather(
        ask.select("SELECT ?x (COUNT(*) AS ?n) { GRAPH ?x { ?s ?p ?o } } GROUP BY ?x ORDER BY ?x"),
        ask.select(
            "SELECT ?x (COUNT(?s) AS ?n) { ?s a ?x FILTER(ISIRI(?x)) } GROUP BY ?x ORDER BY ?x"
        ),
        ask.select("SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x ORDER BY ?x"),
    )
    out = Builder()
    service, dataset, default = (out.blank() for _ in range(3))
    _service(out, service, base, union, writable)
    out.add(service, _SD + "defaultDataset", dataset)
    out.add(dataset, _RDF + "type", ox.NamedNode(_SD + "Dataset"))
    out.add(dataset, _RDF + "type", ox.NamedNode(_VOID + "Dataset"))
    out.add(dataset, _SD + "defaultGraph", default)
    out.add(dataset, _VOID + "sparqlEndpoint", ox.NamedNode(base + "/sparql"))
    out.add(dataset, _VOID + "uriSpace", ox.Literal("https://w3id.org/anze/"))
    _default_graph(out, default, classes, properties)
    for row in graphs:
        _named_graph(out, dataset, row)
    for example in examples:
        _example(out, service, base, example)
    return out.triples


def _service(out: Builder, service: Node, base: str, union: bool, writable: bool) -> None:
    out.add(service, _RDF + "type", ox.NamedNode(_SD + "Service"))
    out.add(service, _SD + "endpoint", ox.NamedNode(base + "/sparql"))
    out.add(service, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query"))
    if writable:
        out.add(service, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Update"))
    if union:
        out.add(service, _SD + "feature", ox.NamedNode(_SD + "UnionDefaultGraph"))
    for each in (*RESULTS, *GRAPHS):
        out.add(service, _SD + "resultFormat", ox.NamedNode(_FORMATS + _FORMAT_NAMES[each.name]))
    for each in GRAPHS[:4]:
        out.add(service, _SD + "inputFormat", ox.NamedNode(_FORMATS + _FORMAT_NAMES[each.name]))


def _default_graph(out: Builder, graph: Node, classes: list[Row], properties: list[Row]) -> None:
    out.add(graph, _RDF + "type", ox.NamedNode(_SD + "Graph"))
    out.add(graph, _RDF + "type", ox.NamedNode(_VOID + "Dataset"))
    out.add(graph, _VOID + "triples", _number(sum(int(row["n"]) for row in properties)))
    for rows, part, name, count in (
        (classes, "classPartition", "class", "entities"),
        (properties, "propertyPartition", "property", "triples"),
    ):
        for row in rows:
            node = out.blank()
            out.add(graph, _VOID + part, node)
            out.add(node, _VOID + name, ox.NamedNode(row["x"]))
            out.add(node, _VOID + count, _number(int(row["n"])))


def _named_graph(out: Builder, dataset: Node, row: Row) -> None:
    named, graph = out.blank(), out.blank()
    out.add(dataset, _SD + "namedGraph", named)
    out.add(named, _RDF + "type", ox.NamedNode(_SD + "NamedGraph"))
    out.add(named, _SD + "name", ox.NamedNode(row["x"]))
    out.add(named, _SD + "graph", graph)
    out.add(graph, _RDF + "type", ox.NamedNode(_SD + "Graph"))
    out.add(graph, _VOID + "triples", _number(int(row["n"])))


def _example(out: Builder, service: Node, base: str, example: Example) -> None:
    """Example queries as SHACL SPARQL executables, the way SPARQL example collections do."""
    shacl = "http://www.w3.org/ns/shacl#"
    node = ox.NamedNode(f"{base}/queries#{example.name}")
    form = "ask" if "ASK" in example.query.upper().split("{", 1)[0] else "select"
    out.add(node, _RDF + "type", ox.NamedNode(shacl + "SPARQLExecutable"))
    out.add(node, shacl + form, ox.Literal(example.query))
    out.add(node, "https://schema.org/target", ox.NamedNode(base + "/sparql"))
    for text, language in ((example.zh, "zh"), (example.en, "en")):
        if text:
            out.add(node, _RDFS + "comment", ox.Literal(text, language=language))
    out.add(service, _DCTERMS + "hasPart", node)


def _number(value: int) -> ox.Literal:
    return ox.Literal(value)
