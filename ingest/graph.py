"""A notice as RDF: the triples of its named graph, which is named by the notice's IRI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from ingest.concepts import instrument_called, is_listed
from ingest.duty_graph import Answers, duty_triples, evidence
from ingest.records import AnnexRow, Goal, Mention, Notice, Section, Task, Term, Unit
from ingest.topics import IN_HEADING
from ontology import codes
from ontology.ids import code_iri, jurisdiction_iri, node_iri, source_iri, span_iri
from ontology.statements import (
    Statement,
    az,
    dcterms,
    in_chinese,
    iri,
    parsed,
    skos,
    text,
    triple,
    typed,
    typed_as,
    whole,
)

if TYPE_CHECKING:
    from rdflib import Graph

_SECTION_CLASS = {
    "part": "Part",
    "article": "Article",
    "item": "Item",
    "annex-row": "AnnexRow",
    "preamble": "Preamble",
}
_UNIT_CLASS = {"unit": "Unit", "group": "UnitGroup", "post": "Post"}
_RELATION = {"follow": "cites", "issue": "ordersIssuing", "revise": "ordersRevising"}


def notice_statements(notice: Notice) -> list[Statement]:
    """What the notice's graph says, each once, in reading order."""
    return list(dict.fromkeys(_statements(notice)))


def notice_triples(notice: Notice) -> Iterator[Triple]:
    """The triples of the notice's graph, each once, in reading order."""
    return parsed(notice_statements(notice))


def notice_quads(notice: Notice) -> Iterator[Quad]:
    """The notice's triples in the named graph of the notice."""
    name = NamedNode(notice.iri)
    return (Quad(t.subject, t.predicate, t.object, name) for t in notice_triples(notice))


def notice_graph(notice: Notice) -> Graph:
    """The notice's triples as an rdflib graph."""
    from rdflib import Graph

    graph = Graph(store="Oxigraph")
    data = serialize(notice_triples(notice), format=RdfFormat.N_TRIPLES)
    return graph.parse(data=data, format="ox-nt")


def _statements(notice: Notice) -> Iterator[Statement]:
    source = source_iri(notice.document.sha256)
    yield from _notice(notice, source)
    sections = {s.iri: s for s in notice.sections}
    answers = Answers(notice, source)
    yield from answers.assignments()
    for section in notice.sections:
        yield from _section(section, notice.iri, source)
    for i, row in enumerate(notice.annex, len(notice.sections) + 1):
        yield from _annex_row(row, i, notice, source, answers)
    for task in notice.tasks:
        yield from _task(task, notice, sections, source)
        yield from duty_triples(task, source, answers)
    for unit in notice.units:
        yield from _unit(unit)
    for i, goal in enumerate(notice.goals, 1):
        yield from _goal(node_iri(notice.iri, "goal", i), goal, notice.iri, source)
    rows = {row.iri for row in notice.annex}
    assert all(t.section in sections or t.section in rows for t in notice.tasks)


def _notice(notice: Notice, source: str) -> Iterator[Statement]:
    n = notice.iri
    yield typed_as(n, "Notice")
    yield triple(n, dcterms("title"), text(notice.title))
    yield triple(n, az("status"), iri(code_iri("status", notice.status)))
    yield triple(n, az("source"), iri(source))
    if notice.doc_number:
        yield triple(n, az("docNumber"), text(notice.doc_number))
    if notice.doc_number_written and notice.doc_number_written != notice.doc_number:
        yield triple(n, az("asWritten"), text(notice.doc_number_written))
    if notice.plan_year:
        yield triple(n, az("planYear"), typed(str(notice.plan_year), "gYear"))
        yield triple(n, az("year"), whole(notice.plan_year))
    if notice.issued:
        yield triple(n, dcterms("issued"), typed(notice.issued.isoformat(), "date"))
    if notice.signed:
        yield triple(n, az("signed"), typed(notice.signed.isoformat(), "date"))
    if notice.issuer_unit:
        yield triple(n, az("issuedBy"), iri(notice.issuer_unit))
    if notice.issuer:
        yield triple(n, az("issuerName"), text(notice.issuer))
    if notice.jurisdiction:
        yield triple(n, az("jurisdiction"), iri(jurisdiction_iri(notice.jurisdiction)))
    for name in notice.addressees:
        yield triple(n, az("addressee"), text(name))
    if len(notice.addressees) > 1:
        yield triple(n, az("addresseeList"), text("；".join(notice.addressees)))
    for name in notice.copied_to:
        yield triple(n, az("copiedTo"), text(name))
    yield typed_as(source, "SourceFile")
    yield triple(source, az("fileName"), text(notice.document.file_name))
    yield triple(source, az("sha256"), text(notice.document.sha256))
    yield triple(source, dcterms("format"), text(notice.document.media_type))


def _goal(node: str, goal: Goal, notice: str, source: str) -> Iterator[Statement]:
    yield triple(notice, az("hasGoal"), iri(node))
    yield typed_as(node, "Goal")
    yield triple(node, az("aim"), iri(code_iri("aim", goal.aim)))
    for level in goal.levels:
        yield triple(node, az("accidentLevel"), iri(code_iri("accident-level", level)))
    yield triple(node, az("asWritten"), text(goal.mention.quote))
    yield evidence(node, goal.mention.start, goal.mention.end, source)


def _section(section: Section, notice: str, source: str) -> Iterator[Statement]:
    s = section.iri
    yield typed_as(s, _SECTION_CLASS[section.kind])
    if section.number:
        yield triple(s, az("number"), text(section.number))
    if section.title:
        yield triple(s, dcterms("title"), text(section.title))
    yield triple(s, az("position"), whole(section.position))
    yield triple(s, az("text"), text(section.text))
    yield triple(s, dcterms("isPartOf"), iri(section.parent or notice))
    yield evidence(s, section.start, section.end, source)


def _annex_row(
    row: AnnexRow, position: int, notice: Notice, source: str, answers: Answers
) -> Iterator[Statement]:
    s = row.iri
    yield typed_as(s, "AnnexRow")
    yield triple(s, az("number"), text(str(row.item)))
    yield triple(s, az("position"), whole(position))
    if row.title:
        yield triple(s, dcterms("title"), text(row.title))
    yield triple(s, az("text"), text(row.text))
    yield triple(s, dcterms("isPartOf"), iri(notice.iri))
    article = next(
        (a for a in notice.sections if a.kind == "article" and a.number == row.body_article), None
    )
    if article:
        yield triple(s, az("repeats"), iri(article.iri))
    yield from answers.of(s, row.owners)
    yield evidence(s, row.start, row.end, source)


def _task(
    task: Task, notice: Notice, sections: Mapping[str, Section], source: str
) -> Iterator[Statement]:
    t = task.iri
    yield typed_as(t, "Task")
    yield triple(t, az("text"), text(task.text))
    yield triple(t, az("statedIn"), iri(task.section))
    yield triple(t, az("article"), iri(_article(task.section, sections)))
    yield triple(t, az("position"), whole(task.position))
    yield triple(t, az("notice"), iri(notice.iri))
    yield evidence(t, task.start, task.end, source)
    if task.page is not None:
        yield triple(span_iri(source, task.start, task.end), az("page"), whole(task.page))
    yield from _concepts(task, source)
    for term in task.terms:
        yield from _term(t, term, source)
    for topic in task.unquoted:
        instrument = instrument_called(topic.mention.quote)
        if instrument and topic.mention.rule != IN_HEADING:
            yield from _cited(t, instrument, topic.mention, source)
    for c in task.citations:
        if c.instrument:
            yield triple(t, az(_RELATION[c.relation]), iri(c.instrument))
            yield from _mention(t, c.instrument, c.mention, source)
            if c.doc_number:
                span = span_iri(source, c.mention.start, c.mention.end)
                yield triple(span, az("docNumberAsCited"), text(c.doc_number))
            if not is_listed(c.instrument):
                yield from _instrument(c.instrument, c.title, c.doc_number)


def _article(section: str, sections: Mapping[str, Section]) -> str:
    """The article in which a section lies; its part, preamble or row where it lies in none."""
    at: str = section
    while at in sections and sections[at].kind != "article":
        above = sections[at].parent
        if above is None or above not in sections:
            return at
        at = above
    return at


def _concepts(task: Task, source: str) -> Iterator[Statement]:
    for scheme, name, topics in (
        ("sector", "sector", (*task.sectors, *task.sectors_beside)),
        ("hazard", "hazard", task.hazards),
        ("mechanism", "", task.unquoted),
    ):
        for topic in topics:
            concept = code_iri(scheme, topic.notation)
            yield triple(task.iri, az(name or _link(concept)), iri(concept))
            yield from _mention(task.iri, concept, topic.mention, source)
    for topic in task.measures:  # always of the sentence, by words of the code list
        yield triple(task.iri, az("measure"), iri(code_iri("measure", topic.notation)))


@cache
def _links() -> dict[str, str]:
    return {code_iri("mechanism", m.notation): m.link for m in codes.mechanisms()}


def _link(formula: str) -> str:
    """The property by which a task has a formula: what can be in force is invoked, conduct combated."""
    return _links()[formula]


def _mention(task: str, denoted: str, mention: Mention, source: str) -> Iterator[Statement]:
    """The words by which a task has a concept; tasks under one heading share those of the heading."""
    node = span_iri(source, mention.start, mention.end)
    yield triple(task, az("hasMention"), iri(node))
    yield triple(node, az("denotes"), iri(denoted))
    if mention.rule == IN_HEADING:
        yield triple(node, az("inHeading"), typed("true", "boolean"))


def _term(task: str, term: Term, source: str) -> Iterator[Statement]:
    node = span_iri(source, term.mention.start, term.mention.end)
    yield triple(task, az("hasTerm"), iri(node))
    yield typed_as(node, "TermMention")
    yield triple(node, az("term"), text(term.term))
    if term.concept:
        yield triple(node, az("denotes"), iri(term.concept))
        yield triple(task, az(_link(term.concept)), iri(term.concept))
    else:
        yield triple(node, az("termKind"), iri(code_iri("term-kind", term.kind)))
    if term.instrument:
        yield from _cited(task, term.instrument, term.mention, source)


def _cited(task: str, instrument: str, mention: Mention, source: str) -> Iterator[Statement]:
    """An instrument that the task calls by a short name, which may be that of a mechanism, too (安全生产十五条硬措施)."""
    yield triple(task, az("cites"), iri(instrument))
    yield from _mention(task, instrument, mention, source)


def _instrument(iri: str, title: str, doc_number: str | None) -> Iterator[Statement]:
    yield typed_as(iri, "Instrument")
    yield triple(iri, dcterms("title"), text(title))
    if doc_number:
        yield triple(iri, az("docNumber"), text(doc_number))


def _unit(unit: Unit) -> Iterator[Statement]:
    yield typed_as(unit.iri, _UNIT_CLASS[unit.kind])
    yield triple(unit.iri, skos("prefLabel"), in_chinese(unit.label))
    for spelling in unit.spellings:
        if spelling != unit.label:
            yield triple(unit.iri, skos("altLabel"), in_chinese(spelling))
    if unit.function:
        yield triple(unit.iri, az("function"), iri(code_iri("function", unit.function)))
    if unit.jurisdiction:
        yield triple(unit.iri, az("jurisdiction"), iri(jurisdiction_iri(unit.jurisdiction)))
    if unit.part_of:
        relation = "memberOf" if unit.kind == "unit" else "subgroupOf"
        yield triple(unit.iri, az(relation), iri(unit.part_of))
