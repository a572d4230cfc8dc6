"""The report as a SHACL validation report in RDF, after profile, local rules and waivers."""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from shapes.records import Finding, Report
from shapes.report.labels import RATES
from shapes.terms import AZC

SEVERITIES = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


def rdf_report(report: Report) -> str:
    """Turtle. As the standard has it, ``sh:conforms`` is false as soon as there is a result, whatever
    its severity; ``azc:ready`` says whether no result is a violation. Acknowledged findings are no
    results but ``azc:acknowledged`` of the report."""
    return rdf_graph(report).serialize(format="turtle")


def rdf_graph(report: Report) -> Graph:
    """The report's triples; results are named after the findings' ids."""
    graph = Graph()
    graph.bind("sh", SH)
    graph.bind("azc", AZC)
    top = URIRef(f"{report.notice}/report")
    graph.add((top, RDF.type, SH.ValidationReport))
    graph.add((top, SH.conforms, Literal(not report.open)))
    graph.add((top, URIRef(AZC + "ready"), Literal(report.conforms)))
    graph.add((top, URIRef(AZC + "notice"), URIRef(report.notice)))
    graph.add((top, URIRef(AZC + "profile"), Literal(report.policy.profile)))
    for key, _name in RATES:
        share = getattr(report.rates, key)
        if share.whole:
            graph.add(
                (
                    top,
                    URIRef(f"{AZC}rate-{key}"),
                    Literal(round(share.rate, 4), datatype=XSD.decimal),
                )
            )
    for finding in report.findings:
        _add(graph, top, report.notice, finding)
    return graph


def _add(graph: Graph, top: URIRef, notice: str, finding: Finding) -> None:
    node = URIRef(f"{notice}/report/{finding.id}")
    waived = finding.waived
    graph.add((top, URIRef(AZC + "acknowledged") if waived else SH.result, node))
    graph.add((node, RDF.type, URIRef(AZC + "Acknowledged") if waived else SH.ValidationResult))
    graph.add((node, SH.focusNode, URIRef(finding.focus)))
    graph.add((node, SH.sourceShape, URIRef(AZC + finding.rule)))
    graph.add((node, SH.resultSeverity, SEVERITIES[finding.severity]))
    graph.add((node, SH.resultMessage, Literal(finding.what.zh, lang="zh")))
    graph.add((node, SH.resultMessage, Literal(finding.what.en, lang="en")))
    if finding.value:
        graph.add((node, SH.value, Literal(finding.value)))
    where = finding.where
    facts = {
        "section": where.section,
        "page": where.page,
        "start": where.start,
        "end": where.end,
        "sentence": finding.sentence,
        "sentences": finding.count,
        "waivedBy": waived.by or None if waived else None,
        "waivedBecause": waived.reason or None if waived else None,
    }
    for name, value in facts.items():
        if value is not None:
            graph.add((node, URIRef(AZC + name), Literal(value)))
