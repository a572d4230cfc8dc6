"""The tests that a checkout of github.com/w3c/rdf-tests lists, each with the suite it counts in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rdflib import RDF, RDFS, Graph, Namespace, Node, URIRef
from rdflib.collection import Collection

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
DAWG = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")

#: Where the lists start, below the folder ``sparql`` of the checkout. The older Graph Store tests
#: are in none of the others' lists: W3C has withdrawn them, and their requests are prose.
STARTS = (
    "sparql11/manifest-all.ttl",
    "sparql11/http-rdf-update/manifest.ttl",
    "sparql10/manifest-syntax.ttl",
    "sparql10/manifest-evaluation.ttl",
)

_BY_FOLDER = {
    "csv-tsv-res": "results in CSV and TSV",
    "json-res": "results in JSON",
    "entailment": "entailment",
    "service": "federated query",
    "syntax-fed": "federated query, syntax",
    "http-rdf-update": "graph store, withdrawn tests",
}
_BY_TYPE = {
    "QueryEvaluationTest": "query evaluation",
    "CSVResultFormatTest": "results in CSV and TSV",
    "UpdateEvaluationTest": "update evaluation",
    "PositiveSyntaxTest11": "query syntax, positive",
    "NegativeSyntaxTest11": "query syntax, negative",
    "PositiveUpdateSyntaxTest11": "update syntax, positive",
    "NegativeUpdateSyntaxTest11": "update syntax, negative",
    "ProtocolTest": "protocol",
    "GraphStoreProtocolTest": "graph store protocol",
    "ServiceDescriptionTest": "service description",
    "PositiveSyntaxTest": "SPARQL 1.0 syntax, positive",
    "NegativeSyntaxTest": "SPARQL 1.0 syntax, negative",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One test. ``id`` is its folder and its own name; ``graph`` is the manifest it stands in."""

    id: str
    suite: str
    type: str
    node: Node
    graph: Graph

    def one(self, predicate: URIRef, of: Node | None = None) -> Node | None:
        return self.graph.value(of or self.node, predicate)

    def need(self, predicate: URIRef, of: Node | None = None) -> Node:
        found = self.one(predicate, of)
        if found is None:
            raise LookupError(f"{self.id} has no {predicate}")
        return found

    def many(self, predicate: URIRef, of: Node | None = None) -> list[Node]:
        return sorted(self.graph.objects(of or self.node, predicate), key=str)

    @property
    def title(self) -> str:
        return str(self.one(MF.name) or "")

    @property
    def approved(self) -> bool:
        """Whether a working group has said that the test is right."""
        return self.one(DAWG.approval) == DAWG.Approved

    @property
    def action(self) -> Node:
        return self.need(MF.action)

    def named_files(self, predicate: URIRef, of: Node) -> list[tuple[str, Path]]:
        """The graphs of a data set: name and file, written as a node with a label or bare."""
        found = []
        for node in self.many(predicate, of):
            file = self.one(UT.graph, node)
            name = str(self.one(RDFS.label, node)) if file is not None else str(node)
            found.append((name, path_of(file or node)))
        return found


def path_of(node: Node) -> Path:
    """The file a ``file:`` IRI names."""
    return Path(unquote(urlsplit(str(node)).path))


def read_cases(checkout: Path) -> Iterator[Case]:
    """Every test listed below ``checkout``, in the order of the lists."""
    folder = checkout.resolve() / "sparql"
    for start in STARTS:
        if not (folder / start).is_file():
            raise FileNotFoundError(f"{folder / start}: no checkout of github.com/w3c/rdf-tests")
        yield from _listed(folder / start)


def _listed(file: Path) -> Iterator[Case]:
    graph = Graph().parse(file, format="turtle", publicID=file.as_uri())
    for include in graph.objects(None, MF.include):
        for node in Collection(graph, include):
            if path_of(node).is_file():
                yield from _listed(path_of(node))
    for entries in graph.objects(None, MF.entries):
        for node in Collection(graph, entries):
            yield _case(graph, node, file)


def _case(graph: Graph, node: Node, file: Path) -> Case:
    kind = str(graph.value(node, RDF.type)).rpartition("#")[2]
    name = f"{file.parent.name}/{str(node).rpartition('#')[2]}"
    suite = _BY_FOLDER.get(file.parent.name) or _BY_TYPE[kind]
    if file.parents[1].name == "sparql10":
        name = f"1.0/{name}"
        suite = suite if suite.startswith("SPARQL 1.0") else f"SPARQL 1.0 {suite}"
    return Case(name, suite, kind, node, graph)
