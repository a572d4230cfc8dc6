"""Tests of the service description, which W3C names but does not spell out.

*Conforms to the schema* is read as: no word that the vocabulary does not have, the ends of each
property of the right kind, one endpoint, one name and graph for each named graph, and languages and
features of the vocabulary's own lists."""

from __future__ import annotations

from rdflib import RDF, Graph, Literal, Namespace, Node

from benchmarks.conformance.manifest import Case
from benchmarks.conformance.targets import Target

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

_CLASSES = {
    *("Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime"),
    *("EntailmentProfile", "GraphCollection", "Dataset", "Graph", "NamedGraph"),
}
_LANGUAGES = {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
_FEATURES = {
    *(SD.DereferencesURIs, SD.UnionDefaultGraph, SD.RequiresDataset),
    *(SD.EmptyGraphs, SD.BasicFederatedQuery),
}
#: Property: class of its subject. All but these have resources as values.
_DOMAINS = {
    "endpoint": "Service",
    "feature": "Service",
    "defaultEntailmentRegime": "Service",
    "entailmentRegime": "NamedGraph",
    "defaultSupportedEntailmentProfile": "Service",
    "supportedEntailmentProfile": "NamedGraph",
    "extensionFunction": "Service",
    "extensionAggregate": "Service",
    "languageExtension": "Service",
    "supportedLanguage": "Service",
    "propertyFeature": "Service",
    "defaultDataset": "Service",
    "availableGraphs": "Service",
    "resultFormat": "Service",
    "inputFormat": "Service",
    "defaultGraph": "Dataset",
    "namedGraph": "GraphCollection",
    "name": "NamedGraph",
    "graph": "NamedGraph",
}
#: A class that is a kind of another.
_ABOVE = {"Dataset": "GraphCollection"}


def check_description(target: Target, case: Case) -> str:
    """The description is what GET of the endpoint gives; Turtle is asked for where it matters."""
    plain = target.send("GET", target.query, {})
    asked = target.send("GET", target.query, {"Accept": "text/turtle"})
    try:
        graph = Graph().parse(data=asked.body, format="turtle", publicID=target.root + target.query)
    except Exception as error:
        return f"no Turtle: {error}"
    test = case.id.rpartition("/")[2]
    if test == "returns-rdf":
        return "" if plain.status == asked.status == 200 and len(graph) else plain.told
    if test == "has-endpoint-triple":
        found = [str(node) for node in graph.objects(None, SD.endpoint)]
        return "" if found == [target.root + target.query] else f"sd:endpoint {found}"
    assert test == "conforms-to-schema", test
    return "; ".join(faults(graph))


def faults(graph: Graph) -> list[str]:
    """What in a description is not as the vocabulary has it."""
    found = []
    for subject, predicate, value in graph:
        name = _name(predicate)
        if name is not None:
            found += _wrong_ends(graph, subject, name, value)
        if predicate == RDF.type and _name(value) not in {None, *_CLASSES}:
            found.append(f"no class {value}")
    services = list(graph.subjects(RDF.type, SD.Service))
    found += [] if services else ["no sd:Service"]
    for node, name, most in (
        *((service, "endpoint", 1) for service in services),
        *((service, "defaultDataset", 1) for service in services),
        *((dataset, "defaultGraph", 1) for dataset in graph.subjects(RDF.type, SD.Dataset)),
    ):
        count = len(list(graph.objects(node, SD[name])))
        needed = 1 if name == "endpoint" else 0
        found += [] if needed <= count <= most else [f"{count} of sd:{name}"]
    for node in graph.objects(None, SD.namedGraph):
        counts = [len(list(graph.objects(node, SD[name]))) for name in ("name", "graph")]
        found += [] if counts[0] == 1 and counts[1] <= 1 else [f"named graph with {counts}"]
    return found


def _wrong_ends(graph: Graph, subject: Node, name: str, value: Node) -> list[str]:
    if name not in _DOMAINS:
        return [f"no property sd:{name}"]
    kinds = {_name(kind) for kind in graph.objects(subject, RDF.type)} - {None}
    kinds |= {_ABOVE[kind] for kind in kinds if kind in _ABOVE}
    wrong = []
    if kinds and _DOMAINS[name] not in kinds:
        wrong.append(f"sd:{name} of {sorted(map(str, kinds))}")
    if isinstance(value, Literal):
        wrong.append(f"sd:{name} is text: {value}")
    if name == "supportedLanguage" and value not in _LANGUAGES:
        wrong.append(f"no language {value}")
    if name == "feature" and _name(value) is not None and value not in _FEATURES:
        wrong.append(f"no feature {value}")
    return wrong


def _name(node: Node) -> str | None:
    """Local name of a word in the vocabulary's namespace, None for any other."""
    text = str(node)
    return text.removeprefix(str(SD)) if text.startswith(str(SD)) else None
