"""What is said of one IRI: its own triples and those that point at it, for people and programs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ontology import ids
from ontology.docs_model import short
from service.lookup.ask import Asker, Row, Subgraph, Term
from service.lookup.foreign import FOREIGN
from service.lookup.labels import NAMING, POSITION, Names, cut, names_of, ordered
from service.lookup.names import KINDS
from service.lookup.tasks import link
from service.lookup.terms import AZ, RDF_TYPE, RDFS, SKOS, XSD, iri
from service.sparql.vocabulary import said_of


@dataclass(frozen=True, slots=True)
class Said:
    """The same in both languages; words of notices are Chinese in both."""

    zh: str
    en: str


_BOOLEAN = {"true": Said("是", "yes"), "false": Said("否", "no")}
#: Properties that open a page, in this order; the others follow, those with few values first.
_FIRST = (RDF_TYPE, *NAMING[:3], SKOS + "altLabel", SKOS + "definition", AZ + "text")
#: What need not be said of a part where its whole is shown.
_KNOWN = {RDF_TYPE, POSITION, AZ + "evidence", AZ + "nextStep", AZ + "previousStep", *NAMING}
#: Whoever owns a duty owns its task, which says more.
_OWNER, _DUTY = AZ + "owner", "/duty/"
#: Values shown of one property, and characters of a title.
_MOST, _TITLE = 200, 50
#: Of more nodes that point at one, some are shown, not the first, and all are counted, those without a name too.
_SORTED = 2_000


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is shown; ``more`` is what is said of the part of the node that it names."""

    text: Said
    href: str = ""
    more: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One property: what it is called, its short IRI, where it is explained, its values, and how
    many of them are left out."""

    label: Said
    name: str
    href: str
    values: tuple[Value, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A node as people see it; ``back`` is what points at it and is not among its values."""

    title: str
    title_en: str
    facts: list[Fact]
    back: list[Fact]
    tasks: str


async def about_node(ask: Asker, node: str) -> Subgraph:
    """The triples with ``node`` as subject, and evidence and blank nodes under it."""
    return await ask.construct(
        f"""CONSTRUCT {{ {iri(node)} ?p ?o . ?o ?q ?r }} WHERE {{ {iri(node)} ?p ?o
        OPTIONAL {{ ?o ?q ?r FILTER(ISBLANK(?o) || ?p = az:evidence) }} }}"""
    )


async def is_pointed_at(ask: Asker, node: str) -> bool:
    return bool(await ask.select(f"SELECT ?s WHERE {{ ?s ?p {iri(node)} }} LIMIT 1"))


async def page_of(ask: Asker, graph: Subgraph, node: str, base: str) -> Page:
    """The page of ``node``, of which ``graph`` has the triples."""
    own = graph.index.get(node, {}) | await _of_duties(ask, graph, node)
    if RDF_TYPE not in own and (classes := _classes(own)):
        own[RDF_TYPE] = classes
    if graph.all(node, AZ + "hasDuty") == [node]:
        own = {name: values for name, values in own.items() if name != AZ + "hasDuty"}
    repeated = await _said_closer(ask, graph, node)
    told = {
        name: ordered(values, Names())[:_MOST]
        for name, values in own.items()
        if name not in repeated
    }
    parts, (back, total) = await asyncio.gather(
        _parts(ask, node, graph, {each for group in own.values() for each in group}),
        _pointing(ask, node, graph.all(node, *own)),
    )
    pointing = {each for group in back.values() for each in group}
    predicates = {name for about in parts.index.values() for name in about}
    shown = {
        each.value for group in told.values() for each in group if isinstance(each, ox.NamedNode)
    }
    names = await names_of(ask, {node, *told, *shown, *back, *pointing, *predicates, *parts.iris()})
    facts = [
        _fact(name, values, names, base, parts, len(own[name])) for name, values in told.items()
    ]
    behind = [
        _fact(name, [ox.NamedNode(each) for each in nodes], names, base, Subgraph(), total[name])
        for name, nodes in back.items()
    ]
    english = [label for p in NAMING[:2] for label in graph.in_language(node, p, "en")]
    kind = _filter_of(node)
    return Page(
        cut(names.of(node), _TITLE),
        next(iter(english), ""),
        sorted(facts, key=_rank),
        sorted(behind, key=_rank),
        f"{base}/tasks?{kind}={node}" if kind else "",
    )


def _classes(properties: Iterable[str]) -> list[Term]:
    """The classes that have these properties alone, where nothing is said of a node's class.

    >>> [each.value.rpartition("#")[2] for each in _classes([AZ + "uptake", AZ + "alignedTo", AZ + "sharedText"])]
    ['Alignment']
    """
    said = (said_of(name.removeprefix(AZ)) for name in properties if name.startswith(AZ))
    only = {name for classes in said if len(classes) == 1 for name in classes if name}
    return [ox.NamedNode(AZ + name) for name in sorted(only)]


async def _of_duties(ask: Asker, graph: Subgraph, node: str) -> dict[str, list[Term]]:
    """The times and numbers of a task's duties, each once: a page shows them beside the duties."""
    duties = await ask.about(graph.all(node, AZ + "hasDuty"))
    found: dict[str, list[Term]] = {}
    for name in (AZ + each for each in ("hasTime", "hasTarget", "hasCondition")):
        values = (term for about in duties.index.values() for term in about.get(name, []))
        if once := list(dict.fromkeys(values)):
            found[name] = once
    return found


async def _roles(ask: Asker, node: str) -> Subgraph:
    """Of each unit that answers for ``node``: in which role, on which basis."""
    return await ask.construct(
        f"""CONSTRUCT {{ ?unit az:role ?role ; az:basis ?basis }} WHERE {{
        {iri(node)} az:hasDuty?/az:answeredBy ?words . ?words az:basis ?basis ; az:hasAssignment ?each .
        ?each az:assignee ?unit ; az:role ?role }}"""
    )


async def _said_closer(ask: Asker, graph: Subgraph, node: str) -> set[str]:
    """Properties of ``node`` that say no more than narrower ones of it: az:hasComponent where every
    component is a step."""
    closer: dict[str, set[str]] = {}
    for row in await ask.once("narrower properties", _narrower):
        closer.setdefault(row["wide"], set()).update(graph.all(node, row["narrow"]))
    return {wide for wide, values in closer.items() if set(graph.all(node, wide)) <= values}


async def _narrower(ask: Asker) -> list[Row]:
    return await ask.select(f"SELECT ?narrow ?wide WHERE {{ ?narrow <{RDFS}subPropertyOf> ?wide }}")


async def _pointing(
    ask: Asker, node: str, values: Collection[str]
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """By property the nodes that point at ``node``, and how many there are; properties that only say
    again, the other way round, what ``values`` say are left out."""
    # counted without a test of each, for which the engine reads its name
    rows = await ask.select(
        f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?s ?p {iri(node)} FILTER(?s != {iri(node)}) }} GROUP BY ?p"
    )
    counted = sorted((row["p"], int(row["n"])) for row in rows if "p" in row)
    groups = await asyncio.gather(*(_pointing_by(ask, node, *each) for each in counted))
    found = {name: group for (name, _), group in zip(counted, groups, strict=True)}
    shown = {name: group for name, (group, _) in found.items() if not set(group) <= set(values)}
    return shown, {name: total for name, (_, total) in found.items()}


async def _pointing_by(ask: Asker, node: str, predicate: str, number: int) -> tuple[list[str], int]:
    """Those that point at ``node`` by the predicate, which a ``number`` do, and how many: the first of them, or, of very
    many, some, since sorted the engine reads the names of all."""
    no_duty = f"&& !CONTAINS(STR(?s), '{_DUTY}')" if predicate == _OWNER else ""
    pattern = f"?s {iri(predicate)} {iri(node)} FILTER(ISIRI(?s) && ?s != {iri(node)} {no_duty})"
    few = number <= _SORTED
    rows = await ask.select(
        f"SELECT DISTINCT ?s WHERE {{ {pattern} }} {'' if few else f'LIMIT {_MOST}'}"
    )
    nodes = sorted(row["s"] for row in rows)
    if few:
        return nodes[:_MOST], len(nodes)
    if no_duty:
        rows = await ask.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}")
        number = int(rows[0]["n"])
    return nodes, number


async def _parts(ask: Asker, node: str, graph: Subgraph, values: Collection[Term]) -> Subgraph:
    """What is said of its evidence, its mentions, its assignments, the roles of its owners, and of the nodes
    under ``node`` that are neither texts nor concepts of their own: duties, times, steps of a mechanism."""
    shown = {each.value for each in values if isinstance(each, ox.NamedNode)}
    under = sorted(each for each in shown if each.startswith(node + "/"))
    beside = graph.all(node, AZ + "hasMention", AZ + "hasAssignment")
    found = await ask.about([*under, *beside][:_MOST])
    parts = Subgraph()
    own = (
        {SKOS + "inScheme"}
        if AZ + "hasDuty" in graph.index.get(node, {})
        else {AZ + "text", SKOS + "inScheme"}
    )
    parts.index = {name: told for name, told in found.index.items() if not own & set(told)}
    parts.add(await _roles(ask, node))
    for each in graph.all(node, AZ + "evidence"):
        parts.index[each] = graph.index.get(each, {})
    return parts


def _fact(
    predicate: str,
    values: Sequence[Term],
    names: Names,
    base: str,
    parts: Subgraph,
    total: int,
) -> Fact:
    """The property with ``values``, which are ``total`` in truth."""
    return Fact(
        _called(predicate, names),
        short(predicate),
        f"{base}/ontology#{predicate.removeprefix(AZ)}" if predicate.startswith(AZ) else "",
        tuple(_value(each, names, base, parts) for each in ordered(values, names)),
        total - len(values),
    )


def _value(term: Term, names: Names, base: str, parts: Subgraph) -> Value:
    if isinstance(term, ox.NamedNode):
        known = term.value in FOREIGN or not term.value.startswith(("http://", "https://"))
        href = "" if known else link(term.value, base)
        return Value(_called(term.value, names), href, _more(term.value, names, parts))
    if not isinstance(term, ox.Literal):
        return Value(Said("…", "…"))
    boolean = term.datatype.value == XSD + "boolean"
    plain = Said(term.value, term.value)
    return Value(_BOOLEAN.get(term.value, plain) if boolean else plain)


def _called(node: str, names: Names) -> Said:
    return Said(names.of(node), names.in_english(node))


def _more(part: str, names: Names, parts: Subgraph) -> tuple[Said, ...]:
    """What is said of a part in a few words, a property each; not that it is a part."""
    told = parts.index.get(part, {})
    found = []
    for predicate in sorted(set(told) - _KNOWN):
        values = [
            _value(each, names, "", Subgraph()).text for each in told[predicate] if _said(each)
        ]
        whole = any(part.startswith(each + "/") for each in parts.all(part, predicate))
        if values and not whole:
            zh, en = sorted(each.zh for each in values), sorted(each.en for each in values)
            name = _called(predicate, names)
            found.append(Said(f"{name.zh}：{'、'.join(zh)}", f"{name.en}: {', '.join(en)}"))
    return tuple(found)


def _said(term: Term) -> bool:
    """Whether a value is no translation."""
    return not isinstance(term, ox.Literal) or term.language != "en"


def _rank(fact: Fact) -> tuple[int, int, str]:
    first = [short(each) for each in _FIRST]
    place = first.index(fact.name) if fact.name in first else len(first)
    return place, len(fact.values) + fact.left_out, fact.name


def _filter_of(node: str) -> str:
    """The parameter of ``/tasks`` that ``node`` is a value of, "" if none."""
    for name in ("notice", "unit", "jurisdiction", "instrument", *_CONCEPTS):
        rest = node.removeprefix(ids.BASE + KINDS[name].path)
        if rest and rest != node and rest.count("/") <= (name == "unit"):
            return name
    return "section" if _SECTION.fullmatch(node) else ""


_SECTION = re.compile(rf"{ids.BASE}id/notice/[^/]+/(?!goal/)(?!.*/task/).+")
_CONCEPTS = ("function", "sector", "hazard", "mechanism")
