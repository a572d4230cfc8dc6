"""A notice as RDF: the triples of its named graph, which is named by the notice's IRI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import Graph

from ingest.concepts import is_listed
from ingest.records import (
    AnnexRow,
    Due,
    Goal,
    Mention,
    Notice,
    Owner,
    Quantity,
    Recurrence,
    Response,
    Section,
    Task,
    Term,
    Unit,
    Window,
)
from ontology.ids import (
    code_iri,
    evidence_iri,
    jurisdiction_iri,
    mention_iri,
    node_iri,
    source_iri,
)
from ontology.terms import PREFIXES, az

_XSD = PREFIXES["xsd"]
_RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_TITLE = NamedNode(PREFIXES["dcterms"] + "title")
_ISSUED = NamedNode(PREFIXES["dcterms"] + "issued")
_FORMAT = NamedNode(PREFIXES["dcterms"] + "format")
_HAS_PART = NamedNode(PREFIXES["dcterms"] + "hasPart")
_PART_OF = NamedNode(PREFIXES["dcterms"] + "isPartOf")
_PREF_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
_ALT_LABEL = NamedNode(PREFIXES["skos"] + "altLabel")
_SECTION_CLASS = {
    "part": "Part",
    "article": "Article",
    "item": "Item",
    "annex-row": "AnnexRow",
    "preamble": "Preamble",
}
_COMPARATOR = {
    ">=": PREFIXES["odrl"] + "gteq",
    ">": PREFIXES["odrl"] + "gt",
    "<=": PREFIXES["odrl"] + "lteq",
    "<": PREFIXES["odrl"] + "lt",
    "=": PREFIXES["odrl"] + "eq",
}
_UNIT_CLASS = {"unit": "Unit", "group": "UnitGroup", "post": "Post"}
_RELATION = {"follow": "cites", "issue": "ordersIssuing", "revise": "ordersRevising"}
_Object = NamedNode | Literal


@cache
def _az(name: str) -> NamedNode:
    """The term of the ontology with this name."""
    return NamedNode(az(name))


@cache
def _datatype(name: str) -> NamedNode:
    return NamedNode(_XSD + name)


def notice_triples(notice: Notice) -> Iterator[Triple]:
    """The triples of the notice's graph, each once, in reading order."""
    return iter(dict.fromkeys(_all_triples(notice)))


def notice_quads(notice: Notice) -> Iterator[Quad]:
    """The notice's triples in the named graph of the notice."""
    name = NamedNode(notice.iri)
    return (Quad(t.subject, t.predicate, t.object, name) for t in notice_triples(notice))


def notice_graph(notice: Notice) -> Graph:
    """The notice's triples as an rdflib graph."""
    graph = Graph(store="Oxigraph")
    data = serialize(notice_triples(notice), format=RdfFormat.N_TRIPLES)
    return graph.parse(data=data, format="ox-nt")


def _all_triples(notice: Notice) -> Iterator[Triple]:
    source = source_iri(notice.document.sha256)
    yield from _notice(notice, source)
    sections = {s.iri: s for s in notice.sections}
    for section in notice.sections:
        yield from _section(section, notice.iri, source)
    for i, row in enumerate(notice.annex, len(notice.sections) + 1):
        yield from _annex_row(row, i, notice, source)
    for task in notice.tasks:
        yield from _task(task, notice.iri, source)
    for unit in notice.units:
        yield from _unit(unit)
    for i, goal in enumerate(notice.goals, 1):
        yield from _goal(node_iri(notice.iri, "goal", i), goal, notice.iri, source)
    assert all(t.section in sections for t in notice.tasks)


def _notice(notice: Notice, source: str) -> Iterator[Triple]:
    n = notice.iri
    yield _type(n, "Notice")
    yield _triple(n, _TITLE, _text(notice.title))
    yield _triple(n, _az("status"), _iri(code_iri("status", notice.status)))
    yield _triple(n, _az("source"), _iri(source))
    if notice.doc_number:
        yield _triple(n, _az("docNumber"), _text(notice.doc_number))
    if notice.doc_number_written and notice.doc_number_written != notice.doc_number:
        yield _triple(n, _az("asWritten"), _text(notice.doc_number_written))
    if notice.plan_year:
        yield _triple(n, _az("planYear"), _typed(str(notice.plan_year), "gYear"))
    if notice.issued:
        yield _triple(n, _ISSUED, _typed(notice.issued.isoformat(), "date"))
    if notice.signed:
        yield _triple(n, _az("signed"), _typed(notice.signed.isoformat(), "date"))
    if notice.issuer_unit:
        yield _triple(n, _az("issuedBy"), _iri(notice.issuer_unit))
    if notice.issuer:
        yield _triple(n, _az("issuerName"), _text(notice.issuer))
    if notice.jurisdiction:
        yield _triple(n, _az("jurisdiction"), _iri(jurisdiction_iri(notice.jurisdiction)))
    for name in notice.addressees:
        yield _triple(n, _az("addressee"), _text(name))
    for name in notice.copied_to:
        yield _triple(n, _az("copiedTo"), _text(name))
    yield _type(source, "SourceFile")
    yield _triple(source, _az("fileName"), _text(notice.document.file_name))
    yield _triple(source, _az("sha256"), _text(notice.document.sha256))
    yield _triple(source, _FORMAT, _text(notice.document.media_type))


def _goal(node: str, goal: Goal, notice: str, source: str) -> Iterator[Triple]:
    yield _triple(notice, _az("hasGoal"), _iri(node))
    yield _type(node, "Goal")
    yield _triple(node, _az("aim"), _iri(code_iri("aim", goal.aim)))
    for level in goal.levels:
        yield _triple(node, _az("accidentLevel"), _iri(code_iri("accident-level", level)))
    yield _triple(node, _az("asWritten"), _text(goal.mention.quote))
    yield from _evidence(node, goal.mention, source)


def _section(section: Section, notice: str, source: str) -> Iterator[Triple]:
    s = section.iri
    yield _type(s, _SECTION_CLASS[section.kind])
    if section.number:
        yield _triple(s, _az("number"), _text(section.number))
    if section.title:
        yield _triple(s, _TITLE, _text(section.title))
    yield _triple(s, _az("position"), _typed(str(section.position), "integer"))
    yield _triple(s, _az("text"), _text(section.text))
    yield from _part_of(s, section.parent or notice)
    yield from _evidence(s, Mention(section.text, section.start, section.end, "structure"), source)


def _annex_row(row: AnnexRow, position: int, notice: Notice, source: str) -> Iterator[Triple]:
    s = row.iri
    yield _type(s, "AnnexRow")
    yield _triple(s, _az("number"), _text(str(row.item)))
    yield _triple(s, _az("position"), _typed(str(position), "integer"))
    if row.title:
        yield _triple(s, _TITLE, _text(row.title))
    yield _triple(s, _az("text"), _text(row.text))
    yield from _part_of(s, notice.iri)
    article = next(
        (a for a in notice.sections if a.kind == "article" and a.number == row.body_article), None
    )
    if article:
        yield _triple(s, _az("repeats"), _iri(article.iri))
    yield from _owners(s, row.owners, row.open_ended, source)
    yield from _evidence(s, Mention(row.text, row.start, row.end, "annex"), source)


def _task(task: Task, notice: str, source: str) -> Iterator[Triple]:
    t = task.iri
    yield _type(t, "Task")
    yield _triple(t, _az("text"), _text(task.text))
    yield _triple(t, _az("statedIn"), _iri(task.section))
    yield _triple(t, _az("position"), _typed(str(task.position), "integer"))
    yield _triple(t, _az("notice"), _iri(notice))
    yield from _evidence(t, Mention(task.text, task.start, task.end, "sentence"), source, task.page)
    yield from _concepts(task, source)
    yield from _owners(t, task.owners, task.open_ended, source)
    yield from _times(task, source)
    for kind, quantities in (("target", task.targets), ("condition", task.conditions)):
        for i, q in enumerate((q for q in quantities if not q.listed), 1):
            yield from _quantity(t, kind, i, q, source)
    for i, term in enumerate(task.terms, 1):
        yield from _term(t, i, term, source)
    for c in task.citations:
        if c.instrument:
            yield _triple(t, _az(_RELATION[c.relation]), _iri(c.instrument))
            yield from _mention(t, c.instrument, c.mention, source)
            if not is_listed(c.instrument):
                yield from _instrument(c.instrument, c.title, c.doc_number)


def _concepts(task: Task, source: str) -> Iterator[Triple]:
    for scheme, property_name, topics in (
        ("sector", "sector", task.sectors),
        ("hazard", "hazard", task.hazards),
        ("measure", "measure", task.measures),
        ("mechanism", "invokes", task.unquoted),
    ):
        for topic in topics:
            concept = code_iri(scheme, topic.notation)
            yield _triple(task.iri, _az(property_name), _iri(concept))
            yield from _mention(task.iri, concept, topic.mention, source)


def _mention(task: str, denoted: str, mention: Mention, source: str) -> Iterator[Triple]:
    """Tasks under one heading share its mention, as they share its evidence."""
    evidence = evidence_iri(source, mention.start, mention.end, mention.rule)
    node = mention_iri(evidence, denoted)
    yield _triple(task, _az("hasMention"), _iri(node))
    yield _type(node, "Mention")
    yield _triple(node, _az("denotes"), _iri(denoted))
    yield from _evidence(node, mention, source)


def _owners(
    subject: str, owners: Iterable[Owner], open_ended: bool, source: str
) -> Iterator[Triple]:
    if open_ended:
        yield _triple(subject, _az("ownerListOpen"), _typed("true", "boolean"))
    for i, owner in enumerate((o for o in owners if o.unit), 1):
        a = node_iri(subject, "assignment", i)
        yield _triple(subject, _az("hasAssignment"), _iri(a))
        yield _type(a, "Assignment")
        yield _triple(a, _az("role"), _iri(code_iri("role", owner.role)))
        yield _triple(a, _az("basis"), _iri(code_iri("basis", owner.basis)))
        yield _triple(a, _az("asWritten"), _text(owner.name))
        yield from _evidence(a, owner.mention, source)
        if owner.unit:
            yield _triple(a, _az("assignee"), _iri(owner.unit))
            yield _triple(subject, _az("owner"), _iri(owner.unit))


def _times(task: Task, source: str) -> Iterator[Triple]:
    times: tuple[Due | Recurrence | Window | Response, ...] = (
        *task.due,
        *task.recurrences,
        *task.windows,
        *task.response,
    )
    for i, time in enumerate(times, 1):
        node = node_iri(task.iri, "time", i)
        yield _triple(task.iri, _az("hasTime"), _iri(node))
        yield from _time(node, time)
        if time.mention.quote:
            yield _triple(node, _az("asWritten"), _text(time.mention.quote))
            yield from _evidence(node, time.mention, source)
        if isinstance(time, Due) and time.date and time.basis == "explicit":
            yield _triple(task.iri, _az("due"), _typed(time.date.isoformat(), "date"))


def _time(node: str, time: Due | Recurrence | Window | Response) -> Iterator[Triple]:
    if isinstance(time, Due):
        yield _type(node, "DueDate")
        if time.date:
            yield _triple(node, _az("by"), _typed(time.date.isoformat(), "date"))
        yield _triple(node, _az("basis"), _iri(code_iri("basis", time.basis)))
    elif isinstance(time, Recurrence):
        yield _type(node, "Recurrence")
        yield _triple(node, _az("period"), _typed(time.period, "duration"))
        yield _triple(node, _az("minTimes"), _typed(str(time.minimum), "integer"))
    elif isinstance(time, Window):
        yield _type(node, "SeasonWindow")
        yield _triple(node, _az("fromMonth"), _typed(time.first, "gMonth"))
        yield _triple(node, _az("toMonth"), _typed(time.last, "gMonth"))
    else:
        yield _type(node, "ResponseTime")
        yield _triple(node, _az("within"), _typed(time.duration, "duration"))


def _quantity(task: str, kind: str, position: int, q: Quantity, source: str) -> Iterator[Triple]:
    node = node_iri(task, kind, position)
    yield _triple(task, _az("hasTarget" if kind == "target" else "hasCondition"), _iri(node))
    yield _type(node, kind.capitalize())
    yield _triple(
        node, _az("comparator"), _iri(_COMPARATOR.get(q.op) or PREFIXES["az"] + "between")
    )
    if q.grade:
        yield _triple(node, _az("grade"), _iri(code_iri("grade", q.grade)))
    else:
        yield _triple(node, _az("value"), _decimal(q.value))
    for name, scheme, notation in (
        ("measuredIn", "unit-of-measure", q.measured_in),
        ("change", "change", q.change),
    ):
        if notation:
            yield _triple(node, _az(name), _iri(code_iri(scheme, notation)))
    if q.high is not None:
        yield _triple(node, _az("high"), _decimal(q.high))
    yield _triple(node, _az("unitText"), _text(q.unit))
    if q.what:
        yield _triple(node, _az("indicator"), _text(q.what))
    yield _triple(node, _az("asWritten"), _text(q.mention.quote))
    yield from _evidence(node, q.mention, source)


def _term(task: str, position: int, term: Term, source: str) -> Iterator[Triple]:
    node = node_iri(task, "term", position)
    yield _triple(task, _az("hasTerm"), _iri(node))
    yield _type(node, "TermMention")
    yield _triple(node, _az("term"), _text(term.term))
    yield _triple(node, _az("termKind"), _iri(code_iri("term-kind", term.kind)))
    if term.concept:
        yield _triple(node, _az("denotes"), _iri(term.concept))
        yield _triple(task, _az("invokes"), _iri(term.concept))
    if term.instrument:
        yield _triple(task, _az("cites"), _iri(term.instrument))
        yield from _mention(task, term.instrument, term.mention, source)
    yield from _evidence(node, term.mention, source)


def _instrument(iri: str, title: str, doc_number: str | None) -> Iterator[Triple]:
    yield _type(iri, "Instrument")
    yield _triple(iri, _TITLE, _text(title))
    if doc_number:
        yield _triple(iri, _az("docNumber"), _text(doc_number))


def _unit(unit: Unit) -> Iterator[Triple]:
    yield _type(unit.iri, _UNIT_CLASS[unit.kind])
    yield _triple(unit.iri, _PREF_LABEL, Literal(unit.label, language="zh"))
    for spelling in unit.spellings:
        if spelling != unit.label:
            yield _triple(unit.iri, _ALT_LABEL, Literal(spelling, language="zh"))
    if unit.function:
        yield _triple(unit.iri, _az("function"), _iri(code_iri("function", unit.function)))
    if unit.jurisdiction:
        yield _triple(unit.iri, _az("jurisdiction"), _iri(jurisdiction_iri(unit.jurisdiction)))
    if unit.part_of:
        relation = "memberOf" if unit.kind == "unit" else "subgroupOf"
        yield _triple(unit.iri, _az(relation), _iri(unit.part_of))


def _evidence(
    owner: str, mention: Mention, source: str, page: int | None = None
) -> Iterator[Triple]:
    node = evidence_iri(source, mention.start, mention.end, mention.rule)
    yield _triple(owner, _az("evidence"), _iri(node))
    yield _type(node, "Evidence")
    yield _triple(node, _az("exact"), _text(mention.quote))
    yield _triple(node, _az("start"), _typed(str(mention.start), "integer"))
    yield _triple(node, _az("end"), _typed(str(mention.end), "integer"))
    yield _triple(node, _az("rule"), _text(mention.rule))
    yield _triple(node, _az("source"), _iri(source))
    if page is not None:
        yield _triple(node, _az("page"), _typed(str(page), "integer"))


def _part_of(part: str, whole: str) -> Iterator[Triple]:
    yield _triple(part, _PART_OF, _iri(whole))
    yield _triple(whole, _HAS_PART, _iri(part))


def _type(subject: str, name: str) -> Triple:
    return _triple(subject, _RDF_TYPE, _az(name))


def _triple(subject: str, predicate: NamedNode, value: _Object) -> Triple:
    return Triple(NamedNode(subject), predicate, value)


def _iri(value: str) -> NamedNode:
    return NamedNode(value)


def _text(value: str) -> Literal:
    return Literal(value)


def _typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=_datatype(datatype))


def _decimal(value: float) -> Literal:
    plain = format(Decimal(str(value)).normalize(), "f")
    return _typed(plain, "decimal")
