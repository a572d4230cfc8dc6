"""A page on whatever an IRI names: a term, a concept, an organisation, a task, a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from ontology.docs_model import Label, short, texts
from ontology.docs_templates import environment, template_text
from ontology.load import graphs, ontology_graph
from ontology.skos import codes_graph, divisions_graph
from ontology.terms import az

Labels = Mapping[str, tuple[str, str]]
Link = Callable[[str], str]

#: What the page calls the foreign properties that the graphs use.
FOREIGN: dict[URIRef, tuple[str, str]] = {
    RDF.type: ("类型", "type"),
    RDFS.label: ("名称", "label"),
    RDFS.subClassOf: ("上位类", "subclass of"),
    RDFS.subPropertyOf: ("上位属性", "subproperty of"),
    RDFS.domain: ("定义域", "domain"),
    RDFS.range: ("值域", "range"),
    RDFS.isDefinedBy: ("所属本体", "defined by"),
    SKOS.prefLabel: ("名称", "label"),
    SKOS.altLabel: ("别称", "also called"),
    SKOS.notation: ("代码", "notation"),
    SKOS.definition: ("释义", "definition"),
    SKOS.editorialNote: ("编者注", "editorial note"),
    SKOS.example: ("例", "example"),
    SKOS.inScheme: ("所属代码表", "in scheme"),
    SKOS.topConceptOf: ("代码表顶层", "top concept of"),
    SKOS.hasTopConcept: ("顶层概念", "has top concept"),
    SKOS.broader: ("上位概念", "broader"),
    SKOS.narrower: ("下位概念", "narrower"),
    SKOS.broaderTransitive: ("各级上位概念", "broader at any level"),
    SKOS.related: ("相关概念", "related"),
    SKOS.closeMatch: ("相近", "close match"),
    SKOS.exactMatch: ("等同", "exact match"),
    SKOS.broadMatch: ("较宽对应", "broad match"),
    SKOS.narrowMatch: ("较窄对应", "narrow match"),
    SKOS.relatedMatch: ("相关对应", "related match"),
    DCTERMS.title: ("标题", "title"),
    DCTERMS.source: ("出处", "source"),
    DCTERMS.issued: ("印发日期", "issued"),
    DCTERMS.format: ("格式", "format"),
    DCTERMS.hasPart: ("包含", "has part"),
    DCTERMS.isPartOf: ("属于", "part of"),
}
FIRST = (RDF.type, SKOS.prefLabel, RDFS.label, SKOS.altLabel, SKOS.definition)
#: Of a part that is shown within its whole, what the whole says already.
KNOWN_OF_PART = frozenset({RDF.type, SKOS.prefLabel, az("position"), az("nextStep")})


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it is shown; ``href`` is "" for a literal; ``more`` is on the part it names."""

    text: str
    href: str = ""
    hint: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A property with its values; ``backwards``: the values point here."""

    label: Label
    values: tuple[Value, ...]
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What a page is made from: triples, labels by IRI, and how an IRI becomes an address."""

    iri: str
    about: Graph
    labels: Labels
    link: Link


def vocabulary_about(iri: str) -> Graph | None:
    """What ships on ``iri``: its triples, those of nodes under it (parts, legal sources), and those
    that point to it; None if nothing does."""
    about, node = Graph(), URIRef(iri)
    for _, graph in graphs():
        for triple in graph.triples((node, None, None)):
            about.add(triple)
            if isinstance(triple[2], URIRef) and str(triple[2]).startswith(iri + "/"):
                for part in graph.triples((triple[2], None, None)):
                    about.add(part)
        for triple in graph.triples((None, None, node)):
            about.add(triple)
    return about if len(about) else None


@cache
def vocabulary_labels() -> dict[str, tuple[str, str]]:
    """Chinese and English label of everything that ships, by IRI."""
    found = {str(node): label for node, label in FOREIGN.items()}
    for graph, predicate in (
        (ontology_graph(), RDFS.label),
        (codes_graph(), SKOS.prefLabel),
        (divisions_graph(), SKOS.prefLabel),
    ):
        for node in set(graph.subjects(predicate)):
            label = texts(graph, node, predicate)
            found[str(node)] = (label.zh, label.en)
    return found


def resource_page(
    iri: str,
    about: Graph,
    *,
    labels: Labels | None = None,
    link: Link = str,
    formats: Sequence[tuple[str, str]] = (),
    limit: int = 200,
) -> str:
    """An HTML page on ``iri`` from the triples ``about`` it (both directions).

    ``labels`` adds to the vocabulary's own; ``link`` turns an IRI into an address to follow;
    ``formats`` are (name, address) of the same data in other forms; at most ``limit`` values a
    property are shown, and the page says how many were left out."""
    view = View(iri, about, vocabulary_labels() | dict(labels or {}), link)
    zh, en = _name(view, URIRef(iri))
    return (
        environment()
        .get_template("resource.html")
        .render(
            iri=iri,
            zh=zh,
            en=en,
            lines=_lines(view),
            formats=formats,
            limit=limit,
            style=Markup(template_text("style.css")),
        )
    )


def _name(view: View, node: Node) -> tuple[str, str]:
    if str(node) in view.labels:
        return view.labels[str(node)]
    for predicate in (SKOS.prefLabel, RDFS.label, DCTERMS.title, az("text")):
        found = [str(value) for value in view.about.objects(node, predicate)]
        if found:
            label = texts(view.about, node, predicate)
            return label.zh or found[0], label.en
    return short(str(node)), ""


def _lines(view: View) -> list[Line]:
    node, about = URIRef(view.iri), view.about
    outward = sorted(set(about.predicates(node)), key=_rank)
    inward = sorted({p for s, p in about.subject_predicates(node) if s != node}, key=_rank)
    return [
        *(_line(view, p, about.objects(node, p), False) for p in outward),
        *(_line(view, p, about.subjects(p, node), True) for p in inward),
    ]


def _line(view: View, predicate: Node, nodes: Iterable[Node], backwards: bool) -> Line:
    ordered = sorted(nodes, key=lambda node: _order(view.about, node))
    values = tuple(_value(view, node) for node in ordered)
    return Line(Label(*_name(view, predicate)), values, backwards)


def _value(view: View, node: Node) -> Value:
    if isinstance(node, Literal):
        return Value(str(node), "", "")
    if not isinstance(node, URIRef):
        return Value("[]")
    zh, en = _name(view, node)
    return Value(zh, view.link(str(node)), en, _more(view, node))


def _more(view: View, part: URIRef) -> tuple[str, ...]:
    """What is known of a node that stands under the page's own, in a few words."""
    if not str(part).startswith(view.iri + "/"):
        return ()
    found: dict[str, list[str]] = {}
    for predicate, value in sorted(view.about.predicate_objects(part), key=str):
        if predicate not in KNOWN_OF_PART:
            text = str(value) if isinstance(value, Literal) else _name(view, value)[0]
            found.setdefault(_name(view, predicate)[0], []).append(text)
    return tuple(f"{name}：{'、'.join(values)}" for name, values in found.items())


def _order(about: Graph, node: Node) -> tuple[int, int, str]:
    position = about.value(node, az("position"))
    language = getattr(node, "language", None)
    return int(str(position)) if position is not None else 0, int(language == "en"), str(node)


def _rank(predicate: Node) -> tuple[int, str]:
    names = [str(first) for first in FIRST]
    name = str(predicate)
    return (names.index(name) if name in names else len(names)), name
