"""The code lists as SKOS, built from the tables; same tables, same triples, no blank nodes."""

from __future__ import annotations

from functools import cache

from rdflib import RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from ontology import codes, ids
from ontology.codes import AccidentLevel, Code, Row, TopicCode
from ontology.namespaces import ONTOLOGY_IRI, az
from ontology.skos_build import concept, label, new_graph, source
from ontology.skos_mechanisms import add_instruments, add_mechanisms

QUDT_UNIT = "http://qudt.org/vocab/unit/"


def _schemes(graph: Graph) -> None:
    for row in codes.rows("schemes"):
        node = URIRef(ids.scheme_iri(row["scheme"]))
        graph.add((node, RDF.type, SKOS.ConceptScheme))
        graph.add((node, RDFS.isDefinedBy, ONTOLOGY_IRI))
        label(graph, node, SKOS.prefLabel, row["zh"], row["en"])
        label(graph, node, SKOS.definition, row["definition_zh"], row["definition_en"])


def _class(scheme: str) -> str:
    """Local name of the class of the concepts in a scheme."""
    return next(row["class"] for row in codes.rows("schemes") if row["scheme"] == scheme)


def _topics(graph: Graph, scheme: str, kind: str, found: tuple[TopicCode, ...]) -> None:
    for code in found:
        node = concept(
            graph,
            scheme,
            code.notation,
            code.zh,
            code.en,
            (code.broader,) if code.broader else (),
        )
        graph.add((node, RDF.type, az(kind)))
        label(graph, node, SKOS.definition, code.definition_zh, code.definition_en)
        source(graph, node, code.source)
        for word in code.keywords:
            graph.add((node, az("keyword"), Literal(word)))


def _functions(graph: Graph) -> None:
    groups = {group.notation: group.source for group in codes.lists("function")}
    for code in codes.functions():
        node = concept(
            graph,
            "function",
            code.notation,
            code.zh,
            code.en,
            (code.broader or code.group,),
        )
        graph.add((node, RDF.type, az("Function")))
        few = "、".join(code.names[:2])
        zh, en = f"{few}等承担的职能。", f"What bodies such as {few} are for."
        label(graph, node, SKOS.definition, zh, en)
        source(graph, node, groups[code.group])
        for name in filter(lambda n: n != code.zh, code.names):
            graph.add((node, SKOS.altLabel, Literal(name, lang="zh")))
        for level in code.levels:
            graph.add((node, az("level"), URIRef(ids.code_iri("level", level))))
    for row in codes.rows("usual-names"):
        _usual_name(graph, row)


def _usual_name(graph: Graph, row: Row) -> None:
    function = URIRef(ids.code_iri("function", row["function"]))
    node = URIRef(f"{function}/name/{ids.slug(row['name'])}")
    graph.add((function, az("usualName"), node))
    graph.add((node, RDF.type, az("UsualName")))
    graph.add((node, SKOS.prefLabel, Literal(row["name"], lang="zh")))
    for level in filter(None, row["levels"].split("|")):
        graph.add((node, az("level"), URIRef(ids.code_iri("level", level))))
    for other in filter(None, row["also"].split("|")):
        graph.add((node, az("alsoFunction"), URIRef(ids.code_iri("function", other))))
    for column, name in (("from", "validFrom"), ("until", "validUntil")):
        if row[column]:
            graph.add((node, az(name), Literal(row[column], datatype=XSD.gYear)))
    label(graph, node, SKOS.editorialNote, row["note_zh"], row["note_en"])


def _level(graph: Graph, level: AccidentLevel) -> None:
    node = _plain(graph, "accident-level", level)
    graph.add((node, RDF.type, az("AccidentLevel")))
    graph.add((node, az("rank"), Literal(level.rank)))
    for name, (low, below) in (
        ("deaths", level.deaths),
        ("injuries", level.injuries),
        ("loss", level.loss),
    ):
        for bound, value in (("Min", low), ("Below", below)):
            if value is not None:
                graph.add((node, az(name + bound), Literal(value)))


def _plain(graph: Graph, scheme: str, code: Code) -> URIRef:
    node = concept(graph, scheme, code.notation, code.zh, code.en)
    label(graph, node, SKOS.definition, code.definition_zh, code.definition_en)
    return node


def _scheme(edition: str) -> str:
    """Notation of the scheme of an edition of GB 6441: each is a scheme of its own."""
    return edition.lower().replace(" ", "-")


def _standards(graph: Graph) -> None:
    for kind in codes.accident_kinds():
        node = concept(
            graph, "accident-kind", kind.notation, kind.zh, kind.en, scheme_of=_scheme(kind.edition)
        )
        graph.add((node, RDF.type, az("AccidentKind")))
        graph.add((node, az("edition"), Literal(kind.edition)))
        label(
            graph,
            node,
            SKOS.definition,
            f"{kind.edition} 所列事故类别。",
            f"A kind of accident listed in {kind.edition}.",
        )
        if kind.code:
            graph.add((node, SKOS.altLabel, Literal(f"{kind.code} {kind.zh}", lang="zh")))
    for table, scheme, type_ in (
        ("industries", "industry", "IndustrySection"),
        ("disasters", "disaster-class", "DisasterClass"),
    ):
        for row in codes.rows(table):
            above = [row["broader"]] if row["broader"] else []
            node = concept(graph, scheme, row["notation"], row["zh"], row["en"], above)
            graph.add((node, RDF.type, az(type_)))
            graph.add(
                (node, SKOS.altLabel, Literal(f"{row['notation'].upper()} {row['zh']}", lang="zh"))
            )
            label(graph, node, SKOS.definition, row["definition_zh"], row["definition_en"])


def _scales(graph: Graph) -> None:
    for row in codes.rows("grades"):
        above = [row["broader"]] if row["broader"] else []
        node = concept(graph, "grade", row["notation"], row["zh"], row["en"], above)
        graph.add((node, RDF.type, az("Grade")))
        label(graph, node, SKOS.definition, row["definition_zh"], row["definition_en"])
        if row["rank"]:
            graph.add((node, az("rank"), Literal(int(row["rank"]))))
    for row in codes.rows("units-of-measure"):
        node = concept(graph, "unit-of-measure", row["notation"], row["zh"], row["en"])
        graph.add((node, RDF.type, az("UnitOfMeasure")))
        label(graph, node, SKOS.definition, row["definition_zh"], row["definition_en"])
        for spelling in filter(lambda s: s != row["zh"], row["spellings"].split("|")):
            graph.add((node, SKOS.altLabel, Literal(spelling, lang="zh")))
        if row["ucum"]:
            graph.add((node, az("ucumCode"), Literal(row["ucum"])))
        if row["qudt"]:
            graph.add((node, RDFS.seeAlso, URIRef(QUDT_UNIT + row["qudt"])))


def _matches(graph: Graph) -> None:
    for row in codes.rows("matches"):
        left = URIRef(ids.code_iri(row["scheme"], row["notation"]))
        right = URIRef(ids.code_iri(row["other_scheme"], row["other"]))
        graph.add((left, SKOS[row["relation"]], right))


@cache
def codes_graph() -> Graph:
    """All concept schemes, with mechanisms and known instruments. Shared: do not change it."""
    graph = new_graph()
    _schemes(graph)
    _topics(graph, "sector", "Sector", codes.sectors())
    _topics(graph, "hazard", "Hazard", codes.hazards())
    _topics(graph, "measure", "Measure", codes.measures())
    for scheme in sorted({row["scheme"] for row in codes.rows("lists")}):
        for code in codes.lists(scheme):
            node = _plain(graph, scheme, code)
            graph.add((node, RDF.type, az(_class(scheme))))
            source(graph, node, code.source)
    _functions(graph)
    for level in codes.accident_levels():
        _level(graph, level)
    _standards(graph)
    _scales(graph)
    _matches(graph)
    add_mechanisms(graph)
    add_instruments(graph)
    return graph


@cache
def divisions_graph() -> Graph:
    """Every GB/T 2260 division as a jurisdiction. Shared: do not change it."""
    graph = new_graph()
    for division in codes.divisions():
        node = URIRef(ids.jurisdiction_iri(division.code))
        graph.add((node, RDF.type, az("Jurisdiction")))
        graph.add((node, az("code"), Literal(division.code)))
        graph.add((node, az("level"), URIRef(ids.code_iri("level", division.level))))
        label(graph, node, SKOS.prefLabel, division.name, division.en)
        if division.parent:
            graph.add(
                (node, az("superiorJurisdiction"), URIRef(ids.jurisdiction_iri(division.parent)))
            )
    return graph
