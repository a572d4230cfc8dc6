"""Mechanisms and instruments as triples: labels, kinds, definitions, sources, parts in order."""

from __future__ import annotations

import re

from rdflib import RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from ontology import codes, ids
from ontology.codes import Instrument, Mechanism, Row
from ontology.namespaces import az
from ontology.skos_build import concept, label

UNKNOWN_NOTE = (
    "通知使用了这一提法，但未见展开说明，因此不作释义。",
    "Notices use this formula but nowhere spell it out; no definition is given.",
)


_NOTICE = re.compile(r"(?:见于：|[\u4e00-\u9fff]{2,3}20\d\d)")


def is_published(source: str) -> bool:
    """Whether a source is a document of its own: where notices use a formula is a fact of their
    graphs, not of the code list."""
    return not _NOTICE.match(source)


def mechanism_iri(notation: str) -> URIRef:
    return URIRef(ids.code_iri("mechanism", notation))


def add_mechanisms(graph: Graph) -> None:
    """Add every mechanism with its sources, parts, operators and cadences."""
    for mechanism in codes.mechanisms():
        node = concept(
            graph,
            "mechanism",
            mechanism.notation,
            mechanism.zh,
            mechanism.en,
            mechanism.broader,
        )
        _describe(graph, node, mechanism)
    for row in codes.rows("mechanism-sources"):
        _legal_source(graph, row)
    for row in codes.rows("mechanism-parts"):
        _part(graph, row)
    for row in codes.rows("mechanism-practice"):
        _practice(graph, mechanism_iri(row["mechanism"]), row)


def _describe(graph: Graph, node: URIRef, mechanism: Mechanism) -> None:
    for name in (mechanism.kind_class, "Formula"):
        graph.add((node, RDF.type, az(name)))
    if mechanism.link == "invokes":
        graph.add((node, RDF.type, az("Arrangement")))
    for name, scheme, value in (
        ("kind", "mechanism-kind", mechanism.kind),
        ("termKind", "term-kind", mechanism.term_kind),
        ("definitionStatus", "definition-status", mechanism.status),
    ):
        graph.add((node, az(name), URIRef(ids.code_iri(scheme, value))))
    for variant in mechanism.variants:
        graph.add((node, SKOS.altLabel, Literal(variant, lang="zh")))
    label(graph, node, SKOS.definition, mechanism.definition_zh, mechanism.definition_en)
    if mechanism.status == "unknown":
        label(graph, node, SKOS.editorialNote, *UNKNOWN_NOTE)
    label(graph, node, SKOS.editorialNote, mechanism.note_zh, mechanism.note_en)
    for source in filter(is_published, mechanism.sources):
        graph.add((node, DCTERMS.source, Literal(source.removeprefix("依据："), lang="zh")))
    for other in mechanism.close:
        graph.add((node, SKOS.closeMatch, mechanism_iri(other)))
    for other in mechanism.related:
        graph.add((node, SKOS.related, mechanism_iri(other)))


def _legal_source(graph: Graph, row: Row) -> None:
    mechanism = mechanism_iri(row["mechanism"])
    instrument = URIRef(ids.instrument_iri(row["instrument"], listed=True))
    if row["relation"] == "set-out-in":
        graph.add((mechanism, az("setOutIn"), instrument))
        return
    node = URIRef(f"{mechanism}/source/{ids.slug(row['instrument'] + row['clause'])}")
    graph.add((mechanism, az("hasLegalSource"), node))
    graph.add((node, RDF.type, az("LegalSource")))
    graph.add((node, az("instrument"), instrument))
    graph.add(
        (node, az("definitionStatus"), URIRef(ids.code_iri("definition-status", row["status"])))
    )
    if row["clause"]:
        graph.add((node, az("clause"), Literal(row["clause"])))


def _part(graph: Graph, row: Row) -> None:
    mechanism = mechanism_iri(row["mechanism"])
    position = int(row["position"])
    steps = row["kind"] == "step"
    node = URIRef(f"{mechanism}/part/{position}")
    graph.add((mechanism, az("hasStep" if steps else "hasComponent"), node))
    graph.add((node, RDF.type, az("ProcessStep" if steps else "MechanismPart")))
    graph.add((node, az("position"), Literal(position)))
    label(graph, node, SKOS.prefLabel, row["zh"], row["en"])
    if row["denotes"]:
        graph.add((node, az("denotes"), mechanism_iri(row["denotes"])))
    if row["lead_time"]:
        graph.add((node, az("leadTime"), Literal(row["lead_time"], datatype=XSD.duration)))
    label(graph, node, SKOS.definition, row["duty_zh"], row["duty_en"])
    if row["source"] and is_published(row["source"]):
        graph.add((node, DCTERMS.source, Literal(row["source"], lang="zh")))
    _practice(graph, node, row)
    if steps and position > 1:
        before = URIRef(f"{mechanism}/part/{position - 1}")
        graph.add((before, az("nextStep"), node))


def _practice(graph: Graph, node: URIRef, row: Row) -> None:
    for function in filter(None, row["operator"].split("|")):
        graph.add((node, az("operator"), URIRef(ids.code_iri("function", function))))
    if row["cadence"]:
        graph.add((node, az("cadence"), Literal(row["cadence"], datatype=XSD.duration)))


def add_instruments(graph: Graph) -> None:
    """Add the laws, rules and plans known by title."""
    for instrument in codes.instruments():
        _instrument(graph, instrument)


def _instrument(graph: Graph, instrument: Instrument) -> None:
    node = URIRef(instrument.iri)
    graph.add((node, RDF.type, az("Instrument")))
    graph.add((node, DCTERMS.title, Literal(instrument.title)))
    graph.add((node, SKOS.prefLabel, Literal(instrument.title, lang="zh")))
    graph.add((node, SKOS.prefLabel, Literal(instrument.en, lang="en")))
    for name in instrument.names:
        graph.add((node, SKOS.altLabel, Literal(name, lang="zh")))
    kind = URIRef(ids.code_iri("instrument-kind", instrument.kind))
    graph.add((node, az("instrumentKind"), kind))
    status = URIRef(ids.code_iri("definition-status", instrument.status))
    graph.add((node, az("definitionStatus"), status))
    if instrument.doc_number:
        graph.add((node, az("docNumber"), Literal(instrument.doc_number)))
    if instrument.issuer:
        graph.add((node, az("issuerName"), Literal(instrument.issuer)))
    if instrument.issued:
        graph.add((node, DCTERMS.issued, _dated(instrument.issued)))


def _dated(text: str) -> Literal:
    """The date with the precision that the table gives: year, month or day."""
    kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    return Literal(text, datatype=kinds[len(text)])
